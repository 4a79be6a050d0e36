"""The truth: one database holds documents, passages and vectors, a SQLite file unless set otherwise (`index.places`).

This module reads it; `index.storing` writes it. Everything else (full text and Chroma indexes) is derived from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from index.embedding import Fingerprint, Vectors
from index.errors import UnknownArticle
from index.filters import ALL, Filters
from index.places import Place, Store, placed
from index.records import Document, Passage
from index.schema import NAMES, PASSAGES_PER_DOCUMENT, SELECTED, Rows, Stored, Table, from_blobs, to_document
from index.words import matches

T = TypeVar("T")

EVERY = 2**63 - 1
"""A limit that is none."""

MOST_KEPT = 50_000
"""Counts that are remembered of one state of the archive: 10 MB. Questions bring ever new words."""

DOCUMENTS_AT_ONCE = 500
"""Read and converted together: 10 MB, which stays in the processor's cache."""


class Archive:
    """Reads it, as any number of programs may at once, also while another writes.

    One of an earlier format is brought up to date first, unless another program writes to it (ArchiveInUse).
    """

    def __init__(self, where: Path | Place, store: Store | None = None) -> None:
        """That in a folder or in another place; `store` is given where it is open already."""
        self.place = placed(where)
        self._facts: tuple[int, dict[str, Any]] = (-1, {})
        self._beside: list[Callable[[], object]] = []
        self._db = store or self.place.open()
        self._words = self.place.words(self._db)

    @property
    def folder(self) -> Path:
        """On this machine, for what is derived."""
        return self.place.folder

    def close(self) -> None:
        """The archive must not be used afterwards."""
        for close in self._beside:
            close()
        self._words.close()
        self._db.close()

    def closes(self, close: Callable[[], object]) -> None:
        """Have that closed with the archive which only reads from it."""
        self._beside.append(close)

    # what is stored of the archive itself

    def meta(self, key: str) -> str | None:
        """One of: version, removals, embedder, probes, max_tokens."""
        return cast("str | None", self._value("SELECT value FROM meta WHERE key = ?", key))

    @property
    def generation(self) -> int:
        """Grows with every change; readers compare it."""
        return self._value("SELECT max(generation) FROM changes") or 0

    @property
    def token(self) -> str:
        """Names this state and no other, in no other archive and no other copy of this one; empty before any."""
        return self._value("SELECT token FROM changes ORDER BY generation DESC LIMIT 1") or ""

    @property
    def birth(self) -> str:
        """The first token of all, which stays; empty before any."""
        return self._value("SELECT token FROM changes ORDER BY generation LIMIT 1") or ""

    def has_been(self, token: str) -> bool:
        """Whether that token named an earlier state of this very archive."""
        return bool(self._db.one("SELECT 1 FROM changes WHERE token = ?", token))

    @property
    def removals(self) -> int:
        """Grows when vectors go or change; while it stands, vectors are only ever appended."""
        return int(self.meta("removals") or 0)

    @property
    def fingerprint(self) -> Fingerprint | None:
        """Of the embedder that made the vectors; None before the first article."""
        stored = self.meta("embedder")
        return Fingerprint(**json.loads(stored)) if stored else None

    @property
    def probes(self) -> Vectors:
        """(n, d): vectors of the probe sentences as the embedder made them when the archive was new."""
        return np.asarray(json.loads(self.meta("probes") or "[]"), np.float32)

    def counts(self) -> tuple[int, int]:
        """(documents, passages)"""
        return self._kept("counts", self._counts)

    def _counts(self) -> tuple[int, int]:
        row = self._db.one("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)")
        return (row[0], row[1]) if row else (0, 0)

    def days(self) -> tuple[int, str | None, str | None]:
        """(documents with a date, the first day, the last day)"""
        row = self._db.one("SELECT count(published), min(published), max(published) FROM documents")
        return row or (0, None, None)

    def damage(self) -> list[str]:
        """What is wrong with what is stored, in a few words each; empty when all is well. Reads all of it."""
        found = self._db.damage()
        bytes_each = 2 * (self.fingerprint.dimension if self.fingerprint else 1)
        query = """
            SELECT count(*) FROM documents d LEFT JOIN vectors v ON v.document = d.row
            WHERE coalesce(length(v.data), -1) != ? * (SELECT count(*) FROM passages p WHERE p.document = d.row)"""
        row = self._db.one(query, bytes_each)
        return [*found, f"{row[0]} articles without a vector for each passage"] if row and row[0] else found

    # reading

    def known(self, key: str, fingerprint: str, origin: str) -> bool:
        """Whether this very article is stored already, as read from there."""
        query = "SELECT 1 FROM origins WHERE key = ? AND fingerprint = ? AND origin = ?"
        return bool(self._db.one(query, key, fingerprint, origin))

    def documents(self, filters: Filters = ALL, *, limit: int = -1, offset: int = 0) -> Iterator[Document]:
        """Newest first, those without a date last: `limit` of them (-1 for all) after the first `offset`."""
        condition, values = filters.condition()
        order = "ORDER BY published DESC NULLS LAST, title, id"
        wanted = f"SELECT row FROM documents WHERE {condition} {order} LIMIT ? OFFSET ?"  # sorted without the texts
        query = f"SELECT {SELECTED} FROM documents WHERE row IN ({wanted}) {order}"
        for row in self._db.rows(query, *values, limit if limit >= 0 else EVERY, offset):
            yield to_document(row)

    def count(self, filters: Filters) -> int:
        """Documents that pass."""
        condition, values = filters.condition()
        return self._value(f"SELECT count(*) FROM documents WHERE {condition}", *values) or 0

    def find(self, name: str) -> Document:
        """The one document by id or its first digits (4 or more), URL, title, or file name.

        Of the file name a part is enough, 4 letters or more; of the path its end. Any file or URL that the same
        text was read from will do.

        Raises:
            UnknownArticle: none, or several.
        """
        for condition in NAMES:
            rows = list(self._db.rows(f"SELECT {SELECTED} FROM documents WHERE {condition}", name))
            if len(rows) == 1:
                return to_document(rows[0])
            if rows:
                raise UnknownArticle(name, candidates=len(rows))
        raise UnknownArticle(name, candidates=0)

    def versions(self, id_: str, *, sha256: str, url: str | None, title: str, source: str | None) -> list[Document]:
        """The document of that id; or else those of that text, that address, or that title and source, ten at most.

        In this order. An id changes with the text: the others may be what the article has become.
        """
        same = "SELECT {} FROM documents WHERE {}"
        found = list(self._db.rows(same.format(SELECTED, "id = ?"), id_))
        if not found:
            like = "sha256 = ?1 OR url = ?2 OR (title != '' AND title = ?3 AND coalesce(source, '') = coalesce(?4, ''))"
            order = " ORDER BY sha256 = ?1 DESC, coalesce(url = ?2, false) DESC, row DESC LIMIT 10"
            found = list(self._db.rows(same.format(SELECTED, like) + order, sha256, url, title, source))
        return [to_document(row) for row in found]

    def holds(self, id_: str) -> bool:
        """Whether a document of that id is stored."""
        return bool(self._db.one("SELECT 1 FROM documents WHERE id = ?", id_))

    def origins(self, id_: str) -> list[str]:
        """Every place that a document was read from, in order of the alphabet."""
        rows = self._db.rows("SELECT DISTINCT origin FROM origins WHERE document_id = ? ORDER BY 1", id_)
        return [row[0] for row in rows]

    def id_of(self, key: str) -> str | None:
        """Of the document that the article with this `Article.key` became; None where there is none."""
        return cast("str | None", self._value("SELECT document_id FROM origins WHERE key = ?", key))

    def keys_from(self, origin: str) -> list[str]:
        """`Article.key` of every article that was read from a file, or from a file in it, in order of the alphabet."""
        query = "SELECT key FROM origins WHERE origin = ?1 OR substr(origin, 1, length(?1) + 1) = ?1 || '/' ORDER BY 1"
        return [row[0] for row in self._db.rows(query, origin)]

    def watched(self, place: str) -> dict[str, tuple[str, int]]:
        """What was seen of a folder or a feed: item -> (its stamp, tries that failed)."""
        rows = self._db.rows("SELECT item, stamp, tries FROM watched WHERE place = ?", place)
        return {item: (stamp, tries) for item, stamp, tries in rows}

    def keys(self, id_: str) -> list[str]:
        """`Article.key` of every article that became this document, in order of the alphabet."""
        return [row[0] for row in self._db.rows("SELECT key FROM origins WHERE document_id = ? ORDER BY 1", id_)]

    def passages(self, rows: Sequence[int]) -> dict[int, tuple[Passage, Document]]:
        """By row; rows that are gone are absent. Passages of one document share one object."""
        if not rows:
            return {}
        numbers = sorted({row // PASSAGES_PER_DOCUMENT for row in rows})
        marks = ", ".join("?" * len(numbers))
        found = self._db.rows(f"SELECT row, {SELECTED} FROM documents WHERE row IN ({marks})", *numbers)
        documents = {row[0]: to_document(row[1:]) for row in found}
        marks = ", ".join("?" * len(rows))
        spans = self._db.rows(f'SELECT row, document, start, "end" FROM passages WHERE row IN ({marks})', *rows)
        return {
            row: (_slice(documents[number], start, end), documents[number])
            for row, number, start, end in spans
            if number in documents
        }

    def texts(self, rows: Sequence[int]) -> dict[int, str]:
        """Of passages, by row, without their documents: in a third of the time. Rows that are gone are absent."""
        among = f"passages.row IN ({', '.join('?' * len(rows))})"
        part = 'substr(text, CAST(start + 1 AS integer), CAST("end" - start AS integer))'
        query = f"SELECT passages.row, {part} FROM passages JOIN documents ON documents.row = document WHERE {among}"
        return dict(self._db.rows(query, *rows)) if rows else {}

    def passages_of(self, document: Document) -> list[Passage]:
        """All passages of a document in order."""
        of = "document = (SELECT row FROM documents WHERE id = ?)"
        query = f'SELECT start, "end" FROM passages WHERE {of} ORDER BY row'
        return [_slice(document, start, end) for start, end in self._db.rows(query, document.id)]

    @property
    def last_row(self) -> int:
        """Of the newest passage; rows grow and are never used twice."""
        return self._value("SELECT max(row) FROM passages") or 0

    def vectors(
        self, filters: Filters = ALL, *, after: int = 0, newest: int | None = None
    ) -> Iterator[tuple[Rows, Stored]]:
        """(rows of passages (n,), their vectors (n, d)) in order of rows, some hundred documents at a time.

        Args:
            filters: Documents that pass.
            after: A passage's row; only later documents.
            newest: Only so many documents, the last ones, newest first.
        """
        condition, values = filters.condition()
        within = f"AND document IN (SELECT row FROM documents WHERE {condition})" if filters else ""
        order = "" if newest is None else f"DESC LIMIT {newest}"
        query = f"SELECT document, data FROM vectors WHERE document > ? {within} ORDER BY document {order}"
        dimension = self.fingerprint.dimension if self.fingerprint else 1
        found = self._db.rows(query, after // PASSAGES_PER_DOCUMENT, *values)
        while chunk := list(islice(found, DOCUMENTS_AT_ONCE)):
            yield from_blobs(chunk, dimension)

    def passing(self, filters: Filters, *, most: int | None = None) -> Rows:
        """Rows of the documents that pass; of any `most` of these."""
        condition, values = filters.condition()
        limit = "" if most is None else f"LIMIT {most}"
        found = self._db.rows(f"SELECT row FROM documents WHERE {condition} {limit}", *values)
        return np.array([row for (row,) in found], np.int64)

    def match(
        self, table: Table, query: str, *, limit: int, filters: Filters = ALL, title_weight: float = 1.0,
        among: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:  # fmt: skip
        """(row, BM25 score) of the best matches of an FTS5 query, as `index.words.matches`."""
        words = self._words.current()
        return matches(words, table, query, limit=limit, filters=filters, title_weight=title_weight, among=among)

    def frequency(self, term: str) -> int:
        """Articles that hold a term."""
        return self._kept(f"term {term}", lambda: self._frequency(term))

    def _frequency(self, term: str) -> int:
        counting = "SELECT count(*) FROM documents_fts WHERE documents_fts MATCH ?"
        row = self._words.current().one(counting, f'"{term}"')
        return row[0] if row else 0

    def _value(self, query: str, *values: object) -> Any:  # noqa: ANN401 -- as the column is
        return (self._db.one(query, *values) or (None,))[0]

    def _kept(self, name: str, read: Callable[[], T]) -> T:
        """What was read once, until the archive changes: counting 230,000 passages takes four milliseconds."""
        generation, kept = self._facts
        if generation != self.generation or len(kept) >= MOST_KEPT:
            generation, kept = self._facts = self.generation, {}
        if name not in kept:
            kept[name] = read()
        value: T = kept[name]
        return value


def _slice(document: Document, start: int, end: int) -> Passage:
    return Passage(document_id=document.id, start=start, text=document.text[start:end])
