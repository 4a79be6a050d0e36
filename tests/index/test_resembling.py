"""Copies are told from stories that share a sentence, without reading every word of each."""

from __future__ import annotations

from index import resembling
from index.resembling import tells

SHARED = (
    "The minister said on Tuesday that the harbour of {} would be closed to all boats until the end of next summer."
)
OTHERS = [
    f"Paragraph {number} of this long report is about the price of fish in market number {number}."
    for number in range(200)
]


def test_a_sentence_with_another_name_in_it_is_no_copy_and_few_words_are_read_to_tell() -> None:
    article = "\n\n".join([*OTHERS, SHARED.format("Lima")])
    resembling._read.cache_clear()

    assert not tells(article, SHARED.format("Oslo"))
    assert resembling._read.cache_info().misses == 2  # this sentence, and the one like it


def test_an_edited_sentence_is_found_among_many_others() -> None:
    edited = SHARED.format("Oslo").replace("The minister said", "A minister told reporters")

    assert tells("\n\n".join([*OTHERS, edited]), SHARED.format("Oslo") + " " + OTHERS[7])


def test_a_story_in_other_words_is_told_apart_by_its_long_words_and_no_sentence_of_it_is_read() -> None:
    story = (
        "Engineers inspected several pillars underneath the suspension bridge yesterday evening, because passengers had"
        " noticed something unusual."
    )
    resembling._wording.cache_clear()

    assert not tells("\n\n".join(OTHERS), story)
    assert resembling._wording.cache_info().misses == 0


def test_a_passage_with_few_long_words_is_compared_though_other_marks_stand_beside_them() -> None:
    said = "He said of all in the base that “soldiers” are “at home” there and that they are let go in a year or so."
    assert tells(f"Much else. {said.replace('“soldiers”', 'soldiers')}", said)
