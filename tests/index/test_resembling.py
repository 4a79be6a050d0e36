"""Copies are told from stories that share a sentence, without reading every word of each."""

from __future__ import annotations

from index import resembling
from index.resembling import tells, wording

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

    assert not tells(article, wording(SHARED.format("Oslo")))
    assert resembling._read.cache_info().misses == 2  # this sentence, and the one like it


def test_an_edited_sentence_is_found_among_many_others() -> None:
    edited = SHARED.format("Oslo").replace("The minister said", "A minister told reporters")

    assert tells("\n\n".join([*OTHERS, edited]), wording(SHARED.format("Oslo") + " " + OTHERS[7]))
