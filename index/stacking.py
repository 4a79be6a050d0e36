"""Vectors in memory, once, however often some are added."""

from __future__ import annotations

import numpy as np

from index.digits import Digits
from index.schema import Rows, Stored

SPARE = 1 / 8
"""Room for later ones, as a share of those there. It takes no memory before it is used."""


class Stack:
    """Rows of passages and their vectors, one below the other.

    What `rows` and `digits` gave is never changed: later vectors are put below, and joining arrays would hold all of
    them twice meanwhile.
    """

    def __init__(self, *, room: int = 0) -> None:
        """`room`: for how many there will be, as near as is known."""
        self._room = room
        self._size = 0
        self._rows, self._digits = _empty(0, 0)

    @property
    def rows(self) -> Rows:
        """(n,)"""
        return self._rows[: self._size]

    @property
    def digits(self) -> Digits:
        """Of vectors (n, d)."""
        return self._digits[: self._size]

    @property
    def last(self) -> int:
        """The row put last; 0 before any."""
        return int(self._rows[self._size - 1]) if self._size else 0

    def put(self, rows: Rows, vectors: Stored) -> None:
        """(n,) rows in order, and (n, d)."""
        end = self._size + len(rows)
        if end > len(self._rows):
            self._widen(max(self._room, end), vectors.shape[1])
        _copy(self._rows[self._size : end], self._digits[self._size : end], rows, Digits.of(vectors))
        self._size = end

    def _widen(self, size: int, dimension: int) -> None:
        rows, digits = _empty(int(size * (1 + SPARE)), dimension)
        if self._size:
            _copy(rows[: self._size], digits[: self._size], self.rows, self.digits)
        self._rows, self._digits = rows, digits


def _empty(size: int, dimension: int) -> tuple[Rows, Digits]:
    coarse, fine = (np.empty((size, dimension), np.int8) for _ in range(2))
    step, rest = (np.empty(size, np.float32) for _ in range(2))
    return np.empty(size, np.int64), Digits(step=step, coarse=coarse, fine=fine, rest=rest)


def _copy(to: Rows, place: Digits, rows: Rows, digits: Digits) -> None:
    to[:] = rows
    place.step[:], place.rest[:] = digits.step, digits.rest
    place.coarse[:], place.fine[:] = digits.coarse, digits.fine
