"""Words of questions and texts, in any number of threads."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.lexical import stem, words


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_words_are_told_without_the_possessive_s_and_with_what_lower_case_makes_of_a_letter() -> None:
    assert words("The mayor’s and O'Neil's's dogs' İstanbul’S") == [
        "the",
        "mayor",
        "and",
        "o'neil's",
        "dogs",
        "i̇stanbul",
    ]


def test_stems_are_the_same_in_any_number_of_threads(hasty: None) -> None:
    forms = [f"{letter}{root}{end}" for letter in "bcdfgh" for root in ("eploy", "enerat", "onfirm") for end in
             ("ing", "ed", "ation", "ations", "ional", "ly")]  # fmt: skip
    stem.cache_clear()
    alone = [stem(word) for word in forms]
    for _ in range(5):
        stem.cache_clear()
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda _: [stem(word) for word in forms], range(8)))
        assert found == [alone] * 8
