"""When two short answers say the same: numbers, dates and names compared as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.lexical import STOP_WORDS, stem, words

_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_UNITS: dict[str, float] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_FRACTIONS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25}

_COUNTS = "|".join(name for name in _UNITS if name != "one")  # "one of them" is hardly ever a number
_NUMERAL = re.compile(
    r"(?P<hedge>\b(?i:at least|at most|(?:more|less|fewer) than|up to|over|under|about|around|nearly|almost)\s+)?"
    rf"(?P<number>(?P<sign>[$€£]\s?)?(?<![\w.,:-])(?:\d+(?:,\d{{3}})*(?:\.\d+)?(?![\w:]|[.,]\d)|(?i:(?:{_COUNTS})\b"
    rf"(?:-(?:{_COUNTS})\b)?))(?:\s+(?:{'|'.join(_SCALES)})\b)?)"
    r"(?:\s?(?P<share>%|per ?cent\b)|(?=[\s-](?P<what>[A-Za-z]+)(?:\s(?P<way>long|high|tall|deep|wide|old|away)\b)?))?"
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\b(?:,?\s+\d{{4}})?|\b{_MONTH}\s+\d{{1,2}}\b(?:,?\s+\d{{4}})?"
    rf"|\b{_MONTH}\s+\d{{4}}\b|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}(?:[:.]\d\d)?\s?[ap]\.?m\b|\b\d{{1,2}}:\d\d\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
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
    """The one number that a short text stands for; None when it is none.

    >>> number("16,000"), number("16 thousand"), number("twenty-five"), number("$3.5 billion"), number("RSM")
    (16000.0, 16000.0, 25.0, 3500000000.0, None)
    """
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    found = [word.rstrip("s") if word.rstrip("s") in _SCALES else word for word in re.findall(r"[a-z]+", text.lower())]
    value = float(digits.group().replace(",", "")) if digits else _spelled(found)
    if value is None:
        return None
    for word in found:
        value *= _SCALES.get(word, 1.0)
    return value


def same_value(left: str, right: str) -> bool:
    """Whether two short answers say the same.

    >>> same_value("16,000", "16 thousand"), same_value("Jens Stoltenberg", "Stoltenberg")
    (True, True)
    """
    numbers = number(left), number(right)
    if None not in numbers and not re.search(r"(?i)jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", left + right):
        return numbers[0] == numbers[1]
    first, second = set(words(left)), set(words(right))
    return bool(first and second) and (first <= second or second <= first)


def _spelled(found: list[str]) -> float | None:
    parts = [_UNITS[word] for word in found if word in _UNITS]
    if parts:
        return sum(parts)
    if any(word in _SCALES for word in found):
        return 1.0
    return next((value for word, value in _FRACTIONS.items() if word in found), None)


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
