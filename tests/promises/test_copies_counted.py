"""What is told of a story that several sources carry: once, with all of them; and it counts once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index import merging, resembling
from index.resembling import tells
from rag import weighing
from rag.checker import FactChecker
from rag.settings import Settings
from rag.voices import hear
from rag.weighing import sides
from tests.helpers import CountingVerifier, add, article

STORY = (
    "The bridge at Karrow was closed on Monday after two cracks were found in a pillar, Mayor Lena Brandt said. "
    "Some 4,500 cars cross it every day. Engineers of the state did not find any danger to the houses below."
)


MEANINGS = [
    ("4,500", "5,400"), ("two cracks", "six cracks"), ("Lena Brandt", "Otto Maar"), ("Monday", "Friday"),
    ("did not find any", "did find some"), ("4,500 cars", "4,500.5 cars"), ("4,500", "4.5 million"),
    ("two cracks", "2.5 cracks"),
]  # fmt: skip
SPELLINGS = [("4,500", "4.5 thousand"), ("4,500", "4500"), ("two", "2")]


def told_with(old: str, new: str) -> bool:
    """Whether the story tells what an editor made of it, who put one thing for another besides."""
    return tells(STORY, STORY.replace(old, new).replace("was closed", "was shut"))


@pytest.mark.parametrize(("old", "new"), MEANINGS)
def test_what_changes_the_meaning_is_no_editing(old: str, new: str) -> None:
    assert tells(STORY, STORY.replace("was closed", "was shut").replace("every day", "each day"))
    assert not told_with(old, new)


@pytest.mark.parametrize(("old", "new"), SPELLINGS)
def test_a_figure_written_otherwise_is_the_same(old: str, new: str) -> None:
    assert told_with(old, new)


def test_words_that_are_compared_as_letters_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resembling, "_read", vars(resembling._read)["__wrapped__"])  # which remembers nothing
    monkeypatch.setattr(resembling, "_valued", list)
    monkeypatch.setattr(resembling, "_NUMBERS", frozenset(resembling._COUNTED))
    assert not any(told_with(old, new) for old, new in SPELLINGS)
    monkeypatch.setattr(resembling, "_same", lambda mine, its: True)
    assert all(told_with(old, new) for old, new in MEANINGS)


CLAIM = "Two cracks were found in a pillar of the bridge at Karrow."


@pytest.fixture
def papers(settings: Settings) -> Iterator[FactChecker]:
    """The story in three papers, edited in two of them; and a fourth that repeats its first sentence."""
    edited = STORY.replace("was closed", "was shut").replace("every day", "each day")
    texts = {"Courier": STORY, "Herald": edited, "Post": f"{edited} More tomorrow."}
    first = STORY.split(". ", maxsplit=1)[0]
    texts["Mirror"] = f"{first}. Shops in the town centre complain. They had hoped for a good summer."
    add(settings, [
        article(text, key=name, title=f"{name}'s report", source=name, published=f"2024-01-0{number}")
        for number, (name, text) in enumerate(texts.items(), start=1)
    ])  # fmt: skip
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as checker:
        yield checker


def test_a_story_of_several_sources_is_told_once_with_all_of_them_and_their_days(papers: FactChecker) -> None:
    (hit,) = (hit.to_dict() for hit in papers.search("cracks bridge Karrow").hits if len(hit.copies) > 1)
    shown = {(one["source"], one["published"]) for one in (hit, *hit["copies"])}
    assert shown >= {("Courier", "2024-01-01"), ("Herald", "2024-01-02"), ("Post", "2024-01-03")}

    answer = papers.ask("How many cars cross the bridge at Karrow every day?").to_dict()
    first = answer["citations"][0]
    assert {first["source"], *(copy["source"] for copy in first["copies"])} >= {"Courier", "Herald"}


def supporting(papers: FactChecker) -> list[set[str | None]]:
    """The sources of each that counts for the claim."""
    taken = sides(hear(CLAIM, papers.search(CLAIM).hits, CountingVerifier()))["supports"]
    return [{document.source for document in (voice.document, *voice.copies)} for voice in taken]


def test_copies_and_repeated_sentences_are_no_more_support_than_one_article(papers: FactChecker) -> None:
    assert len(papers.search(CLAIM).hits) > 1
    assert supporting(papers) == [{"Courier", "Herald", "Post", "Mirror"}]


def test_a_story_that_is_told_and_counted_by_each_source_is_found_out(
    papers: FactChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighing, "retold", lambda *_: False)
    assert len(supporting(papers)) == 2  # who repeats the sentence
    monkeypatch.setattr(merging, "tells", lambda *_: False)
    assert len(supporting(papers)) == 4
    assert not [hit for hit in papers.search("cracks bridge Karrow").hits if hit.copies]
