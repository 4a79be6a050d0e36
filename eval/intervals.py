"""Means with their uncertainty: bootstrap intervals, and the paired test of two runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

RESAMPLES = 10_000
SET_RESAMPLES = 1_000
"""For measures of a whole set, each of which is computed anew per resample."""
SEED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measure over cases with its 95 % interval."""

    value: float | None
    """None when no case can be scored; then `why` says the reason."""
    low: float | None
    high: float | None
    cases: int
    """Scored."""
    left_out: int = 0
    """Cases that cannot be scored."""
    why: str | None = None
    """Why cases were left out, most frequent reason first, each with its number of cases in brackets."""

    def __str__(self) -> str:
        if self.value is None or self.low is None or self.high is None:
            return "-"
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"

    def to_dict(self) -> dict[str, float | int | str | None]:
        """Plain values, rounded to six digits."""
        rounded = {name: _rounded(getattr(self, name)) for name in ("value", "low", "high")}
        return {**rounded, "cases": self.cases, "left_out": self.left_out, "why": self.why}


def figure(values: Sequence[float], *, left_out: Mapping[str, int] | None = None) -> Figure:
    """Mean and percentile bootstrap interval (10,000 resamples, seed 0); None throughout when there are no values.

    Args:
        values: (cases,)
        left_out: Reason -> cases without a value.

    Source: Efron & Tibshirani 1993, chapter 13.
    """
    array = np.asarray(values, float)
    if not len(array):
        return _no_figure(left_out or {})
    low, high = np.percentile(_means(array), [2.5, 97.5])
    return Figure(
        value=float(array.mean()), low=float(low), high=float(high), cases=len(array), **_told(left_out or {})
    )


def set_figure(
    measure: Callable[[Indices], float | None],
    cases: int,
    *,
    why: str,
    left_out: Mapping[str, int] | None = None,
    apart: Mapping[str, int] | None = None,
) -> Figure:
    """A measure of a whole set, such as precision, with its percentile bootstrap interval over cases.

    Args:
        measure: From the indices of the cases to count, repeats included, to its value; None where undefined.
        cases: That can be drawn; resamples for which the measure is undefined are left out of the interval.
        why: Told of these where it is undefined for the whole set.
        left_out: Reason -> cases of the run that cannot be drawn.
        apart: Reason -> cases that are drawn, but that the measure does not rest on, as answered ones for precision of
            refusals.
    """  # fmt: skip
    value = measure(np.arange(cases)) if cases else None
    if value is None:
        return _no_figure({**({why: cases} if cases else {}), **(left_out or {})} or {why: 0})
    draws = np.random.default_rng(SEED).integers(0, cases, (SET_RESAMPLES, cases))
    found = [drawn for row in draws if (drawn := measure(row)) is not None]
    low, high = np.percentile(found, [2.5, 97.5])
    beside = {reason: count for reason, count in (apart or {}).items() if count}
    rests_on = cases - sum(beside.values())
    return Figure(
        value=value, low=float(low), high=float(high), cases=rests_on, **_told({**(left_out or {}), **beside})
    )


def _no_figure(left_out: Mapping[str, int]) -> Figure:
    return Figure(value=None, low=None, high=None, cases=0, **_told(left_out))


