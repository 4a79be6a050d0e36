"""The one door to sqlite3: a connection, transactions, and errors that say what to do."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from index.errors import ArchiveDamaged, ArchiveFull, ArchiveInUse, ArchiveNotWritable, NewscheckError

MEMORY_STATUS = 9
"""SQLITE_CONFIG_MEMSTATUS of sqlite3.h."""


def _do_not_count_memory() -> None:
    """SQLite counts the memory that it holds under one lock for all threads, unless it is told before it starts: with
    it, two threads that ask take as long as one that asks both. Where another module has started it, it counts on."""
    found = find_spec("_sqlite3")
    with suppress(OSError, AttributeError):  # built in, or not to be seen from outside
        configure = ctypes.CDLL(found.origin if found else None).sqlite3_config
        configure.argtypes = [ctypes.c_int]  # the others vary
        configure(MEMORY_STATUS, 0)


_do_not_count_memory()
import sqlite3  # noqa: E402 -- only now

Row = tuple[Any, ...]

_NO_ROOM = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk refuses to write",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
}


ATTEMPTS = 100
"""To open a file that other programs open in the same moment: two seconds."""


class Database:
    """One SQLite file in WAL mode; a commit is on the disk when it returns (synchronous = FULL).

    Each thread has a connection of its own, so that threads read at the same time.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._own = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._connect()

    @property
    def _db(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        return connection or self._connect()

    def _connect(self) -> sqlite3.Connection:
        with self.translated():
            connection = sqlite3.connect(self.file, timeout=5, isolation_level=None, check_same_thread=False)
            self._opened.append(connection)
            _log_ahead(connection)
            for pragma in ("synchronous = FULL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {pragma}")
        self._own.connection = connection
        return connection

    def close(self) -> None:
        """Folds the log into the file when no other program reads it; the threads must be done."""
        for connection in self._opened:
            connection.close()

    def is_empty(self) -> bool:
        """Whether it has no tables."""
        return self.one("SELECT 1 FROM sqlite_master") is None

    def damage(self) -> list[str]:
        """What is wrong with the file, in SQLite's words; reads all of it."""
        return [row[0] for row in self.rows("PRAGMA quick_check") if row[0] != "ok"]

    def one(self, query: str, *values: object) -> Row | None:
        """The first row, or None."""
        with self.translated():
            row: Row | None = self._db.execute(query, values).fetchone()
        return row

    def rows(self, query: str, *values: object) -> Iterator[Row]:
        """Row by row."""
        with self.translated():
            for row in self._db.execute(query, values):  # noqa: UP028 -- `yield from` closes the cursor too late
                yield row

    def write(self, statement: str, *values: object) -> None:
        """Run one statement. Call it within `transaction`."""
        self._db.execute(statement, values)

    def write_all(self, statement: str, rows: Iterable[Row]) -> None:
        """Run one statement for each row of values."""
        self._db.executemany(statement, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing, also when the program is killed or interrupted inside."""
        with self.translated():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What this thread reads inside is of one state, whatever other programs write meanwhile."""
        with self.translated():
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("ROLLBACK")

    @contextmanager
    def translated(self) -> Iterator[None]:
        """SQLite's errors as ours."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _as_ours(error, self.file) from error


def root_page(file: Path, table: str) -> int:
    """The number of the page with which a table of some other program's database begins. Changes nothing.

    Raises:
        OSError: it cannot be read, or has no such table.
    """
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as connection:
            named = "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?"
            (number,) = connection.execute(named, [table]).fetchone() or [0]
    except sqlite3.DatabaseError as error:
        raise OSError(f"{file}: {error}") from error
    if not number:
        raise OSError(f"{file}: it has no table {table}")
    return int(number)


def _log_ahead(connection: sqlite3.Connection) -> None:
    """WAL mode. Programs that open a new file at once lock each other out of it, which SQLite does not wait for."""
    for left in range(ATTEMPTS - 1, -1, -1):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or not left:
                raise
            time.sleep(0.02)


def _as_ours(error: sqlite3.DatabaseError, file: Path) -> NewscheckError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind, the rest is detail
    if code == sqlite3.SQLITE_READONLY:
        return ArchiveNotWritable(file.parent, found="it is read-only, and who only asks writes beside it too")
    if code in _NO_ROOM:
        return ArchiveFull(file, found=_NO_ROOM[code])
    if code == sqlite3.SQLITE_BUSY:
        return ArchiveInUse(file, holder="another program")
    return ArchiveDamaged(file, found=str(error))
