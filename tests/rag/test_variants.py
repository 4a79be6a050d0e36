"""Sentences that are the same but for one place, where they give different values."""

from __future__ import annotations

import pytest

from rag.variants import Variant, variant

LED = "General Ursula Crane leads the mission in Tarn."


@pytest.mark.parametrize(
    ("other", "mine", "theirs"),
    [
        ("General Ivo Hendry leads the mission in Tarn.", "Ursula Crane", "Ivo Hendry"),
        ("General Ivo leads the mission in Tarn.", "Ursula Crane", "Ivo"),
        ("General Ursula Crane leads the mission in Oland.", "Tarn", "Oland"),
    ],
    ids=["within", "shorter", "at the end"],
)
def test_one_other_place_is_told_as_both_have_it(other: str, mine: str, theirs: str) -> None:
    assert variant(LED, other) == Variant(mine=mine, theirs=theirs)


@pytest.mark.parametrize(
    "other",
    [
        LED,
        "General Ursula Crane leads a mission in Tarn.",
        "General Ivo Crane leads the mission in Oland.",
        "General Ursula Crane leads the mission in Tarn again.",
        "In Tarn, all of the bridges were closed.",
    ],
    ids=["the same", "a for the", "two places", "more", "another"],
)
def test_sentences_that_differ_otherwise_give_no_other_value(other: str) -> None:
    assert variant(LED, other) is None
