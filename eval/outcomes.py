"""Measures of a whole set of answers: how much is answered, how often wrongly, and whether the confidence is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from eval.intervals import Figure, Floats, Indices, set_figure
from eval.records import Row

BINS = 10

CRASHED = "crashed"
"""What stands for the label of a claim whose check crashed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """Answered cases as columns, (n,) each."""

    right: Floats
    """1.0 or 0.0; of a declined case: whether declining was right."""
    declined: Floats
    answerable: Floats
    confidence: Floats
    """0-1, that what was said is right."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Reason -> cases of the run that were not judged."""

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Outcomes:
        """From the rows that were judged; a crashed one is wrong, not declined, and wholly sure."""
        judged = [row for row in rows if row.scores.get("right") is not None]
        got = [row.got or {"status": None, "confidence": 1.0} for row in judged]
        return cls(
            right=np.array([row.scores["right"] for row in judged], float),
            declined=np.array([found["status"] == "not_in_articles" for found in got], float),
            answerable=np.array([row.expected["status"] != "not_in_articles" for row in judged], float),
            confidence=np.array([found["confidence"] for found in got], float),
            left_out=reasons(rows, "right"),
        )

    def __len__(self) -> int:
        return len(self.right)

    def measures(self) -> dict[str, Callable[[Indices], float | None]]:
        """Every measure of this module, from the cases to count to its value."""
        return {name: partial(measure.value, self) for name, measure in _MEASURES.items()}

    def figures(self) -> dict[str, Figure]:
        """Every measure of this module, with its interval, and the cases that it rests on."""
        return {name: self._figure(measure) for name, measure in _MEASURES.items()}

    def _figure(self, measure: _Measure) -> Figure:
        apart = {measure.apart: len(self) - int(measure.rests_on(self).sum())}
        return set_figure(partial(measure.value, self), len(self), why=measure.why, left_out=self.left_out, apart=apart)


def reasons(rows: Sequence[Row], measure: str) -> Counter[str]:
    """Why a measure leaves cases out -> how many."""
    return Counter(row.why_not.get(measure, "not measured then") for row in rows if row.scores.get(measure) is None)


def refusal_precision(found: Outcomes, drawn: Indices) -> float | None:
    """Share of declined questions that have no answer; None when nothing was declined, or every question has one.

    Source: precision of information retrieval, with "has no answer" as what is looked for.
    """
    declined, hopeless = found.declined[drawn], 1 - found.answerable[drawn]
    if not hopeless.any():
        return None
    return _ratio(float((declined * hopeless).sum()), float(declined.sum()))


def refusal_recall(found: Outcomes, drawn: Indices) -> float | None:
    """Share of questions without an answer that were declined; None when all have one. Source: as its precision."""
    declined, hopeless = found.declined[drawn], 1 - found.answerable[drawn]
    return _ratio(float((declined * hopeless).sum()), float(hopeless.sum()))


def coverage(found: Outcomes, drawn: Indices) -> float | None:
    """Share of questions that were answered, rightly or wrongly. Source: El-Yaniv & Wiener 2010."""
    return float(1 - found.declined[drawn].mean())


def risk(found: Outcomes, drawn: Indices) -> float | None:
    """Share of given answers that are wrong; None when none was given. Source: El-Yaniv & Wiener 2010."""
    given = found.declined[drawn] == 0
    return float(1 - found.right[drawn][given].mean()) if given.any() else None


def aurc(found: Outcomes, drawn: Indices) -> float | None:
    """Area under the risk-coverage curve of given answers, in [0, 1], lower is better; None when none was given.

        mean over i = 1..n of (wrong among the i most confident answers) / i

    Source: Geifman, Uziel & El-Yaniv 2019.
    """
    curve = risk_curve(found, drawn)
    return float(curve.mean()) if len(curve) else None


def coverage_at(limit: float, found: Outcomes, drawn: Indices) -> float | None:
    """Largest share of questions answered, most confident first, with at most `limit` of the answers wrong.

    Source: Geifman & El-Yaniv 2017 (selection with guaranteed risk), without the guarantee: as counted on these cases.
    """
    curve = risk_curve(found, drawn)
    within = np.flatnonzero(curve <= limit)
    return float((within[-1] + 1) / len(drawn)) if len(within) else 0.0


def risk_curve(found: Outcomes, drawn: Indices) -> Floats:
    """(given,): share wrong among the first 1, 2, ... answers, most confident first."""
    given = drawn[found.declined[drawn] == 0]
    order = given[np.argsort(-found.confidence[given], kind="stable")]
    return np.asarray(np.cumsum(1 - found.right[order]) / np.arange(1, len(order) + 1))


def calibration_error(found: Outcomes, drawn: Indices) -> float | None:
    """Expected calibration error, in [0, 1]: mean distance of confidence and share right, over ten bins of like size.

    Declined questions count with the confidence that they have no answer. Source: Nguyen & O'Connor 2015
    (adaptive bins).
    """
    order = drawn[np.argsort(found.confidence[drawn], kind="stable")]
    bins = [part for part in np.array_split(order, BINS) if len(part)]
    gaps = [len(part) * abs(found.confidence[part].mean() - found.right[part].mean()) for part in bins]
    return float(sum(gaps) / len(order)) if len(order) else None


def macro_f1(expected: Sequence[str], got: Sequence[str]) -> float | None:
    """Mean F1 over the labels that occur in either; None when there are none. A crash is no label, but costs recall.

    >>> round(macro_f1(["supported", "refuted"], ["supported", "supported"]) or 0, 3)
    0.333
    """
    labels = (set(expected) | set(got)) - {CRASHED}
    pairs = Counter(zip(expected, got, strict=True))
    scores = [2 * pairs[label, label] / (expected.count(label) + got.count(label)) for label in sorted(labels)]
    return sum(scores) / len(scores) if scores else None


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measure:
    value: Callable[[Outcomes, Indices], float | None]
    why: str = "no case of the set has an answer that could be judged"
    """Told where it is undefined."""
    rests_on: Callable[[Outcomes], Floats] = lambda found: np.ones(len(found))
    """(n,): 1.0 of the cases that it is a mean or a share of."""
    apart: str = ""
    """Why it does not rest on the others."""


_of_given = partial(_Measure, why="no answer was given", rests_on=lambda found: 1 - found.declined, apart="declined")
_MEASURES: Mapping[str, _Measure] = {
    "refusal precision": _Measure(
        value=refusal_precision, why="nothing was declined, or every question has an answer",
        rests_on=lambda found: found.declined, apart="an answer was given",
    ),
    "refusal recall": _Measure(
        value=refusal_recall, why="every question has an answer",
        rests_on=lambda found: 1 - found.answerable, apart="the question has an answer",
    ),
    "coverage": _Measure(value=coverage),
    "risk": _of_given(value=risk),
    "AURC": _of_given(value=aurc),
    "coverage at 5% risk": _Measure(value=partial(coverage_at, 0.05)),
    "coverage at 10% risk": _Measure(value=partial(coverage_at, 0.10)),
    "ECE": _Measure(value=calibration_error),
}  # fmt: skip
