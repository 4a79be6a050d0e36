"""A clause and the question's own words are no answer; and of several sentences the one that asks counts."""

import pytest

from index.splitting import Span
from rag.misfits import misfit
from rag.phrases import a_sentence, repeats
from rag.questions import asked_sentence, parse


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which show was renewed?", "South Korean show is green lit for a second season"),
        ("Which billionaire lost his place?", "Arnault had already ousted Musk"),
        ("Supermarkets are out of which condiment?", "shelves are now empty"),
        ("Who sold the painting?", "the museum has sold it"),
        ("In which city did they meet?", "ministers will meet"),
    ],
)
def test_what_says_something_of_a_thing_is_not_the_thing(question: str, answer: str) -> None:
    assert a_sentence(question, answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which show was renewed?", "the show that was renewed first"),
        ("Which film won?", "“All Is Lost”"),
        ("Which solution was found?", "the first attack deals more and can be repeated"),
        ("What happened to the show?", "it was renewed"),
        ("What did she say?", "the bridge is safe"),
        ("Who won?", "Will Ferrell"),
    ],
)
def test_a_clause_is_an_answer_where_one_may_be_asked_for(question: str, answer: str) -> None:
    assert not a_sentence(question, answer)


@pytest.mark.parametrize(
    ("question", "answer", "known"),
    [
        ("Charles followed Queen Elizabeth II. Who is next in line?", "Queen Elizabeth II", True),
        ("Charles followed Queen Elizabeth II. Who is next in line?", "Queen Elizabeth II, who died", True),
        ("Charles followed Queen Elizabeth II. Who is next in line?", "Prince William", False),
        ("Which city in Texas is largest?", "Texas", True),
        ("Which city in Texas is largest?", "Texas City", False),
        ("Who is older, Ada Roe or Bo Lund?", "Bo Lund", False),
        ("What is the Kosovo Force?", "the Kosovo Force", False),
        ("How is the mission called that NATO calls RSM?", "RSM", False),
    ],
)
def test_a_name_that_the_question_gives_is_not_the_one_asked_for(question: str, answer: str, known: bool) -> None:
    assert repeats(question, answer, asked_sentence(question)) is known


def test_what_stands_before_the_question_does_not_change_what_is_asked_for() -> None:
    told = "Prices have tumbled by 86 cents since their record of $5.02."
    asked = parse("Prices have been falling for 50 days. What was the record price?")
    assert misfit(asked, told, Span(23, 31), Span(0, len(told)))
    assert not misfit(asked, told, Span(54, 59), Span(0, len(told)))
