"""Rankings of a data set's articles by each stage alone and by all of them, with their times."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import Case, Dataset
from eval.measures import Figure, figure, holds, ranking_figures
from index.archive import Archive
from index.building import open_builder
from index.embedding import open_embedder
from index.filters import ALL, Filters
from index.lexical import any_of, terms
from index.records import Document, Hit, Refused
from index.retrieving import STAGES, TITLE_WEIGHT, HybridRetriever, Retrieval, Retriever
from index.schema import PASSAGES_PER_DOCUMENT
from index.settings import IndexSettings
from index.vectors import FollowingVectors
from rag.settings import Settings

VARIANTS = ("dense", "lexical", "article", "fused")
DEEP = 30
"""Hits taken per question, so that ten articles are among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalReport:
    """What one variant reached."""

    variant: str
    figures: dict[str, Figure]
    answer_in_5: Figure | None
    """Share of cases whose answer stands in the first five hits; None where cases have no answers."""
    milliseconds: tuple[float, float]
    """p50 and p95 of one retrieval."""


@contextmanager
def built(dataset: Dataset, settings: IndexSettings) -> Iterator[Archive]:
    """The archive of a data set, brought up to date; kept, so that a second run finds it made.

    Refused articles are told on standard error: the figures are of what was taken.
    """
    with open_builder(settings) as builder:
        refused = [result for result in builder.add(dataset.articles()) if isinstance(result, Refused)]
    if refused:
        told = f"{len(refused):,} articles refused, the first: {refused[0].origin}: {refused[0].reason}"
        print(told, file=sys.stderr)
    archive = Archive(settings.archive)
    try:
        yield archive
    finally:
        archive.close()


def measure_retrieval(dataset: Dataset, settings: IndexSettings) -> Iterator[RetrievalReport]:
    """One report per variant, over every case of the set."""
    with built(dataset, settings) as archive:
        for variant in VARIANTS:
            retriever = _variant(variant, archive, settings)
            retriever.retrieve("warm up", limit=1)
            yield _report(variant, retriever, archive, dataset.cases)


def article_names(archive: Archive, hit: Hit) -> set[str]:
    """What a data set may call the article of a hit: its URL or its id there, also of its copies."""
    return {name for document in (hit.document, *hit.copies) for name in _names(archive, document)}


class Without:
    """A retriever that does not find certain articles: how "the articles do not say" is made from real questions."""

    def __init__(self, retriever: Retriever, archive: Archive, names: frozenset[str]) -> None:
        self._retriever = retriever
        self._archive = archive
        self._names = names

    def retrieve(self, question: str, *, limit: int, filters: Filters = ALL) -> Retrieval:
        """The hits that remain."""
        found = self._retriever.retrieve(question, limit=3 * limit, filters=filters)
        kept = [hit for hit in found.hits if not self._names & article_names(self._archive, hit)]
        return Retrieval(hits=tuple(kept[:limit]), timings_ms=found.timings_ms)


class ArticleRetriever:
    """Whole articles by their words; each hit is an article's first passage."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def retrieve(self, question: str, *, limit: int, filters: Filters = ALL) -> Retrieval:
        """BM25 alone."""
        query = any_of(terms(question))
        ranking = query and self._archive.match(
            "documents_fts", query, limit=limit, filters=filters, title_weight=TITLE_WEIGHT
        )
        rows = {row * PASSAGES_PER_DOCUMENT: score for row, score in ranking or []}
        found = self._archive.passages(list(rows))
        hits = (Hit(passage=found[row][0], document=found[row][1], score=rows[row]) for row in rows if row in found)
        return Retrieval(hits=tuple(hits))


def open_retriever(archive: Archive, settings: IndexSettings, stages: Sequence[str] = STAGES) -> HybridRetriever:
    """As `ask` uses it, or with some stages only."""
    embedder = open_embedder(settings.embedder, cache=settings.cache)
    return HybridRetriever(archive, embedder, FollowingVectors(archive, index_from=settings.index_from), stages=stages)


def dataset_settings(settings: Settings, dataset: Dataset, archive: Path | None) -> Settings:
    """The archive that was named, or one in the cache folder under the set's name."""
    return settings.model_copy(update={"archive": archive or settings.cache / "eval" / dataset.name})


def _variant(variant: str, archive: Archive, settings: IndexSettings) -> Retriever:
    if variant == "article":
        return ArticleRetriever(archive)
    return open_retriever(archive, settings, STAGES if variant == "fused" else (variant,))


def _report(variant: str, retriever: Retriever, archive: Archive, cases: Sequence[Case]) -> RetrievalReport:
    rankings, answered, times = {}, [], []
    for case in cases:
        start = time.perf_counter()
        hits = retriever.retrieve(case.question, limit=DEEP).hits
        times.append((time.perf_counter() - start) * 1000)
        rankings[case.id] = _ranking(archive, case, hits)
        if case.answers:
            answered.append(float(any(holds(hit.passage.text, case.answers) for hit in hits[:5])))
    times.sort()
    return RetrievalReport(
        variant=variant,
        figures=ranking_figures({case.id: case.relevant for case in cases if case.relevant}, rankings),
        answer_in_5=figure(answered) if answered and variant != "article" else None,
        milliseconds=(times[len(times) // 2], times[int(len(times) * 0.95)]),
    )


def _ranking(archive: Archive, case: Case, hits: Sequence[Hit]) -> list[str]:
    """Articles by the name that the case knows them by, each once."""
    ranking: dict[str, None] = {}
    for hit in hits:
        names = article_names(archive, hit)
        ranking.setdefault(next(iter(sorted(names & set(case.relevant))), hit.document.id))
    return list(ranking)


def _names(archive: Archive, document: Document) -> set[str]:
    keys = {key.rpartition("#")[2] for key in archive.keys(document.id)}
    return keys | ({document.url} if document.url else set())
