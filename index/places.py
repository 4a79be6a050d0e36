"""Where an archive is kept: in a folder, which is the default, or wherever else these two protocols are met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.database import Database, Row
from index.disks import network_disk, no_archive
from index.errors import ArchiveMissing, ArchiveNotWritable
from index.locking import writing
from index.migrating import bring_up_to_date, migrate
from index.schema import SCHEMA, WORDS
from index.words import Words, WordsInside

FILE = "archive.sqlite"


class Store(Protocol):
    """Holds the tables of `index.schema` and takes the SQL that SQLite and PostgreSQL have in common.

    Threads read at the same time; a commit is on the disk when it returns.
    """

    def one(self, query: str, *values: object) -> Row | None:
        """The first row, or None."""

    def rows(self, query: str, *values: object) -> Iterator[Row]:
        """Row by row, however many there are."""

    def write(self, statement: str, *values: object) -> None:
        """Run one statement, within `transaction`."""

    def write_all(self, statement: str, rows: Iterable[Row]) -> None:
        """Run one statement for each row of values."""

    def transaction(self) -> AbstractContextManager[None]:
        """All of it or nothing, also when the program is killed or interrupted inside."""

    def snapshot(self) -> AbstractContextManager[None]:
        """What this thread reads inside is of one state, whatever other programs write meanwhile."""

    def damage(self) -> list[str]:
        """What is wrong with it, in a few words each; empty when all is well."""

    def close(self) -> None:
        """The threads must be done."""


class Place(Protocol):
    """Where one archive is kept; as a string, how a person calls it."""

    @property
    def folder(self) -> Path:
        """On this machine, for what is derived."""

    def exists(self) -> bool:
        """Whether an archive is there."""

    def open(self) -> Store:
        """For reading, in this program's format.

        Raises:
            ArchiveMissing: there is none.
        """

    def writing(self, *, create: bool) -> AbstractContextManager[Store]:
        """Hold it for changing; only one program can.

        Raises:
            ArchiveMissing: there is none, and `create` is False.
            ArchiveNotWritable: that place takes no archive.
            ArchiveInUse: another program writes to it.
        """

    def words(self, store: Store) -> Words:
        """The full text indexes over the texts of an open one."""

    def size(self) -> int:
        """Bytes on disks, of what is derived too."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One SQLite file, which holds the full text indexes too."""

    folder: Path

    def __str__(self) -> str:
        return str(self.folder)

    @property
    def file(self) -> Path:
        """The truth."""
        return self.folder / FILE

    def exists(self) -> bool:
        """Whether the file is there."""
        return self.file.exists()

    def open(self) -> Database:
        """One of an earlier format is brought up to date first, unless another program writes to it (ArchiveInUse).

        Raises:
            ArchiveNotWritable: the folder may not be looked into.
        """
        try:
            there = self.exists()
        except OSError as error:
            raise no_archive(self.folder, error) from error
        if not there:
            raise ArchiveMissing(self.folder)
        database = Database(self.file)
        if database.is_empty():  # made this moment, or a program died making it
            database.close()
            raise ArchiveMissing(self.folder)
        bring_up_to_date(database, self.file)
        return database

    @contextmanager
    def writing(self, *, create: bool) -> Iterator[Database]:
        """By a lock of the operating system, which a network disk may not keep.

        Raises:
            ArchiveNotWritable: also on a network disk.
            ArchiveFull: not even the lock has room.
        """
        if kind := network_disk(self.folder):
            raise ArchiveNotWritable(self.folder, found=f"a network disk ({kind}), on which a crash could damage it")
        with ExitStack() as held:
            try:
                if create:
                    self.folder.mkdir(parents=True, exist_ok=True)
                elif not self.exists():
                    raise ArchiveMissing(self.folder)
                held.enter_context(writing(self.folder))
            except OSError as error:
                raise no_archive(self.folder, error) from error
            with closing(Database(self.file)) as database:
                self._make_ready(database, create=create)
                yield database

    def words(self, store: Store) -> WordsInside:
        """In the same file, changed in the same transactions."""
        assert isinstance(store, Database)
        return WordsInside(store)

    def size(self) -> int:
        """Of all files in the folder."""
        return size_of(self.folder)

    def _make_ready(self, database: Database, *, create: bool) -> None:
        if not database.is_empty():
            migrate(database, self.file)
        elif create:
            with database.transaction():
                for statement in (SCHEMA + WORDS).split(";\n"):
                    database.write(statement)
        else:
            raise ArchiveMissing(self.folder)


def size_of(folder: Path) -> int:
    """Bytes of all files in it."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def placed(where: Path | Place) -> Place:
    """A folder's path stands for the archive in it."""
    return Folder(where) if isinstance(where, Path) else where
