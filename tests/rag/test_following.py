"""Follow-up questions are put in full, and questions that stand by themselves stay as they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.following import Conversation, Turn, Understood, claim_in, resolve
from rag.records import Answer
from tests.helpers import ROOT

TROOPS = Turn("How many troops serve in RSM?", "16,000")
ROBLES = Turn("Who is the Spanish defence minister?", "Margarita Robles")
KILLED = Turn("When was Qasem Soleimani killed?", "early January")
FOUND = Turn("Where were the stolen paintings found?", "Grenz Hollow")
CUP = Turn("Who won the Velmora Cup in 2023?", "Port Sarrin Rovers")


@pytest.mark.parametrize(
    ("before", "typed", "asked"),
    [
        (TROOPS, "And how many of them are American?", "How many of the troops that serve in RSM are American?"),
        (TROOPS, "Who commands it?", "Who commands RSM?"),
        (TROOPS, "where are they based", "Where are the troops that serve in RSM based?"),
        (ROBLES, "What did she say about combat?", "What did Margarita Robles say about combat?"),
        (ROBLES, "What is her party?", "What is Margarita Robles's party?"),
        (ROBLES, "What did the minister say?", "What did Margarita Robles say?"),
        (Turn("Who is Edmund Tarr?", "Helena Marsk"), "Which party does he lead?",
         "Which party does Edmund Tarr lead?"),
        (Turn("Why was the Karrow Bridge late?"), "who is building it", "Who is building the Karrow Bridge?"),
        (Turn("Who is in charge of the strike?"), "How long did it last?", "How long did the strike last?"),
        (Turn("Who is the prime minister of Iraq?"), "How old is he?", "How old is the prime minister of Iraq?"),
        (Turn("Which film won in 2023?", "The Ferry Clerk"), "Who directed it?", "Who directed The Ferry Clerk?"),
        (Turn.told("Is NATO in Iraq?", "Yes"), "Since when?", "Since when is NATO in Iraq?"),
        (Turn.told("Is NATO in Iraq?", "Yes"), "And Syria?", "Is NATO in Syria?"),
        (Turn.told("Is the RSM in Afghanistan?", "Yes"), "What about KFOR?", "Is KFOR in Afghanistan?"),
        (Turn.told("Did Spain agree to send troops?", "No"), "And Germany?", "Did Germany agree to send troops?"),
        (Turn.told("Did Robles resign?", "Yes"), "Who followed her?", "Who followed Robles?"),
        (FOUND, "Were they damaged?", "Were the stolen paintings damaged?"),
        (CUP, "How many times have they won it?", "How many times have Port Sarrin Rovers won the Velmora Cup?"),
        (Turn("The RSM has 12,000 soldiers."), "Who commands it?", "Who commands The RSM?"),
        (Turn("Tell me about the Karrow Bridge."), "How long is it?", "How long is the Karrow Bridge?"),
        (Turn("What is marsh-fever?", "a disease"), "Where was it found?", "Where was marsh-fever found?"),
        (Turn("What is wrong?"), "Where was it found?", "Where was it found?"),
        (Turn("Which airline cancelled most flights?"), "Why?", "Why did the airline cancel most flights?"),
        (Turn("What happened in Karrow?", "a flood"), "Why?", "Why did a flood happen in Karrow?"),
    ],
)  # fmt: skip
def test_pronouns_stand_for_what_was_asked_about_or_answered(before: Turn, typed: str, asked: str) -> None:
    assert resolve(typed, [before]) == asked


@pytest.mark.parametrize(
    ("before", "typed", "asked"),
    [
        (KILLED, "Where did that happen?", "Where was Qasem Soleimani killed?"),
        (FOUND, "When was that?", "When were the stolen paintings found?"),
        (Turn("Where did Lark-1 take off?", "Cape Ruell"), "Which country is that in?",
         "Which country is Cape Ruell in?"),
        (Turn("Who is the contractor?", "Ostrander Construction"), "How many people does that company employ?",
         "How many people does Ostrander Construction employ?"),
        (Turn("How many people live on Quill Island?"), "How do you get there?", "How do you get to Quill Island?"),
        (Turn("Where is Lowmere?", "Velmora"), "How many people live there?", "How many people live in Lowmere?"),
        (Turn("How much will be spent in 2024?", "86.4 billion crowns"), "How much of that goes to defence?",
         "How much of the 86.4 billion crowns goes to defence?"),
        (Turn("How many people came to the cheese fair in Lowmere?"), "When is the next one?",
         "When is the next cheese fair in Lowmere?"),
    ],
)  # fmt: skip
def test_that_there_and_one_stand_for_what_was_spoken_of(before: Turn, typed: str, asked: str) -> None:
    assert resolve(typed, [before]) == asked


@pytest.mark.parametrize(
    ("before", "typed", "asked"),
    [
        (TROOPS, "What about KFOR?", "How many troops serve in KFOR?"),
        (TROOPS, "And in Iraq?", "How many troops serve in Iraq?"),
        (TROOPS, "Why?", "Why do troops serve in RSM?"),
        (TROOPS, "And US troops?", "How many US troops serve in RSM?"),
        (ROBLES, "And the German one?", "Who is the German defence minister?"),
        (ROBLES, "What about France?", "Who is France's defence minister?"),
        (CUP, "And in 2019?", "Who won the Velmora Cup in 2019?"),
        (CUP, "and the year before?", "Who won the Velmora Cup in 2022?"),
        (CUP, "By how much?", "By how much did Port Sarrin Rovers win the Velmora Cup in 2023?"),
        (Turn("Who is the mayor of Castle Ferry?"), "And of Brennick?", "Who is the mayor of Brennick?"),
        (Turn("How much is a ticket over the bridge?"), "And for children?",
         "How much is a ticket over the bridge for children?"),
        (Turn("How did the burglars get in?"), "At what time?", "At what time did the burglars get in?"),
    ],
)  # fmt: skip
def test_questions_cut_short_are_made_whole(before: Turn, typed: str, asked: str) -> None:
    assert resolve(typed, [before]) == asked


@pytest.mark.parametrize(
    "typed",
    [
        "What did the railway union give up when it agreed to the pay deal?",
        "Why did Tomas Velder lose his post?",
        "What did people carry when they marched for the railway workers?",
        "How many people live on the island that got its lighthouse back?",
        "Is it true that Piotr Lange stays on?",
        "How long does it take to cross the river?",
        "How many hives are there in Port Sarrin?",
        "Who said that thieves took six paintings?",
        "How much interest has the state paid this year?",
        "And who won the top prize at the Karrow Film Festival?",
        "Which automaker is offering to buy back one of their models?",
        "With his plan tied up in court, what did Joe Biden extend?",
        "What does it mean when a currency floats?",
    ],
)
def test_a_question_that_names_what_it_is_about_is_not_changed(typed: str) -> None:
    assert all(resolve(typed, [before]) == typed for before in (TROOPS, ROBLES, KILLED, FOUND, CUP))


def test_no_question_of_the_shipped_sets_is_changed_by_the_one_before_it() -> None:
    cases = [
        json.loads(line)
        for file in ("eval/sets/wire/cases.jsonl", "seeds/cases.jsonl")
        for line in (ROOT / file).read_text().splitlines()
    ]
    turns = [Turn(case["question"], next(iter(case["answers"]), None)) for case in cases]
    changed = [
        after.question for before, after in pairwise(turns) if resolve(after.question, [before]) != after.question
    ]
    # the museum is the one that the question before it names: in full it asks the same
    assert changed == ["How much are the pictures worth that were taken from the museum?"]


def test_the_first_question_and_one_that_refers_to_nothing_known_are_not_changed() -> None:
    assert resolve("And who commands it?", []) == "And who commands it?"
    assert resolve("Where is she?", [Turn("How long is the bridge?", "1.4 km")]) == "Where is she?"


def test_a_pronoun_reaches_back_past_turns_that_name_no_one() -> None:
    turns = [ROBLES, Turn("How long is the bridge?", "1.4 km")]
    assert resolve("When was she born?", turns) == "When was Margarita Robles born?"


def test_a_conversation_goes_from_question_to_question() -> None:
    answers = {"Who leads RSM?": "Scott Miller", "When was Scott Miller born?": "1961"}

    def ask(question: str) -> Answer:
        return Answer(question=question, status="answered", answer=answers[question], statement=None, confidence=1.0,
                      as_of=None, citations=())  # fmt: skip

    conversation = Conversation(ask)
    assert conversation.ask("Who leads RSM?").answer == "Scott Miller"
    assert conversation.ask("And when was he born?").question == "When was Scott Miller born?"
    conversation.said("KFOR has 3,800 soldiers.")
    assert conversation.in_full("Where is it?") == Understood("Where is KFOR?")


def test_another_rewriter_takes_the_place_of_the_rules() -> None:
    def shouting(question: str, previous: Sequence[Turn]) -> Understood:
        return Understood(f"{question.upper()} {len(previous)}")

    def ask(question: str) -> Answer:
        return Answer(question=question, status="answered", answer=None, statement=None, confidence=1.0, as_of=None,
                      citations=())  # fmt: skip

    conversation = Conversation(ask, rewriter=shouting)
    assert [conversation.ask("why?").question for _ in range(2)] == ["WHY? 0", "WHY? 1"]


@pytest.mark.parametrize(
    ("typed", "claim"),
    [
        ("The RSM has 12,000 soldiers.", "The RSM has 12,000 soldiers."),
        ("check the RSM has 12,000 soldiers", "the RSM has 12,000 soldiers"),
        ("Check whether Spain left NATO", "Spain left NATO"),
        ("check: it rained.", "it rained."),
        ("Who leads NATO?", None),
        ("Is it in the U.S.", None),
        ("Tell me about the Karrow Bridge.", None),
        ("checkpoints in Iraq", None),
        ("The RSM has 12,000 soldiers", None),
    ],
)
def test_a_statement_is_told_from_a_question(typed: str, claim: str | None) -> None:
    assert claim_in(typed) == claim


SAID = (
    "who what how many much why when it they of them that there one ones the a in and not was did is are serve Lark-1"
    " RSM's RSM 2019 100 ? ! . , ’ “ … 大坝 And about for Port Sarrin killed women"
)
WORDS = st.sampled_from(SAID.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=10), st.lists(WORDS, max_size=14), st.none() | st.lists(WORDS, max_size=4))
def test_whatever_is_typed_a_question_comes_of_it(
    typed: list[str], before: list[str], answer: list[str] | None
) -> None:
    question = " ".join(typed)
    found = resolve(question, [Turn(" ".join(before), " ".join(answer) if answer else None)])
    assert bool(found.strip()) == bool(question.strip())
