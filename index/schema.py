"""The tables of an archive, and records to columns and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors
from index.records import Document

Rows = NDArray[np.int64]

Stored = NDArray[np.float16]
"""(n, d) vectors as they are kept."""

VERSION = "2"
"""Of this file's tables; kept in the archive."""

PASSAGES_PER_DOCUMENT = 1 << 20
"""A passage's row is its document's row times this plus its place: rows of both convert by division."""

Table = Literal["passages_fts", "documents_fts"]
TABLES: tuple[Table, ...] = get_args(Table)
"""The full text indexes."""

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('version', '{VERSION}') ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS changes (generation INTEGER PRIMARY KEY, token TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, published TEXT, source TEXT, author TEXT, language TEXT,
    url TEXT, host TEXT, origin TEXT NOT NULL, sha256 TEXT NOT NULL,
    left_out TEXT NOT NULL, warnings TEXT NOT NULL, text TEXT NOT NULL, pages TEXT);
CREATE INDEX IF NOT EXISTS documents_published ON documents (published);
CREATE TABLE IF NOT EXISTS origins (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, document_id TEXT NOT NULL, origin TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS origins_document ON origins (document_id);
CREATE INDEX IF NOT EXISTS origins_origin ON origins (origin);
CREATE TABLE IF NOT EXISTS passages (
    row INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (row),
    start INTEGER NOT NULL, "end" INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS passages_document ON passages (document);
CREATE TABLE IF NOT EXISTS watched (
    place TEXT, item TEXT, stamp TEXT NOT NULL, tries INTEGER NOT NULL, PRIMARY KEY (place, item)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vectors (document INTEGER PRIMARY KEY, data BLOB NOT NULL);
"""
"""What is stored of articles."""

WORDS = """
CREATE VIEW IF NOT EXISTS passage_texts AS
    SELECT p.row AS rowid, p.document, d.title, substr(d.text, p.start + 1, p."end" - p.start) AS text
    FROM passages p JOIN documents d ON d.row = p.document;
CREATE VIRTUAL TABLE IF NOT EXISTS passages_fts USING fts5 (title, text,
    content = 'passage_texts', content_rowid = 'rowid', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS documents_fts USING fts5 (title, text,
    content = 'documents', content_rowid = 'row', tokenize = 'porter unicode61 remove_diacritics 2')
"""
"""The full text indexes over it, where they are in the same file."""

COLUMNS = (
    "id", "title", "published", "source", "author", "language", "url",
    "host", "origin", "sha256", "left_out", "warnings", "text", "pages",
)  # fmt: skip


_FILE = "substr(origin, length(rtrim(origin, replace(origin, '/', ''))) + 1)"
"""The last segment of a path or URL: a folder's name is the name of no article."""

_READ_FROM = "id IN (SELECT document_id FROM origins WHERE {})"
"""Of all places that a text was read from; `documents.origin` is the first, which may hold another text by now."""

NAMES = (
    "id = ?1",
    "url = ?1",
    "length(?1) >= 4 AND substr(id, 1, length(?1)) = lower(?1)",
    "lower(title) = lower(?1)",
    _READ_FROM.format("origin = ?1 OR substr(origin, length(origin) - length(?1), length(?1) + 1) = '/' || ?1"),
    _READ_FROM.format(f"length(?1) >= 4 AND instr({_FILE}, ?1) > 0"),
)
"""What a name given by a person may be, the most exact reading first."""


SELECTED = ", ".join(f"documents.{name}" for name in COLUMNS)
"""For SELECT, the columns of a document."""


def to_columns(document: Document) -> dict[str, str | None]:
    """One value per column."""
    return {
        "id": document.id,
        "title": document.title,
        "published": document.published.isoformat() if document.published else None,
        "source": document.source,
        "author": document.author,
        "language": document.language,
        "url": document.url,
        "host": urlsplit(document.url).hostname if document.url else None,
        "origin": document.origin,
        "sha256": document.sha256,
        "left_out": json.dumps(document.left_out, ensure_ascii=False),
        "warnings": json.dumps(document.warnings, ensure_ascii=False),
        "text": document.text,
        "pages": json.dumps(document.pages) if document.pages else None,
    }


def to_document(row: Sequence[Any]) -> Document:
    """From the columns in their order."""
    value = dict(zip(COLUMNS, row, strict=True))
    return Document(
        title=value["title"],
        text=value["text"],
        published=date.fromisoformat(value["published"]) if value["published"] else None,
        source=value["source"],
        author=value["author"],
        language=value["language"],
        url=value["url"],
        origin=value["origin"],
        left_out=tuple(json.loads(value["left_out"])),
        pages=tuple(json.loads(value["pages"] or "[]")),
        warnings=tuple(json.loads(value["warnings"])),
    )


def to_blob(vectors: Vectors) -> bytes:
    """(n, d) as float16, row by row: half the room, and a cosine moves by less than 0.0005."""
    return vectors.astype("<f2").tobytes()


def from_blobs(blobs: Sequence[tuple[int, bytes]], dimension: int) -> tuple[Rows, Stored]:
    """(document's row, its blob) of several: rows of passages (n,), vectors (n, d)."""
    counts = np.array([len(data) // (2 * dimension) for _, data in blobs])
    firsts = np.array([document * PASSAGES_PER_DOCUMENT for document, _ in blobs], np.int64)
    places = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    vectors = np.frombuffer(b"".join(data for _, data in blobs), "<f2").reshape(-1, dimension)
    return np.repeat(firsts, counts) + places, vectors.astype(np.float16, copy=False)
