"""Dates and times of a sentence, exchanged for others of the same form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from eval.altering.edits import Edit
from eval.altering.gazetteer import MONTHS, SHORT_MONTHS, WEEKDAYS
from eval.altering.quantities import MONTH

_YEAR_BEFORE = re.compile(
    r"(?i)(?:\b(?:in|since|by|until|from|of|before|after|during|early|late|mid|fall|spring|summer|winter|the)[ -]"
    rf"|{MONTH}(?: \d{{1,2}},)? )$"
)
_YEAR = re.compile(
    r"(?<![\w$€£.,/-])(?:1[5-9]\d\d|20[0-3]\d)(?![\w%/:’'-]|[.,]\d|[–—]\d| (?:to|and|through|or) [12]\d{3})"
)
_LATEST = 2022
"""A year before it is not made one after it: tense would tell."""
_DISTANCES = [distance for distance in range(-15, 16) if distance]

_MONTH = re.compile(rf"(?<![\w’'-]){MONTH}(?![\w-])")
_MONTH_BEFORE = re.compile(
    r"(?i)(?:\b(?:in|since|by|until|from|of|before|after|during|early|late|mid|last|this|next|through|on)[ -]|day, )$"
)
_DAY = re.compile(r" (\d{1,2})(?![\d:]|(?:st|nd|rd|th)\b| ?[-–—] ?\d| (?:and|to|or) \d)")
_WEEKDAY = re.compile(rf"(?<![\w’'-])(?:{'|'.join(WEEKDAYS)})(?!\w|-| [A-Z]| (?:and|or|to|through|school|best)\b)")
_NO_WEEKDAY = re.compile(
    r"(?:Black|Super|Cyber|Good|Bloody|Palm|Easter|Ash|Fat|Shrove|Giving|Holy|Freaky|Small|Business|\band|\bor|\bto) $"
)
_NO_DATE = re.compile(r"Sept(?:\.|ember)? 11|Jan(?:\.|uary) 6|July (?:4|Fourth)|March Madness|May Day|January 6")
"""Days that are names of what happened on them."""
_RELATIVE = {
    "last week": ("last month", "last year"), "last month": ("last week", "last year"),
    "last year": ("last week", "last month"), "next week": ("next month", "next year"),
    "next month": ("next week", "next year"), "next year": ("next week", "next month"),
    "this week": ("last month",), "this month": ("last year",), "yesterday": ("last week",),
    "day morning": ("day evening", "day night"), "day afternoon": ("day morning",),
    "day evening": ("day morning",), "day night": ("day morning", "day afternoon"),
    "years ago": ("months ago", "weeks ago"), "months ago": ("years ago",), "weeks ago": ("years ago",),
    "days ago": ("months ago",),
}  # fmt: skip
_RELATIVELY = re.compile(rf"(?:{'|'.join(_RELATIVE)})\b")


def date_edits(sentence: str, rng: Random, passage: str = "") -> list[Edit]:
    """One for each year, month, day of a month, weekday, or time such as "last week"; nothing that the passage says."""
    if _NO_DATE.search(sentence):
        return []
    found = [*_years(sentence, rng), *_months(sentence, rng), *_weekdays(sentence, rng), *_relative(sentence, rng)]
    return [edit for edit in found if not re.search(rf"\b{re.escape(edit.text)}(?!\w)", passage)]


def _years(sentence: str, rng: Random) -> Iterator[Edit]:
    for match in _YEAR.finditer(sentence):
        year = int(match.group())
        others = [year + by for by in _DISTANCES if year + by <= max(year, _LATEST)]
        if _YEAR_BEFORE.search(sentence[: match.start()]):
            yield Edit(match.start(), match.end(), str(rng.choice(others)))


def _months(sentence: str, rng: Random) -> Iterator[Edit]:
    for match in _MONTH.finditer(sentence):
        day = _DAY.match(sentence, match.end())
        if day is None and not _MONTH_BEFORE.search(sentence[: match.start()]):
            continue
        months = SHORT_MONTHS if match.group() in SHORT_MONTHS and match.group() not in MONTHS else MONTHS
        at = months.index(match.group())
        yield Edit(match.start(), match.end(), rng.choice(_months_apart(months, at, int(day[1]) if day else 1)))
        if day:
            days = [other for other in range(1, 29) if abs(other - int(day[1])) > 1]
            yield Edit(*day.span(1), str(rng.choice(days)))


def _months_apart(months: tuple[str, ...], at: int, day: int) -> list[str]:
    """Those that are not beside a month, and have the day."""
    lengths = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return [name for i, name in enumerate(months) if 2 <= abs(i - at) <= 10 and day <= lengths[i]]


def _weekdays(sentence: str, rng: Random) -> Iterator[Edit]:
    for match in _WEEKDAY.finditer(sentence):
        if not _NO_WEEKDAY.search(sentence[: match.start()]):
            yield Edit(match.start(), match.end(), rng.choice([day for day in WEEKDAYS if day != match.group()]))


def _relative(sentence: str, rng: Random) -> Iterator[Edit]:
    for match in _RELATIVELY.finditer(sentence):
        yield Edit(match.start(), match.end(), rng.choice(_RELATIVE[match.group()]))
