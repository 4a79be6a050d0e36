"""Figures with their intervals: rankings by ir-measures, answers by what they hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.errors import UserError

RANKING = ("Success@1", "Success@5", "Success@10", "RR@10", "nDCG@10")
"""As ir-measures names them; Success@k is what others call hit@k, RR@10 is MRR@10."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A mean over cases with its 95 % interval."""

    value: float
    low: float
    high: float
    cases: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"

    def to_dict(self) -> dict[str, float | int]:
        """Plain values, rounded to four digits."""
        rounded = {"value": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4)}
        return {**rounded, "cases": self.cases}


def figure(values: Sequence[float]) -> Figure:
    """Mean and percentile bootstrap interval (10,000 resamples, seed 0)."""
    array = np.asarray(values, float)
    if not len(array):
        return Figure(value=float("nan"), low=float("nan"), high=float("nan"), cases=0)
    draws = np.random.default_rng(0).integers(0, len(array), (10_000, len(array)))
    low, high = np.percentile(array[draws].mean(axis=1), [2.5, 97.5])
    return Figure(value=float(array.mean()), low=float(low), high=float(high), cases=len(array))


def ranking_figures(
    relevant: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, Figure]:
    """Per measure; none where no case is judged. A case without a ranking counts 0.

    Args:
        relevant: Case -> article -> grade.
        rankings: Case -> articles, best first.
    """
    if not relevant:
        return {}
    measures = {name: _measure(name) for name in RANKING}
    qrels = {case: dict(grades) for case, grades in relevant.items()}
    run = {case: {article: 1 / (1 + i) for i, article in enumerate(found)} for case, found in rankings.items()}
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(relevant, 0.0) for name in RANKING}
    import ir_measures

    for row in ir_measures.iter_calc(list(measures.values()), qrels, run):
        name = next(name for name, measure in measures.items() if measure == row.measure)
        values[name][row.query_id] = row.value
    return {name: figure(list(found.values())) for name, found in values.items()}


def holds(text: str | None, answers: Sequence[str]) -> bool:
    """Whether a text holds one of the answers, word by word; case, accents, articles and marks aside."""
    padded = f" {normalised(text or '')} "
    return any(f" {normalised(answer)} " in padded for answer in answers if normalised(answer))


def normalised(text: str) -> str:
    """Lower case without accents, marks and articles, as SQuAD's own scorer does."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    kept = re.sub(r"[^\w\s]", "", plain)
    return " ".join(word for word in kept.split() if word not in {"a", "an", "the"})


def _measure(name: str) -> Any:  # noqa: ANN401 -- a class of ir-measures, which has no types
    try:
        import ir_measures
    except ImportError:
        raise UserError("Measuring rankings needs ir-measures.", hint="pip install 'newscheck[eval]'") from None
    return ir_measures.parse_measure(name)
