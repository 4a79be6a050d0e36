"""The right passage comes first, each story once, and the stages say what they found."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from index.archive import Archive
from index.embedding import LetterEmbedder, Vectors
from index.filters import Filters
from index.records import Article, Document, Hit, Passage
from index.retrieving import FARTHER, STAGES, HybridRetriever, fuse
from index.vectors import ExactVectors
from rag.settings import Settings
from tests.helpers import add, article

BRIDGE = "The mayor opened the new bridge on Monday. It cost four million euros and took three years to build."
STORM = "A storm cut the power of 16,000 homes along the coast. Nobody was hurt, the police said on Sunday."


def retriever(settings: Settings, *articles: Article, stages: tuple[str, ...] = STAGES) -> HybridRetriever:
    add(settings, articles)
    archive = Archive(settings.archive)
    return HybridRetriever(archive, LetterEmbedder(), ExactVectors(archive), stages=stages)


def hits(found: HybridRetriever, question: str, *, limit: int = 5, filters: Filters | None = None) -> list[Hit]:
    return list(found.retrieve(question, limit=limit, filters=Filters() if filters is None else filters).hits)


def test_the_article_that_is_asked_about_comes_first(settings: Settings) -> None:
    both = retriever(settings, article(BRIDGE, key="a", title="Bridge"), article(STORM, key="b", title="Storm"))
    assert hits(both, "How much did the bridge cost?")[0].document.title == "Bridge"
    assert hits(both, "How many homes lost power?")[0].document.title == "Storm"


def test_each_stage_tells_its_rank_and_score(settings: Settings) -> None:
    found = retriever(settings, article(BRIDGE, key="a"))
    retrieval = found.retrieve("bridge", limit=1)
    assert [(e.stage, e.rank) for e in retrieval.hits[0].evidence] == [("dense", 1), ("lexical", 1), ("article", 1)]
    assert set(retrieval.timings_ms) == {"embed", "dense", "lexical", "article", "fuse"}


def test_neighbouring_passages_are_one_hit(settings: Settings) -> None:
    text = " ".join(f"The bridge over river number {i} is old and somewhat rusty." for i in range(60))
    found = hits(retriever(settings, article(text, key="a")), "bridge river", limit=9)
    spans = sorted((hit.passage.start, hit.passage.end) for hit in found)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert all(hit.document.text[hit.passage.start : hit.passage.end] == hit.passage.text for hit in found)


def test_a_syndicated_story_is_shown_once_with_all_its_sources(settings: Settings) -> None:
    copies = [article(STORM + f" More at {name}.", key=name, source=name) for name in ("Times", "Post", "Herald")]
    (hit,) = hits(retriever(settings, *copies), "storm homes power")
    assert {hit.document.source, *(copy.source for copy in hit.copies)} == {"Times", "Post", "Herald"}


@pytest.mark.parametrize("limit", [2, 3, 8])
def test_copies_crowd_no_other_story_out_and_all_of_them_are_named(settings: Settings, limit: int) -> None:
    towns = [f"{letter}ville" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXY"]
    copies = [article(f"{STORM} More at {town}.", key=town) for town in towns]
    other = article("The storm of last year had cost homes on the coast their power too.", key="other")
    found = hits(retriever(settings, *copies, other), "storm homes power coast", limit=limit)
    assert sorted(len(hit.copies) for hit in found) == [0, 24]


def test_who_else_tells_a_story_is_told_without_reading_the_articles_that_tell_others(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = [article(f"{STORM} More at {town}.", key=town) for town in ("Ayr", "Bray", "Cork", "Deal", "Ely", "Fife")]
    others = [article(f"Power failed in street {i} when a storm came over its homes.", key=f"{i}") for i in range(40)]
    found, read = retriever(settings, *copies, *others), list[int]()
    passages = Archive.passages

    def told(self: Archive, rows: list[int]) -> dict[int, tuple[Passage, Document]]:
        read.extend(rows)
        return passages(self, rows)

    monkeypatch.setattr(Archive, "passages", told)
    (first,) = hits(found, STORM, limit=1)
    assert len(first.copies) == 5
    assert len(read) < 10


def test_a_story_with_another_figure_is_no_copy(settings: Settings) -> None:
    later = STORM.replace("16,000", "17,000")
    found = hits(retriever(settings, article(STORM, key="a"), article(later, key="b")), "storm homes power")
    assert len(found) == 2


def test_filters_hold_before_ranking(settings: Settings) -> None:
    old = [article(f"{BRIDGE} Part {i}.", key=str(i), published="2019-01-01") for i in range(30)]
    new = article("One word about a bridge, and then about many other things of no interest.", key="n",
                  published="2022-01-01")  # fmt: skip
    found = hits(retriever(settings, *old, new), "bridge mayor euros", limit=1, filters=Filters(since=date(2020, 1, 1)))
    assert [hit.document.published for hit in found] == [date(2022, 1, 1)]


@pytest.mark.parametrize(
    "question", ['"', "AND OR NOT", "NEAR(a b)", "title:*", "'; DROP TABLE documents; --", "🙂", "^"]
)
def test_no_question_is_a_command(settings: Settings, question: str) -> None:
    found = retriever(settings, article(BRIDGE, key="a"))
    assert len(hits(found, question)) <= 1
    assert hits(found, "bridge")


def test_passages_are_ranked_by_words_among_the_articles_that_hold_these_best(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = [article("A bridge. " * (9 - i) + f"Story {i}.", key=str(i), title=f"Story {i}") for i in range(6)]
    found = retriever(settings, *stories)
    every = found.rank("bridge").rankings
    monkeypatch.setattr("index.retrieving.AMONG", 2)
    few = found.rank("bridge").rankings
    assert (len(every["lexical"]), len(every["article"])) == (6, 6)
    assert few["lexical"] == every["lexical"][:2]
    assert few["article"] == every["article"][:2]


def test_a_filter_does_not_ask_the_words_again_for_each_article(settings: Settings) -> None:
    add(settings, [article(f"{BRIDGE} Number {i}.", key=str(i), published="2021-01-01") for i in range(200)])
    archive = Archive(settings.archive)
    connection, steps = archive._words.current()._db, []
    connection.set_progress_handler(lambda: steps.append(1), 1)
    archive.match("documents_fts", '"bridge"', limit=9)
    without = len(steps)
    assert len(archive.match("documents_fts", '"bridge"', limit=9, filters=Filters(since=date(2020, 1, 1)))) == 9
    assert len(steps) - without < 5 * without


def test_where_no_article_passes_nothing_is_looked_for(settings: Settings) -> None:
    class Refusing(LetterEmbedder):
        def embed_question(self, question: str) -> Vectors:
            raise AssertionError("it was asked for a vector")

    add(settings, [article(BRIDGE, key="a", published="2019-05-01")])
    archive = Archive(settings.archive)
    found = HybridRetriever(archive, Refusing(), ExactVectors(archive))
    assert not hits(found, "bridge", filters=Filters(since=date(2020, 1, 1)))


def test_an_article_ranking_lifts_the_passages_found_in_it() -> None:
    from index.schema import PASSAGES_PER_DOCUMENT as DOCUMENT

    alone = fuse({"dense": [(1 * DOCUMENT, 0.9), (2 * DOCUMENT, 0.8)]})
    lifted = fuse({"dense": [(1 * DOCUMENT, 0.9), (2 * DOCUMENT, 0.8)], "article": [(2, 5.0)]})
    assert [row for row, _ in alone] == [1 * DOCUMENT, 2 * DOCUMENT]
    assert [row for row, _ in lifted] == [2 * DOCUMENT, 1 * DOCUMENT]


def test_a_word_of_most_articles_is_looked_for_only_when_there_is_no_other(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.retrieving.COMMON", 0)
    bridges = [article(f"{BRIDGE} It is number {i}.", key=str(i)) for i in range(5)]
    storm = article(f"{STORM} The bridge stands.", key="storm", title="Storm")
    found = retriever(settings, *bridges, storm, stages=("lexical",))
    assert [hit.document.title for hit in hits(found, "Which bridge stands after the storm?")] == ["Storm"]
    assert hits(found, "the bridge")


def test_an_empty_archive_finds_nothing(settings: Settings) -> None:
    assert hits(retriever(settings), "bridge") == []


def test_only_so_many_counts_are_remembered(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.archive.MOST_KEPT", 3)
    add(settings, [article(BRIDGE, key="a")])
    archive = Archive(settings.archive)
    assert [archive.frequency(word) for word in ("bridge", "a", "b", "c", "d", "bridge")] == [1, 0, 0, 0, 0, 1]
    assert len(archive._facts[1]) <= 3


def test_of_what_is_as_near_in_words_articles_of_the_days_that_are_preferred_come_first(settings: Settings) -> None:
    both = retriever(
        settings, article("The mayor opened a bridge for bicycles.", key="a", published="2020-01-01"),
        article("A second bridge was opened by the mayor.", key="b", published="2022-01-01"),
    )  # fmt: skip
    for year in (2020, 2022):
        near = Filters(near=(date(year, 1, 1), date(year, 2, 1)))
        first = hits(both, "Who opened the bridge?", filters=near)[0].document
        assert first.published == date(year, 1, 1)
    none, plain = Filters(near=(date(2021, 1, 1), date(2021, 2, 1))), Filters()
    assert [h.score for h in hits(both, "bridge", filters=none)] == [
        h.score for h in hits(both, "bridge", filters=plain)
    ]


def test_where_the_best_hit_is_of_other_days_all_count_in_full(settings: Settings) -> None:
    both = retriever(
        settings, article("The mayor opened a bridge for bicycles.", key="a", published="2020-01-01"),
        article("A zoo bought six zebras and a gnu.", key="b", published="2022-01-01"),
    )  # fmt: skip
    near = Filters(near=(date(2022, 1, 1), date(2022, 2, 1)))
    found = hits(both, "Who opened the bridge for bicycles?", filters=near)
    assert [(h.score, h.weight) for h in found] == [
        (h.score, 1.0) for h in hits(both, "Who opened the bridge for bicycles?")
    ]
    asked = "Which zebras did the zoo buy, and who opened the bridge?"
    assert [h.weight for h in hits(both, asked, filters=near)] == [1.0, FARTHER]
