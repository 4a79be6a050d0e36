"""Who said something is answered with whose words say so, in the article's sentence, or declined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Answer, FactChecker
from rag.saying import matter_of
from rag.settings import Settings
from rag.speakers.tags import tag_in
from tests.helpers import CountingVerifier, add, article

SAID = {
    "Who said the US troops will stay in Iraq?": "The US troops will stay in Iraq.",
    "Who has warned that the dam may break?": "The dam may break.",
    "Which NATO official said that the mission will grow?": "The mission will grow.",
    "Which official said “the dam is safe”?": "The dam is safe.",
    "Who told the BBC that the talks had failed?": "The talks had failed.",
    "Who told a court that Roe “shattered my reputation”?": "Roe “shattered my reputation”.",
    "Who stated repeatedly that NATO must train the forces?": "NATO must train the forces.",
    "Who said it is out of the question to fight?": "It is out of the question to fight.",
}


@pytest.mark.parametrize(("question", "matter"), SAID.items(), ids=SAID)
def test_what_is_said_to_be_said_is_stated(question: str, matter: str) -> None:
    assert matter_of(question) == matter


@pytest.mark.parametrize(
    "question",
    [
        "Who announced the transfer of troops?",
        "Who confirmed the deal that was signed in May?",
        "Which company said it will close?",
        "Which politician announced that she is running?",
        "Who told NATO that it will grow?",
        "Who said on Monday that the war is over?",
        "Who said that?",
        "What did he say the dam is?",
    ],
)
def test_who_did_something_or_when_it_was_said_is_read(question: str) -> None:
    assert matter_of(question) is None


@given(st.text(max_size=60).map(lambda text: f"Who said {text}"))
def test_whatever_is_typed_is_a_statement_or_none(typed: str) -> None:
    matter = matter_of(typed)
    assert matter is None or (matter.endswith(".") and len(matter) > 1)


SOLDIERS = "The RSM has 16,000 soldiers, said the Danish general Ada Roe on Monday."
STORY = f"{SOLDIERS} The mayor, Bo Lind, spoke of the weather. The mission has 40 tanks."


def asked(settings: Settings, question: str) -> Answer:
    add(settings, [article(STORY, key="roe", title="Soldiers", published="2020-03-04")])
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as checker:
        return checker.ask(question)


def test_who_says_so_is_the_answer_and_his_sentence_is_cited(settings: Settings) -> None:
    answer = asked(settings, "Who said that the RSM has 16,000 soldiers?")

    assert (answer.status, answer.answer) == ("answered", "Ada Roe")
    assert [cited.quote for cited in answer.citations] == [SOLDIERS]
    assert answer.statement == answer.citations[0].quote
    assert answer.as_of == answer.citations[0].published


@pytest.mark.parametrize("matter", ["the RSM has 12,000 soldiers", "the mission has 40 tanks"])
def test_what_nobody_says_or_the_article_itself_is_declined(settings: Settings, matter: str) -> None:
    answer = asked(settings, f"Who said that {matter}?")

    assert (answer.status, answer.answer, answer.statement) == ("not_in_articles", None, None)
    assert answer.citations


def test_what_is_expected_has_no_speaker() -> None:
    assert tag_in("After the government agreed on Wednesday, the mission is expected to be strengthened.") is None
