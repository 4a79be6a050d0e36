"""Weights and probabilities that were fitted on development data and travel with the package."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from rag.installed import installed
from rag.records import Label

SUREST = 30.0
"""Log-odds beyond which nothing is surer: neither 0 nor 1 comes out, of which there are no log-odds."""

FILE = Path(__file__).with_name("calibration.json")
VERDICTS = Path(__file__).with_name("verdicts.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Which sentence is the best one, how likely it is right, and the probability below which to decline."""

    ranking: Mapping[str, float]
    """Weight per feature: the sentence with the largest sum is the best of its question."""
    trust: Mapping[str, float]
    """Weight per feature, "bias" for the constant: log-odds that the best sentence is right."""
    threshold: float
    """Least probability of an answer that is given."""
    fitted_on: str
    """Which data, in words."""
    ordering: Mapping[str, float] = field(default_factory=dict)
    """Weight per feature: hits are put in the order of these sums; empty for a reader that does not rerank."""
    curve: Sequence[tuple[float, float]] = ()
    """(coverage, risk), each 0-1: of the surest so much is answered, and of these so much is wrong, on questions that
    were held back; empty where it was not drawn."""

    @classmethod
    def load(cls, file: Path = FILE) -> Self:
        """From the package, or another file of its kind.

        Raises:
            ModelError: it is not there, or of another kind.
        """
        return installed(cls, file)

    def rank(self, features: Mapping[str, float]) -> float:
        """Comparable within one question; a feature without weight counts nothing."""
        return _sum(self.ranking, features)

    def order(self, features: Mapping[str, float]) -> float:
        """Comparable within one question only."""
        return _sum(self.ordering, features)

    def probability(self, features: Mapping[str, float]) -> float:
        """0-1, of a sentence with these features being right when it is its question's best."""
        odds = _sum(self.trust, features) + self.trust.get("bias", 0.0)
        return 1 / (1 + math.exp(-min(max(odds, -SUREST), SUREST)))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictCalibration:
    """Which label the features of a claim (`rag.weighing.FEATURES`) add up to, and how likely it is right."""

    weights: Mapping[Label, Mapping[str, float]]
    """Of supported, refuted and not_enough_evidence: weight per feature, "bias" for the constant."""
    rival: float
    """Articles differ when the weaker side is at least this strong relative to the stronger, 0-1;
    0 for never."""
    fitted_on: str
    """Which data, in words."""

    @classmethod
    def load(cls, file: Path = VERDICTS) -> Self:
        """From the package, or another file of its kind.

        Raises:
            ModelError: it is not there, or of another kind.
        """
        return installed(cls, file)

    def probabilities(self, features: Mapping[str, float]) -> dict[Label, float]:
        """Softmax of the weighted features over the three labels; they add up to 1."""
        sums = {label: _sum(weights, features) + weights.get("bias", 0.0) for label, weights in self.weights.items()}
        largest = max(sums.values())
        shares = {label: math.exp(value - largest) for label, value in sums.items()}
        return {label: share / sum(shares.values()) for label, share in shares.items()}

    def decide(self, features: Mapping[str, float], *, never: Set[Label] = frozenset()) -> tuple[Label, float]:
        """The likeliest label with its probability; conflicting where the other side is nearly as strong.

        Args:
            features: Of the claim.
            never: Labels that are known to be wrong; where one is the likeliest, the others count, given that.

        How sure a conflict is: how likely the articles settle the claim at all, less what the weaker side lacks.
        """
        found = self.probabilities(features)
        label = max(found, key=lambda name: found[name])
        if label in never:
            left = {name: share for name, share in found.items() if name not in never}
            found = {name: share / sum(left.values()) for name, share in left.items()}
            label = max(found, key=lambda name: found[name])
        if label != "not_enough_evidence" and features["rival"] >= self.rival > 0:
            return "conflicting", (1 - found["not_enough_evidence"]) * features["rival"]
        return label, found[label]


UNCALIBRATED = Calibration(
    ranking={"span": 1.0, "answerable": 1.0}, trust={"span": 1.0, "answerable": 1.0}, threshold=0.5, fitted_on="nothing"
)
"""Of a reader model that was not fitted here: its own odds that the passage answers and that the span is the answer."""


def _sum(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in features.items())
