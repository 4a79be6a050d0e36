"""Weights and probabilities that were fitted on development data and travel with the package."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

FILE = Path(__file__).with_name("calibration.json")


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

    @classmethod
    def load(cls, file: Path = FILE) -> Self:
        """From the package, or another file of its kind."""
        return cls(**json.loads(file.read_text()))

    def rank(self, features: Mapping[str, float]) -> float:
        """Comparable within one question; a feature without weight counts nothing."""
        return _sum(self.ranking, features)

    def probability(self, features: Mapping[str, float]) -> float:
        """0-1, of a sentence with these features being right when it is its question's best."""
        return 1 / (1 + math.exp(-(_sum(self.trust, features) + self.trust.get("bias", 0.0))))


def _sum(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in features.items())
