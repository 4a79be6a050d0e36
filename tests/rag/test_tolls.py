"""How many were killed, hurt or are missing is one number, whichever words tell it."""

from __future__ import annotations

import pytest

from rag.comparing import compare

LEFT = "The flood left 57 dead, 30 injured and 12 missing."


@pytest.mark.parametrize(
    ("claim", "sentence", "told"),
    [
        ("41 people died in the flood.", LEFT, "57"),
        ("The flood killed 41 people.", LEFT, "57"),
        ("The flood injured 41 people.", LEFT, "30"),
        ("41 people are missing after the flood.", LEFT, "12"),
        ("The flood killed 41 people.", "The death toll of the flood rose to 57.", "57"),
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
