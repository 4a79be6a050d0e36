"""Full text indexes in a file of this machine, for an archive that is in a database elsewhere.

The database logs which documents' words changed; whoever asks takes in what was logged since. The file may be deleted
at any time. BM25 figures are those of an archive in a folder: the same FTS5, tokens and texts.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.database import Database
from index.errors import ArchiveDamaged
from index.locking import alone
from index.schema import PASSAGES_PER_DOCUMENT, TABLES, Table
from index.words import MUCH, Texts, join

if TYPE_CHECKING:
    from index.places import Store

FILE = "words.sqlite"

AT_ONCE = 200
"""Documents taken in by one transaction."""

PATIENCE = 3_600.0
"""Seconds to wait for another program of this machine that takes in what is new."""

_TOKENS = "tokenize = 'porter unicode61 remove_diacritics 2'"
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS documents (row INTEGER PRIMARY KEY, published TEXT, source TEXT, host TEXT, language TEXT);
CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY, token TEXT NOT NULL, number INTEGER NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS passages_fts USING fts5 (title, text, {_TOKENS});
CREATE VIRTUAL TABLE IF NOT EXISTS documents_fts USING fts5 (title, text, {_TOKENS})"""

_NEW = "SELECT number, document FROM worded WHERE number > ? ORDER BY number LIMIT ?"
_DOCUMENTS = "SELECT row, published, source, host, language, title, text FROM documents WHERE row IN ({})"
_PASSAGES = 'SELECT row, document, start, "end" FROM passages WHERE document IN ({}) ORDER BY row'


class FollowingWords:
    """Writes a line of the log for each change, and reads the log when asked."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._file = folder / FILE
        self._opened: Database | None = None
        self._taking = threading.Lock()

    def current(self) -> Database:
        """With all that the log holds; made anew where the file is damaged or of another archive."""
        with self._taking:
            try:
                return self._followed()
            except ArchiveDamaged:
                self._discard()
                return self._followed()

    def put_article(self, row: int) -> None:
        """By the log."""
        self._log(row)

    def drop_article(self, row: int) -> None:
        """By the log."""
        self._log(row)

    def put_passages(self, title: str, texts: Texts) -> None:  # noqa: ARG002 -- both are in the database
        """By the log."""
        if texts:
            self._log(texts[0][0] // PASSAGES_PER_DOCUMENT)

    def drop_passages(self, title: str, texts: Texts) -> None:
        """By the log."""
        self.put_passages(title, texts)

    def put_facts(self, id_: str) -> None:
        """By the log: filters look at them in the file."""
        self._store.write("INSERT INTO worded (document) SELECT row FROM documents WHERE id = ?", id_)

    def differ(self) -> list[Table]:
        """Those without a row for each article or passage."""
        held = self.current()
        counts = {"passages_fts": "passages", "documents_fts": "documents"}
        return [
            table
            for table in TABLES
            if held.one(f"SELECT count(*) FROM {table}") != self._store.one(f"SELECT count(*) FROM {counts[table]}")
        ]

    def mend(self, table: Table) -> None:  # noqa: ARG002 -- they are in one file
        """Both, from the texts."""
        self._discard()

    def join(self) -> None:
        """Done where it is taken in."""

    def close(self) -> None:
        """The threads must be done."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _log(self, row: int) -> None:
        self._store.write("INSERT INTO worded (document) VALUES (?)", row)

    def _followed(self) -> Database:
        held = self._opened = self._opened or self._made()
        if _state(held)[0] != self._token():
            with alone(self._file, seconds=PATIENCE):
                self._take_in(held)
        return held

    def _made(self) -> Database:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        database = Database(self._file)
        with database.transaction():
            for statement in _SCHEMA.split(";\n"):
                database.write(statement)
        return database

    def _discard(self) -> None:
        self.close()
        for file in self._file.parent.glob(f"{FILE}*"):
            file.unlink(missing_ok=True)

    def _token(self) -> str:
        row = self._store.one("SELECT token FROM changes ORDER BY generation DESC LIMIT 1")
        return row[0] if row else ""

    def _take_in(self, held: Database) -> None:
        with self._store.snapshot():
            token = self._token()
            if not self._store.one("SELECT 1 FROM changes WHERE token = ?", _state(held)[0]):  # of another archive
                _clear(held)
            before = _count(held)
            while new := list(self._store.rows(_NEW, _state(held)[1], AT_ONCE)):
                with held.transaction():
                    self._renew(held, sorted({document for _, document in new}))
                    _set_state(held, token, new[-1][0])
            with held.transaction():
                _set_state(held, token, _state(held)[1])
            if _count(held) - before > MUCH * before:
                join(held)

    def _renew(self, held: Database, rows: Sequence[int]) -> None:
        marks = ", ".join("?" * len(rows))
        for row in rows:
            first = row * PASSAGES_PER_DOCUMENT
            held.write("DELETE FROM passages_fts WHERE rowid >= ? AND rowid < ?", first, first + PASSAGES_PER_DOCUMENT)
            held.write("DELETE FROM documents_fts WHERE rowid = ?", row)
            held.write("DELETE FROM documents WHERE row = ?", row)
        texts: dict[int, tuple[str, str]] = {}
        for row, *facts, title, text in self._store.rows(_DOCUMENTS.format(marks), *rows):
            texts[row] = (title, text)
            held.write("INSERT INTO documents VALUES (?, ?, ?, ?, ?)", row, *facts)
            held.write("INSERT INTO documents_fts (rowid, title, text) VALUES (?, ?, ?)", row, title, text)
        spans = self._store.rows(_PASSAGES.format(marks), *rows)
        held.write_all(
            "INSERT INTO passages_fts (rowid, title, text) VALUES (?, ?, ?)",
            ((row, texts[of][0], texts[of][1][start:end]) for row, of, start, end in spans),
        )


def _count(held: Database) -> int:
    """Articles."""
    (count,) = held.one("SELECT count(*) FROM documents") or (0,)
    return int(count)


def _state(held: Database) -> tuple[str, int]:
    """(token of the archive's state that it was made from, the last number of the log that it holds)"""
    row = held.one("SELECT token, number FROM state")
    return (row[0], row[1]) if row else ("", 0)


def _set_state(held: Database, token: str, number: int) -> None:
    held.write("INSERT OR REPLACE INTO state VALUES (1, ?, ?)", token, number)


def _clear(held: Database) -> None:
    with held.transaction():
        for table in (*TABLES, "documents", "state"):
            held.write(f"DELETE FROM {table}")
