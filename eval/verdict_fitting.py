"""Weights of verdicts from claims whose label is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.examples import about
from eval.fitting import FOLDS, Floats, folds_of, regression
from eval.outcomes import Outcomes, calibration_error, macro_f1
from eval.records import Dataset
from eval.retrieval import built, open_variant
from eval.stances import GoldPair
from index.records import Document, Hit, Passage
from rag.calibration import VerdictCalibration
from rag.pipeline import DEEP
from rag.records import Label
from rag.settings import Settings
from rag.verifying import Stance, Verifier
from rag.voices import hear
from rag.weighing import FEATURES, features

LABELS: tuple[Label, ...] = ("supported", "refuted", "not_enough_evidence")
STANCE_LABELS: Mapping[Stance, Label] = {
    "supports": "supported", "refutes": "refuted", "neither": "not_enough_evidence"
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimExample:
    """One claim, and what its voices add up to."""

    group: str
    """The set that it is from."""
    about: str
    """What it is about: claims about the same are held back together."""
    features: tuple[float, ...]
    """Of `rag.weighing.FEATURES`."""
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictFit:
    """A calibration, and what it reaches on claims that it was not fitted on."""

    calibration: VerdictCalibration
    figures: Mapping[str, float | None]


def claim_examples(dataset: Dataset, settings: Settings, verifier: Verifier) -> Iterator[ClaimExample]:
    """One per claim for which a passage is found; those of which articles are said to differ are left out."""
    with built(dataset, settings) as archive:
        retriever = open_variant(archive, settings)
        for case in dataset.cases:
            hits = retriever.retrieve(case.question, limit=DEEP).hits
            voices = hear(case.question, hits[: settings.passages], verifier)
            if voices and case.label in LABELS:
                found = features(voices)
                yield ClaimExample(
                    group=dataset.name, about=about(case), features=tuple(found[name] for name in FEATURES),
                    label=case.label,
                )  # fmt: skip


def pair_examples(pairs: Sequence[GoldPair], verifier: Verifier) -> Iterator[ClaimExample]:
    """One per pair whose passage says something: it is the only one that is found for the statement."""
    for number, pair in enumerate(pairs):
        document = Document(title="", text=pair.passage, origin=f"{pair.source} {number}")
        hit = Hit(passage=Passage(document_id=document.id, start=0, text=pair.passage), document=document, score=0.0)
        if voices := hear(pair.statement, [hit], verifier):
            found = features(voices)
            yield ClaimExample(
                group=pair.source, about=pair.passage, features=tuple(found[name] for name in FEATURES),
                label=STANCE_LABELS[pair.gold],
            )  # fmt: skip


def fit_verdicts(found: Sequence[ClaimExample], *, rival: float, fitted_on: str) -> VerdictFit:
    """A multinomial logistic regression; sets weigh the same, and so do the labels within them.

    The figures are of what is decided, conflicts included, by fits that did not see the claim (5 folds).

    Args:
        found: Claims of all three labels.
        rival: Taken over: too few claims are known of which articles differ.
        fitted_on: Which data, in words.
    """

    def fitted(seen: Sequence[ClaimExample]) -> VerdictCalibration:
        return VerdictCalibration(weights=_weights(seen), rival=rival, fitted_on=fitted_on)

    folds = folds_of([one.about for one in found])
    held_back = [fitted([one for one, own in zip(found, folds, strict=True) if own != fold]) for fold in range(FOLDS)]
    decided = [
        held_back[fold].decide(dict(zip(FEATURES, one.features, strict=True)))
        for one, fold in zip(found, folds, strict=True)
    ]
    return VerdictFit(calibration=fitted(found), figures=_figures(found, decided))


def _weights(found: Sequence[ClaimExample]) -> dict[Label, dict[str, float]]:
    rows = np.array([one.features for one in found])
    labels = np.array([float(LABELS.index(one.label)) for one in found])
    coefficients, constants = regression(rows, labels, _importance(found))
    return {
        label: {**dict(zip(FEATURES, np.round(own, 4).tolist(), strict=True)), "bias": round(float(constant), 4)}
        for label, own, constant in zip(LABELS, coefficients, constants, strict=True)
    }


def _figures(found: Sequence[ClaimExample], decided: Sequence[tuple[Label, float]]) -> dict[str, float | None]:
    """Of each set, and of all claims together, each counted once."""
    right = np.array([float(label == one.label) for one, (label, _) in zip(found, decided, strict=True)])
    confidence = np.array([sure for _, sure in decided])
    outcomes = Outcomes(
        right=right, declined=np.zeros(len(right)), answerable=np.ones(len(right)), confidence=confidence
    )
    groups = np.array([one.group for one in found])
    parts = {name: np.flatnonzero(groups == name) for name in dict.fromkeys(groups)}
    told: dict[str, float | None] = {}
    for name, drawn in {**parts, "all": np.arange(len(found))}.items():
        told[f"{name}: claims"] = float(len(drawn))
        told[f"{name}: accuracy"] = float(right[drawn].mean())
        told[f"{name}: macro-F1"] = macro_f1([found[int(i)].label for i in drawn], [decided[int(i)][0] for i in drawn])
        told[f"{name}: ECE"] = calibration_error(outcomes, drawn)
    return told


def _importance(found: Sequence[ClaimExample]) -> Floats:
    """(claims,): each set and each of its labels weighs the same."""
    cells = [(one.group, one.label) for one in found]
    counts = {cell: cells.count(cell) for cell in set(cells)}
    return np.array([len(found) / len(counts) / counts[cell] for cell in cells])
