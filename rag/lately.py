"""The days that a question is about: "this week" and "recently" are reckoned from the day on which it is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.filters import Filters
from index.retrieving import Retrieval, Retriever
from rag.heads import names_time
from rag.reading import Reading
from rag.whens import When, whens

WEEK, MONTH = timedelta(days=7), timedelta(days=31)
LIKELIER = 2.0
"""Times the odds that an answer is right, where its article is of the days that are asked about. Fitted on the given
gold news questions, asked of 1,500 articles, it is 2.8; of more articles, fewer of those days are right."""

_LATELY = re.compile(
    r"\b(?:recent(?:ly)?|lately|just|now|currently?|latest|soon|upcoming|these days|so far"
    r"|in the (?:past|last|coming) (?:few )?(?:days|weeks)|(?:this|the) past (?:week|month))\b",
    re.IGNORECASE,
)
_SURELY = re.compile(r"\b(?:this|last|next)\s(?:week|month|year)\b", re.IGNORECASE)
"""Words for a time that is reckoned from the day of asking. A bare weekday, or "yesterday", may be an article's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """When an article was published that answers a question, most likely."""

    first: date
    last: date
    """The day of asking, or before it."""
    told: bool = False
    """Whether the question says so: what was published long before is of another time."""

    def hold(self, published: date | None) -> bool:
        """Whether an article of that day is of these days."""
        return published is not None and self.first <= published <= self.last

    def exclude(self, published: date | None) -> bool:
        """Whether an article of that day tells of another time: plans are told up to a month ahead."""
        return self.told and published is not None and not self.first - MONTH <= published <= self.last


def days_asked(question: str, asked: date) -> Days | None:
    """The days that a question is about: those that its words tell, or else the month before it was asked.

    None for a question about a time that it names outright, or that only bounds another one ("since last year").

    Args:
        question: In words.
        asked: The day on which it is asked.

    >>> days_asked("Who resigned this week?", date(2022, 1, 7))
    Days(first=datetime.date(2021, 12, 31), last=datetime.date(2022, 1, 7), told=True)
    >>> days_asked("Who resigned in 2019?", date(2022, 1, 7)) is None
    True
    """
    told = [when for when in whens(question, asked) if when.named]
    if spans := [span for when in told if (span := _published(when, asked))]:
        sure = any(_SURELY.search(when.text) for when in told)
        return Days(first=min(first for first, _ in spans), last=max(last for _, last in spans), told=sure)
    if told or (names_time(question) and not _LATELY.search(question)):
        return None
    return Days(first=asked - MONTH, last=asked)


def preferring(filters: Filters, question: str) -> Filters:
    """Filters with the days that a question is about, whose articles come first; where it tells them itself, no others
    pass than those that may tell of them."""
    days = days_asked(question, asked_on(filters))
    if days is None:
        return filters
    since = max(filter(None, (filters.since, days.first - MONTH))) if days.told else filters.since
    return replace(filters, since=since, near=(days.first, days.last))


def retrieve_dated(retriever: Retriever, question: str, *, limit: int, filters: Filters) -> Retrieval:
    """What is found with `preferring`; where no article is of that time, the nearest of whatever time."""
    preferred = preferring(filters, question)
    found = retriever.retrieve(question, limit=limit, filters=preferred)
    if not found.hits and preferred.since != filters.since:
        return retriever.retrieve(question, limit=limit, filters=filters)
    return found


def asked_on(filters: Filters) -> date:
    """The day on which a question is asked: today, unless it is told."""
    return filters.asked or date.today()


def of_that_time(readings: Sequence[Reading], question: str, asked: date, threshold: float) -> list[Reading]:
    """Readings, likelier to be right where their articles are of the days that a question is about.

    Where it tells them itself, those of another time are behind all others, and no answer.
    """
    days = days_asked(question, asked)
    if days is None:
        return list(readings)
    told = sorted(
        (_dated(one, days, threshold) for one in readings), key=lambda one: days.exclude(one.document.published)
    )
    return [_likelier(one, days) for one in told] if told and days.hold(told[0].document.published) else told


def _dated(reading: Reading, days: Days, threshold: float) -> Reading:
    if not days.exclude(reading.document.published):
        return reading
    return replace(reading, answer=None, probability=min(reading.probability, threshold / 2))


def _likelier(reading: Reading, days: Days) -> Reading:
    """Where the best reading is of those days, the question is about them."""
    likely = reading.probability
    if reading.answer is None or not days.hold(reading.document.published):
        return reading
    return replace(reading, probability=likely * LIKELIER / (1 - likely + likely * LIKELIER))


def _published(when: When, asked: date) -> tuple[date, date] | None:
    """First and last day on which articles tell of a time; None for times that only bound another one.

    What has been is told on the day or later, and what is to come before it: a coming year's longer than a week's.
    """
    span = when.span(asked) if not when.limit else None
    if span is None:
        return None
    ahead = max(MONTH, span[1] - span[0])
    return min(span[0], asked - WEEK) if span[0] <= asked else asked - ahead, asked
