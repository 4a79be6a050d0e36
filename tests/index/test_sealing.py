"""An index is believed while its files are what they were; none is read more often than it must be."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index import sealing
from index.archive import Archive
from index.sealing import LOG, OPENINGS, WRITTEN, Seal
from index.summing import file_sum
from index.vectors import FOLDER, MARK
from rag.settings import Settings
from tests.helpers import add, article


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    add(settings, [article("The dam held all night, the fire brigade said.")])
    opened = Archive(settings.archive)
    yield opened
    opened.close()


@pytest.fixture
def graph(archive: Archive) -> Path:
    """The folder of what could be a graph, with a log beside it."""
    (folder := archive.folder / FOLDER / "graph").mkdir(parents=True)
    for name in (WRITTEN, "data_level0.bin", "link_lists.bin"):
        (folder / name).write_bytes(name.encode() * 99)
    with closing(sqlite3.connect(archive.folder / FOLDER / LOG)) as log:
        log.execute(f"CREATE TABLE {OPENINGS} (id INTEGER PRIMARY KEY)")
        log.commit()
    seal_of(archive).set(archive)
    return folder


def seal_of(archive: Archive) -> Seal:
    return Seal(archive.folder / MARK, archive.folder / FOLDER)


def test_a_writer_reads_a_graph_once_and_again_what_it_has_written(
    archive: Archive, graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noted(file: Path) -> int:
        read.append(file.name)
        return file_sum(file)

    monkeypatch.setattr(sealing, "file_sum", noted)
    seal = seal_of(archive)

    assert seal.continues(archive) == archive.last_row
    assert sorted(read) == ["data_level0.bin", WRITTEN, "link_lists.bin"]
    (graph / "link_lists.bin").write_bytes(b"other links" * 99)
    read.clear()
    seal.set(archive)

    assert read == ["link_lists.bin"]
    assert seal_of(archive).names(archive)


def test_each_look_reads_all_of_it_whatever_the_clock_of_a_file_says(archive: Archive, graph: Path) -> None:
    seal, file = seal_of(archive), graph / "data_level0.bin"
    assert seal.names(archive)
    before, content = file.stat(), file.read_bytes()
    file.write_bytes(b"x" * len(content))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not seal.names(archive)
    assert seal.continues(archive) is None
    file.write_bytes(content)
    assert seal.names(archive)


def test_an_index_that_cannot_be_continued_is_not_read_at_all(
    archive: Archive, graph: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(settings, [article("The dam broke in the morning, the fire brigade said.")])  # in the other one's place
    monkeypatch.setattr(sealing, "file_sum", lambda _: pytest.fail("it was read"))
    assert seal_of(archive).continues(archive) is None
