"""Texts of like length are read together, and shared among the processor's cores."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.onnx import BATCH, Array, OnnxModel, Tokens, _batches


def test_few_texts_are_read_one_by_one_the_longest_first_so_that_no_core_waits_for_another() -> None:
    assert list(_batches([30, 250, 100, 251], streams=2)) == [[3], [1], [2], [0]]


def test_many_texts_are_read_in_batches_of_like_length_each_once() -> None:
    lengths = [20, 250] * 100
    found = list(_batches(lengths, streams=2))
    assert max(map(len, found)) == BATCH
    assert all(len({lengths[i] for i in batch}) == 1 for batch in found)
    assert sorted(i for batch in found for i in batch) == list(range(200))


class Waited(OnnxModel):
    """Says of a text its first token; reads the first when as many others wait."""

    def __init__(self, *, waiting: int, broken: int = 0) -> None:
        super().__init__(Path(), max_tokens=1)
        self.read: list[int] = []
        self._others, self._broken = waiting, broken

    def _read(self, rows: Sequence[Tokens]) -> list[tuple[Array, ...]]:
        self.read.append(len(rows))
        while len(self.read) == 1 and len(self._waiting) < self._others:
            os.sched_yield()
        if len(rows) == self._broken:
            raise RuntimeError("no memory")
        return [(np.array(ids, np.float32),) for ids, _ in rows]


def said(model: OnnxModel, first: int, *, rows: int = 2) -> list[float]:
    return [float(found[0][0]) for found in model.run_tokens([([first + n], [0]) for n in range(rows)])]


def test_what_threads_ask_while_another_reads_is_read_together_and_each_gets_its_own() -> None:
    model = Waited(waiting=2)
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(lambda first: said(model, first), (10, 20, 30)))
    assert found == [[10, 11], [20, 21], [30, 31]]
    assert model.read == [2, 4]


def test_nobody_waits_for_very_many_texts() -> None:
    model = Waited(waiting=0)
    with ThreadPoolExecutor(1) as threads, model._reading:
        assert len(threads.submit(said, model, 0, rows=1_000).result(timeout=30)) == 1_000


def test_what_cannot_be_read_together_is_read_apart_but_for_who_asked_first() -> None:
    model = Waited(waiting=2, broken=4)
    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(said, model, first) for first in (10, 20, 30)]
    failed = [future for future in asked if future.exception()]
    assert len(failed) == 1
    assert [len(future.result()) for future in asked if future not in failed] == [2, 2]
    with pytest.raises(RuntimeError, match="no memory"):
        failed[0].result()
