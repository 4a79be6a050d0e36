"""How many were killed, hurt or are missing is one number, whichever words tell it."""

from __future__ import annotations

import pytest

from index.splitting import Span
from rag.comparing import compare
from rag.tolls import of_the_harmed, of_the_unharmed

LEFT = "The flood left 57 dead, 30 injured and 12 missing."


@pytest.mark.parametrize(
    ("claim", "sentence", "told"),
    [
        ("41 people died in the flood.", LEFT, "57"),
        ("The flood killed 41 people.", LEFT, "57"),
        ("The flood injured 41 people.", LEFT, "30"),
        ("41 people are missing after the flood.", LEFT, "12"),
        ("The flood killed 41 people.", "The death toll of the flood rose to 57.", "57"),
        ("83 people died in the flood.", "41 people have already died in the flood.", "41"),
        ("The crash killed two.", "Three people died in the crash.", "Three"),
        ("57 people lost their lives in the flood.", "The flood killed 41 people.", "41"),
        ("The final death toll of the flood is 83.", "The final number of dead in the flood is 94.", "94"),
        ("The storm killed 12 people.", "The storm injured 12 people and killed 15.", "15"),
    ],
)
def test_another_number_of_the_dead_hurt_or_missing_differs(claim: str, sentence: str, told: str) -> None:
    found = compare(claim, sentence)
    assert found is not None
    assert (found.outcome, found.told) == ("differs", told)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("41 soldiers died in the flood.", LEFT),
        ("41 people died in the flood.", "57 people fled the flood."),
        ("41 people died in the flood.", "The flood hurt 57 people."),
        ("41 people died in the flood.", "The flood left 57 homeless."),
        ("3,000 people were in Lowmere.", "57 people were killed in Lowmere."),
    ],
)
def test_numbers_of_others_are_not_compared_with_them(claim: str, sentence: str) -> None:
    assert compare(claim, sentence) is None


@pytest.mark.parametrize(
    ("question", "sentence", "number", "other"),
    [
        ("How many people are missing?", "At least 41 people have died.", "41", True),
        ("How many people are missing?", "Another 29 people are missing.", "29", False),
        ("How many people are dead or missing?", "At least 41 people have died.", "41", False),
        ("How many people died?", "At least 41 people have died.", "41", False),
    ],
)
def test_the_dead_are_not_the_missing(question: str, sentence: str, number: str, other: bool) -> None:
    start = sentence.index(number)
    assert of_the_harmed(question, sentence, Span(start, start + len(number))) is other


@pytest.mark.parametrize(
    ("sentence", "number", "other"),
    [
        ("Some 12,000 people marched through the city.", "12,000", True),
        ("Some 12 people were treated for burns.", "12", False),
        ("The number has risen to 83.", "83", False),
    ],
)
def test_where_nobody_is_harmed_nobody_was_injured(sentence: str, number: str, other: bool) -> None:
    start = sentence.index(number)
    assert of_the_unharmed("How many officers were injured?", sentence, Span(start, start + len(number))) is other
