"""A question to the passages worth reading: three rankings, fused by reciprocal rank."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

from index.archive import Archive
from index.embedding import QuestionEmbedder
from index.filters import ALL, Filters
from index.lexical import any_of, terms
from index.merging import merge_copies, merge_neighbours, name_copies, seeming_copies
from index.records import Evidence, Hit
from index.schema import PASSAGES_PER_DOCUMENT, Table
from index.tracing import span
from index.vectors import Ranking, VectorIndex

STAGES = ("dense", "lexical", "article")

DEPTH = 200
"""Passages taken from each ranking into the fusion."""

RANK_OFFSET = 10
"""k of reciprocal rank fusion, weight / (k + rank). Source: Cormack, Clarke & Buettcher 2009 (there 60)."""

WEIGHTS = {"dense": 1.0, "lexical": 0.5, "article": 1.0}
"""Chosen with k on the given news questions, TIME and SciFact: see docs/MEASUREMENTS.md."""

COMMON, COMMON_SHARE = 1_000, 0.3
"""A word in more articles than both this number and this share is not looked for, unless all are: over 20,640
articles the lexical rankings take a third of the time and are as good; at 0.1 they are much worse."""

NEAR = "near"
"""The articles of the days that are asked about, beside the rankings that are fused."""

FARTHER = 0.5
"""What the score of a passage counts where others are of the days that are asked about, and it is not: see
docs/MEASUREMENTS.md."""

AMONG = 200
"""Articles, the best by their words, among whose passages those are ranked: over 20,640 articles in a third of the
time, and what is found is as good (857 questions, docs/MEASUREMENTS.md); not the other way round."""

_TABLES: dict[str, Table] = {"lexical": "passages_fts", "article": "documents_fts"}

TITLE_WEIGHT = 2.0
"""Of a word in the title against one in the text (BM25)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    """What was found for a question, best first, and how long each stage took."""

    hits: tuple[Hit, ...]
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """The rankings for a question, and how long each took; hits are made of them, however many are wanted."""

    rankings: Mapping[str, Ranking]
    timings_ms: Mapping[str, float]


@runtime_checkable
class Retriever(Protocol):
    """Finds passages for a question."""

    def retrieve(self, question: str, *, limit: int, filters: Filters = ALL) -> Retrieval:
        """At most `limit` hits, best first."""


class WhileOpen:
    """A retriever that is asked only while its archive can be; `check` raises when it cannot."""

    def __init__(self, retriever: Retriever, check: Callable[[], object]) -> None:
        self._retriever = retriever
        self._check = check

    def retrieve(self, question: str, *, limit: int, filters: Filters = ALL) -> Retrieval:
        """As the other does."""
        self._check()
        return self._retriever.retrieve(question, limit=limit, filters=filters)


class HybridRetriever:
    """Dense and lexical rankings of passages and a lexical one of whole articles, fused.

    A stage left out of `stages` is not run: that is how the parts are measured against the whole.
    """

    def __init__(
        self,
        archive: Archive,
        embedder: QuestionEmbedder,
        vectors: VectorIndex,
        *,
        stages: Sequence[str] = STAGES,
    ) -> None:
        self._archive = archive
        self._embedder = embedder
        self._vectors = vectors
        self._stages = tuple(stages)
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="words")
        archive.closes(self._beside.shutdown)

    def retrieve(self, question: str, *, limit: int, filters: Filters = ALL) -> Retrieval:
        """Neighbouring passages are joined, and near-identical copies of a story shown once."""
        ranked, clock = self.rank(question, filters), Clock()
        with clock("fuse"):
            hits = self._stories(fuse(ranked.rankings), ranked.rankings, limit=limit, depth=2 * limit)
        return Retrieval(hits=tuple(levelled(hits)), timings_ms={**ranked.timings_ms, **clock.timings_ms})

    def rank(self, question: str, filters: Filters = ALL) -> Ranked:
        """What the stages say, before anything is fused; none of them is run where no article passes."""
        clock = Clock()
        if filters and not self._archive.passing(filters, most=1).size:
            return Ranked(rankings={}, timings_ms={})
        rankings = {name: ranking for name, ranking in self._rankings(question, filters, clock) if ranking}
        if near := self._near(filters):
            rankings[NEAR] = near
        return Ranked(rankings=rankings, timings_ms=clock.timings_ms)

    def _near(self, filters: Filters) -> Ranking:
        """Articles of the days that are preferred; all alike."""
        first, last = filters.near or (None, None)
        found = self._archive.passing(Filters(since=first, until=last)).tolist() if filters.near else []
        return [(row, 1.0) for row in found]

    def _stories(self, fused: Ranking, rankings: Mapping[str, Ranking], *, limit: int, depth: int) -> list[Hit]:
        """`limit` stories among the first `depth` passages, or among more where copies crowd out other stories.

        Where there are copies, the rest of the ranking is asked for more of them: who else tells a story.
        """
        joined = merge_neighbours(self._hits(fused[:depth], rankings), self._archive)
        found = merge_copies(joined, shown=limit)
        if len(found) == len(joined):
            return found[:limit]
        if len(found) < limit and depth < len(fused):
            return self._stories(fused, rankings, limit=limit, depth=2 * depth)
        rest = fused[depth:]
        seeming = seeming_copies(found[:limit], self._archive.texts([row for row, _ in rest]))
        return name_copies(found[:limit], self._hits([pair for pair in rest if pair[0] in seeming], rankings))

    def _rankings(self, question: str, filters: Filters, clock: Clock) -> Iterator[tuple[str, Ranking]]:
        """Those by words, the slowest, are made in a thread of their own beside the one by meaning."""
        beside = self._beside.submit(copy_context().run, self._by_words, question, filters, clock)
        if "dense" in self._stages:
            with clock("embed"):
                vector = self._embedder.embed_question(question)
            with clock("dense"):
                yield "dense", self._vectors.nearest(vector, limit=DEPTH, filters=filters)
        yield from beside.result()

    def _by_words(self, question: str, filters: Filters, clock: Clock) -> list[tuple[str, Ranking]]:
        query = any_of(self._telling(terms(question)))
        articles = self._matching("article", query, filters, clock, limit=AMONG)
        among = [row for row, _ in articles] if len(articles) == AMONG else None  # fewer are all that hold a word
        passages = self._matching("lexical", query, filters, clock, limit=DEPTH, among=among)
        return [("lexical", passages), ("article", articles[:DEPTH])]

    def _matching(
        self, stage: str, query: str, filters: Filters, clock: Clock, *, limit: int, among: Sequence[int] | None = None
    ) -> Ranking:
        if stage not in self._stages or not query:
            return []
        with clock(stage):
            return self._archive.match(
                _TABLES[stage], query, limit=limit, filters=filters, title_weight=TITLE_WEIGHT, among=among
            )

    def _telling(self, words: list[str]) -> list[str]:
        """Without the words that very many articles hold: they cost most of the time and tell little."""
        most = max(COMMON, COMMON_SHARE * self._archive.counts()[0])
        return [word for word in words if self._archive.frequency(word) <= most] or words

    def _hits(self, fused: Ranking, rankings: Mapping[str, Ranking]) -> list[Hit]:
        evidence = _evidence([row for row, _ in fused], rankings)
        found = self._archive.passages([row for row, _ in fused])
        weigh = _weights(rankings)
        return [
            Hit(passage=passage, document=document, score=score, evidence=evidence[row], weight=weigh(row))
            for row, score in fused
            if row in found  # a passage may be removed between ranking and reading
            for passage, document in [found[row]]
        ]


