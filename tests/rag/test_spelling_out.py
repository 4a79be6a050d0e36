"""What an abbreviation stands for is taken from where an article spells it out, and not guessed."""

from __future__ import annotations

import pytest

from rag import FactChecker
from rag.settings import Settings
from tests.helpers import add, article

STORY = (
    "The mission will grow, ministers said. Its model is the Resolute Support Mission (RSM) in Kabul, which the "
    "North Atlantic Treaty Organisation (NATO) leads. RSM has 16,000 soldiers."
)


@pytest.mark.parametrize(
    "question",
    [
        "What does NATO stand for?",
        "What does the abbreviation NATO mean?",
        "What is NATO short for?",
        "What is the full name of NATO?",
        "What is NATO's full name?",
        "Which treaty organisation is meant by NATO?",
        "What is NATO?",
    ],
)
def test_an_abbreviation_is_answered_with_what_an_article_says_it_stands_for(settings: Settings, question: str) -> None:
    add(settings, [article(STORY)])
    with FactChecker.open(settings=settings) as checker:
        answer = checker.ask(question)
    assert (answer.status, answer.answer) == ("answered", "North Atlantic Treaty Organisation")
    assert answer.citations[0].quote.endswith("(NATO) leads.")


@pytest.mark.parametrize("question", ["What does NATO lead?", "What does KFOR stand for?"])
def test_another_question_or_another_abbreviation_is_left_to_the_reader(settings: Settings, question: str) -> None:
    add(settings, [article(STORY)])
    with FactChecker.open(settings=settings) as checker:
        answer = checker.ask(question)
    assert answer.answer != "North Atlantic Treaty Organisation" or answer.confidence < 0.9
