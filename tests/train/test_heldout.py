"""What the gold questions are answered from, and questions like them, are not trained on."""

from __future__ import annotations

import pytest

from eval.records import Case
from train.heldout import HeldOut

STORY = "https://www.cnn.com/2022/11/09/powerball/index.html"
ASKED = "Which fast food chain has the slowest drive-thru, according to a new study?"
HELD = HeldOut.of([Case(id="gold", question=ASKED, relevant={STORY: 1}, holding=frozenset({"https://b.org/menu"}))])


def weak(question: str, *holding: str) -> Case:
    return Case(id="weak", question=question, holding=frozenset(holding))


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(STORY, id="as it is given"),
        pytest.param(f"HTTP://WWW.CNN.com/{STORY.split('/', 3)[3]}#top", id="by another scheme"),
        pytest.param("https://cnn.com/2022/11/09/powerball", id="without index.html"),
        pytest.param(f"{STORY}/?cid=feeds", id="with a query"),
        pytest.param("https://b.org/menu", id="one that only holds the answer"),
    ],
)
def test_an_article_that_answers_is_held_out_at_each_of_its_addresses(url: str) -> None:
    assert HELD.tells(url)


@pytest.mark.parametrize("url", ["https://www.cnn.com/2022/11/09/powerball-2/index.html", "notes.txt", None])
def test_another_article_is_not(url: str | None) -> None:
    assert not HELD.tells(url)


def test_a_question_with_nearly_the_same_words_is_held_out() -> None:
    assert HELD.asks(weak("According to a new study, which of these fast food restaurants has the slowest drive-thru?"))


def test_a_question_that_the_same_article_answers_is_held_out() -> None:
    assert HELD.asks(weak("Where was the winning ticket sold?", "https://cnn.com/2022/11/09/powerball/"))


def test_any_other_question_may_be_trained_on() -> None:
    assert not HELD.asks(weak("Which city has the slowest trains?", "https://c.org/trains"))
