"""Articles into the archive: clean, split, embed, store. What is reported as stored is stored."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from index.archive import Archive
from index.cleaning import clean
from index.embedding import Embedder, Vectors, open_embedder
from index.errors import EmbedderMismatch, InvalidArticle
from index.interrupts import uninterrupted
from index.probing import PROBES, check_embedder
from index.records import Article, Document, Passage, Refused
from index.served import must_answer, open_index
from index.settings import IndexSettings
from index.splitting import embedding_text, split, title_line
from index.storing import ArchiveWriter, Entry, Outcome, open_writer
from index.words import MUCH

BATCH = 256
"""Passages embedded and committed together at most: enough to sort by length."""

SECONDS = 4.0
"""Of work that is committed together, as near as the speed so far tells: what an interrupt may lose."""

MANY = 2_000
"""Passages of one article, from which on it is told that there are so many."""

FIRST = 48
"""Passages of the first batch, when nothing is known of the speed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An article that is in the archive for good."""

    key: str
    """`Article.key`: path, URL, or path and id of an entry."""
    outcome: Outcome
    passages: int
    """Newly embedded; 0 when unchanged."""
    warnings: tuple[str, ...] = ()
    copied: bool = False
    """Its text, letter for letter, was there from somewhere else, and is kept once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    article: Article
    document: Document
    passages: Sequence[Passage]
    """None where the archive has the text already, from somewhere else."""


class _Batch:
    """Articles that are stored together: as many as `SECONDS` suffice for, by the speed of the batch before."""

    def __init__(self, clock: Callable[[], float], at_once: int) -> None:
        self._clock = clock
        self._at_once = at_once
        self._ready: list[_Ready] = []
        self._passages = 0
        self._began = clock()
        self._seconds_each = SECONDS / FIRST

    def append(self, ready: _Ready) -> None:
        if not self._ready:
            self._began = self._clock()
        self._ready.append(ready)
        self._passages += len(ready.passages)

    @property
    def is_full(self) -> bool:
        """Full, or gathered so slowly or with so much work in it that it is time to store it."""
        took = self._clock() - self._began + self._passages * self._seconds_each
        return self._passages >= self._at_once or (bool(self._ready) and took >= SECONDS)

    def emptied(self, store: Callable[[Sequence[_Ready]], Iterator[Stored | Refused]]) -> Iterator[Stored | Refused]:
        """What `store` makes of it; how long that takes is what the next batch goes by."""
        start = self._clock()
        yield from store(self._ready)
        self._seconds_each = (self._clock() - start) / max(self._passages, 1)
        self._ready, self._passages = [], 0


