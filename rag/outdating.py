"""What happened outdates what was planned, and a figure that an article tells as changed those of articles before it.

A day reported later stands against no day announced before, nor "has risen to 83" against the 41 of days before. What
is only later outdates nothing: the latest is not always right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.differing import days_of, differ
from rag.questions import Question
from rag.reading import Reading

_CHANGED = re.compile(
    r"\b(?:ris(?:en|es|ing)|rose|climb(?:ed|s)|grown?|grew|increased|fallen|fell|dropped|revised|corrected|raised|lowered|cut"
    r"|updated|changed|postponed|delayed|moved|(?:put|pushed)\s(?:back|off|up|down))\s(?:[a-z’']+\s){0,4}?(?:to|until)\s"
    r"(?:[a-z’']+\s){0,3}$|\bfinal\s(?:[a-z]+\s){1,6}(?:is|was|stands?\sat|at|of)\s(?:[a-z]+\s){0,2}$"
    r"|\bnow\s(?:puts?|stands?|estimates?|gives?|counts?)\b[^.;]*\bat\s$",
    re.IGNORECASE,
)
"""Before a value: it is told as another one than before."""
_ASKS_BEFORE = re.compile(
    r"\b(?:original\w*|initial\w*|first|before|earlier|previous\w*|formerly|once|planned|at the time|from\s\S+\sto)\b"
    r"|\b(?:in|on|by|of|until|since)\s(?:\d{1,2}\s)?(?:(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b|\d{4}\b(?!\s[a-z]))",
    re.IGNORECASE,
)
"""The question wants a value of another time, or of one that it names."""


def current(question: Question, readings: Sequence[Reading], threshold: float) -> list[Reading]:
    """The readings in their order, without those that a later article, as likely as `threshold`, outdates: plans by a
    report, any value by one that is told as changed.

    Of two plans neither goes: which one holds is not known before the day.
    """
    likely = [reading for reading in readings if reading.probability >= threshold]
    reports = [reading for reading in likely if _reported(reading)]
    changed = [] if _ASKS_BEFORE.search(question.text) else [*filter(_changed, likely)]
    return [
        reading
        for reading in readings
        if not (_planned(reading) and any(_outdates(question, report, reading) for report in reports))
        and not any(_outdates(question, one, reading) and not _same_words(one, reading) for one in changed)
    ]


def _outdates(question: Question, report: Reading, before: Reading) -> bool:
    told, announced = report.document.published, before.document.published
    later = told is not None and announced is not None and told > announced
    return later and differ(question, report.answer or "", before.answer or "")


def _same_words(one: Reading, other: Reading) -> bool:
    """Whether two sentences are the same but for their values: then one is a copy of the other, and wrong."""
    first, second = (reading.text.replace(reading.answer or "", "") for reading in (one, other))
    return first == second


def _changed(reading: Reading) -> bool:
    """Whether its sentence tells its value as another one than before."""
    before = reading.text.partition(reading.answer)[0] if reading.answer else ""
    return bool(_CHANGED.search(before))


def _planned(reading: Reading) -> bool:
    """Whether its day lay ahead when its article was published."""
    published, named = reading.document.published, days_of(reading.answer or "")
    return published is not None and bool(named) and all(day.after(published) for day in named)


def _reported(reading: Reading) -> bool:
    """Whether its day was past, or that of its article."""
    published, named = reading.document.published, days_of(reading.answer or "")
    return published is not None and bool(named) and all(day.after(published) is False for day in named)
