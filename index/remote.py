"""An archive in a PostgreSQL database; on this machine stays what is derived from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import ArchiveMissing, ArchiveNotWritable, ArchiveTooNew
from index.places import Store, size_of
from index.postgres import SPACE, Postgres
from index.schema import SCHEMA, VERSION
from index.words import Words

LOG = """
CREATE TABLE IF NOT EXISTS worded (number INTEGER PRIMARY KEY, document INTEGER NOT NULL)"""
"""Documents whose words changed, in the order of the changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """One database, which many machines may read and one program writes."""

    address: str
    """postgresql://USER@HOST/NAME, and whatever else libpq takes in a URL."""
    folder: Path

    def __str__(self) -> str:
        without = re.sub(r"(?<=://)([^/@]*):[^/@]*@", r"\1@", self.address)
        return re.sub(r"(?<=[?&])(password=)[^&]*", r"\1...", without)

    def exists(self) -> bool:
        """Whether the database has the tables."""
        store = self._connected()
        try:
            return store.has_tables()
        finally:
            store.close()

    def open(self) -> Postgres:
        """For reading."""
        store = self._connected()
        try:
            if not store.has_tables():
                raise ArchiveMissing(self)
            self._must_be_known(store)
        except BaseException:
            store.close()
            raise
        return store

    @contextmanager
    def writing(self, *, create: bool) -> Iterator[Postgres]:
        """By a lock of the server."""
        store = self._connected()
        try:
            with store.held():
                if not store.has_tables() and not create:
                    raise ArchiveMissing(self)
                self._make_ready(store)
                yield store
        finally:
            store.close()

    def words(self, store: Store) -> Words:
        """In a file of this machine, which follows the database."""
        from index.following import FollowingWords

        return FollowingWords(store, self.folder)

    def size(self) -> int:
        """Of the database, and of what is on this machine."""
        store = self._connected()
        try:
            return store.size() + size_of(self.folder)
        finally:
            store.close()

    def _connected(self) -> Postgres:
        return Postgres(self.address, shown=self)

    def _make_ready(self, store: Postgres) -> None:
        if store.has_tables():
            self._must_be_known(store)
            return
        if (encoding := store.encoding()) != "UTF8":
            found = f"its encoding is {encoding}; make one by createdb --encoding UTF8 --template template0"
            raise ArchiveNotWritable(self, found=found)
        with store.transaction():
            store.write(f"CREATE SCHEMA IF NOT EXISTS {SPACE}")
            for statement in (SCHEMA + LOG).split(";\n"):
                store.write(statement)

    def _must_be_known(self, store: Postgres) -> None:
        row = store.one("SELECT value FROM meta WHERE key = 'version'")
        if row is None or row[0] != VERSION:  # there is no earlier one yet
            raise ArchiveTooNew(self, found=str(row and row[0]), known=VERSION)
