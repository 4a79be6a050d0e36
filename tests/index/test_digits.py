"""Comparing by half of the digits first finds the very nearest, and says of each how near it is."""

from __future__ import annotations

import numpy as np
import pytest

from index.digits import Digits, half_cosines, likely
from index.embedding import Vectors, unit


def vectors(count: int, dimension: int, *, seed: int = 0) -> Vectors:
    """Of length 1, around some directions, as those of texts are."""
    random = np.random.default_rng(seed)
    around = random.normal(size=(20, dimension))[random.integers(20, size=count)]
    return unit((around + random.normal(size=(count, dimension))).astype(np.float32))


@pytest.mark.parametrize("dimension", [2, 26, 384, 1000])
def test_a_cosine_by_all_digits_is_right_to_the_fourth_place(dimension: int) -> None:
    stored, asked = vectors(500, dimension), vectors(1, dimension, seed=1)[0]

    assert Digits.of(stored).cosines(asked) == pytest.approx(stored @ asked, abs=5e-5)


@pytest.mark.parametrize("dimension", [2, 26, 384, 1000])
@pytest.mark.parametrize("form", ["coarse", "half"])
def test_no_cosine_of_the_first_look_is_more_wrong_than_it_says(dimension: int, form: str) -> None:
    stored, asked = vectors(500, dimension).astype(np.float16), vectors(1, dimension, seed=1)[0]
    found, wrong = Digits.of(stored).coarse_cosines(asked) if form == "coarse" else half_cosines(stored, asked)

    errors = np.abs(found - stored.astype(np.float64) @ asked)
    assert errors.max() <= wrong < 0.2
    assert errors.max() > 0


def test_of_those_that_may_be_the_nearest_none_is_left_out_and_most_others_are() -> None:
    stored, asked = vectors(20_000, 384), vectors(1, 384, seed=1)[0]
    digits = Digits.of(stored)

    chosen = likely(*digits.coarse_cosines(asked), 200)

    assert set(np.argsort(-stored @ asked)[:200]) <= set(chosen)
    assert len(chosen) < 5_000


def test_equal_vectors_are_equally_near() -> None:
    one, asked = vectors(1, 384), vectors(1, 384, seed=1)[0]
    digits = Digits.of(np.concatenate([one, vectors(99, 384, seed=2), one]))

    assert digits.cosines(asked)[0] == digits.cosines(asked)[-1] == digits[np.array([100])].cosines(asked)[0]


def test_a_vector_of_zeros_is_near_to_nothing_and_spoils_nothing() -> None:
    digits = Digits.of(np.array([[0, 0], [1, 0]], np.float16))

    assert digits.cosines(np.array([1, 0], np.float32)).tolist() == [0, 1]
    assert digits.coarse_cosines(np.array([0, 0], np.float32))[0].tolist() == [0, 0]


def test_fewer_than_are_wanted_are_all_likely_and_of_none_there_are_none() -> None:
    assert likely(np.array([0.1, 0.2], np.float32), 0.0, 5).tolist() == [0, 1]
    assert Digits.of(np.empty((0, 26), np.float32)).cosines(vectors(1, 26)[0]).tolist() == []
