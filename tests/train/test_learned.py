"""A model names what it learned from, and what the networks that it began with did."""

from __future__ import annotations

from train.claims import CAPS
from train.learned import ARTICLES, READER, READER_FIRST, VERIFIER
from train.questions import ANSWERED, SQUAD
from train.reader import TOLD


def test_each_stage_names_all_that_the_ones_before_it_learned() -> None:
    assert set(READER_FIRST) == set(ANSWERED)
    assert set(VERIFIER) == {*READER_FIRST, *CAPS, ARTICLES} - {"dnc_puns"}
    assert set(READER) == {*VERIFIER, SQUAD, *TOLD}


def test_no_set_is_named_twice() -> None:
    assert len(set(READER)) == len(READER)
