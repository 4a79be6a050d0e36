"""Vectors in memory, once, however often some are added."""

from __future__ import annotations

import numpy as np

from index.schema import Rows, Stored

SPARE = 1 / 8
"""Room for later ones, as a share of those there. It takes no memory before it is used."""


class Stack:
    """Rows of passages and their vectors, one below the other.

    What `rows` and `matrix` gave is never changed: later vectors are put below, and joining arrays would hold all of
    them twice meanwhile.
    """

    def __init__(self, *, room: int = 0) -> None:
        """`room`: for how many there will be, as near as is known."""
        self._room = room
        self._size = 0
        self._rows: Rows = np.empty(0, np.int64)
        self._matrix: Stored = np.empty((0, 0), np.float16)

    @property
    def rows(self) -> Rows:
        """(n,)"""
        return self._rows[: self._size]

    @property
    def matrix(self) -> Stored:
        """(n, d)"""
        return self._matrix[: self._size]

    @property
    def last(self) -> int:
        """The row put last; 0 before any."""
        return int(self._rows[self._size - 1]) if self._size else 0

    def put(self, rows: Rows, vectors: Stored) -> None:
        """(n,) rows in order, and (n, d)."""
        end = self._size + len(rows)
        if end > len(self._rows):
            self._widen(max(self._room, end), vectors.shape[1])
        self._rows[self._size : end] = rows
        self._matrix[self._size : end] = vectors
        self._size = end

    def _widen(self, size: int, dimension: int) -> None:
        room = int(size * (1 + SPARE))
        rows, matrix = np.empty(room, np.int64), np.empty((room, dimension), np.float16)
        if self._size:
            rows[: self._size], matrix[: self._size] = self.rows, self.matrix
        self._rows, self._matrix = rows, matrix
