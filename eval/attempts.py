"""What came of single cases, before it is rows and times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any

from eval.intervals import percentile
from eval.judging import Score
from eval.measures import ALL_AT, RANKING, ranking_scores
from eval.records import Case, Row
from rag.records import Answer, Verdict

ABSENT = "its article is not in the archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A case that was put to the system, or the reason why it was not."""

    case: Case
    """With what is right as it was asked."""
    answer: Answer | Verdict | None = None
    """Or the verdict, of a claim."""
    ranking: tuple[str, ...] = ()
    scores: dict[str, Score] = field(default_factory=dict)
    milliseconds: float = 0.0
    error: str | None = None
    left_out: str | None = None


def rows_of(attempts: Sequence[Attempt], *, stored: Container[str]) -> tuple[Row, ...]:
    """With their rankings judged, and what cannot be scored with its reason.

    Args:
        attempts: In the order of the set.
        stored: What the articles of the archive may be called, and those of the set that were refused: it is no
            fault of the case that they cannot be found.
    """
    known = {a.case.id: _relevant(a.case) for a in attempts if any(name in stored for name in _relevant(a.case))}
    grades = {a.case.id: a.case.relevant for a in attempts if a.case.id in known}
    ranked = ranking_scores(grades, {a.case.id: a.ranking for a in attempts}) if grades else {}
    return tuple(
        _row(a, {**_unranked(a.case), **ranked.get(a.case.id, {}), **_not_all(a.case, stored), **a.scores})
        for a in attempts
    )


def _relevant(case: Case) -> list[str]:
    return [article for article, grade in case.relevant.items() if grade > 0]


def _unranked(case: Case) -> dict[str, Score]:
    why = ABSENT if _relevant(case) else "no relevant article is known"
    return dict.fromkeys((*RANKING, *ALL_AT), why)


def _not_all(case: Case, stored: Container[str]) -> dict[str, Score]:
    """Why "all" cannot be scored: what is not stored cannot be found."""
    relevant = _relevant(case)
    if len(relevant) < 2:
        return dict.fromkeys(ALL_AT, "no more than one relevant article is known")
    return (
        {}
        if all(name in stored for name in relevant)
        else dict.fromkeys(ALL_AT, "an article of it is not in the archive")
    )


def _row(attempt: Attempt, scores: dict[str, Score]) -> Row:
    case, got = attempt.case, attempt.answer.to_dict() if attempt.answer else None
    if got is not None:
        del got["timings_ms"]  # kept apart, so that two runs of the same thing are the same
    return Row(
        id=case.id, kind=case.kind, question=case.question, expected=_expected(case), got=got,
        retrieved=attempt.ranking[:10],
        scores={name: None if isinstance(score, str) else round(score, 6) for name, score in scores.items()},
        why_not={name: score for name, score in scores.items() if isinstance(score, str)},
        error=attempt.error,
    )  # fmt: skip


def _expected(case: Case) -> dict[str, Any]:
    followed = {"previous": list(case.previous), "rewrites": list(case.rewrites)} if case.previous else {}
    days = {"as_of": case.as_of, "since": case.since, "until": case.until}
    return {
        "status": case.status,
        "label": case.label,
        "answers": list(case.answers),
        "evidence": [{"article": given.article, "quote": given.quote} for given in case.evidence],
        "relevant": sorted(case.relevant),
        **followed,
        **{name: day and day.isoformat() for name, day in days.items()},
    }


def times_of(attempts: Sequence[Attempt]) -> dict[str, Any]:
    """p50 and p95 per stage, of the whole answer and of the whole verdict, in milliseconds.

    The first answer and the first verdict load what they need: they are told apart, as "cold", and count nowhere else.
    """
    stages: dict[str, list[float]] = defaultdict(list)
    cold: dict[str, float] = {}
    warm: dict[str, float] = {}
    for attempt in attempts:
        if (said := attempt.answer) is None:
            continue
        whole, took = "verdict" if isinstance(said, Verdict) else "answer", round(attempt.milliseconds, 2)
        if whole not in cold:
            cold[whole] = took
            continue
        warm[attempt.case.id] = took
        for stage, milliseconds in {whole: took, **said.timings_ms}.items():
            stages[stage].append(milliseconds)
    return {
        "stages": {
            name: [round(percentile(found, share), 2) for share in (0.5, 0.95)] for name, found in stages.items()
        },
        "cold": cold,
        "cases": warm,
    }
