"""Phrases that deny what they govern, or leave it open, and what a verifier's judgement is after them."""

from __future__ import annotations

import pytest

from rag.denials import heeded, turned
from rag.verifying import Stances

BELIEVING = Stances(supports=0.6, refutes=0.2, neither=0.2)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Spain will take over combat activities.", "It is out of the question to take over combat activities."),
        ("The council will close two schools.", "The council has now ruled out closing two schools."),
        ("The court cancelled the licence.", "The court stopped short of cancelling the licence."),
        ("The city built a tunnel.", "The city built a bridge instead of a tunnel."),
        ("The festival will be held in June.", "The festival, due to be held in June, was called off."),
        ("The city will open a plant in Norring.", "Plans to open a plant in Norring were scrapped last week."),
    ],
)
def test_what_is_denied_in_other_words_refutes(claim: str, sentence: str) -> None:
    assert turned(claim, sentence) == "refutes"
    assert heeded(BELIEVING, claim, sentence).likeliest == "refutes"


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The senator took money.", "There is no evidence that the senator took money."),
        ("The judge was bribed.", "The inquiry hasn’t found any evidence of the judge having been bribed."),
        ("Voss said that war is just.", "No record has been found of Voss having said that war is just."),
        ("The zoo put down a lion.", "Posts falsely claim that the zoo put down a lion."),
        ("The king abdicated.", "A rumour that the king had abdicated was untrue."),
        ("The army shot down an airliner.", "The claim that the army shot down an airliner is baseless."),
        ("The film star has died.", "The agent dispelled reports that the film star had died."),
        ("A shark was filmed in a street.", "The film of a shark in a street is a hoax."),
        ("The union accepted the offer.", "It is not true that the union accepted the offer."),
    ],
)
def test_what_only_a_rumour_says_or_nobody_found_refutes(claim: str, sentence: str) -> None:
    assert turned(claim, sentence) == "refutes"


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Opponents claim that the dam is unsafe.", "Opponents falsely claim that the dam is unsafe."),
        ("The judge was bribed.", "She asked for any evidence that the judge was bribed."),
        ("There is no evidence of arson.", "The police have found no evidence of arson."),
        ("The film of the shark is a hoax.", "The film of the shark in the street is a hoax."),
        ("The detectives found a knife.", "The detectives found a knife but no evidence that it was used."),
        ("The paper apologised.", "The paper apologised after it had wrongly reported that he was ill."),
    ],
)
def test_a_claim_about_the_rumour_itself_or_beside_it_is_left_to_the_verifier(claim: str, sentence: str) -> None:
    assert turned(claim, sentence) is None


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The dockers walked out.", "The dockers threatened to walk out."),
        ("The governor will pardon two men.", "The governor has not ruled out pardoning two men."),
        ("The ministry will pay for the dam.", "The ministry is unlikely to pay for the dam."),
        ("The club sold its goalkeeper.", "The club would have sold its goalkeeper."),
    ],
)
def test_what_is_only_planned_or_left_open_is_no_support(claim: str, sentence: str) -> None:
    assert turned(claim, sentence) == "neither"
    assert heeded(BELIEVING, claim, sentence).likeliest == "neither"


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The city built a bridge.", "The city built a bridge instead of a tunnel."),
        ("The company will cut 300 jobs.", "The company will cut 300 jobs, but has ruled out closing its plant."),
        ("Police arrested three men.", "Police arrested three men who had failed to stop at a checkpoint."),
        ("The union met on Friday.", "The union refused to sign the deal and met on Friday."),
        ("The trial went ahead.", "The trial went ahead after the appeal was rejected."),
        ("The senate passed the plan.", "The plan that the senate passed was vetoed."),
        ("The dockers may walk out.", "The dockers threatened to walk out."),
        ("The budget provides for spending of 86 billion.", "The government plans to spend 86 billion."),
        ("The court cancelled the licence.", "The court cancelled the licence."),
    ],
)
def test_what_no_phrase_governs_is_left_to_the_verifier(claim: str, sentence: str) -> None:
    assert turned(claim, sentence) is None
    assert heeded(BELIEVING, claim, sentence) == BELIEVING


def test_a_claim_that_denies_as_well_is_supported_and_never_refuted_by_the_phrase() -> None:
    claim, sentence = "The union did not sign the deal.", "The union refused to sign the deal."
    doubting = Stances(supports=0.2, refutes=0.6, neither=0.2)
    assert heeded(doubting, claim, sentence).likeliest == "supports"
    assert heeded(BELIEVING, claim, sentence) == BELIEVING
    assert turned("The firm did not sign the deal.", sentence) is None  # nobody knows that the firm is the union


def test_what_both_deny_in_words_of_their_own_is_supported() -> None:
    said = "Defence minister Robles said: “It is out of the question to take over combat activities.”"
    assert turned("Robles refused to take over combat activities.", said) == "supports"
    assert turned("Robles refused to take over the airport.", said) is None
