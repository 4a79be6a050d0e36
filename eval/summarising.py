"""A run in figures: every measure with its interval, and what was left out and why."""

from __future__ import annotations

from collections import Counter

from eval.intervals import Figure, Indices, figure, set_figure
from eval.judging import ANSWER_MEASURES
from eval.measures import RANKING
from eval.outcomes import Outcomes, macro_f1
from eval.records import Row, Run

MEASURES = (*RANKING, "all@10", "answer@5", "evidence@10", *ANSWER_MEASURES)
LOWER_IS_BETTER = frozenset({"Brier", "risk", "AURC", "ECE"})


def figures(run: Run) -> dict[str, Figure]:
    """Measure -> figure, over the whole run, in the order of being told."""
    found = {name: mean(run, name) for name in MEASURES}
    found |= Outcomes.of(run.rows).figures()
    found["macro-F1"] = _macro_f1(run)
    return found


def mean(run: Run, measure: str, *, kind: str | None = None) -> Figure:
    """One measure of single cases, over all of them or those of a kind."""
    rows = [row for row in run.rows if kind in (None, row.kind)]
    values = [score for row in rows if (score := row.scores.get(measure)) is not None]
    reasons = Counter(row.why_not.get(measure, "not measured then") for row in rows if row.scores.get(measure) is None)
    why = "; ".join(reason for reason, _ in reasons.most_common()) or None
    return figure(values, left_out=len(rows) - len(values), why=why)


def kinds(run: Run) -> dict[str, Figure]:
    """Kind -> share right, of the kinds that have answers to judge."""
    found = {kind: mean(run, "right", kind=kind) for kind in dict.fromkeys(row.kind for row in run.rows)}
    return {kind: told for kind, told in found.items() if told.cases}


def outcome(row: Row) -> str:
    """One word for what happened: right, declined (wrongly), wrong, crashed, or unjudged."""
    if row.error:
        return "crashed"
    right = row.scores.get("right")
    if right is None:
        return "unjudged"
    if right == 1.0:
        return "right"
    return "declined" if row.got and row.got["status"] == "not_in_articles" else "wrong"


def _macro_f1(run: Run) -> Figure:
    pairs = [(row.expected["label"], label) for row in run.rows if (label := (row.got or {}).get("label"))]

    def measured(drawn: Indices) -> float | None:
        return macro_f1([pairs[i][0] for i in drawn], [pairs[i][1] for i in drawn])

    return set_figure(measured, len(pairs), why="no claim was checked")
