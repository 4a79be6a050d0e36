"""The values that articles give for one thing, by date: told where there are two or more, and none is preferred."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from index.records import Document
from index.splitting import Span
from rag.citing import Numbered
from rag.differing import differ
from rag.points import Point
from rag.questions import Question
from rag.reading import Reading
from rag.records import Witness
from rag.timing import time_of_value
from rag.values import same_value

if TYPE_CHECKING:
    from rag.voices import Voice

ABOUT = 0.5
"""Share of a claim's words that a sentence must hold, and relevance that it must have, to give a value of the claim's
thing: its number may be of anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A value that one article gives in one sentence."""

    value: str
    claimed: str | None = None
    document: Document
    sentence: Span
    copies: tuple[Document, ...] = ()


def of_readings(
    question: Question, best: Reading, readings: Iterable[Reading], dissent: Iterable[Reading], *, threshold: float
) -> list[Told]:
    """What the best reading gives, and the likeliest of each other article that says the same or contradicts it.

    Args:
        question: What was asked.
        best: Of the answer.
        readings: All, best first; those less likely than `threshold` tell nothing.
        dissent: Known to contradict it.
        threshold: 0-1.
    """
    others = list(dissent)
    apart = {reading.document.id for reading in others}
    found = [replace(best, copies=tuple(copy for copy in best.copies if copy.id not in apart)), *others]
    likely = (one for one in readings if one.probability >= threshold and _compares(question, best, one))
    for reading in likely:
        seen = {document.id for one in found for document in (one.document, *one.copies)}
        if reading.document.id not in seen:
            found.append(reading)
    return [
        Told(value=one.answer, document=one.document, sentence=one.sentence, copies=one.copies)
        for one in found
        if one.answer
    ]


def _compares(question: Question, best: Reading, one: Reading) -> bool:
    mine, theirs = best.answer or "", one.answer or ""
    return bool(mine and theirs) and (same_value(mine, theirs) or differ(question, mine, theirs))


def of_voices(shown: Iterable[Voice], voices: Iterable[Voice]) -> list[Told]:
    """What each article gives for a claim's value, also of another time: by its sentence that is shown, or else by the
    one that says most of the claim.
    """
    told: list[Told] = []
    for voice in (*shown, *sorted(voices, key=lambda voice: -voice.here.words)):
        seen = {(document.id, one.claimed) for one in told for document in (one.document, *one.copies)}
        if (one := _of_voice(voice)) and (one.document.id, one.claimed) not in seen:
            told.append(one)
    return told


def _of_voice(voice: Voice) -> Told | None:
    found = voice.comparison
    if found is None or not found.told or found.working or min(voice.here.words, voice.relevance) < ABOUT:
        return None
    if found.outcome == "differs" and not found.held:
        return None
    return Told(
        value=found.told, claimed=found.claimed, document=voice.document, sentence=voice.sentence, copies=voice.copies
    )


def series(told: Sequence[Told], cite: Callable[[Told], Sequence[int]]) -> tuple[Point, ...]:
    """The values by date, undated ones last; none where all say the same.

    Args:
        told: One for each article and claimed value.
        cite: Numbers of the citations of one that is shown; only then it is called.
    """
    points: list[Point] = []
    for claimed in dict.fromkeys(one.claimed for one in told):
        group = sorted((one for one in told if one.claimed == claimed), key=_place)
        if any(not same_value(group[0].value, one.value) for one in group):
            points += _outdated([_point(one, cite(one)) for one in group])
    return tuple(points)


def _point(one: Told, citations: Sequence[int]) -> Point:
    day, stated = _day(one)
    return Point(
        value=one.value, claimed=one.claimed, day=day, stated=stated, published=one.document.published,
        source=one.document.source, citations=tuple(citations),
    )  # fmt: skip


def _place(one: Told) -> tuple[bool, date, date]:
    day, published = _day(one)[0], one.document.published
    return day is None, day or date.max, published or date.max


def _day(one: Told) -> tuple[date | None, str | None]:
    """(the first day of the time that it is told of, that time in words where the sentence names it)"""
    published = one.document.published
    when = time_of_value(one.document.text[one.sentence.start : one.sentence.end], one.value, published)
    span = when.span(published) if when else None
    return (span[0], when.text) if when and span else (published, None)


def _outdated(points: Sequence[Point]) -> list[Point]:
    """With the number of the latest value on those that give another one, which was told of an earlier day."""
    latest = max((point.day for point in points if point.day), default=None)
    newest = [point for point in points if point.day == latest]
    return [replace(point, outdated_by=_outdating(point, newest)) for point in points]


def _outdating(point: Point, newest: Sequence[Point]) -> int | None:
    if point.day is None or any(same_value(point.value, one.value) or one.day == point.day for one in newest):
        return None
    return newest[-1].citations[0] if newest else None


def marked(witnesses: Iterable[Witness], timeline: Iterable[Point]) -> tuple[Witness, ...]:
    """The witnesses, each with the number of the citation that gives the latest value, where that is another one."""
    later = {number: point.outdated_by for point in timeline for number in point.citations}
    return tuple(replace(witness, outdated_by=later.get(witness.citation)) for witness in witnesses)


def cited_in(numbered: Numbered) -> Callable[[Told], Sequence[int]]:
    """Cites a value's sentence, and the same sentence in copies."""
    return lambda one: numbered.add_all(one.document, one.sentence, one.copies)


def renumbered(timeline: Iterable[Point], numbers: Mapping[int, int]) -> tuple[Point, ...]:
    """The same with other numbers of its citations."""
    return tuple(
        replace(
            point,
            citations=tuple(numbers[number] for number in point.citations),
            outdated_by=numbers[point.outdated_by] if point.outdated_by else None,
        )
        for point in timeline
    )
