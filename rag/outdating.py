"""What happened outdates what was planned: a day reported later stands against no day announced before."""

from __future__ import annotations

from collections.abc import Sequence

from rag.differing import days_of, differ
from rag.questions import Question
from rag.reading import Reading


def current(question: Question, readings: Sequence[Reading], threshold: float) -> list[Reading]:
    """The readings in their order, without plans that a report of a later article, as likely as `threshold`, outdates.

    Of two plans neither goes: which one holds is not known before the day.
    """
    reports = [reading for reading in readings if reading.probability >= threshold and _reported(reading)]
    return [r for r in readings if not (_planned(r) and any(_outdates(question, report, r) for report in reports))]


def _outdates(question: Question, report: Reading, plan: Reading) -> bool:
    told, announced = report.document.published, plan.document.published
    later = told is not None and announced is not None and told > announced
    return later and differ(question, report.answer or "", plan.answer or "")


def _planned(reading: Reading) -> bool:
    """Whether its day lay ahead when its article was published."""
    published, named = reading.document.published, days_of(reading.answer or "")
    return published is not None and bool(named) and all(day.after(published) for day in named)


def _reported(reading: Reading) -> bool:
    """Whether its day was past, or that of its article."""
    published, named = reading.document.published, days_of(reading.answer or "")
    return published is not None and bool(named) and all(day.after(published) is False for day in named)
