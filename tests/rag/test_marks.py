"""A model's stream becomes sentences with the passages that they cite, however it places its marks and its pieces."""

from __future__ import annotations

import pytest

from index.errors import WriterFailed
from rag.marks import LONGEST, drafts

ONE, HALF = "The dam held.", "Nobody was hurt."


def read(*pieces: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(draft.text, draft.cited) for draft in drafts(pieces)]


@pytest.mark.parametrize(
    "written",
    [
        "The dam held [1]. Nobody was hurt [2][3].",
        "The dam held. [1] Nobody was hurt. [2, 3]",
        "The dam held.[1] Nobody was hurt.[2-3]",
        "The dam held【1】. Nobody was hurt.【2】【3†source】",
        "The dam held [passage 1]. Nobody was hurt [^2] [ 3 ].",
        "The dam held [1](http://127.0.0.1/a). Nobody was hurt [2; 3].",
        "**The dam held.** [1]\n\n*Nobody was hurt* [2 and 3].",
        "- The dam held. [1]\n- Nobody was hurt. [2][3]\n\nSources: [1], [2], [3]",
        "1. The dam held [1].\n2. Nobody was hurt [2] [3].\n",
        "<think>Hm. [9] No.</think>The dam held [1]. Nobody was hurt [2][3].",
        "The dam held.\n[1]\nNobody was hurt.\n[2] [3]",
        "The dam held [1]. [1]. Nobody was hurt [2] [3]..",
    ],
    ids=[
        "before the full stop", "behind it", "without a space", "in other brackets", "in words", "as a link",
        "beside bold type", "in a list with sources", "in a numbered list", "after thinking aloud",
        "on lines of their own", "twice",
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_marks_are_found_wherever_they_stand_and_however_the_stream_is_cut(written: str, size: int) -> None:
    pieces = [written[start : start + size] for start in range(0, len(written), size)]
    assert read(*pieces) == [(ONE, (1,)), (HALF, (2, 3))]


def test_a_sentence_comes_out_when_the_next_one_begins() -> None:
    pieces = iter(["The dam held. ", "[1]", " Nobody", " was hurt [2]."])
    first = next(drafts(pieces))
    assert (first.text, first.cited) == (ONE, (1,))
    assert list(pieces) == [" was hurt [2]."]


@pytest.mark.parametrize(
    ("written", "sentence", "cited"),
    [
        ("“We stay. We help,” she said [1].", "“We stay. We help,” she said.", (1,)),
        ('"We stay. We help," she said. [1]', '"We stay. We help," she said.', (1,)),
        ("He left the U.S. [1] and came back [2].", "He left the U.S. and came back.", (1, 2)),
        ("It cost $3.5 million [1].", "It cost $3.5 million.", (1,)),
        ("See [the page](http://127.0.0.1/x) <b>now</b> [1].", "See the page now.", (1,)),
        ("Nobody\u200b was \u202ehurt\x1b[31m [1].", "Nobody was hurt.", (1,)),
        ("Its range is 1 [1-900].", "Its range is 1.", tuple(range(1, 22))),
        ("大坝没有决口[1]。", "大坝没有决口。", (1,)),
    ],
    ids=[
        "a quotation of two sentences", "the same in straight marks", "an abbreviation", "a decimal point", "markup",
        "hidden characters", "an endless range", "another full stop",
    ],
)  # fmt: skip
def test_what_stands_within_a_sentence_does_not_cut_it(written: str, sentence: str, cited: tuple[int, ...]) -> None:
    assert read(written) == [(sentence, cited)]


@pytest.mark.parametrize(
    "written", ["", " \n ", "<think>The dam [1]. And so on", "```\n---\n```", "[1] [2]", "Sources: [1]."]
)
def test_what_holds_no_sentence_gives_none(written: str) -> None:
    assert read(*written) == []


@pytest.mark.parametrize(
    "rest", [" Nobody was", ' {"answer": "Nobody was', " Nobody was hurt [", " <thin"],
    ids=["in a word", "in JSON", "in a mark", "in a tag"],
)  # fmt: skip
def test_a_sentence_that_is_cut_off_is_not_told(rest: str) -> None:
    assert until_it_fails("The dam held [1].", rest) == ([ONE], "broke off within a sentence")


@pytest.mark.parametrize("again", ["ha ", ".", "[", "[1]", "“", "\n", "*", "1,"])
def test_a_model_without_end_is_stopped(again: str) -> None:
    found, told = until_it_fails("The dam held [1]. Then ", *[again] * LONGEST)
    assert (found, told) == ([ONE], "did not come to an end, and was stopped after 4,000 characters")


def until_it_fails(*pieces: str) -> tuple[list[str], str]:
    """The sentences that came out, and why no more did."""
    found: list[str] = []
    try:
        for draft in drafts(pieces):
            found.append(draft.text)  # noqa: PERF401 -- it is kept when the next one fails
    except WriterFailed as error:
        return found, str(error)
    raise AssertionError("it did not fail")
