"""Verdicts against the labels that would be right: one claim, and all claims of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.intervals import Figure, Indices, set_figure
from eval.judging import ANSWER_MEASURES, UNCHECKED, Score
from eval.measures import brier, same_passage
from eval.outcomes import CRASHED, Outcomes, calibration_error, macro_f1, reasons
from eval.records import LABELS, Case, Label, Row
from rag.records import Verdict

CLAIM_MEASURES = ("label", "label Brier", "evidence recall", "AVeriTeC-like")
"""label            the label is right; its mean is the accuracy
label Brier      squared distance of the confidence from what came out; 0 is best
evidence recall  share of the given quotes that are cited, those of "not enough evidence" among them
AVeriTeC-like    label right and evidence recall at least `EVIDENCED`"""

EVIDENCED = 0.25
"""Least evidence recall of a claim that counts as right. AVeriTeC (Schlichtkrull et al. 2023) has the same figure for
its own score of evidence, METEOR after a matching of questions and answers: ours is an approximation, comparable to
itself only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFigures:
    """How well one label is told from the others; None within a figure where it has no cases."""

    label: Label
    claims: int
    """Whose right label it is."""
    precision: Figure
    recall: Figure
    f1: Figure

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        told = {"precision": self.precision, "recall": self.recall, "F1": self.f1}
        return {"label": self.label, "claims": self.claims, **{name: f.to_dict() for name, f in told.items()}}


def judge_verdict(
    case: Case, verdict: Verdict | None, *, verbatim: Sequence[bool] = (), checked: bool
) -> dict[str, Score]:
    """Every measure of `CLAIM_MEASURES`: its score, or in words why it has none.

    Args:
        case: A claim, or a question, which has none of them.
        verdict: None when the case crashed: it scores 0.0, and 1.0, the worst, for Brier.
        verbatim: Per citation.
        checked: Whether claims are checked at all.

    For a claim that is checked, the measures of answers are told as well: of these, a verdict has "quotes verbatim".
    """
    if case.label is None:
        return dict.fromkeys(CLAIM_MEASURES, "a question")
    if not checked:
        return dict.fromkeys(CLAIM_MEASURES, UNCHECKED)
    right = float(verdict is not None and verdict.label == case.label)
    recall = _recall(case, verdict)
    scores: dict[str, Score] = dict.fromkeys(ANSWER_MEASURES, "a claim")
    return scores | {
        "quotes verbatim": _verbatim(verdict, verbatim),
        "label": right,
        "label Brier": 1.0 if verdict is None else brier(verdict.confidence, right),
        "evidence recall": recall,
        "AVeriTeC-like": recall if isinstance(recall, str) else float(right == 1.0 and recall >= EVIDENCED),
    }


def confusion(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """Right label -> label given, or "crashed" -> claims; empty when none was checked."""
    pairs = _pairs(rows)
    given = [*LABELS, CRASHED] if any(got == CRASHED for _, got in pairs) else LABELS
    return {right: {got: pairs.count((right, got)) for got in given} for right in LABELS} if pairs else {}


def by_label(rows: Sequence[Row]) -> list[LabelFigures]:
    """One for each label that is right for a claim or was given; empty when none was checked."""
    pairs = _pairs(rows)
    columns = {label: np.array([[name == label for name in pair] for pair in pairs], bool) for label in LABELS}
    return [_label_figures(label, found) for label, found in columns.items() if found.any()]


def label_figures(rows: Sequence[Row]) -> dict[str, Figure]:
    """Measures of all claims together."""
    claims, left_out = len(_checked(rows)), reasons(rows, "label")
    return {
        name: set_figure(measure, claims, why="no claim was checked", left_out=left_out)
        for name, measure in label_measures(rows).items()
    }


def label_measures(rows: Sequence[Row]) -> dict[str, Callable[[Indices], float | None]]:
    """Measures of all claims together, from the checked claims to count to its value."""
    pairs, found = _pairs(rows), _outcomes(rows)

    def f1(drawn: Indices) -> float | None:
        return macro_f1([pairs[i][0] for i in drawn], [pairs[i][1] for i in drawn])

    return {"macro-F1": f1, "label ECE": lambda drawn: calibration_error(found, drawn)}


def _recall(case: Case, verdict: Verdict | None) -> Score:
    if not case.evidence:
        return "no evidence is known"
    cited = [citation.quote for citation in verdict.citations] if verdict else []
    found = [any(same_passage(quote, given.quote) for quote in cited) for given in case.evidence]
    return sum(found) / len(found)


def _verbatim(verdict: Verdict | None, verbatim: Sequence[bool]) -> Score:
    if verdict is None:
        return 0.0
    return sum(verbatim) / len(verbatim) if verbatim else "nothing is cited"


def _checked(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.scores.get("label") is not None]


def _pairs(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """(right label, label given) of each claim that was checked."""
    return [(row.expected["label"], row.got["label"] if row.got else CRASHED) for row in _checked(rows)]


def _outcomes(rows: Sequence[Row]) -> Outcomes:
    """Verdicts as answers of which none is declined; a crashed one is wrong and wholly sure."""
    checked = _checked(rows)
    return Outcomes(
        right=np.array([row.scores["label"] for row in checked], float),
        declined=np.zeros(len(checked)),
        answerable=np.ones(len(checked)),
        confidence=np.array([row.got["confidence"] if row.got else 1.0 for row in checked], float),
    )


def _label_figures(label: Label, is_label: NDArray[np.bool_]) -> LabelFigures:
    """From (claims, 2): whether it is the right label, whether it was given."""
    both = is_label[:, 0] & is_label[:, 1]

    def share(*columns: int) -> Callable[[Indices], float | None]:
        def measure(drawn: Indices) -> float | None:
            whole = is_label[drawn][:, columns].sum()
            return float(len(columns) * both[drawn].sum() / whole) if whole else None

        return measure

    def told(why: str, *columns: int) -> Figure:
        others = len(is_label) - int(is_label[:, columns].any(axis=1).sum())
        return set_figure(share(*columns), len(is_label), why=why, apart={"of other labels": others})

    return LabelFigures(
        label=label,
        claims=int(is_label[:, 0].sum()),
        precision=told("it was never given", 1),
        recall=told("it is right for no claim", 0),
        f1=told("no claim", 0, 1),
    )
