"""What was stored stays readable: by this newscheck and by every later one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from index.archive import Archive
from index.database import Database
from index.errors import ArchiveDamaged, ArchiveInUse, ArchiveNotWritable, ArchiveTooNew
from index.exported import Export
from index.locking import writing
from index.mending import look_at, mend
from index.migrating import STEPS, bring_up_to_date, migrate
from index.places import FILE
from index.restoring import restore
from index.schema import VERSION
from index.storing import open_writer
from rag.settings import Settings
from tests.fixtures import making
from tests.helpers import add, article

DAM = "The dam broke at dawn. The flood took the mill and the bridge."

RELEASED = sorted(making.HERE.glob("archive-*"))

STEP = {int(VERSION): ("ALTER TABLE documents ADD COLUMN mood TEXT", "UPDATE documents SET mood = 'calm'")}
NEXT = str(int(VERSION) + 1)


@pytest.fixture
def kept(settings: Settings, cache: Path) -> Settings:
    """An archive to be made, with the bundled embedder."""
    return settings.model_copy(update={"embedder": Settings().embedder, "cache": cache})


@pytest.fixture
def database(settings: Settings) -> Database:
    """An archive of one article, by its tables."""
    add(settings, [article(DAM, key="dam")])
    return Database(settings.archive / FILE)


def expected(folder: Path) -> object:
    return json.loads((folder / "answers.json").read_text())


@pytest.mark.parametrize("folder", RELEASED, ids=lambda folder: folder.name)
def test_an_archive_of_every_format_opens_and_answers_as_it_did(folder: Path, kept: Settings) -> None:
    kept.archive.mkdir()
    shutil.copy(folder / FILE, kept.archive)

    assert making.told_by(kept) == expected(folder)
    with open_writer(kept.archive) as writer:
        states = {finding.state for finding in (*look_at(writer, kept), *mend(writer, kept, dry_run=True))}
    assert states == {"sound"}
    assert add(kept, [article(DAM, key="dam")]) == ["added"]


@pytest.mark.parametrize("folder", RELEASED, ids=lambda folder: folder.name)
def test_an_export_of_every_format_comes_back_and_answers_as_it_did(folder: Path, kept: Settings) -> None:
    assert len(list(restore(Export(folder / "export.jsonl.gz"), kept))) == len(making.ARTICLES)
    assert making.told_by(kept) == expected(folder)


def test_there_is_one_of_this_format() -> None:
    assert making.HERE / f"archive-{VERSION}" in RELEASED
    assert set(STEPS) == set(range(1, int(VERSION)))


def test_an_older_archive_is_brought_up_to_date(database: Database) -> None:
    migrate(database, database.file, version=NEXT, steps=STEP)

    assert database.one("SELECT mood FROM documents") == ("calm",)
    assert database.one("SELECT value FROM meta WHERE key = 'version'") == (NEXT,)
    migrate(database, database.file, version=NEXT, steps=STEP)  # the column cannot be added twice


def test_one_that_fails_on_the_way_is_as_it_was(database: Database) -> None:
    before = list(database.rows("SELECT sql FROM sqlite_master"))

    with pytest.raises(ArchiveDamaged):
        migrate(database, database.file, version=NEXT, steps={int(VERSION): (*STEP[int(VERSION)], "NO SUCH WORD")})

    assert list(database.rows("SELECT sql FROM sqlite_master")) == before
    assert database.one("SELECT value FROM meta WHERE key = 'version'") == (VERSION,)


def test_a_newer_archive_is_refused_with_what_to_do_and_not_touched(settings: Settings, database: Database) -> None:
    database.write("UPDATE meta SET value = '99' WHERE key = 'version'")
    for opening in (lambda: Archive(settings.archive), lambda: add(settings, [article("Another one, of the mill.")])):
        with pytest.raises(ArchiveTooNew, match="format 99; this one reads up to") as refused:
            opening()
        assert "pip install --upgrade" in str(refused.value.hint)
    assert database.one("SELECT count(*) FROM documents") == (1,)


@pytest.mark.parametrize("format_", ["0", "one", "-1"])
def test_a_format_that_never_was_is_damage(settings: Settings, database: Database, format_: str) -> None:
    database.write("UPDATE meta SET value = ? WHERE key = 'version'", format_)
    with pytest.raises(ArchiveDamaged, match="its format is"):
        Archive(settings.archive)


def test_it_waits_for_a_program_that_writes_in_the_older_format(settings: Settings, database: Database) -> None:
    database.write("UPDATE meta SET value = '0' WHERE key = 'version'")
    with writing(settings.archive), pytest.raises(ArchiveInUse):
        Archive(settings.archive)


def test_where_nothing_can_be_written_that_is_told(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    database.write("UPDATE meta SET value = '0' WHERE key = 'version'")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("index.migrating.writing", refuse)  # as root, whom these tests may run as, may write anywhere
    with pytest.raises(ArchiveNotWritable, match="an older one, and permission denied"):
        bring_up_to_date(database, database.file)
