"""When two short answers say the same: numbers, dates and names compared as such."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.lexical import STOP_WORDS, stem, words
from rag.days import Day, days
from rag.quantities import COUNTS, SCALES, Quantity, quantity

_COUNTS = "|".join(name for name in COUNTS if name != "one")  # "one of them" is hardly ever a number
_NUMERAL = re.compile(
    r"(?P<hedge>\b(?i:at least|at most|(?:more|less|fewer) than|up to|over|under|about|around|nearly|almost)\s+)?"
    rf"(?P<number>(?P<sign>[$€£]\s?)?(?<![\w.,:-])(?:\d+(?:,\d{{3}})*(?:\.\d+)?(?![\w:]|[.,]\d)|(?i:(?:{_COUNTS})\b"
    rf"(?:-(?:{_COUNTS})\b)?))(?:\s+(?:{'|'.join(SCALES)})\b)?)"
    r"(?:\s?(?P<share>%|per ?cent\b)|(?=[\s-](?P<what>[A-Za-z]+)(?:\s(?P<way>long|high|tall|deep|wide|old|away)\b)?))?"
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\b(?:,?\s+\d{{4}})?|\b{_MONTH}\s+\d{{1,2}}\b(?:,?\s+\d{{4}})?"
    rf"|\b{_MONTH}\s+\d{{4}}\b|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}(?:[:.]\d\d)?\s?[ap]\.?m\b|\b\d{{1,2}}:\d\d\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DENIED = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot)\b(?!\.?\s?\d|\s(?:only|(?:more|less|fewer|later|earlier)\sthan)\b)"
    r"|n[’']t\b|\bnon-",
    re.IGNORECASE,
)
"""Words that turn an answer round; not those of "No. 10" and "no more than"."""
_MONEY = {"$": "dollar", "€": "euro", "£": "pound"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number in running text, and what it counts or measures."""

    text: str
    """As it stands there: "16,000", "27 million", "70 percent", "2018"."""
    value: float
    of: str
    """Stem of the thing counted, of the unit, or the word before a year; empty where that does not stand beside it."""
    bounded: bool
    """Whether "at least", "about" or the like stands before it."""


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
        words=frozenset(words(text)), denied=bool(_DENIED.search(text)),
    )  # fmt: skip


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


def amounts(text: str) -> list[Amount]:
    """Counts, measures and years in order; dates and times of day are left out.

    >>> [(a.text, a.of) for a in amounts("Since 2018, some 16,000 soldiers; on 3 May at 6:32 am it cost $27 million.")]
    [('2018', 'since year'), ('16,000', 'soldier'), ('$27 million', 'dollar')]
    """
    return list(_amounts(_DATE.sub(lambda match: " " * len(match.group()), text)))


def other_amount(claim: str, sentence: str) -> str | None:
    """The number that a sentence gives where a claim gives another for the same thing; None when in any doubt.

    Doubtful: the claim has several numbers or says "at least"; the sentence has the claim's number too, several for
    that thing, or counts it under another word.

    >>> other_amount("The RSM has 12,000 soldiers.", "The US account for half of the 16,000 soldiers of the RSM.")
    '16,000'
    >>> other_amount("The tower is 60 metres high.", "The bridge is 1,400 metres long.") is None
    True
    """
    claimed, said = amounts(claim), amounts(sentence)
    if len(claimed) != 1 or not claimed[0].of or claimed[0].bounded:
        return None
    same = {amount.value: amount for amount in said if amount.of == claimed[0].of}
    if len(same) != 1 or any(amount.value == claimed[0].value for amount in said):
        return None
    (found,) = same.values()
    return None if found.bounded else found.text


def _amounts(text: str) -> Iterator[Amount]:
    for match in _NUMERAL.finditer(text):
        value = number(match["number"])
        if value is not None:
            share = f" {match['share']}" if match["share"] and match["share"] != "%" else match["share"] or ""
            yield Amount(text=match["number"] + share, value=value, of=_of(match, text), bounded=bool(match["hedge"]))


def _of(match: re.Match[str], text: str) -> str:
    what = (match["what"] or "").lower()
    if match["share"]:
        return "%"
    if match["sign"]:
        return _MONEY[match["sign"].strip()]
    if _YEAR.fullmatch(match["number"]):
        before = words(text[: match.start()])[-1:]
        return f"{before[0]} year" if before else ""
    if not what or what in STOP_WORDS:
        return ""
    return " ".join(filter(None, [stem(what), match["way"]]))
