"""The days that a short text names, as far as it tells them: "4 June" has no year, "June 2022" no day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from index.dates import find_date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NTH = r"(?:st|nd|rd|th)?"
_TO = r"\s*(?:-|–|to|and|or|until)\s*"
_YEAR = r"(?:,?\s+(?P<year>\d{4})\b)?"

NUMERIC = re.compile(r"(?<![\d.])(?:\d{4}-\d\d-\d\d|\d{1,2}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{4})(?!\d)")
WRITTEN = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b(?:(?P<other>\d{{1,2}}){_NTH}{_TO})?(?P<day>\d{{1,2}}){_NTH}\s+(?:of\s+)?{MONTH}{_YEAR}",
        rf"\b{MONTH}\s+(?P<day>\d{{1,2}}){_NTH}\b(?:{_TO}(?P<other>\d{{1,2}}){_NTH}\b)?{_YEAR}",
        rf"\b{MONTH},?\s+(?:of\s+)?(?P<year>\d{{4}})\b(?P<day>)(?P<other>)",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day, a month of a year, or a day without its year."""

    year: int | None
    month: int | None
    day: int | None

    def within(self, other: Day) -> bool:
        """Whether the other one says all that this one says."""
        return all(mine in (None, theirs) for mine, theirs in self._beside(other))

    def contradicts(self, other: Day) -> bool:
        """Whether they cannot be one day: years, months or days that both tell differ."""
        return any(None not in (mine, theirs) and mine != theirs for mine, theirs in self._beside(other))

    def after(self, date: date) -> bool | None:
        """Whether it comes later than a date; None where it does not tell enough for that.

        >>> from datetime import date
        >>> [day.after(date(2022, 5, 18)) for day in days("May 2022, 19 May 2022, 18 May, June 2022")]
        [None, None, True, True]
        """
        mine, theirs = (self.year, self.month, self.day), (date.year, date.month, date.day)
        told = len(list(takewhile(lambda part: part is not None, mine)))
        if mine[:told] == theirs[:told]:
            return False if told == len(mine) else None
        return tuple(filter(None, mine[:told])) > theirs[:told]

    def _beside(self, other: Day) -> tuple[tuple[int | None, int | None], ...]:
        return (self.year, other.year), (self.month, other.month), (self.day, other.day)


def days(text: str) -> list[Day]:
    """The days of a short text, earlier numbers first; both ends of "4-8 June 2022".

    >>> days("Saturday, 4 June") == days("June 4th"), days("2022-06-04") == days("4 June 2022"), days("20 marines")
    (True, True, [])
    """
    found = [Day(year=day.year, month=day.month, day=day.day) for match in NUMERIC.finditer(text)
             if (day := find_date(match.group())[0])]  # fmt: skip
    text = NUMERIC.sub(" ", text)
    for form in WRITTEN:
        found += [day for match in form.finditer(text) for day in _days(match)]
        text = form.sub(" ", text)
    return sorted(found, key=lambda day: (day.year or 0, day.month or 0, day.day or 0))


def _days(match: re.Match[str]) -> list[Day]:
    month = MONTHS.index(match["month"][:3].lower()) + 1
    year = int(match["year"]) if match["year"] else None
    numbers = [int(number) if number else None for number in (match["day"], match["other"])]
    return [Day(year=year, month=month, day=number) for number in numbers[: 2 if match["other"] else 1]]
