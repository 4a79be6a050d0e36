"""Readings to one Answer: answered, conflicting, or not in the articles, with checked citations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.records import Document, Hit
from index.resembling import retold
from rag.citing import Numbered
from rag.covering import Stated
from rag.deriving import asked_part
from rag.differing import differ
from rag.dissenting import differing, dissenters
from rag.offices import country_of
from rag.outdating import current
from rag.questions import Question, parse
from rag.reading import Reading
from rag.records import Alternative, Answer, Derivation
from rag.timelines import cited_in, of_readings, series
from rag.values import same_value

NEAREST = 3
"""Passages shown when the articles do not say."""

SUPPORT = 3
"""Articles cited for one answer at most, copies of them not counted."""

RIVAL = 0.4
"""A second figure this likely, relative to the first, makes the answer conflicting: 2 of 96 answers to the given
news questions, one of them two estimates of the same damage."""

_COUNTRY = re.compile(r"\b(?:which|what)\s(?:\w+\s){0,2}?(?:country|nation)\b", re.IGNORECASE)

FAR = 0.35
"""A rival whose sentence and title hold so much less of the question's words, as a share, than those of the best
answer is of something else: the dead of a fever are no other count of a flood's. A guess, made with one such case."""


def compose(
    question: str,
    readings: Sequence[Reading],
    *,
    threshold: float,
    hits: Sequence[Hit] = (),
    timings_ms: Mapping[str, float] | None = None,
) -> Answer:
    """The answer that readings, best first, add up to.

    Below `threshold` the articles do not say, and the nearest sentences are cited as such. Articles that give
    the same value support each other; another value, as likely, makes the answer conflicting, and so does one that
    stands in the answer's own sentence, as another of `hits` has it. A day that was planned gives way to the one that a
    later article reports.
    """
    asked, told = parse(question), readings
    readings = current(asked, told, threshold)
    if not readings or readings[0].probability < threshold:
        answer = _declined(question, readings)
    else:
        answer = _given(question, readings, told, threshold, hits)
    return replace(answer, hits=tuple(hits), timings_ms=timings_ms or {})


def _given(
    question: str, readings: Sequence[Reading], told: Sequence[Reading], threshold: float, hits: Sequence[Hit]
) -> Answer:
    """Of readings that hold, the best first; of all that are `told` the timeline."""
    asked, best = parse(question), readings[0]
    numbered = Numbered()
    _cite(replace(best, copies=_repeating(best, readings)), numbered)
    supporting = _supporting(best, readings, threshold)
    for reading in supporting[: SUPPORT - 1]:
        _cite(reading, numbered)
    agreed = {reading.document.id for reading in supporting}
    found = [reading for reading in dissenters(best, readings, hits) if reading.document.id not in agreed]
    dissent = [reading for reading in current(asked, [best, *found], threshold) if reading is not best]
    rivals = _rivals(asked, readings, dissent, threshold)
    alternatives = tuple(
        _alternative(reading, numbered) for reading in ([differing(best, dissent), *rivals] if rivals else [])
    )
    near = _near(asked, best, told)
    values = of_readings(asked, differing(best, dissent), near, dissent, threshold=threshold)
    part = None if rivals else asked_part(question, numbered.citations[0].quote, best.answer or " ")
    derived = Derivation(value=part.told, working=part.working) if part else _country(question, best.answer or "")
    return Answer(
        question=question,
        status="conflicting" if rivals else "answered",
        answer=part.text if part else best.answer,
        statement=numbered.citations[0].quote,
        confidence=_rounded(best.probability),
        as_of=best.document.published,
        timeline=series(values, cited_in(numbered)),
        citations=tuple(numbered.citations),
        alternatives=alternatives,
        derived=derived,
    )


def _country(question: str, answer: str) -> Derivation | None:
    """The country that is asked for, where the answer is its adjective."""
    country = country_of(answer) if _COUNTRY.search(question) else None
    return Derivation(value=country, working=f"“{answer}” is of {country}") if country else None


def _declined(question: str, readings: Sequence[Reading]) -> Answer:
    numbered = Numbered()
    for reading in readings[:NEAREST]:
        numbered.add(reading.document, reading.sentence)
    return Answer(
        question=question,
        status="not_in_articles",
        answer=None,
        statement=None,
        confidence=_rounded(1 - readings[0].probability if readings else 1.0),
        as_of=None,
        citations=tuple(numbered.citations),
    )


def _supporting(best: Reading, readings: Sequence[Reading], threshold: float) -> list[Reading]:
    return [
        reading
        for reading in _others(best, readings, threshold)
        if best.answer and reading.answer and same_value(best.answer, reading.answer)
    ]


def _repeating(best: Reading, readings: Sequence[Reading]) -> tuple[Document, ...]:
    """Copies of the best reading's passage, and other articles that have its sentence."""
    found = [*best.copies, *(one.document for one in readings if retold(one.text, best.text))]
    return tuple({document.id: document for document in found if document.id != best.document.id}.values())


def _rivals(
    question: Question, readings: Sequence[Reading], dissent: Sequence[Reading], threshold: float
) -> list[Reading]:
    """One reading per article that contradicts the best one, nearly as surely."""
    best = readings[0]
    rivals: dict[str, Reading] = {}
    for reading in _others(best, readings, max(threshold, RIVAL * best.probability)):
        apart = best.answer and reading.answer and differ(question, best.answer, reading.answer)
        if apart and _near(question, best, [reading]):
            rivals.setdefault(reading.document.id, reading)
    for reading in dissent:
        rivals.setdefault(reading.document.id, reading)
    return list(rivals.values())


def _near(question: Question, best: Reading, readings: Sequence[Reading]) -> list[Reading]:
    """Those that may be of the same thing as the best one."""
    stated = Stated.read(question.text, [best.document])
    shares = [stated.covered_by(f"{one.document.title}\n{one.text}").words for one in (best, *readings)]
    return [one for one, share in zip(readings, shares[1:], strict=True) if shares[0] - share < FAR]


def _others(best: Reading, readings: Sequence[Reading], threshold: float) -> list[Reading]:
    """The best reading of each other article, where it is likely enough, and no sentence that another one has."""
    seen = {best.document.id, *(copy.id for copy in best.copies)}
    others: list[Reading] = []
    for reading in readings:
        repeats = any(retold(reading.text, other.text) for other in (best, *others))
        if reading.document.id not in seen and reading.probability >= threshold and not repeats:
            seen |= {reading.document.id, *(copy.id for copy in reading.copies)}
            others.append(reading)
    return others


def _alternative(reading: Reading, numbered: Numbered) -> Alternative:
    return Alternative(
        answer=reading.answer or "",
        confidence=_rounded(reading.probability),
        as_of=reading.document.published,
        citations=tuple(_cite(reading, numbered)),
    )


def _cite(reading: Reading, numbered: Numbered) -> list[int]:
    return numbered.add_all(reading.document, reading.sentence, reading.copies)


def _rounded(probability: float) -> float:
    return round(probability, 4)
