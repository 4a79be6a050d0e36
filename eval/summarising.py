"""A run in figures: every measure with its interval, and what was left out and why."""

from __future__ import annotations

from eval.follow_ups import FOLLOW_UP_MEASURES
from eval.intervals import Figure, figure
from eval.judging import ANSWER_MEASURES
from eval.measures import ALL_AT, RANKING
from eval.outcomes import Outcomes, reasons
from eval.records import Row, Run
from eval.verdicts import CLAIM_MEASURES, label_figures

MEASURES = (*RANKING, *ALL_AT, "answer@5", "evidence@10", *ANSWER_MEASURES, *FOLLOW_UP_MEASURES, *CLAIM_MEASURES)
LOWER_IS_BETTER = frozenset({"Brier", "risk", "AURC", "ECE", "label Brier", "label ECE"})


def figures(run: Run) -> dict[str, Figure]:
    """Measure -> figure, over the whole run, in the order of being told."""
    found = {name: mean(run, name) for name in MEASURES}
    return found | Outcomes.of(run.rows).figures() | label_figures(run.rows)


def mean(run: Run, measure: str, *, kind: str | None = None) -> Figure:
    """One measure of single cases, over all of them or those of a kind."""
    rows = [row for row in run.rows if kind in (None, row.kind)]
    values = [score for row in rows if (score := row.scores.get(measure)) is not None]
    return figure(values, left_out=reasons(rows, measure))


def kinds(run: Run) -> dict[str, Figure]:
    """Kind -> share right, of the kinds that have answers to judge, or else labels."""
    names = dict.fromkeys(row.kind for row in run.rows)
    found = {(kind, measure): mean(run, measure, kind=kind) for kind in names for measure in ("label", "right")}
    return {kind: told for (kind, _), told in found.items() if told.cases}


def outcome(row: Row) -> str:
    """One word for what happened: right, declined (wrongly), wrong, crashed, or unjudged."""
    if row.error:
        return "crashed"
    right = rightness(row)
    if right is None:
        return "unjudged"
    if right == 1.0:
        return "right"
    return "declined" if declined(row) else "wrong"


def rightness(row: Row) -> float | None:
    """Whether an answer or the label of a claim is right; None when neither was judged."""
    right = row.scores.get("right")
    return row.scores.get("label") if right is None else right


def declined(row: Row) -> bool:
    """Whether the articles were said not to say, or not enough to settle a claim."""
    got = row.got or {}
    return got.get("status") == "not_in_articles" or got.get("label") == "not_enough_evidence"
