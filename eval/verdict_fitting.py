"""Weights of verdicts from claims whose label is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.fitting import FOLDS, Floats, regression
from eval.outcomes import Outcomes, calibration_error, macro_f1
from eval.records import Dataset
from eval.retrieval import built, open_variant
from rag.calibration import VerdictCalibration
from rag.chain import DEEP
from rag.records import Label
from rag.reranking import Reranker
from rag.settings import Settings
from rag.verifying import Verifier
from rag.voices import hear
from rag.weighing import FEATURES, features

LABELS: tuple[Label, ...] = ("supported", "refuted", "not_enough_evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimExample:
    """One claim, and what its voices add up to."""

    group: str
    """The set that it is from."""
    features: tuple[float, ...]
    """Of `rag.weighing.FEATURES`."""
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictFit:
    """A calibration, and what it reaches on claims that it was not fitted on."""

    calibration: VerdictCalibration
    figures: Mapping[str, float | None]


def claim_examples(
    dataset: Dataset, settings: Settings, verifier: Verifier, reranker: Reranker
) -> Iterator[ClaimExample]:
    """One per claim for which a passage is found; those of which articles are said to differ are left out."""
    with built(dataset, settings) as archive:
        retriever = open_variant(archive, settings)
        for case in dataset.cases:
            hits = retriever.retrieve(case.question, limit=DEEP).hits
            voices = hear(case.question, reranker.rerank(case.question, hits)[: settings.passages], verifier)
            if voices and case.label in LABELS:
                found = features(voices)
                yield ClaimExample(
                    group=dataset.name, features=tuple(found[name] for name in FEATURES), label=case.label
                )


def fit_verdicts(found: Sequence[ClaimExample], *, rival: float, fitted_on: str) -> VerdictFit:
    """A multinomial logistic regression; sets weigh the same, and so do the labels within them.

    Args:
        found: Claims of all three labels.
        rival: Taken over: too few claims are known of which articles differ.
        fitted_on: Which data, in words.
    """
    rows, labels = (
        np.array([one.features for one in found]),
        np.array([float(LABELS.index(one.label)) for one in found]),
    )
    importance = _importance(found)
    shares = _held_back(rows, labels, importance)
    coefficients, constants = regression(rows, labels, importance)
    weights = {
        label: {**dict(zip(FEATURES, np.round(own, 4).tolist(), strict=True)), "bias": round(float(constant), 4)}
        for label, own, constant in zip(LABELS, coefficients, constants, strict=True)
    }
    return VerdictFit(
        calibration=VerdictCalibration(weights=weights, rival=rival, fitted_on=fitted_on),
        figures=_figures(found, shares, labels),
    )


def _held_back(rows: Floats, labels: Floats, importance: Floats) -> Floats:
    """(claims, labels): probabilities by a fit on the other folds."""
    folds = np.random.default_rng(0).integers(0, FOLDS, len(rows))
    shares = np.zeros((len(rows), len(LABELS)))
    for fold in range(FOLDS):
        seen, asked = folds != fold, folds == fold
        coefficients, constants = regression(rows[seen], labels[seen], importance[seen])
        sums = rows[asked] @ coefficients.T + constants
        odds = np.exp(sums - sums.max(axis=1, keepdims=True))
        shares[asked] = odds / odds.sum(axis=1, keepdims=True)
    return shares


def _figures(found: Sequence[ClaimExample], shares: Floats, labels: Floats) -> dict[str, float | None]:
    """Of each set, and of all claims together, each counted once."""
    given = shares.argmax(axis=1)
    right = (given == labels).astype(float)
    groups = np.array([one.group for one in found])
    parts = {name: np.flatnonzero(groups == name) for name in dict.fromkeys(groups)}
    told: dict[str, float | None] = {}
    for name, drawn in {**parts, "all": np.arange(len(found))}.items():
        outcomes = Outcomes(
            right=right, declined=np.zeros(len(right)), answerable=np.ones(len(right)), confidence=shares.max(axis=1)
        )
        told[f"{name}: claims"] = float(len(drawn))
        told[f"{name}: accuracy"] = float(right[drawn].mean())
        told[f"{name}: macro-F1"] = macro_f1([LABELS[int(i)] for i in labels[drawn]], [LABELS[i] for i in given[drawn]])
        told[f"{name}: ECE"] = calibration_error(outcomes, drawn)
    return told


def _importance(found: Sequence[ClaimExample]) -> Floats:
    """(claims,): each set and each of its labels weighs the same."""
    cells = [(one.group, one.label) for one in found]
    counts = {cell: cells.count(cell) for cell in set(cells)}
    return np.array([len(found) / len(counts) / counts[cell] for cell in cells])