def _told(left_out: Mapping[str, int]) -> dict[str, Any]:
    ordered = sorted(left_out.items(), key=lambda pair: -pair[1])
    why = "; ".join(f"{reason} ({count:,})" if count else reason for reason, count in ordered)
    return {"left_out": sum(left_out.values()), "why": why or None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Of one measure between two runs over the cases that both scored; positive: the second is higher."""

    measure: str
    before: float
    after: float
    low: float
    high: float
    """95 % interval of `after - before`."""
    p: float
    """Two-sided: how often chance alone would differ as much."""
    cases: int
    left_out: int
    """Cases that only one of the runs scored, or neither."""

    @property
    def value(self) -> float:
        """`after - before`"""
        return self.after - self.before

    def to_dict(self) -> dict[str, Any]:
        """Plain values, rounded to six digits."""
        names = ("before", "after", "value", "low", "high", "p")
        rounded = {name: _rounded(getattr(self, name)) for name in names}
        return {"measure": self.measure, **rounded, "cases": self.cases, "left_out": self.left_out}


def paired(measure: str, before: Sequence[float], after: Sequence[float], *, left_out: int = 0) -> Difference:
    """Bootstrap interval of the mean difference and a sign-flip permutation test (10,000 each, seed 0).

    Args:
        measure: Its name.
        before: (n,), n at least 1.
        after: (n,), the same cases in the same order.
        left_out: Told along.

    Source: Smucker, Allan & Carterette 2007 (randomisation test for paired evaluation).
    """
    old, new = np.asarray(before, float), np.asarray(after, float)
    low, high = np.percentile(_means(new - old), [2.5, 97.5])
    return Difference(
        measure=measure, before=float(old.mean()), after=float(new.mean()), low=float(low), high=float(high),
        p=_sign_flips(new - old), cases=len(old), left_out=left_out,
    )  # fmt: skip


def paired_sets(
    measure: str,
    before: Callable[[Indices], float | None],
    after: Callable[[Indices], float | None],
    cases: int,
    *,
    left_out: int = 0,
) -> Difference | None:
    """Paired bootstrap of a measure of whole sets: each resample draws the same cases for both runs (1,000, seed 0).

    p is twice the share of resamples whose difference is 0 or beyond it on the other side, the observed one counted in:
    the least level at which the percentile interval would leave 0 out.

    Args:
        measure: Its name.
        before: From the indices of the cases to count to its value; None where undefined.
        after: The same cases in the same order.
        cases: At least 1.
        left_out: Told along.

    Returns:
        None where the measure is undefined for one of the runs.

    Source: Efron & Tibshirani 1993, chapter 13, for the interval.
    """
    everything = np.arange(cases)
    old, new = before(everything), after(everything)
    if old is None or new is None:
        return None
    draws = np.random.default_rng(SEED).integers(0, cases, (SET_RESAMPLES, cases))
    pairs = [(before(drawn), after(drawn)) for drawn in draws]
    moved = np.array([high - low for low, high in pairs if low is not None and high is not None])
    low, high = np.percentile(moved, [2.5, 97.5])
    beyond = min(int((moved <= 0).sum()), int((moved >= 0).sum()))
    return Difference(
        measure=measure, before=old, after=new, low=float(low), high=float(high),
        p=min(1.0, 2 * (beyond + 1) / (len(moved) + 1)), cases=cases, left_out=left_out,
    )  # fmt: skip


def _sign_flips(differences: Floats) -> float:
    """Share of random signs whose mean is as far from 0, the observed one counted in: never exactly 0."""
    moved = differences[differences != 0]
    if not len(moved):
        return 1.0
    rng = np.random.default_rng(SEED)
    extreme = 1
    for _ in range(10):
        signs = rng.choice([-1.0, 1.0], (RESAMPLES // 10, len(moved)))
        extreme += int(np.sum(np.abs(signs @ moved) >= abs(moved.sum()) - 1e-9))
    return extreme / (RESAMPLES + 1)


def _means(array: Floats) -> Floats:
    """(resamples,) means of resamples, in blocks so that memory stays small."""
    rng = np.random.default_rng(SEED)
    block = max(1, 2_000_000 // len(array))
    sizes = [min(block, RESAMPLES - first) for first in range(0, RESAMPLES, block)]
    return np.concatenate([array[rng.integers(0, len(array), (size, len(array)))].mean(axis=1) for size in sizes])


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that at least so large a share of the values, of which there is one, does not exceed.

    >>> percentile([3, 1, 2], 0.5), percentile([3, 1, 2], 0.95)
    (2, 3)
    """
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
