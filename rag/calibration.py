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
    """A logistic model of "this sentence answers the question", and the probability below which to decline."""

    weights: Mapping[str, float]
    """Per feature; "bias" for the constant."""
    slope: float
    offset: float
    """probability = 1 / (1 + exp(-(slope * score + offset))), fitted on each question's best sentence."""
    threshold: float
    """Least probability of an answer that is given."""
    fitted_on: str
    """Which data, in words."""

    @classmethod
    def load(cls, file: Path = FILE) -> Self:
        """From the package, or another file of its kind."""
        return cls(**json.loads(file.read_text()))

    def weigh(self, features: Mapping[str, float]) -> float:
        """Log-odds before calibration; a feature without weight counts nothing."""
        return self.weights.get("bias", 0.0) + sum(
            self.weights.get(name, 0.0) * value for name, value in features.items()
        )

    def probability(self, score: float) -> float:
        """Of the best sentence being right."""
        return 1 / (1 + math.exp(-(self.slope * score + self.offset)))
