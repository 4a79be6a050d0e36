"""A question and its answer become a sentence, or stay question and answer where that would be none."""

from __future__ import annotations

import pytest

from rag.stating import stated


@pytest.mark.parametrize(
    ("question", "answer", "statement"),
    [
        ("Who is the Spanish minister?", "Margarita Robles", "Margarita Robles is the Spanish minister."),
        ("Who leads the RSM mission?", "an American", "An American leads the RSM mission."),
        ("Who is against the plan?", "the United States", "The United States is against the plan."),
        ("What is the cause of the delay?", "a lack of parts", "A lack of parts is the cause of the delay."),
        ("Who are most at risk?", "Children", "Children are most at risk."),
        ("Who led the first march?", "teachers", "Teachers led the first march."),
    ],
    ids=["a name", "no name", "a name with an s", "several parts of one thing", "a plural verb", "a verb for both"],
)  # fmt: skip
def test_an_answer_takes_the_place_of_the_question_word(question: str, answer: str, statement: str) -> None:
    assert stated(question, answer) == statement


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What was Trump fined for?", "Contempt"),
        ("Who was the bill signed by?", "Joe Biden"),
        ("Who is most at risk?", "Children"),
        ("Who is most at risk?", "people with asthma"),
        ("Who was killed in the blast?", "40 soldiers"),
        ("Who leads the march today?", "American teachers"),
        ("Who is against the plan?", "Germany and France"),
        ("Who is against the plan?", "the Kurds"),
    ],
    ids=[
        "for", "by", "children", "people", "a number of them", "another verb", "two names", "a people",
    ],
)  # fmt: skip
def test_where_that_would_be_no_sentence_the_answer_stands_behind_the_question(question: str, answer: str) -> None:
    assert stated(question, answer) == f"{question} {answer}."
