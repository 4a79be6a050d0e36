"""Words that say the opposite of each other, and what a sentence with the one is to a claim with the other."""

from __future__ import annotations

import pytest

from rag.comparing import compare
from rag.correcting import corrected
from rag.verifying import Stance, Stances

BELIEVING = Stances(supports=0.6, refutes=0.1, neither=0.3)
DOUBTING = Stances(supports=0.2, refutes=0.5, neither=0.3)


def judged(claim: str, sentence: str, stances: Stances = BELIEVING) -> Stance:
    return corrected(stances, compare(claim, sentence)).likeliest


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("US troops will leave Iraq.", "US troops will remain in Iraq, the prime minister said on Sunday."),
        ("The pilot survived the crash.", "The pilot died in the crash near Arden."),
        ("The jury acquitted the banker.", "The jury convicted the banker."),
        ("The new rules permit night flights.", "The new rules forbid night flights."),
        ("Inflation rose in March.", "Inflation fell to 3.1 per cent in March."),
        ("The strike began on Friday.", "The strike ended on Friday."),
        ("The carmaker will hire 300 workers in May.", "The carmaker will lay off 300 workers in May."),
    ],
)
def test_what_cannot_be_so_beside_the_claim_refutes_it(claim: str, sentence: str) -> None:
    assert judged(claim, sentence) == "refutes"


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The city bought the old brewery.", "The city sold the old brewery."),
        ("The airline reopened its lounge.", "The airline shut its lounge."),
        ("House prices fell in Velmora.", "House prices rose in Velmora for the third month."),
    ],
)
def test_what_may_have_been_so_before_or_after_supports_nothing_and_is_left_to_the_verifier(
    claim: str, sentence: str
) -> None:
    assert judged(claim, sentence) == "neither"
    assert judged(claim, sentence, DOUBTING) == "refutes"


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The army will not leave.", "The army will stay."),
        ("The troops remain in Iraq.", "The troops have not left Iraq."),
        ("The firm did not raise wages.", "The firm cut wages."),
    ],
)
def test_the_opposite_of_what_is_denied_supports(claim: str, sentence: str) -> None:
    assert judged(claim, sentence, DOUBTING) == "supports"


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The team won away.", "The team lost at home and won away."),
        ("The coach stayed.", "The coach stayed, but the captain left."),
        ("The actress won the prize.", "The actress lost her husband in the year of the prize."),
        ("The dollar rose.", "The dollar price of gold fell."),
        ("The rate of tax rose.", "The rate of tax is discussed as income fell."),
        ("The mayor left the party.", "The mayor joined a walk with the party."),
        ("Prices rose.", "Prices did not fall."),
        ("The firm did not raise wages by 3 per cent.", "The firm cut wages by 3 per cent."),
    ],
)
def test_of_another_subject_or_object_or_in_any_doubt_nothing_is_compared(claim: str, sentence: str) -> None:
    assert judged(claim, sentence) == "supports"
    assert judged(claim, sentence, DOUBTING) == "refutes"
