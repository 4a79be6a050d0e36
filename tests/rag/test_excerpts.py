"""Of a long passage the sentences around the question's words are read, and of a short one all of it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.covering import Stated
from rag.excerpts import LEAST, TOGETHER, excerpts

QUESTION = "How many troops serve in RSM?"
FILLING = "Nothing of the kind was heard in the harbour that day."
TOLD = "The RSM has 16,000 soldiers."


def read(*texts: str, question: str = QUESTION) -> Sequence[str]:
    parts = excerpts(Stated.read(question, []), texts)
    return [text[start:end] for text, (start, end) in zip(texts, parts, strict=True)]


def long(*, before: int, behind: int) -> str:
    return " ".join([*[FILLING] * before, TOLD, *[FILLING] * behind])


def test_what_fits_is_read_whole() -> None:
    text = long(before=5, behind=5)
    assert read(text, "Short.", "") == [text, "Short.", ""]


def test_of_many_long_passages_the_sentences_around_the_words_of_the_question_are_read() -> None:
    for before, behind in ((30, 0), (15, 15), (0, 30)):
        for part in read(*[long(before=before, behind=behind)] * 8):
            assert TOLD in part
            assert part.startswith((FILLING, TOLD))
            assert part.endswith((FILLING, TOLD))
            assert LEAST - len(FILLING) <= len(part) <= LEAST


def test_the_beginning_of_an_article_counts_where_the_part_does_not_hold_it() -> None:
    lead, text = "The mission in Afghanistan goes on for now. " * 4, long(before=15, behind=15)
    stated = Stated.read(QUESTION, [])
    for (start, end), (first, last) in zip(
        excerpts(stated, [text] * 8), excerpts(stated, [text] * 8, leads=[lead] * 8), strict=True
    ):
        assert TOLD in text[first:last]
        assert LEAST - len(lead) - len(FILLING) <= last - first <= LEAST - len(lead) < end - start
    assert excerpts(stated, [text] * 8, leads=[TOLD] * 8) == excerpts(stated, [text] * 8)


def test_soldiers_count_as_the_troops_that_are_asked_for() -> None:
    text = " ".join([*[FILLING] * 20, "Many soldiers came.", *[FILLING] * 20])
    assert all("Many soldiers came." in part for part in read(*[text] * 8, question="How many troops came?"))


def test_what_short_passages_leave_is_given_to_the_long_ones() -> None:
    several = read(*[long(before=60, behind=60)] * 2, *["Short."] * 6)
    assert TOGETHER - 3 * len(FILLING) < sum(map(len, several)) <= TOGETHER


def test_of_each_of_very_many_passages_as_much_is_read_as_of_one_of_eight() -> None:
    of_eight, of_fifty = (read(*[long(before=30, behind=30)] * many) for many in (8, 50))
    assert of_fifty[0] == of_eight[0]


def test_a_sentence_that_alone_is_too_long_is_read_whole() -> None:
    endless = "The RSM has " + "very " * 300 + "many soldiers."
    assert read(*[f"{FILLING} {endless} {FILLING}"] * 8) == [endless] * 8


def test_a_long_passage_without_any_word_of_the_question_is_read_from_its_beginning() -> None:
    text = " ".join([FILLING] * 40)
    assert all(text.startswith(part) for part in read(*[text] * 8))
