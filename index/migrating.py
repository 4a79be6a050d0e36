"""An archive of an earlier newscheck into the format of this one: all of it in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from index.database import Database
from index.errors import ArchiveDamaged, ArchiveNotWritable, ArchiveTooNew
from index.locking import writing
from index.schema import VERSION

Steps = Mapping[int, Sequence[str]]

STEPS: Steps = {
    1: (
        "ALTER TABLE documents ADD COLUMN pages TEXT",
        "CREATE INDEX origins_origin ON origins (origin)",
        "CREATE TABLE watched (place TEXT, item TEXT, stamp TEXT NOT NULL, tries INTEGER NOT NULL,"
        " PRIMARY KEY (place, item)) WITHOUT ROWID",
    ),
}
"""By format, the statements that make the next one of it. What was released is never changed here. To change the
tables: add the step, raise `schema.VERSION`, and run `python -m tests.fixtures.making`."""


def version_of(database: Database, file: Path) -> int:
    """The number of the format.

    Raises:
        ArchiveDamaged: there is none.
    """
    row = database.one("SELECT value FROM meta WHERE key = 'version'")
    if row is None or not str(row[0]).isdecimal():
        raise ArchiveDamaged(file, found=f"its format is {row[0] if row else None!r}, which is no number")
    return int(row[0])


def is_older(database: Database, file: Path, *, version: str = VERSION) -> bool:
    """Whether it must be migrated before it can be read.

    Raises:
        ArchiveTooNew: this program is the older one.
    """
    found = version_of(database, file)
    if found > int(version):
        raise ArchiveTooNew(file.parent, found=str(found), known=version)
    return found < int(version)


def bring_up_to_date(database: Database, file: Path) -> None:
    """Migrate an archive that was opened only to be read.

    Raises:
        ArchiveInUse: another program writes to it, in its own format.
        ArchiveNotWritable: it lies where nothing can be written.
        ArchiveDamaged: as `migrate`; and ArchiveTooNew.
    """
    if is_older(database, file):
        try:
            with writing(file.parent):
                migrate(database, file)
        except OSError as error:
            found = f"its format is an older one, and {(error.strerror or str(error)).lower()}"
            raise ArchiveNotWritable(file.parent, found=found) from error


def migrate(database: Database, file: Path, *, version: str = VERSION, steps: Steps = STEPS) -> None:
    """Bring the tables up to date; whoever calls holds the archive for writing.

    Raises:
        ArchiveDamaged: no step leads from its format.
        ArchiveTooNew: this program is the older one.
    """
    if not is_older(database, file, version=version):
        return
    with database.transaction():
        for number in range(version_of(database, file), int(version)):
            if number not in steps:
                raise ArchiveDamaged(file, found=f"its format is {number}, from which no step leads on")
            for statement in steps[number]:
                database.write(statement)
        database.write("UPDATE meta SET value = ? WHERE key = 'version'", version)
