"""Vectors as whole numbers of two bytes, the coarse digits apart from the fine ones. The door to simsimd.

All vectors are compared by their coarse digits, which are half as much to read from memory as float16, and that is what
comparing takes its time for; those that may be among the best are compared by all digits. None of the true nearest is
lost: by how much a cosine of coarse digits is wrong is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors
from index.schema import Stored

Bytes = NDArray[np.int8]

MOST = 127
"""Of one byte."""

FINE = 2 * MOST
"""Steps of the fine digits that are one of the coarse ones."""

LEAST = 1e-12
"""What a vector of nothing but zeros has as its largest number."""

HALF_WRONG = 0.005
"""By how much a cosine of float16 numbers is wrong at most: some processors also add them up as such. The most that
was seen in 384 dimensions is .0007."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Digits:
    """Vectors (n, d): a number is step * (coarse + fine / FINE), to .00002 of the largest one of its vector."""

    step: Vectors
    """(n,)"""
    coarse: Bytes
    """(n, d)"""
    fine: Bytes
    """(n, d)"""
    rest: Vectors
    """(n,) how long that is which the coarse digits leave out."""

    @classmethod
    def of(cls, vectors: Stored | Vectors) -> Self:
        """Of vectors (n, d)."""
        numbers = vectors.astype(np.float32)
        largest = np.maximum(numbers.max(1, initial=0), -numbers.min(1, initial=0))
        step = np.maximum(largest, LEAST) / MOST
        numbers /= step[:, None]
        coarse = np.rint(numbers)
        numbers -= coarse
        rest = step * np.sqrt(np.einsum("nd,nd->n", numbers, numbers))
        numbers *= FINE
        return cls(step=step, coarse=coarse.astype(np.int8), fine=np.rint(numbers).astype(np.int8), rest=rest)

    def __len__(self) -> int:
        return len(self.step)

    def __getitem__(self, which: slice | NDArray[np.intp]) -> Digits:
        return Digits(
            step=self.step[which], coarse=self.coarse[which], fine=self.fine[which], rest=self.rest[which]
        )  # fmt: skip

    def cosines(self, vector: Vectors) -> Vectors:
        """(n,) with a vector (d,), all of length 1."""
        whole = (self.coarse + self.fine / np.float32(FINE)) * self.step[:, None]
        return _products(whole, vector.astype(np.float32))

    def coarse_cosines(self, vector: Vectors) -> tuple[Vectors, float]:
        """(n,) by the coarse digits, and by how much one of them is wrong at most."""
        asked = Digits.of(vector[None])
        found = _products(self.coarse, asked.coarse[0])
        found *= self.step
        found *= asked.step[0]
        left_out = float(self.rest.max(initial=0))
        return found, left_out + (1 + left_out) * float(asked.rest[0])


def half_cosines(vectors: Stored, vector: Vectors) -> tuple[Vectors, float]:
    """(n,) of vectors (n, d) as they are stored, for which numpy has no fast product; by how much they are wrong."""
    return _products(vectors, vector.astype(np.float16)), HALF_WRONG


def likely(cosines: Vectors, wrong: float, limit: int) -> NDArray[np.intp]:
    """Places of all that may be among the best `limit`, where each is wrong by so much at most."""
    if limit >= len(cosines):
        return np.arange(len(cosines))
    least = np.partition(cosines, -limit)[-limit]
    return np.flatnonzero(cosines >= least - 2 * wrong)


def _products(rows: NDArray[Any], vector: NDArray[Any]) -> Vectors:
    """(n,) in one thread; equal rows have the very same."""
    from simsimd import cdist

    if not len(rows):  # which it refuses
        return np.empty(0, np.float32)
    return np.asarray(cdist(vector[None], rows, metric="dot"), np.float32).ravel()
