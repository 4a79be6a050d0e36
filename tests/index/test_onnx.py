"""Texts of like length are read together, and shared among the processor's cores."""

from __future__ import annotations

from index.onnx import BATCH, _batches


def test_few_texts_are_read_one_by_one_the_longest_first_so_that_no_core_waits_for_another() -> None:
    assert list(_batches([30, 250, 100, 251], streams=2)) == [[3], [1], [2], [0]]


def test_many_texts_are_read_in_batches_of_like_length_each_once() -> None:
    lengths = [20, 250] * 100
    found = list(_batches(lengths, streams=2))
    assert max(map(len, found)) == BATCH
    assert all(len({lengths[i] for i in batch}) == 1 for batch in found)
    assert sorted(i for batch in found for i in batch) == list(range(200))
