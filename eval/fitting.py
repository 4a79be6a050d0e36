"""Weights of a reader, its probability and its threshold, from development data (`eval.examples`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from eval.outcomes import Outcomes, calibration_error
from rag.calibration import Calibration

Floats = NDArray[np.float64]

FOLDS = 5
DECLINED = 0.5
"""Least share of unanswerable questions to decline. Half of those are SQuAD's, written to deceive a reader of words;
declining more of them would silence this reader where it is right. Each answer shows its probability. The half was
settled with the results on the seeds in view."""
PLAIN = (
    "meaning", "words", "words_around", "names", "names_around", "asked", "held", "fitness", "near", "rank", "long",
)  # fmt: skip
"""Features of a sentence."""
SPANS = (
    "span", "answerable", "relevance", "retrieved", "fits", "echo", "long", "words", "names",
    "words_around", "names_around", "support", "rival", "supports", "neither", "unasked",
)  # fmt: skip
"""Features of a reader model's span."""
ORDERING = ("relevance", "answerable", "retrieved", "words_around", "leads", "siblings")
"""Features of a hit that is reranked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One question with what was looked at: sentences, spans or hits."""

    group: str
    """The set that it is from."""
    about: str
    """What it asks about: questions about the same are held back together."""
    answerable: bool
    features: Floats
    """(looked at, features)"""
    labels: Floats
    """1 right, 0 wrong, NaN not known"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A calibration, and what it reaches on questions that it was not fitted on."""

    calibration: Calibration
    figures: Mapping[str, float]


def fit(
    found: Sequence[Example], *, features: Sequence[str], fitted_on: str, ordering: Mapping[str, float] | None = None,
    declined: float,
) -> Fit:  # fmt: skip
    """A conditional logit that ranks what a question has to offer, a logistic regression on the best, a threshold.

    The figures and the threshold come from models that did not see the question (5 folds). Groups weigh the same,
    and so do questions with and without an answer.

    Args:
        found: Questions.
        features: Names of the columns.
        fitted_on: Which data, in words.
        ordering: Weights by which the hits were put in order, to be kept with the others.
        declined: The threshold is the least that declines this share of the unanswerable questions.
    """
    folds = folds_of([example.about for example in found])
    probabilities, right = np.zeros(len(found)), np.zeros(len(found))
    for fold in range(FOLDS):
        model = _fit([e for e, f in zip(found, folds, strict=True) if f != fold])
        for i in np.flatnonzero(folds == fold):
            probabilities[i], right[i] = model.best(found[int(i)])
    held_back = _HeldBack(found=found, probabilities=probabilities, right=right)
    threshold = held_back.declining(declined)
    model = _fit(found)
    calibration = Calibration(
        ranking=_named(model.ranking, features),
        trust=_named(model.trust, (*features, "bias")),
        threshold=round(threshold, 4),
        fitted_on=fitted_on,
        ordering=dict(ordering or {}),
        curve=_curve(probabilities, right),
    )
    return Fit(calibration=calibration, figures=held_back.figures(threshold))


def fit_order(found: Sequence[Example]) -> tuple[dict[str, float], dict[str, float]]:
    """Weights under which relevant hits come first, by name; and what they reach where they were not fitted (5 folds).

    Per set for how many questions something relevant was found, and of these how often it comes first, and its mean
    reciprocal rank, as retrieved and reordered.
    """
    asked = [example for example in found if example.answerable]
    folds = folds_of([example.about for example in asked])
    ranks = np.zeros(len(asked))
    for fold in range(FOLDS):
        weights = _conditional_logit([e for e, f in zip(asked, folds, strict=True) if f != fold])
        for i in np.flatnonzero(folds == fold):
            ranks[i] = _first_right(asked[int(i)].features @ weights, asked[int(i)].labels)
    figures: dict[str, float] = {}
    for group in dict.fromkeys(example.group for example in asked):
        own = np.array([example.group == group for example in asked])
        figures[f"{group}, found among the hits"] = sum(own) / sum(example.group == group for example in found)
        before = np.array([_first_right(-np.arange(len(e.labels), dtype=float), e.labels) for e in asked])
        for name, places in (("as retrieved", before[own]), ("reordered", ranks[own])):
            figures[f"{group}, {name}: first of the found"] = float((places == 1).mean())
            figures[f"{group}, {name}: mean reciprocal rank"] = float((1 / places).mean())
    return _named(_conditional_logit(asked), ORDERING), figures


def folds_of(names: Sequence[str]) -> NDArray[np.int64]:
    """The fold of each, 0 to FOLDS - 1, by a hash of its name: the same one whenever it is asked."""
    return np.array([int.from_bytes(sha256(name.encode()).digest()[:4], "big") % FOLDS for name in names], np.int64)


