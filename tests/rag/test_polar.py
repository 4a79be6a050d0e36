"""What an article only asks it does not say, and "No." denies it."""

from __future__ import annotations

import pytest

from rag.polar import answered, exchange, stated, told_in, topic
from rag.verifying import NEITHER, Stances

BELIEVING = Stances(supports=0.7, refutes=0.1, neither=0.2)


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The mayor of Lowmere resigned.", "Did the mayor of Lowmere resign? No."),
        ("The mayor of Lowmere resigned over the flood.", "Did Lowmere’s mayor resign? No, he stays."),
        ("The dam was damaged by the quake.", "Was the dam damaged by the quake? No: it held."),
        ("Ada Roe, who ran the mint, is dead.", "Is Ada Roe dead? No. She lives."[:20]),
    ],
)
def test_no_to_what_a_claim_says_refutes_it(claim: str, text: str) -> None:
    assert answered(BELIEVING, claim, text).likeliest == "refutes"


def test_no_to_what_a_claim_denies_supports_it() -> None:
    text = "Do visitors to the valley still need a permit? No."
    assert answered(BELIEVING, "Visitors to the valley do not need a permit.", text).likeliest == "supports"


@pytest.mark.parametrize(
    "text",
    [
        "Will the council raise parking fees? No.",
        "Did Ada Roe of the council of Lowmere retire? No.",
        "Is the library open on Mondays? No.",
    ],
)
def test_no_to_another_question_says_nothing(text: str) -> None:
    assert answered(BELIEVING, "Ada Roe of the council of Lowmere sold the library.", text) == NEITHER


@pytest.mark.parametrize(
    "text",
    ["Did the mayor resign? Yes.", "Did the mayor resign? He did so on Friday.", "The mayor resigned.", "Who? No."],
)
def test_what_is_not_answered_with_no_is_left_to_the_verifier(text: str) -> None:
    assert answered(BELIEVING, "The mayor resigned.", text) is BELIEVING


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Did it close 40 branches? It closed nine.", "It closed nine."),
        ("After the war, was he paid? His office would not say.", "His office would not say."),
        ("In which year did it open? In 1998.", "In which year did it open? In 1998."),
        ("Did it open? Yes, in May.", "Did it open? Yes, in May."),
        ("Did it open? This was confirmed by the owner.", "Did it open? This was confirmed by the owner."),
        ("Did it open? That was not confirmed.", "That was not confirmed."),
        ("It opened in May.", "It opened in May."),
    ],
)
def test_a_yes_or_no_question_that_is_answered_in_other_words_is_not_said(text: str, told: str) -> None:
    assert stated(text) == told
    assert (topic(text) == "") == (stated(text) == text)


def test_a_passage_says_neither_what_it_asks_nor_what_it_denies() -> None:
    passage = "The hall is old. Is it safe? No. Will it be sold? The council meets in May. What does it cost? Nothing."
    assert told_in(passage) == "The hall is old. The council meets in May. What does it cost? Nothing."
    assert told_in("Is it safe? No.") == "Is it safe? No."


def test_of_several_questions_the_last_one_is_answered() -> None:
    found = exchange("Is it old? Is it safe? No, says the mayor.")
    assert found is not None
    assert (found.asked, found.says) == ("Is it safe?", "no")
