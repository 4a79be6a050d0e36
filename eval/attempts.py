"""What came of single cases, before it is rows and times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from eval.judging import Score
from eval.measures import RANKING, ranking_scores
from eval.records import Case, Row
from rag.records import Answer, Verdict


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


def rows_of(attempts: Sequence[Attempt]) -> tuple[Row, ...]:
    """With their rankings judged, and what cannot be scored with its reason."""
    relevant = {a.case.id: a.case.relevant for a in attempts if any(grade > 0 for grade in a.case.relevant.values())}
    ranked = ranking_scores(relevant, {a.case.id: a.ranking for a in attempts}) if relevant else {}
    unranked: dict[str, Score] = dict.fromkeys((*RANKING, "all@10"), "no relevant article is known")
    return tuple(_row(a, {**unranked, **ranked.get(a.case.id, {}), **a.scores}) for a in attempts)


def _row(attempt: Attempt, scores: dict[str, Score]) -> Row:
    case, got = attempt.case, attempt.answer.to_dict() if attempt.answer else None
    if got is not None:
        del got["timings_ms"]  # kept apart, so that two runs of the same thing are the same
    if sum(grade > 0 for grade in case.relevant.values()) < 2:
        scores["all@10"] = "no more than one relevant article is known"
    return Row(
        id=case.id, kind=case.kind, question=case.question, expected=_expected(case), got=got,
        retrieved=attempt.ranking[:10],
        scores={name: None if isinstance(score, str) else round(score, 6) for name, score in scores.items()},
        why_not={name: score for name, score in scores.items() if isinstance(score, str)},
        error=attempt.error,
    )  # fmt: skip


def _expected(case: Case) -> dict[str, Any]:
    days = {"as_of": case.as_of, "since": case.since, "until": case.until}
    return {
        "status": case.status,
        "label": case.label,
        "answers": list(case.answers),
        "evidence": [{"article": given.article, "quote": given.quote} for given in case.evidence],
        "relevant": sorted(case.relevant),
        **{name: day and day.isoformat() for name, day in days.items()},
    }


def times_of(attempts: Sequence[Attempt]) -> dict[str, Any]:
    """p50 and p95 per stage, of the whole answer and of the whole verdict, in milliseconds."""
    stages: dict[str, list[float]] = defaultdict(list)
    timed = [(attempt, attempt.answer) for attempt in attempts if attempt.answer]
    for attempt, said in timed:
        stages["verdict" if isinstance(said, Verdict) else "answer"].append(attempt.milliseconds)
        for stage, milliseconds in said.timings_ms.items():
            stages[stage].append(milliseconds)
    spent = sum(attempt.milliseconds for attempt, _ in timed)
    return {
        "stages": {name: np.percentile(found, [50, 95]).round(2).tolist() for name, found in stages.items()},
        "cases": {attempt.case.id: round(attempt.milliseconds, 2) for attempt, _ in timed},
        "cases_per_s": round(1000 * len(timed) / spent, 2) if spent else None,
    }
