"""The full text indexes over an archive's texts: who asks them, and what keeps them equal to the texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from index.database import Database
from index.errors import ArchiveDamaged, ArchiveFull
from index.filters import Filters
from index.schema import PASSAGES_PER_DOCUMENT, TABLES, Table

_ARTICLE = "SELECT row, title, text FROM documents WHERE row = ?"
_ARTICLE_GONE = _ARTICLE.replace("SELECT", "SELECT 'delete',")
"""A full text index without texts of its own is told what to forget."""

_PASSAGE = "INSERT INTO passages_fts (rowid, title, text) VALUES (?, ?, ?)"
_PASSAGE_GONE = "INSERT INTO passages_fts (passages_fts, rowid, title, text) VALUES ('delete', ?, ?, ?)"
"""With the texts: the view would read the whole article for each passage, which takes a minute for five megabytes."""

Texts = Sequence[tuple[int, str]]
"""(row of a passage, its text)"""

MUCH = 0.1
"""Articles that came, as a share of those before, from which joining is worth reading and writing all words again."""


def matches(
    database: Database, table: Table, query: str, *, limit: int, filters: Filters, title_weight: float,
    among: Sequence[int] | None,
) -> list[tuple[int, float]]:  # fmt: skip
    """(row, BM25 score) of the best matches; higher is better, ties by row.

    Args:
        database: That holds the table.
        table: Of articles or of passages.
        query: In the syntax of FTS5.
        limit: Of matches.
        filters: Articles that pass.
        title_weight: Of a word in the title against one in the text.
        among: Rows of articles that may match, or whose passages may; None for all.
    """
    condition, values = filters.condition()
    row = f"rowid / {PASSAGES_PER_DOCUMENT}" if table == "passages_fts" else "+rowid"  # + : not asked row by row
    within = f"AND {row} IN (SELECT row FROM documents WHERE {condition})" if filters else ""
    if among is not None:
        within += f" AND {row} IN (SELECT value FROM json_each(?))"
        values = [*values, json.dumps(among)]
    score = f"bm25({table}, {title_weight}, 1.0)"
    sql = f"SELECT rowid, {score} AS score FROM {table} WHERE {table} MATCH ? {within} ORDER BY score, rowid LIMIT ?"
    return [(found, -value) for found, value in database.rows(sql, query, *values, limit)]  # the least is the best


def join(database: Database) -> None:
    """Of each index make one part, since a question looks for its words in every part; where there is no room for it,
    they stay as they are, and as right."""
    with suppress(ArchiveFull), database.transaction():
        for table in TABLES:
            database.write(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


class Words(Protocol):
    """Told of each change, within the transaction that makes it."""

    def current(self) -> Database:
        """In which `schema.TABLES` equal the texts, beside the columns of `documents` that filters look at."""

    def put_article(self, row: int) -> None:
        """A document is in the tables."""

    def drop_article(self, row: int) -> None:
        """It is about to go."""

    def put_passages(self, title: str, texts: Texts) -> None:
        """Passages of a document are in the tables."""

    def drop_passages(self, title: str, texts: Texts) -> None:
        """They are about to go."""

    def put_facts(self, id_: str) -> None:
        """What is known of a document may have changed."""

    def differ(self) -> list[Table]:
        """Those that do not equal the texts."""

    def mend(self, table: Table) -> None:
        """Make one anew from the texts, within a transaction."""

    def join(self) -> None:
        """After much was put: make one of the parts that they were written in."""

    def close(self) -> None:
        """They are not asked any more."""


class WordsInside:
    """In the file that holds the texts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def current(self) -> Database:
        """The file itself."""
        return self._db

    def put_article(self, row: int) -> None:
        """From the texts."""
        self._db.write(f"INSERT INTO documents_fts (rowid, title, text) {_ARTICLE}", row)

    def drop_article(self, row: int) -> None:
        """By the texts."""
        self._db.write(f"INSERT INTO documents_fts (documents_fts, rowid, title, text) {_ARTICLE_GONE}", row)

    def put_passages(self, title: str, texts: Texts) -> None:
        """As given."""
        self._db.write_all(_PASSAGE, ((passage, title, text) for passage, text in texts))

    def drop_passages(self, title: str, texts: Texts) -> None:
        """As given."""
        self._db.write_all(_PASSAGE_GONE, ((passage, title, text) for passage, text in texts))

    def put_facts(self, id_: str) -> None:
        """Filters read the documents themselves."""

    def differ(self) -> list[Table]:
        """By FTS5's own check against the texts."""
        return [table for table in TABLES if not self._is_sound(table)]

    def mend(self, table: Table) -> None:
        """By FTS5 itself."""
        self._db.write(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")

    def join(self) -> None:
        """As `join`."""
        join(self._db)

    def close(self) -> None:
        """With the file."""

    def _is_sound(self, table: Table) -> bool:
        try:
            with self._db.transaction():
                self._db.write(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
        except ArchiveDamaged:
            return False
        return True