def to_json(calibration: Calibration) -> dict[str, object]:
    """As `Calibration.load` reads it."""
    return asdict(calibration)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    ranking: Floats
    """(features,)"""
    trust: Floats
    """(features + 1,): the last is the constant"""

    def best(self, example: Example) -> tuple[float, float]:
        """(probability, 1 when right) of the sentence that it ranks first."""
        first = int(np.argmax(example.features @ self.ranking))
        odds = example.features[first] @ self.trust[:-1] + self.trust[-1]
        return float(1 / (1 + np.exp(-odds))), float(np.nan_to_num(example.labels[first]))


def _fit(found: Sequence[Example]) -> _Model:
    ranking = _conditional_logit([e for e in found if e.answerable])
    firsts = [int(np.argmax(e.features @ ranking)) for e in found]
    features = np.stack([e.features[i] for e, i in zip(found, firsts, strict=True)])
    labels = np.nan_to_num([e.labels[i] for e, i in zip(found, firsts, strict=True)])
    weights, constants = regression(features, labels, _importance(found))
    return _Model(ranking=ranking, trust=np.append(weights[0], constants[0]))


def regression(rows: Floats, labels: Floats, importance: Floats) -> tuple[Floats, Floats]:
    """A logistic regression: (labels, features) and (labels,), of one row where there are two labels."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0, max_iter=5_000).fit(rows, labels, sample_weight=importance)
    return model.coef_, model.intercept_


def _conditional_logit(found: Sequence[Example], penalty: float = 1.0) -> Floats:
    """(features,): weights under which right sentences get most of the softmax of their question."""
    from scipy.optimize import minimize

    importance = _importance(found)

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient = penalty / 2 * float(weights @ weights), penalty * weights
        for example, weight in zip(found, importance, strict=True):
            scores = example.features @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            among = shares * np.nan_to_num(example.labels)
            total -= weight * float(np.log(among.sum()))
            gradient = gradient - weight * ((among / among.sum() - shares) @ example.features)
        return total, gradient

    return np.asarray(minimize(loss, np.zeros(found[0].features.shape[1]), jac=True, method="L-BFGS-B").x)


def _first_right(scores: Floats, labels: Floats) -> int:
    """The place, from 1, of the first hit that is right."""
    return int(np.flatnonzero(np.nan_to_num(labels)[np.argsort(-scores, kind="stable")])[0]) + 1


def _named(weights: Floats, names: Sequence[str]) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


GRID = tuple(float(t) for t in np.arange(0.05, 0.95, 0.01))
"""Thresholds that are tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeldBack:
    """Questions with the probability of their best answer and whether it is right, by fits that did not see them."""

    found: Sequence[Example]
    probabilities: Floats
    right: Floats

    @property
    def answerable(self) -> NDArray[np.bool_]:
        return np.array([example.answerable for example in self.found])

    def declining(self, share: float) -> float:
        """The least threshold that declines this share of the unanswerable questions."""
        return next((t for t in GRID if self.shares(t)[1] >= share), GRID[-1])

    def shares(self, threshold: float) -> tuple[float, float]:
        """(answered rightly, of the answerable; declined, of the others), each set counting the same."""
        answerable, importance = self.answerable, _importance(self.found)
        given = self.probabilities >= threshold
        answered = np.average(given[answerable] * self.right[answerable], weights=importance[answerable])
        return float(answered), float(np.average(~given[~answerable], weights=importance[~answerable]))

    def figures(self, threshold: float) -> dict[str, float]:
        """What it reaches, also at other thresholds."""
        answerable, importance = self.answerable, _importance(self.found)
        figures = {
            "questions": len(self.found),
            "best sentence right, of answerable": float(
                np.average(self.right[answerable], weights=importance[answerable])
            ),
            "Brier score": float(np.average((self.probabilities - self.right) ** 2, weights=importance)),
            "expected calibration error": _error(self.probabilities, self.right),
        }
        for at in (threshold, 0.2, 0.3, 0.4, 0.5):
            answered, declined = self.shares(at)
            figures[f"answered rightly, of answerable, at {at:.2f}"] = answered
            figures[f"declined, of unanswerable, at {at:.2f}"] = declined
        return figures


def _error(probabilities: Floats, right: Floats) -> float:
    """Of the best of each question, given or not."""
    outcomes = Outcomes(
        right=right, declined=np.zeros(len(right)), answerable=np.ones(len(right)), confidence=probabilities
    )
    return calibration_error(outcomes, np.arange(len(right))) or 0.0


def _curve(probabilities: Floats, right: Floats) -> tuple[tuple[float, float], ...]:
    """At each tenth of the questions, the surest first; one that has no answer is wrongly answered."""
    wrong = np.cumsum(1 - right[np.argsort(-probabilities, kind="stable")])
    counts = [round(len(wrong) * tenth / 10) for tenth in range(1, 11)]
    return tuple((round(n / len(wrong), 3), round(float(wrong[n - 1] / n), 3)) for n in counts if n)


def _importance(found: Sequence[Example]) -> Floats:
    """(questions,): each group and each of its halves weighs the same."""
    cells = [(e.group, e.answerable) for e in found]
    counts = {cell: cells.count(cell) for cell in set(cells)}
    return np.array([len(found) / len(counts) / counts[cell] for cell in cells])
