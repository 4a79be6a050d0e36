"""The one door to psycopg: PostgreSQL takes the SQL that is written for SQLite, and its errors become ours."""

from __future__ import annotations

import os
import platform
import re
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

from index.database import Row
from index.errors import (
    ArchiveDamaged,
    ArchiveFull,
    ArchiveInUse,
    ArchiveNotWritable,
    DatabaseAway,
    NewscheckError,
    SettingsError,
)

if TYPE_CHECKING:
    from psycopg import Connection, Error

SPACE = "newscheck"
"""The schema that holds the tables, so that they meet no others of the same name."""

LOCK = 0x6E657773
"""Of an advisory lock, which goes with its connection; one archive is in a database."""

ATTEMPTS = 25
"""To take the lock: half a second, in which the server notices that the program which held it was killed."""

AT_ONCE = 500
"""Rows fetched together."""

_KEPT_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds and times: a machine that died is noticed within a minute, and lets go of what it held."""

_TYPES = {
    "INTEGER PRIMARY KEY AUTOINCREMENT": "BIGSERIAL PRIMARY KEY",
    "INTEGER PRIMARY KEY": "BIGSERIAL PRIMARY KEY",
    "INTEGER": "BIGINT",
    "BLOB": "BYTEA",
    "TEXT": 'TEXT COLLATE "C"',
    " WITHOUT ROWID": "",
}
"""Texts compare by bytes, and lower() knows A to Z, as in SQLite."""


class Postgres:
    """One database. Each thread has a connection of its own, made anew when it was lost, unless it holds the lock."""

    def __init__(self, address: str, *, shown: object) -> None:
        self._address = address
        self._shown = shown
        self._own = threading.local()
        self._opened: list[Connection] = []
        self._holding: Connection | None = None
        self._names = count()
        self._connect()

    @property
    def _db(self) -> Connection:
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None or (connection.closed and connection is not self._holding):
            connection = self._connect()
        return connection

    def _connect(self) -> Connection:
        psycopg = _psycopg()
        name = f"newscheck process {os.getpid()} on {platform.node()}"[:63]
        with self.translated():
            connection: Connection = psycopg.connect(
                self._address,
                autocommit=True,
                cursor_factory=psycopg.RawCursor,
                application_name=name,
                client_encoding="utf8",
                connect_timeout=10,
                **_KEPT_ALIVE,
            )
            self._opened.append(connection)
            connection.execute(f"SET search_path = {SPACE}")
            durable = "SELECT set_config('synchronous_commit', 'on', false)"
            connection.execute(f"{durable} WHERE current_setting('synchronous_commit') = 'off'")
            for name, seconds in _KEPT_ALIVE.items():
                connection.execute(f"SET tcp_{name} = {seconds}")
        self._own.connection = connection
        return connection

    def close(self) -> None:
        """Lets go of the lock too, at once."""
        self._let_go()
        for connection in self._opened:
            connection.close()

    def one(self, query: str, *values: object) -> Row | None:
        """The first row, or None."""
        with self.translated():
            return self._db.execute(translated(query), _plain(values)).fetchone()

    def rows(self, query: str, *values: object) -> Iterator[Row]:
        """By a cursor of the server, so that as many as there are can be gone through."""
        with self.translated():
            name = f"rows_{next(self._names)}"
            with _psycopg().RawServerCursor(self._db, name, withhold=True) as cursor:
                cursor.itersize = AT_ONCE
                cursor.execute(translated(query), _plain(values))
                yield from cursor

    def write(self, statement: str, *values: object) -> None:
        """Run one statement. Call it within `transaction`."""
        self._db.execute(translated(statement), _plain(values))

    def write_all(self, statement: str, rows: Iterable[Row]) -> None:
        """Run one statement for each row of values, without waiting for each."""
        self._db.cursor().executemany(translated(statement), map(_plain, rows))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; after the commit it is in the server's log on the disk."""
        with self.translated(), self._db.transaction():
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What this thread reads inside is of one state."""
        with self.translated(), self._db.transaction():
            self._db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the database for writing, in this thread; the server lets go when the connection ends, however it ends.

        Raises:
            ArchiveInUse: another program holds it; the message says which.
        """
        for left in range(ATTEMPTS - 1, -1, -1):
            if self._value("SELECT pg_try_advisory_lock(?)", LOCK):
                break
            if not left:
                raise ArchiveInUse(self._shown, holder=self._holder())
            time.sleep(0.02)
        self._holding = self._db
        try:
            yield
        finally:
            self._let_go()

    def has_tables(self) -> bool:
        """Whether an archive was made in it."""
        return bool(self._value("SELECT to_regclass(?) IS NOT NULL", f"{SPACE}.meta"))

    def damage(self) -> list[str]:
        """Settings of the server by which a crash loses what was reported as stored."""
        unsafe = (
            "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY 1"
        )
        return [f"the server's setting {name} is off: a crash may damage it" for (name,) in self.rows(unsafe)]

    def size(self) -> int:
        """Bytes."""
        return int(self._value("SELECT pg_database_size(current_database())"))

    def encoding(self) -> str:
        """Of all texts in it."""
        return str(self._value("SELECT current_setting('server_encoding')"))

    @contextmanager
    def translated(self) -> Iterator[None]:
        """PostgreSQL's errors as ours."""
        psycopg = _psycopg()
        try:
            yield
        except psycopg.Error as error:
            raise self._as_ours(error) from error

    def _value(self, query: str, *values: object) -> Any:  # noqa: ANN401 -- as many kinds as columns
        row = self.one(query, *values)
        assert row is not None
        return row[0]

    def _let_go(self) -> None:
        if self._holding:
            with suppress(NewscheckError):
                self.one("SELECT pg_advisory_unlock(?)", LOCK)
            self._holding = None

    def _holder(self) -> str:
        holding = """
            SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE locktype = 'advisory' AND granted AND objid = ? AND pg_locks.database =
                (SELECT oid FROM pg_database WHERE datname = current_database())"""
        row = self.one(holding, LOCK)
        return row[0].removeprefix("newscheck ") if row and row[0] else "another program"

    def _as_ours(self, error: Error) -> NewscheckError:
        from psycopg import errors

        found = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        if isinstance(error, errors.DiskFull | errors.OutOfMemory):
            return ArchiveFull(self._shown, found=found)
        if isinstance(error, errors.InsufficientPrivilege | errors.ReadOnlySqlTransaction):
            return ArchiveNotWritable(self._shown, found=found)
        if isinstance(error, errors.OperationalError | errors.InterfaceError):
            return DatabaseAway(self._shown, found=found)
        return ArchiveDamaged(self._shown, found=found)


