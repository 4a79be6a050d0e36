"""Yes-or-no questions are answered yes or no, with the sentences that say so, or with both where articles differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Answer, FactChecker
from rag.asking import Ask
from rag.inverting import statement_of
from rag.pipeline import Stage, Step
from rag.rendering import rendered
from rag.settings import Settings
from rag.whether import answer_of
from tests.helpers import RSM, CountingVerifier, add, article

STATEMENTS = {
    "Did Spain agree to take over combat activities?": "Spain agreed to take over combat activities.",
    "Does the 2024 budget provide for new ships?": "The 2024 budget provides for new ships.",
    "Does parliament still have to grant the money?": "Parliament still has to grant the money.",
    "Do the Spanish units stay in Iraq?": "The Spanish units stay in Iraq.",
    "Did the transport minister want to ban the strike?": "The transport minister wanted to ban the strike.",
    "Did the price of gas fall last week?": "The price of gas fell last week.",
    "Did the mayor not resign?": "The mayor did not resign.",
    "Didn't Trump want to focus on Asia?": "Trump wanted to focus on Asia.",
    "Is the RSM in Afghanistan?": "The RSM is in Afghanistan.",
    "Is the NATO mission in Iraq large?": "The NATO mission in Iraq is large.",
    "Is the lighthouse on Quill Island 44 feet high?": "The lighthouse on Quill Island is 44 feet high.",
    "Is Piers and Lund the main contractor?": "Piers and Lund is the main contractor.",
    "Is The Ferry Clerk Nadia Brill's first film?": "The Ferry Clerk is Nadia Brill's first film.",
    "Are US troops leaving Iraq?": "US troops are leaving Iraq.",
    "Are there any US troops in Iraq?": "There are some US troops in Iraq.",
    "Are pensions going to rise in March?": "Pensions will rise in March.",
    "Was the opening of the bridge pushed back?": "The opening of the bridge was pushed back.",
    "Was anyone hurt?": "Someone was hurt.",
    "Will the second siren network be ready in May?": "The second siren network will be ready in May.",
    "Have the two men arrested in Arvenia admitted it?": "The two men arrested in Arvenia have admitted it.",
    "Has Germany ever refused to send troops?": "Germany has refused to send troops.",
    "Had a third of those who fled gone home?": "A third of those who fled had gone home.",
    "In October 2023, is Velder still minister?": "In October 2023, Velder is still minister.",
    "According to the diplomat, will the mission work?": "According to the diplomat, the mission will work.",
    "And did NATO agree or not?": "NATO agreed.",
    "Is this a surprise for the ministers?": "This is a surprise for the ministers.",
    "Is it true that nobody paid?": "Nobody paid.",
    "Do you know whether Spain sent soldiers?": "Spain sent soldiers.",
    "did nato ministers meet": "Nato ministers met.",
}


@pytest.mark.parametrize(("question", "statement"), STATEMENTS.items(), ids=STATEMENTS)
def test_what_is_asked_is_stated(question: str, statement: str) -> None:
    assert statement_of(question) == statement


@pytest.mark.parametrize(
    "question",
    [
        "How many troops serve in RSM?",
        "Who is the Spanish defence minister?",
        "Is the NATO mission in Iraq large or small?",
        "Can you tell me who leads NATO?",
        "Does anyone know when it opened?",
        "Did floods strike towns in which state?",
        "Apple is expected to unveil which product?",
        "When the bridge opened, who was there?",
        "The bridge is open. Who paid?",
        "Is",
        "troops in RSM",
    ],
)
def test_what_asks_for_more_than_yes_or_no_is_left_to_the_reader(question: str) -> None:
    assert statement_of(question) is None


_WORDS = st.sampled_from([
    "is", "did", "has", "will", "can't", "and", "so", ",", "?", "the", "a", "Spain", "NATO's", "troops", "leave",
    "been", "not", "any", "ever", "or", "who", "which", "of", "in", "2020", "this", "you", "know", "whether", "killed",
])  # fmt: skip


@given(st.lists(_WORDS, max_size=9).map(" ".join) | st.text(max_size=40))
def test_whatever_is_typed_is_stated_in_one_sentence_or_not_at_all(typed: str) -> None:
    stated = statement_of(typed)
    assert stated is None or (stated.endswith(".") and len(stated) > 1)


@pytest.fixture(scope="module")
def verified(seed_settings: Settings) -> Iterator[FactChecker]:
    """The seed article, with a verifier that one can predict."""
    with FactChecker.open(settings=seed_settings, verifier=CountingVerifier()) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "said"),
    [("Does the RSM have 16,000 soldiers?", "Yes"), ("Does the Resolute Support Mission have 12,000 soldiers?", "No")],
)
def test_the_sentence_that_settles_it_is_the_statement(verified: FactChecker, question: str, said: str) -> None:
    answer = verified.ask(question)
    assert (answer.question, answer.status, answer.answer, answer.statement) == (question, "answered", said, RSM)
    assert (answer.as_of, answer.citations[0].quote, answer.alternatives) == (date(2020, 2, 15), RSM, ())
    assert answer.confidence > 0.5


def test_the_answer_is_as_sure_as_the_verdict_on_what_is_asked(verified: FactChecker) -> None:
    answer, verdict = verified.ask("Does the RSM have 12,000 soldiers?"), verified.check("The RSM has 12,000 soldiers.")
    assert (answer.confidence, answer.citations) == (verdict.confidence, verdict.citations)


def test_what_no_sentence_speaks_of_is_declined_with_the_nearest(verified: FactChecker) -> None:
    answer = verified.ask("Is the RSM commander Austin Miller?")
    assert (answer.status, answer.answer, answer.statement, answer.as_of) == ("not_in_articles", None, None, None)
    assert answer.citations


def test_bounds_hold_for_these_questions_too(verified: FactChecker) -> None:
    answer = verified.ask("Does the RSM have 16,000 soldiers?", until=date(2020, 2, 14))
    assert (answer.status, answer.citations) == ("not_in_articles", ())


def test_this_week_is_that_of_asking(verified: FactChecker) -> None:
    question = "Does the RSM have 16,000 soldiers this week?"
    then, now = verified.ask(question, as_of=date(2020, 2, 18)), verified.ask(question, as_of=date(2021, 2, 18))
    assert then.citations
    assert (now.status, now.confidence, now.answer) == ("not_in_articles", 1.0, None)
    assert now.citations[0].quote == RSM


def test_where_articles_differ_both_are_told_each_with_its_own_sentence(settings: Settings) -> None:
    stories = ("NATO said the RSM has 16,000 soldiers.", "NATO said on Monday that the RSM has 12,000 soldiers.")
    add(settings, [article(text, key=text, title="Soldiers", published="2021-05-03") for text in stories])
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as opened:
        answer = opened.ask("Does the RSM have 12,000 soldiers?")
    assert answer.status == "conflicting"
    told = {other.answer: answer.citations[other.citations[0] - 1].quote for other in answer.alternatives}
    assert told == {"No": stories[0], "Yes": stories[1]}


def test_of_two_things_that_are_asked_at_once_one_that_is_not_so_makes_it_no(verified: FactChecker) -> None:
    answer = verified.ask("Is it true that the RSM has 16,000 soldiers and the RSM has 12,000 soldiers?")
    assert (answer.answer, answer.statement) == ("No", RSM)


def test_a_sentence_that_says_the_opposite_is_marked_where_it_is_shown(settings: Settings) -> None:
    stories = ("NATO said the RSM has 16,000 soldiers.", "NATO said on Monday that the RSM has 12,000 soldiers.")
    add(settings, [article(text, key=text, source="Wire", published="2021-05-03") for text in stories])
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as opened:
        verdict = opened.check("The RSM has 12,000 soldiers.")
    parts = [replace(part, label="refuted") for part in verdict.sub_claims]
    answer = answer_of("Does it?", replace(verdict, label="refuted", sub_claims=tuple(parts)))
    assert (answer.status, answer.answer) == ("answered", "No")
    assert [(other.answer, other.citations) for other in answer.alternatives] == [("Yes", (2,))]
    assert f"- Yes (3 May 2021, Wire): “{stories[1]}” [2]" in rendered(answer)


def test_less_sure_than_is_wanted_is_no_answer(verified: FactChecker) -> None:
    question = "Does the RSM have 16,000 soldiers?"
    verdict = verified.check("The RSM has 16,000 soldiers.")
    sure, unsure = answer_of(question, verdict, verdict.confidence), answer_of(question, verdict, 0.999)
    assert (sure.answer, sure.confidence) == ("Yes", verdict.confidence)
    assert (unsure.status, unsure.answer) == ("not_in_articles", None)
    assert unsure.confidence == pytest.approx(1 - verdict.confidence)


def test_a_guess_is_told_as_one(verified: FactChecker) -> None:
    verdict = replace(verified.check("The RSM has 12,000 soldiers."), confidence=0.42)
    assert rendered(answer_of("Does the RSM have 12,000 soldiers?", verdict)).startswith("Perhaps no (as of")


def test_without_a_verifier_sentences_are_read(plain: FactChecker) -> None:
    assert not plain.can_check
    assert plain.ask("Are 16,000 soldiers affiliated with the RSM?").answer not in {"Yes", "No"}


def test_as_long_a_question_as_may_be_asked_is_answered(plain: FactChecker, verified: FactChecker) -> None:
    question = f"Did {'any ' * 499}"[:1999] + "?"  # which is longer as a statement: some some some
    assert (len(question), len(statement_of(question) or "")) > (1999, 2000)
    for checker in (plain, verified):
        assert checker.ask(question).status in {"answered", "conflicting", "not_in_articles"}


def test_the_steps_are_told_as_those_of_a_claim(verified: FactChecker) -> None:
    steps: list[Step] = []
    verified.answer(Ask(question="Does the RSM have 16,000 soldiers?"), steps.append)
    assert [step.name for step in steps if isinstance(step, Stage)] == ["retrieve", "rerank", "verify"]


def test_the_chain_says_the_same(verified: FactChecker) -> None:
    def plain_of(answer: Answer) -> dict[str, object]:
        return {**answer.to_dict(), "timings_ms": None}

    for question in ("Does the RSM have 12,000 soldiers?", "How many troops serve in RSM?"):
        assert plain_of(verified.chain.invoke(question)) == plain_of(verified.ask(question))
    assert [a.answer for a in verified.chain.batch(["Does the RSM have 12,000 soldiers?"])] == ["No"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Is the RSM in Afghanistan?", "Yes"),
        ("Will US troops leave Iraq?", "No"),
        ("Did Spain agree to take over combat activities?", "No"),
        ("Is NATO's headquarters in Brussels?", "Yes"),
        ("Does KFOR have 16,000 soldiers?", None),
        ("Was NATO's mission in Iraq already there in 2019?", "Yes"),
        ("Was NATO's mission in Iraq there in 2014?", "No"),
    ],
)
def test_the_shipped_models_answer_of_the_seed(seed_settings: Settings, question: str, said: str | None) -> None:
    with FactChecker.open(settings=seed_settings) as opened:
        assert opened.ask(question).answer == said
