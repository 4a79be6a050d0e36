"""The sum of a database is that of all that matters in it, and of nothing that opening it changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.summing import database_sum

PAGE = 512


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database of three tables and an index, one of them over many pages, and of free pages."""
    with closing(sqlite3.connect(tmp_path / "some.sqlite")) as db:
        db.execute(f"PRAGMA page_size = {PAGE}")
        db.execute("CREATE TABLE openings (id INTEGER PRIMARY KEY, told TEXT)")
        db.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, told TEXT UNIQUE)")
        db.execute("CREATE TABLE gone (told TEXT)")
        db.executemany("INSERT INTO kept (told) VALUES (?)", [(f"row {number} " * 9,) for number in range(200)])
        db.executemany("INSERT INTO gone VALUES (?)", [("x" * 400,) for _ in range(200)])
        db.execute("DELETE FROM gone")
        db.commit()
    return tmp_path / "some.sqlite"


def summed(file: Path) -> int:
    return database_sum(file, without="openings")


def opened(file: Path, times: int) -> None:
    """Each adds a row, as each opening of Chroma does."""
    with closing(sqlite3.connect(file)) as db:
        db.executemany("INSERT INTO openings (told) VALUES (?)", [("by somebody",)] * times)
        db.commit()


def test_openings_change_nothing_however_many_there_are(file: Path) -> None:
    before, size = summed(file), file.stat().st_size
    for times in (1, 100, 10_000):  # on its first page, on pages that were free, and on new ones
        opened(file, times)
        assert summed(file) == before
    assert file.stat().st_size > size


def test_one_bit_changed_on_any_page_that_matters_is_seen(file: Path) -> None:
    opened(file, 1)
    before, whole = summed(file), file.read_bytes()
    with closing(sqlite3.connect(file)) as db:
        (free,) = db.execute("PRAGMA freelist_count").fetchone()
    unseen = 0
    for place in range(0, len(whole), PAGE):
        file.write_bytes(whole[: place + 300] + bytes([whole[place + 300] ^ 1]) + whole[place + 301 :])
        unseen += _sum_or_none(file) == before
    assert 0 < unseen <= free + 1  # what is free, and the page of the openings
    assert free + 50 < len(whole) // PAGE


def _sum_or_none(file: Path) -> int | None:
    try:
        return summed(file)
    except OSError:
        return None


@pytest.mark.parametrize("content", [b"", b"no database at all" * 99])
def test_what_is_no_database_is_told(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(OSError, match="some.sqlite"):
        summed(file)


def test_a_database_that_is_cut_off_is_told_or_has_another_sum(file: Path) -> None:
    before, whole = summed(file), file.read_bytes()
    for size in range(0, len(whole), 5 * PAGE):
        file.write_bytes(whole[:size])
        assert _sum_or_none(file) != before
