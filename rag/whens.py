"""The days and times of running text, "last Friday" and "in March" among them, against the day of its publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from rag.days import MONTH, MONTHS, NUMERIC, WRITTEN, Day, days
from rag.quantities import COUNTS

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|between|before|after|during|of|early|late|mid)[ -]|(?<=\d{4}\s)(?:to|and)\s)"
    r"(?P<year>(?:1[5-9]|20)\d\d)\b"
    r"(?![-–/:%,.]\d)",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(
    r"\b(?:year|sets?|setting|(?:later|earlier|sooner)\sthan)\s(?P<year>(?:19|20)\d\d)"
    r"(?=\s(?:as|and|or|but|when|to|until|because|after|before|with|by|at|on|in|is|was)\b|[.;!?)”’\"]|,(?!\d)|$)",
    re.IGNORECASE,
)
"""Not "set 2014 records"."""
_MONTHLY = re.compile(
    rf"\b(?:(?:in|since|by|until|from|before|after|during|early|late|mid)[ -](?P<which>last\s|this\s|next\s)?"
    rf"|(?P<alone>last|this|next)\s){MONTH}(?:\s(?P<whose>last|this|next)\syear\b)?(?!\s\d)(?!\w)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"\b(?P<told>yesterday|today|tomorrow|(?P<which>last|this|next)\s(?P<unit>week|month|year)"
    rf"|(?:(?P<side>last|this|next)\s)?(?P<weekday>{'|'.join(_WEEKDAYS)}))\b"
    rf"(?!\s(?:\d|{MONTH.replace('?P<month>', '?:')}))",
    re.IGNORECASE,
)
_AGO = re.compile(
    rf"(?<![\w.,-])(?P<number>an?|\d{{1,3}}|{'|'.join(name for name in COUNTS if name != 'zero')})"
    r"\s(?P<unit>day|week|month|year)s?\sago\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"\b(?:will|shall|would|plans? to|is to|are to|due to|set to|scheduled|next)\b", re.IGNORECASE)
_SINCE = re.compile(
    r"\b(?P<word>since|from|until|till|by|before|after|between|(?<=\d{4}\s)(?:to|and))\s(?:early\s|late\s|mid-?\s?|the\s)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A day, month or year that a text names."""

    text: str
    start: int
    end: int
    day: Day | None
    """As far as it is told or can be reckoned; None for weeks, and where the day of publication is not known."""
    within: tuple[date, date] | None = None
    """First and last day that a relative time can mean; None for days that are told outright."""
    named: str = ""
    """The relative time in words: "friday", "last week"; empty for days that are told outright."""
    limit: str = ""
    """since, until, before and their like; empty for "on" and "in"."""

    def span(self, near: date | None = None) -> tuple[date, date] | None:
        """First and last day that it can be; a day without a year is of the year of `near`."""
        if self.within or self.day is None:
            return self.within
        year = self.day.year or (near.year if near else None)
        return _span(year, self.day.month, self.day.day) if year else None


def whens(text: str, published: date | None = None) -> list[When]:
    """The times of a text in order; of one stretch of text the most exact one.

    Args:
        text: Running text.
        published: Against which "yesterday" is reckoned.

    >>> [(when.text, when.day) for when in whens("It met yesterday.", date(2020, 2, 15))]
    [('yesterday', Day(year=2020, month=2, day=14))]
    >>> [when.text for when in whens("They set 2030 as its end.")]
    ['2030']
    """
    found: list[When] = []
    told = (_outright(text), _monthly(text, published), _relative(text, published), _ago(text, published), _years(text))
    for when in chain(*told):
        if not any(when.start < other.end and other.start < when.end for other in found):
            found.append(when)
    return sorted(found, key=lambda when: when.start)


def reckoned(mine: When, told: When, published: date | None) -> str | None:
    """How a relative time of an article is the one that a claim names outright; None where nothing is reckoned."""
    if not told.named or mine.named or published is None:
        return None
    return f"{told.text} is within {mine.text}, as told on {published.day} {published:%B %Y}"


def _outright(text: str) -> Iterator[When]:
    for form in (NUMERIC, *WRITTEN):
        for match in form.finditer(text):
            told = days(match[0])
            if len(told) == 1:
                yield _when(text, match.start(), match.end(), told[0])


