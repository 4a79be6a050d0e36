"""What is asked, and within which bounds: put right, or refused with what to do, before anything is looked up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, TypedDict

from index.errors import UserError
from index.filters import ALL, Filters, filters_of

Kind = Literal["question", "claim", "query"]
Day = date | str
"""A date, or one as YYYY-MM-DD."""


class Within(TypedDict, total=False):
    """Which articles may be read, as callers give it."""

    since: Day | None
    until: Day | None
    as_of: Day | None
    source: str | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question with its bounds, where a plain string is the question alone."""

    question: str
    """Or the claim, where one is checked."""
    filters: Filters = ALL
    passages: int | None = None
    """Hits to read; None finds as many as are set, of which a reader model reads the best."""
    about: str = ""
    """What else tells where to look: of a question that names nothing, the one before it."""

    @property
    def sought(self) -> str:
        """What articles are found by."""
        return f"{self.about} {self.question}".strip()


LONGEST = 2_000
"""Characters of a question or a claim."""

EXAMPLES: dict[Kind, str] = {
    "question": 'newscheck ask "How many troops serve in RSM?"',
    "claim": 'newscheck check "The RSM has 12,000 soldiers."',
    "query": 'newscheck search "NATO mission in Iraq"',
}


def checked(asked: str | Ask, kind: Kind) -> Ask:
    """What is asked, put right.

    Raises:
        UserError: as the other functions here.
    """
    if not isinstance(asked, Ask):
        return Ask(question=text_of(asked, kind))
    return Ask(
        question=text_of(asked.question, kind),
        filters=filters_from(asked.filters),
        passages=number_of(asked.passages),
        about=asked.about,
    )


def text_of(given: object, kind: Kind) -> str:
    """What is asked, on one line; half a surrogate pair, which is no character, as U+FFFD.

    Raises:
        UserError: it is no text, empty, too long, or a question where a claim is to be checked.
    """
    if not isinstance(given, str):
        raise UserError(f"The {kind} is {given!r}, which is no text.", hint="Give a string, or a rag.asking.Ask.")
    text = " ".join(_characters(given).split())
    if not text:
        raise UserError(f"The {kind} is empty.", hint=f"For example: {EXAMPLES[kind]}")
    if len(text) > LONGEST:
        raise UserError(f"The {kind} has {len(text):,} characters; at most {LONGEST:,} are read.")
    if kind == "claim" and text.endswith("?"):
        raise UserError(
            "That is a question; only a statement can be supported or refuted.", hint=f"Ask it: {EXAMPLES['question']}"
        )
    return text


def prose_of(given: object) -> str:
    """A text that is to be checked, on its own lines; half a surrogate pair, which is no character, as U+FFFD.

    Raises:
        UserError: it is no text.
    """
    if not isinstance(given, str):
        raise UserError(f"The text is {given!r}, which is no text.", hint="Give a string.")
    return _characters(given)


def number_of(given: object) -> int | None:
    """How many passages to read; None takes the setting.

    Raises:
        UserError: it is no whole number from 1.
    """
    if given is None or (isinstance(given, int) and given >= 1):
        return given
    raise UserError(f"k is {given!r}; it counts passages, from 1.", hint="Leave it out to read as many as is set.")


def bounds_of(
    *,
    since: object = None,
    until: object = None,
    as_of: object = None,
    source: object = None,
    language: object = None,
    asked: object = None,
) -> Filters:
    """Filters as a caller gives them; `asked` is the day of asking, where `as_of` does not tell it.

    Raises:
        UserError: a day is no date, or a source or language no text.
    """
    found = filters_of(
        since=_day(since, "since"),
        until=_day(until, "until"),
        as_of=_day(as_of, "as_of"),
        source=_word(source, "source"),
        language=_word(language, "language"),
    )
    return replace(found, asked=found.asked or _day(asked, "asked"))


def filters_from(given: object) -> Filters:
    """Filters that a caller made, with days that may be text.

    Raises:
        UserError: these are no filters, or one of them is none.
    """
    if not isinstance(given, Filters):
        raise UserError(f"filters is {given!r}.", hint="Give index.filters.Filters(since=..., source=...).")
    return bounds_of(
        since=given.since, until=given.until, source=given.source, language=given.language, asked=given.asked
    )


def _day(given: object, name: str) -> date | None:
    if isinstance(given, datetime):
        return given.date()
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise UserError(f"{name} is {given!r}.", hint="Give a date, or one as text such as 2020-02-15.") from None


def _word(given: object, name: str) -> str | None:
    if given is None or isinstance(given, str):
        return given and _characters(given)
    raise UserError(f"{name} is {given!r}, which is no text.", hint=f'Give a string: {name}="..."')


def _characters(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
