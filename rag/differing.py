"""When two short answers to a question contradict each other: only then do the articles differ.

A reader model's answers are spans of any kind, so that two of them may be likely and answer different questions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from index.lexical import words
from rag.days import Day, days
from rag.quantities import quantity
from rag.questions import Kind, Question
from rag.values import same_value

Sort = Literal["day", "time", "quantity", "name"]

_SORTS: Mapping[Kind, frozenset[Sort]] = {
    "number": frozenset(["quantity"]),
    "date": frozenset(["day", "time"]),
    "person": frozenset(["name"]),
    "place": frozenset(["name"]),
    "name": frozenset(["name"]),
}
"""What answers a question of that kind; any sort does where the kind is not among these."""

_FIGURE = re.compile(r"\d(?:[\d.,:]*\d)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLOCK = re.compile(r"\b\d{1,2}:[0-5]\d\b")


def differ(question: Question, left: str, right: str) -> bool:
    """Whether two short answers are values of one sort, as was asked for, that cannot both be right.

    Answers without a figure never differ: two names may both be right, and so may two parts of the day.

    >>> from rag.questions import parse
    >>> asked = parse("When did the summit end?")
    >>> differ(asked, "12 May", "14 May"), differ(asked, "12 May", "40 leaders"), differ(asked, "12 May", "2019")
    (True, False, False)
    """
    sort = sort_of(left)
    if sort is None or sort != sort_of(right) or sort not in _SORTS.get(question.kind, {sort}):
        return False
    if same_value(left, right) or _holds(left, right) or _holds(right, left):
        return False
    return _contradict(sort, left, right)


def sort_of(answer: str) -> Sort | None:
    """What a short answer with a figure is; None for one without.

    >>> [sort_of(answer) for answer in ("12 May", "in 2019", "3:20 am", "16,000 soldiers", "Boeing 737", "NATO")]
    ['day', 'day', 'time', 'quantity', 'name', None]
    """
    if days_of(answer):
        return "day"
    found = quantity(answer)
    if found is None:
        return None
    if found.named:
        return "name"
    return "time" if found.units & {"am", "pm"} or _CLOCK.search(answer) else "quantity"


def _contradict(sort: Sort, left: str, right: str) -> bool:
    if sort == "day":
        return all(day.contradicts(other) for day in days_of(left) for other in days_of(right))
    if sort == "name":  # of one series, such as two models of one maker
        return bool(set(words(left)) & set(words(right)))
    first, second = quantity(left), quantity(right)
    return bool(first and second and (sort == "time" or first.comparable(second)))


def days_of(answer: str) -> list[Day]:
    """Of a short answer; a bare year counts as one.

    >>> [day.year for day in days_of("in 2019")]
    [2019]
    """
    return days(answer) or [Day(year=year, month=None, day=None) for year in _years(answer)]


def _years(answer: str) -> list[int]:
    """The numbers of an answer, where all of them look like years and count nothing."""
    found, figures = quantity(answer), _FIGURE.findall(answer)
    counts = found is None or bool(found.units or found.things or found.named)
    return [] if counts or not all(map(_YEAR.fullmatch, figures)) else [int(figure) for figure in figures]


def _holds(longer: str, shorter: str) -> bool:
    """Whether one answer is part of the other, word by word: it is only less complete."""
    return f" {_plain(shorter)} " in f" {_plain(longer)} "


def _plain(answer: str) -> str:
    return " ".join(word.strip(".,;:!?()\"'“”‘’") for word in answer.lower().split())
