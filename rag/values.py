"""When two short answers say the same: numbers, dates and names compared as such."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.lexical import words
from rag.days import Day, days
from rag.quantities import COUNTS, SCALES, Quantity, quantity

_COUNTS = "|".join(name for name in COUNTS if name != "one")  # "one of them" is hardly ever a number
_NUMERAL = re.compile(
    rf"(?P<number>(?:[$€£]\s?)?(?<![\w.,:-])(?:\d+(?:,\d{{3}})*(?:\.\d+)?(?![\w:]|[.,]\d)|(?i:(?:{_COUNTS})\b"
    rf"(?:-(?:{_COUNTS})\b)?))(?:\s+(?:{'|'.join(SCALES)})\b)?)"
)
_DENIED = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot)\b(?!\.?\s?\d|\s(?:only|(?:more|less|fewer|later|earlier)\sthan)\b)"
    r"|n[’']t\b|\bnon-",
    re.IGNORECASE,
)
"""Words that turn an answer round; not those of "No. 10" and "no more than"."""


def number(text: str) -> float | None:
    """The first number that a short text stands for; None when it is none.

    >>> number("16,000"), number("16 thousand"), number("twenty-five"), number("$3.5 billion"), number("COVID-19")
    (16000.0, 16000.0, 25.0, 3500000000.0, None)
    """
    found = quantity(text)
    return found.low if found else None


def same_value(left: str, right: str) -> bool:
    """Whether two short answers say the same, the less exact one as far as it goes.

    Days are compared as days, quantities by number and unit, all else by words; "not" makes another answer.

    >>> same_value("16,000", "16 thousand"), same_value("Jens Stoltenberg", "Stoltenberg"), same_value("40 km", "40%")
    (True, True, False)
    """
    first, second = _said(left), _said(right)
    if first.denied != second.denied:
        return False
    if first.days and second.days:
        return _same_days(first.days, second.days)
    if first.quantity and second.quantity:
        return first.quantity.agrees(second.quantity)
    if (first.days and second.figure) or (second.days and first.figure):
        return _of_year(first, second) or _of_year(second, first)
    if first.figure or second.figure:
        return False
    return bool(first.words and second.words) and (first.words <= second.words or second.words <= first.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A short answer as it is compared."""

    days: tuple[Day, ...]
    quantity: Quantity | None
    """None where it names days."""
    figure: float | None
    """The number of a text that holds nothing else."""
    words: frozenset[str]
    denied: bool


@lru_cache(maxsize=4096)
def _said(text: str) -> _Said:
    """Kept, since each of a question's candidates is compared to all others."""
    named, found = tuple(days(text)), quantity(text)
    alone = found and not named and not re.search(r"[^\W\d_]", text) and not found.units
    return _Said(
        days=named, quantity=None if named else found, figure=found.low if found and alone else None,
        words=frozenset(words(text)), denied=denied(text),
    )  # fmt: skip


def denied(text: str) -> bool:
    """Whether a word of it turns it round: "not", "never"; not those of "No. 10" and "no more than"."""
    return bool(_DENIED.search(text))


def _same_days(first: Sequence[Day], second: Sequence[Day]) -> bool:
    if len(first) != len(second):
        return False
    return any(
        all(day.within(other) for day, other in zip(less, more, strict=True))
        for less, more in ((first, second), (second, first))
    )


def _of_year(dated: _Said, other: _Said) -> bool:
    return any(day.year is not None and day.year == other.figure for day in dated.days)


def numbers(text: str) -> set[float]:
    """Every number in a text, those of dates and times among them.

    >>> sorted(numbers("Nine of the 14 sirens failed on 3 May 2021."))
    [3.0, 9.0, 14.0, 2021.0]
    """
    return {value for match in _NUMERAL.finditer(text) if (value := number(match["number"])) is not None}
