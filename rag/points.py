"""A value on a timeline: what one article gives, of which day, and whether a later article gives another value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What one article gives; copies of a story are no points of their own."""

    value: str
    """As it stands in the quote: "16,000", "at least 57"."""
    claimed: str | None
    """The claim's value that it is compared with, as it stands there; None in an answer."""
    day: date | None
    """By which points are put in order: the first day of the time that the sentence itself gives the value for, or
    else the day of publication; None where neither is known."""
    stated: str | None
    """That time as the sentence words it: "February 2020"; None where it gives none."""
    published: date | None
    source: str | None
    citations: tuple[int, ...]
    """Numbers of citations of the same Answer or Verdict: the quote, and then the same quote in copies."""
    outdated_by: int | None = None
    """Number of the citation that gives the latest value, where that is another one; None where it is the same. That
    it is later does not make it right."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values; days as YYYY-MM-DD."""
        return {
            "value": self.value,
            "claimed": self.claimed,
            "day": self.day.isoformat() if self.day else None,
            "stated": self.stated,
            "published": self.published.isoformat() if self.published else None,
            "source": self.source,
            "citations": list(self.citations),
            "outdated_by": self.outdated_by,
        }