def _monthly(text: str, published: date | None) -> Iterator[When]:
    for match in _MONTHLY.finditer(text):
        month = MONTHS.index(match["month"][:3].lower()) + 1
        if not match["month"][0].isupper():
            continue
        side = (match["whose"] or match["which"] or match["alone"] or "").strip().lower()
        year = _year_of(month, side, bool(match["whose"]), bool(_AHEAD.search(text)), published)
        end = match.end() - match[0].endswith(".")
        yield _when(text, match.start("month"), end, Day(year=year, month=month, day=None))


def _year_of(month: int, side: str, of_year: bool, ahead: bool, published: date | None) -> int | None:
    if published is None:
        return None
    if of_year:
        return published.year + {"last": -1, "this": 0, "next": 1}[side]
    if side == "next" or (ahead and side != "last"):
        return published.year + (month < published.month)
    return published.year - (month > published.month)


def _relative(text: str, published: date | None) -> Iterator[When]:
    ahead = bool(_AHEAD.search(text))
    for match in _RELATIVE.finditer(text):
        named = " ".join((match["weekday"] or match["told"]).lower().split())
        within = _meant(match, named, ahead, published) if published else None
        one = within[0] if within and within[0] == within[1] else None
        day = Day(year=one.year, month=one.month, day=one.day) if one else None
        yield _when(text, match.start(), match.end(), day, within=within, named=named)


def _ago(text: str, published: date | None) -> Iterator[When]:
    for match in _AGO.finditer(text):
        told, unit = match["number"].lower(), match["unit"].lower()
        number = int(told) if told.isdigit() else int(COUNTS.get(told, 1))
        within = _back(number, unit, published) if published else None
        yield _when(text, match.start(), match.end(), None, within=within, named=f"{number} {unit} ago")


def _back(number: int, unit: str, published: date) -> tuple[date, date] | None:
    """A day, the days round one of weeks, or a month or year of the calendar; None before all calendars."""
    if unit in {"month", "year"}:
        months = published.year * 12 + published.month - 1 - number * (12 if unit == "year" else 1)
        return _span(months // 12, months % 12 + 1 if unit == "month" else None, None) if months >= 12 else None
    day = published - timedelta(days=number * (7 if unit == "week" else 1))
    doubt = timedelta(days=3 if unit == "week" else 0)
    return day - doubt, day + doubt


def _meant(match: re.Match[str], named: str, ahead: bool, published: date) -> tuple[date, date]:
    if named in {"yesterday", "today", "tomorrow"}:
        day = published + timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[named])
        return day, day
    if match["weekday"]:
        back = (published.weekday() - _WEEKDAYS.index(named)) % 7
        next_one = (match["side"] or "").lower() == "next" or (ahead and (match["side"] or "").lower() != "last")
        day = (
            published + timedelta(days=(7 - back) % 7 or 7 if next_one else 0) - timedelta(days=0 if next_one else back)
        )
        return day, day
    return _period(match["unit"].lower(), {"last": -1, "this": 0, "next": 1}[match["which"].lower()], published)


def _period(unit: str, by: int, published: date) -> tuple[date, date]:
    if unit == "week":
        monday = published + timedelta(days=7 * by - published.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "year":
        return date(published.year + by, 1, 1), date(published.year + by, 12, 31)
    months = published.year * 12 + published.month - 1 + by
    return _span(months // 12, months % 12 + 1, None) or (published, published)


def _years(text: str) -> Iterator[When]:
    for match in chain(_YEAR.finditer(text), _BARE_YEAR.finditer(text)):
        yield _when(text, match.start("year"), match.end(), Day(year=int(match["year"]), month=None, day=None))


def _when(
    text: str, start: int, end: int, day: Day | None, *, within: tuple[date, date] | None = None, named: str = ""
) -> When:
    before = _SINCE.search(text[:start])
    word = before["word"].lower() if before else ""
    limit = "until" if word in {"to", "till"} else word
    return When(text=text[start:end], start=start, end=end, day=day, within=within, named=named, limit=limit)


def _span(year: int, month: int | None, day: int | None) -> tuple[date, date] | None:
    """First and last day; None for days that no calendar has."""
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    try:
        after = date(year + month // 12, month % 12 + 1, 1)
        return (date(year, month, day),) * 2 if day else (date(year, month, 1), after - timedelta(days=1))
    except ValueError:
        return None
