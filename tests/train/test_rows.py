"""Examples become rows: answers at their tokens, votes as shares, windows that hold the answer."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from tokenizers import Tokenizer

from index.splitting import Span
from train.reader import tokenizer as made
from train.records import Example
from train.rows import UNKNOWN, batches, collate, rows

PASSAGE = "The mission is old. The RSM has 16,000 soldiers."


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return made(128)


def example(*spans: Span, passage: str = PASSAGE, title: str = "", answerable: float | None = None) -> Example:
    given = float(bool(spans)) if answerable is None else answerable
    return Example(
        question="How many?", passage=passage, title=title, spans=spans, answerable=given, source="made", group="g"
    )


FIGURE = Span(PASSAGE.index("16,000"), PASSAGE.index(" soldiers."))
WORDS = Span(PASSAGE.index("16,000"), PASSAGE.index(".", 20))


def test_an_answer_is_found_again_at_its_tokens(tokenizer: Tokenizer) -> None:
    (row,) = rows(tokenizer, example(FIGURE), Random(0))
    ((start, _),), ((end, _),) = row.starts, row.ends
    assert tokenizer.decode(list(row.ids[start : end + 1])) == "16, 000"


def test_votes_of_annotators_are_shared_out(tokenizer: Tokenizer) -> None:
    (row,) = rows(tokenizer, example(FIGURE, FIGURE, WORDS), Random(0))
    assert [share for _, share in row.starts] == [1.0]
    assert sorted(share for _, share in row.ends) == pytest.approx([1 / 3, 2 / 3])


def test_without_answer_the_first_token_stands_for_none(tokenizer: Tokenizer) -> None:
    (row,) = rows(tokenizer, example(), Random(0))
    assert (row.starts, row.ends, row.answerable) == (((0, 1.0),), ((0, 1.0),), 0.0)


def test_a_title_is_read_but_holds_no_span(tokenizer: Tokenizer) -> None:
    (row,) = rows(tokenizer, example(FIGURE, title="The RSM"), Random(0), untitled=0.0)
    inside = collate([row]).inside[0]
    assert tokenizer.decode(list(row.ids)).startswith("how many? the rsm the mission")
    assert tokenizer.decode([row.ids[row.first]]) == "the"
    assert inside.sum() == 1 + len(row.ids) - 1 - row.first


def test_the_window_of_a_long_passage_is_one_that_holds_the_answer(tokenizer: Tokenizer) -> None:
    long = "Nothing is told here at all. " * 30 + PASSAGE
    shift = len(long) - len(PASSAGE)
    (row,) = rows(tokenizer, example(Span(FIGURE.start + shift, FIGURE.end + shift), passage=long), Random(0))
    assert len(row.ids) <= 128
    assert row.starts[0][0] > 0


def test_batches_hold_no_more_tokens_than_allowed_and_every_row_once(tokenizer: Tokenizer) -> None:
    found = [row for size in range(1, 30) for row in rows(tokenizer, example(passage="word " * size), Random(0))]
    made = batches(found, tokens=256, rng=Random(1))
    assert sorted(len(row.ids) for batch in made for row in batch) == sorted(len(row.ids) for row in found)
    assert max(collate(batch).tokens for batch in made) <= 256


def test_what_is_not_known_is_marked_so(tokenizer: Tokenizer) -> None:
    batch = collate(rows(tokenizer, example(FIGURE), Random(0)))
    assert batch.relevant.tolist() == [UNKNOWN]
    assert np.isclose(batch.starts.sum(), 1.0)