@lru_cache(maxsize=1_000)
def translated(statement: str) -> str:
    """SQLite's words for what both can do, as PostgreSQL's.

    >>> translated("SELECT 1 FROM documents WHERE instr(lower(host), lower(?)) > 0 OR id = ?")
    'SELECT 1 FROM documents WHERE strpos(lower(host), lower($1 COLLATE "C")) > 0 OR id = $2'
    >>> translated("CREATE TABLE origins (key TEXT PRIMARY KEY, row INTEGER) WITHOUT ROWID")
    'CREATE TABLE origins (key TEXT COLLATE "C" PRIMARY KEY, row BIGINT)'
    """
    if statement.lstrip().startswith(("CREATE", "ALTER")):
        return re.sub("|".join(_TYPES), lambda found: _TYPES[found[0]], statement)
    numbers = count(1)
    numbered = re.sub(r"\?(\d*)", lambda found: f"${found[1] or next(numbers)}", statement)
    return re.sub(r"lower\((\$\d+)\)", r'lower(\1 COLLATE "C")', numbered).replace("instr(", "strpos(")


def _plain(values: Iterable[object]) -> list[object]:
    """PostgreSQL's texts hold no NUL."""
    return [value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value for value in values]


def _psycopg() -> Any:  # noqa: ANN401 -- the module, when first needed
    try:
        import psycopg
    except ImportError:
        raise SettingsError(
            "An archive in PostgreSQL needs psycopg.",
            hint="Install it: pip install 'newscheck[postgres]'; or unset NEWSCHECK_DATABASE.",
        ) from None
    return psycopg