def fuse(rankings: Mapping[str, Ranking]) -> Ranking:
    """Passages by the sum of weight / (10 + rank) over the rankings, best first.

    A ranking of articles adds to the passages that another ranking found in them; alone, it stands for nothing.
    Where there are articles of the days that are preferred, all else counts `FARTHER`.
    """
    scores: dict[int, float] = {}
    for stage, ranking in rankings.items():
        if stage not in {"article", NEAR}:
            for row, share in _shares(stage, ranking).items():
                scores[row] = scores.get(row, 0.0) + share
    articles = _shares("article", rankings.get("article", []))
    weigh = _weights(rankings)
    whole = {row: weigh(row) * (s + articles.get(row // PASSAGES_PER_DOCUMENT, 0.0)) for row, s in scores.items()}
    return sorted(whole.items(), key=lambda pair: (-pair[1], pair[0]))


def levelled(hits: Sequence[Hit]) -> list[Hit]:
    """Hits that all count in full, best first, where the best one is not of the days that are asked about: what those
    days tell is then of something else."""
    if not hits or hits[0].weight == 1.0:
        return list(hits)
    whole = (replace(hit, score=hit.score / hit.weight, weight=1.0) for hit in hits)
    return sorted(whole, key=lambda hit: -hit.score)


def _weights(rankings: Mapping[str, Ranking]) -> Callable[[int], float]:
    """Of a passage, by its row: what its score counts."""
    near = {row for row, _ in rankings.get(NEAR, [])}
    return lambda row: 1.0 if not near or row // PASSAGES_PER_DOCUMENT in near else FARTHER


def _shares(stage: str, ranking: Ranking) -> dict[int, float]:
    return {row: WEIGHTS[stage] / (RANK_OFFSET + rank) for rank, (row, _) in enumerate(ranking, start=1)}


def _evidence(rows: Sequence[int], rankings: Mapping[str, Ranking]) -> dict[int, tuple[Evidence, ...]]:
    places = {
        stage: {row: (rank, score) for rank, (row, score) in enumerate(ranking, start=1)}
        for stage, ranking in rankings.items()
    }
    return {
        row: tuple(
            Evidence(stage=stage, rank=place[key][0], score=place[key][1])
            for stage, place in places.items()
            if stage != NEAR and (key := row // PASSAGES_PER_DOCUMENT if stage == "article" else row) in place
        )
        for row in rows
    }


class Clock:
    """Adds up how long named stages take."""

    def __init__(self) -> None:
        self.timings_ms: dict[str, float] = {}
        """Milliseconds per stage."""

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Time what happens inside."""
        start = time.perf_counter()
        try:
            with span(f"newscheck.{stage}"):
                yield
        finally:
            took = (time.perf_counter() - start) * 1000
            self.timings_ms[stage] = round(self.timings_ms.get(stage, 0.0) + took, 3)