class Builder:
    """Writes one archive; made by `open_builder`, which holds the lock."""

    def __init__(
        self,
        archive: ArchiveWriter,
        embedder: Embedder,
        *,
        passage_tokens: int,
        at_once: int = BATCH,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.archive = archive
        self._clock = clock
        self._at_once = at_once
        self.embedder = embedder
        self._compared = archive.fingerprint is None
        self._max_tokens = min(passage_tokens, embedder.max_tokens)
        if archive.fingerprint is None:
            archive.set_embedder(
                embedder.fingerprint, probes=embedder.embed_passages(PROBES), max_tokens=self._max_tokens
            )

    def add(self, articles: Iterable[Article | Refused]) -> Iterator[Stored | Refused]:
        """Store articles as they come; one result for each, in the order of being done.

        What is embedded is committed every few seconds. An interrupt loses the work since and nothing else: it
        waits until all that was committed has been yielded.

        Raises:
            EmbedderMismatch: the archive holds another embedder's vectors.
        """
        self.must_match()
        batch = _Batch(self._clock, self._at_once)
        for article in articles:
            result = article if isinstance(article, Refused) else self._prepare(article)
            if isinstance(result, _Ready) and result.passages:
                batch.append(result)
            elif isinstance(result, _Ready):
                yield from self._put([result], [_NOTHING])
            else:
                yield result
            if batch.is_full:
                yield from batch.emptied(self._store)
        yield from batch.emptied(self._store)

    def embed_again(self, on_done: Callable[[int], None] = lambda _: None) -> None:
        """Split and embed every stored article with the embedder now set; `on_done` gets the count so far.

        One transaction: interrupted, the archive is as it was.
        """
        self.archive.embed_again(
            self._embedded(on_done),
            self.embedder.fingerprint,
            probes=self.embedder.embed_passages(PROBES),
            max_tokens=self._max_tokens,
        )

    def must_match(self) -> None:
        """Raises EmbedderMismatch when the archive holds another embedder's vectors."""
        if self.archive.fingerprint != self.embedder.fingerprint:
            raise EmbedderMismatch(built_with=str(self.archive.fingerprint), asked_with=str(self.embedder.fingerprint))

    def passages_of(self, document: Document) -> tuple[Sequence[Passage], Vectors] | None:
        """A document's passages and their vectors (n, d), as `add` would make them; None when the embedder fails."""
        passages = self._split(document)
        vectors = self._embed([(document, passages)])
        return (passages, vectors[0]) if vectors else None

    def _prepare(self, article: Article) -> _Ready | Stored | Refused:
        if self.archive.known(article.key, article.fingerprint, article.origin):
            return Stored(key=article.key, outcome="unchanged", passages=0)
        try:
            document = clean(article)
        except InvalidArticle as error:
            return Refused(origin=article.origin, reason=str(error))
        if self.archive.holds(document.id):
            return _Ready(article=article, document=document, passages=())
        passages = self._split(document)
        if len(passages) > MANY:
            noticed = f"{len(passages):,} passages: a long book, rather than an article"
            document = replace(document, warnings=(*document.warnings, noticed))
        return _Ready(article=article, document=document, passages=passages)

    def _store(self, batch: Sequence[_Ready]) -> Iterator[Stored | Refused]:
        if not batch:
            return
        vectors = self._embed([(ready.document, ready.passages) for ready in batch])
        if vectors is None:
            reason = f"the embedder {self.embedder.fingerprint.name!r} gave no usable vectors"
            yield from (Refused(origin=ready.article.origin, reason=reason) for ready in batch)
            return
        if not self._compared:  # not before: what adds nothing new need not load the model
            check_embedder(self.archive, self.embedder)
            self._compared = True
        yield from self._put(batch, vectors)

    def _put(self, batch: Sequence[_Ready], vectors: Sequence[Vectors]) -> Iterator[Stored]:
        entries = [
            Entry(
                key=ready.article.key,
                fingerprint=ready.article.fingerprint,
                document=ready.document,
                passages=ready.passages,
                vectors=rows,
            )
            for ready, rows in zip(batch, vectors, strict=True)
        ]
        new = {
            entry.key: place for place, entry in reversed(list(enumerate(entries))) if not self.archive.id_of(entry.key)
        }
        with uninterrupted():
            for place, (ready, outcome) in enumerate(zip(batch, self.archive.put(entries), strict=True)):
                yield Stored(
                    key=ready.article.key,
                    outcome=outcome,
                    passages=0 if outcome == "unchanged" else len(ready.passages),
                    warnings=ready.document.warnings,
                    copied=outcome == "unchanged" and new.get(ready.article.key) == place,
                )

    def _embed(self, items: Sequence[tuple[Document, Sequence[Passage]]]) -> list[Vectors] | None:
        """(passages, d) per document; None when the embedder gives too few vectors, other ones, or NaN."""
        texts = [text for document, passages in items for text in self._texts(document, passages)]
        rows = self.embedder.embed_passages(texts)
        if rows.shape != (len(texts), self.embedder.fingerprint.dimension) or not np.isfinite(rows).all():
            return None
        ends = np.cumsum([len(passages) for _, passages in items])
        return np.split(rows, ends[:-1])

    def _embedded(self, on_done: Callable[[int], None]) -> Iterator[tuple[Document, Sequence[Passage], Vectors]]:
        ids = [document.id for document in self.archive.documents()]
        for done, id_ in enumerate(ids, start=1):
            document = self.archive.find(id_)
            passages = self._split(document)
            yield document, passages, self.embedder.embed_passages(self._texts(document, passages))
            on_done(done)

    def _split(self, document: Document) -> list[Passage]:
        return split(document, count_tokens=self.embedder.count_tokens, max_tokens=self._max_tokens)

    def _texts(self, document: Document, passages: Sequence[Passage]) -> list[str]:
        title = title_line(document.title, count_tokens=self.embedder.count_tokens, max_tokens=self._max_tokens)
        return [embedding_text(title, passage) for passage in passages]


@contextmanager
def open_builder(
    settings: IndexSettings, *, embedder: Embedder | None = None, index: bool = True, at_once: int = BATCH
) -> Iterator[Builder]:
    """Hold the archive for writing, making it when absent; afterwards bring the Chroma index up to date.

    Args:
        settings: Which archive, and how passages are made.
        embedder: None takes the settings'.
        index: False leaves the Chroma index behind the archive, for the next writer: questions are answered
            exactly meanwhile. A process that answers from the index must not write it.
        at_once: Passages that the embedder is given at once at most.

    Raises:
        ArchiveInUse: another program writes to it.
        IndexAway: the Chroma server that is set does not answer.
    """
    with open_writer(settings.place, create=True) as archive:
        if settings.vectors and index:
            must_answer(settings.vectors, archive)  # now, and not after hours of embedding
        embedder = embedder or open_embedder(settings.embedder, cache=settings.cache)
        before = archive.counts()[0]
        yield Builder(archive, embedder, passage_tokens=settings.passage_tokens, at_once=at_once)
        if archive.counts()[0] - before > MUCH * before:
            archive.join_words()
        if index:
            sync_index(archive, index_from=settings.least_indexed, server=settings.vectors)


def sync_index(archive: Archive, *, index_from: int, server: str | None = None) -> None:
    """Bring the Chroma index, in the folder or on a server, up to date where the archive is large enough for one."""
    if archive.counts()[1] >= index_from:
        open_index(archive, server).sync(archive)


_NOTHING: Vectors = np.empty((0, 0), np.float32)
