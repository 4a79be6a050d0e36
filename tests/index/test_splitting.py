"""Passages are whole sentences that fit, at exact places, whatever the text."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding import LetterEmbedder
from index.records import Passage
from index.splitting import CHARACTERS_PER_TOKEN, embedding_text, sentences, split, title_line
from tests.helpers import document

count = LetterEmbedder().count_tokens

HARD = st.one_of(
    st.text(max_size=3000),
    st.lists(st.sampled_from(["Mr. Smith said “No.” He left. ", "U.S. troops? ", "日本語。", "e\u0301", "\n\n",
                              "a" * 300, "👩‍👩‍👧 ", "No full stop here ", "3.5 per cent. ", "«Oui.» "]),
             max_size=200).map("".join),
)  # fmt: skip


def parts(text: str, *, title: str = "", max_tokens: int = 40) -> list[Passage]:
    return split(document(text, title=title), count_tokens=count, max_tokens=max_tokens)


@settings(max_examples=150, deadline=None)
@given(text=HARD, title=st.text(max_size=300))
def test_passages_cover_the_text_in_order_and_fit(text: str, title: str) -> None:
    found = parts(text, title=title)
    assert all(text[p.start : p.end] == p.text for p in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    kept = "".join(p.text for p in found)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", text)
    line = title_line(title, count_tokens=count, max_tokens=40)
    assert all(count([embedding_text(line, p)])[0] <= 40 for p in found)


def test_a_line_of_fifty_thousand_characters_without_a_space_is_cut() -> None:
    text = "x" * 50_000
    found = parts(text)
    assert "".join(p.text for p in found) == text
    assert max(len(p.text) for p in found) <= 40 * CHARACTERS_PER_TOKEN


def test_a_mark_is_not_cut_from_its_letter() -> None:
    assert all(not p.text.startswith("\u0301") for p in parts("e\u0301" * 5_000))


@pytest.mark.parametrize("seen_as_one", ["👩🏽\u200d⚖\ufe0f", "🇫🇷", "กำ", "क्षि", "\u1112\u1161\u11ab"])
def test_what_a_reader_sees_as_one_character_is_not_cut(seen_as_one: str) -> None:
    found = parts(seen_as_one * 2_000)
    assert len(found) > 1
    assert {p.text.replace(seen_as_one, "") for p in found} == {""}


def test_no_sentence_is_cut_that_fits() -> None:
    text = " ".join(f"Sentence number {i} has a few words." for i in range(50))
    whole = {text[a:b] for a, b in sentences(text)}
    assert len(whole) == 50
    for passage in parts(text):
        assert all(passage.text[a:b] in whole for a, b in sentences(passage.text))


def test_passages_of_one_article_are_of_like_size() -> None:
    """A short rest would be little but its title, and rank by that."""
    text = " ".join(f"Sentence number {i} has a few words." for i in range(21))
    sizes = [len(p.text) for p in parts(text)]
    assert max(sizes) < 3 * min(sizes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Smith of the U.S. Navy left. He is 65.", ["Mr. Smith of the U.S. Navy left.", "He is 65."]),
        ("Prices rose 4.5 per cent. Why?", ["Prices rose 4.5 per cent.", "Why?"]),
        ("A headline without a stop\n\nThe text begins.", ["A headline without a stop", "The text begins."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == expected


def test_a_title_takes_a_third_of_a_passage_at_most() -> None:
    line = title_line("word " * 100, count_tokens=count, max_tokens=40)
    assert 1 <= count([line])[0] <= 40 // 3
