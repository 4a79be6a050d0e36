"""Which articles a question may be answered from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Applied before ranking, never after. An article without a date is not within any dates."""

    since: date | None = None
    """First day, included."""
    until: date | None = None
    """Last day, included; `--as-of` sets it too."""
    source: str | None = None
    """Part of the source's name or of the URL's host, in any case of letters."""
    language: str | None = None
    """ISO 639-1."""
    asked: date | None = None
    """The day from which "this week" is reckoned, `--as-of`; None for today."""
    near: tuple[date, date] | None = None
    """First and last day of publication of the articles that come first; nothing is left out for it."""

    def __bool__(self) -> bool:
        return any((self.since, self.until, self.source, self.language))

    def condition(self) -> tuple[str, list[str]]:
        """A SQL condition over the columns of `documents`, and its values."""
        parts: list[str] = []
        values: list[str] = []
        if self.since:
            parts.append("published >= ?")
            values.append(self.since.isoformat())
        if self.until:
            parts.append("published <= ?")
            values.append(self.until.isoformat())
        if self.source:
            parts.append("(instr(lower(source), lower(?)) > 0 OR instr(lower(host), lower(?)) > 0)")
            values += [self.source, self.source]
        if self.language:
            parts.append("language = ?")
            values.append(self.language.lower())
        return " AND ".join(parts) or "true", values


ALL = Filters()


def filters_of(
    *,
    since: date | None = None,
    until: date | None = None,
    as_of: date | None = None,
    source: str | None = None,
    language: str | None = None,
) -> Filters:
    """Filters as a caller gives them: `as_of` and `until` both end the time that is looked at, and `as_of`
    is the day of asking."""
    ends = [day for day in (until, as_of) if day is not None]
    return Filters(since=since, until=min(ends, default=None), source=source, language=language, asked=as_of)
