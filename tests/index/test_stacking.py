"""Vectors in memory are there once, and what was handed out stays as it was."""

from __future__ import annotations

import tracemalloc

import numpy as np

from index.digits import MOST
from index.stacking import Stack


def stacked(count: int, *, room: int = 0) -> Stack:
    """`count` vectors with 64 numbers, all of them the number of their row, a hundred at a time."""
    stack = Stack(room=room)
    for first in range(0, count, 100):
        put(stack, first, 100)
    return stack


def put(stack: Stack, first: int, count: int) -> None:
    rows = np.arange(first, first + count)
    stack.put(rows, np.repeat(rows[:, None], 64, axis=1).astype(np.float32))


def numbers(stack: Stack) -> list[float]:
    """The last number of each vector."""
    return np.rint(stack.digits.step * stack.digits.coarse[:, 63]).tolist()  # type: ignore[no-any-return]


def test_vectors_stand_in_the_order_in_which_they_were_put() -> None:
    stack = stacked(1_000)

    assert stack.rows.tolist() == numbers(stack) == list(range(1_000))
    assert stack.last == 999


def test_of_nothing_there_are_no_rows_and_no_last_one() -> None:
    assert (len(Stack().rows), len(Stack().digits), Stack().last) == (0, 0, 0)


def test_what_a_thread_reads_stays_as_it_was_when_more_is_put() -> None:
    stack = stacked(1_000)
    rows, step = stack.rows, stack.digits.step

    put(stack, 1_000, 500)

    assert rows.tolist() == np.rint(step * MOST).tolist() == list(range(1_000))
    assert numbers(stack) == list(range(1_500))


def test_a_vector_more_does_not_take_the_memory_of_all_again() -> None:
    stack = stacked(10_000, room=10_000)
    tracemalloc.start()
    put(stack, 10_000, 1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(stack.rows) == 10_001
    assert peak < stack.digits.coarse.nbytes / 50
