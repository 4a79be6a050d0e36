"""Killed at any moment, an archive holds what was reported as stored, once, and finds it."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from index.archive import Archive
from index.building import open_builder
from index.database import Database
from index.records import Document
from index.settings import IndexSettings
from index.storing import ArchiveWriter
from index.vectors import ChromaVectors
from tests.processes import after, done, index_changes, killed, lines
from tests.promises.conftest import Figure
from tests.promises.stories import Examined, examine, fill, settings_in, story

STORIES = 2_000

SHARE = float(os.environ.get("PROMISES_SHARE", "1"))
"""Of the kills: less for a quick look."""

ADDING, INDEXING = round(20 * SHARE), round(15 * SHARE)
"""Lives of an archive: killed at random while it is added to, or at an index write and again in recovery."""

MOST_SECONDS = 5.0
"""To open after a kill, by the first one who writes, which mends what is derived."""


def adding(settings: IndexSettings, told: Path) -> None:
    """Add all stories as `newscheck add` does, and write down each one that is reported as stored."""
    told.write_text("")
    with told.open("a", buffering=1) as acknowledged, open_builder(settings) as builder:
        for result in builder.add(map(story, range(STORIES))):
            print(getattr(result, "key", result), file=acknowledged)


def mended(settings: IndexSettings) -> float:
    """Seconds until the next writer has the archive open and all of its index in order."""
    start = time.monotonic()
    with open_builder(settings):
        pass
    return time.monotonic() - start


@dataclass(kw_only=True)
class Lives:
    """What many archives went through, and what was wrong with them."""

    kills: int = 0
    recovering: int = 0
    worst: float = 0.0
    found: list[Examined] = field(default_factory=list)

    def kill(self, settings: IndexSettings, when: Callable[[], bool], *, recovering: bool = False) -> bool:
        """Kill a process that adds, if it is not done before; a reader must see all that it told until then."""
        told = _told(settings)
        told.unlink(missing_ok=True)
        if not killed(adding, settings, told, when=when):
            return False
        self.kills += 1
        self.recovering += recovering
        self.found.append(done(examine, settings, lines(told), 20, STORIES))
        return True

    def end(self, settings: IndexSettings) -> None:
        """Add the rest; then all must be there, and the index be mended."""
        self.worst = max(self.worst, done(mended, settings))
        done(adding, settings, _told(settings))
        self.found.append(done(examine, settings, range(STORIES), 300, STORIES))
        shutil.rmtree(settings.archive)

    def sum(self, name: str) -> int:
        """Over all that was found."""
        return sum(int(getattr(examined, name)) for examined in self.found)

    def __str__(self) -> str:
        return (
            f"crash: {self.kills} kills, {self.recovering} of them in recovery: {self.sum('lost')} lost,"
            f" {self.sum('twice')} twice, {self.sum('missed')} of {self.sum('asked'):,} self-queries missed,"
            f" worst open {self.worst:.1f} s"
        )


def _told(settings: IndexSettings) -> Path:
    return settings.archive.with_suffix(".told")


@pytest.fixture
def half(tmp_path: Path) -> IndexSettings:
    """Half of the stories, indexed."""
    settings = settings_in(tmp_path / "half")
    done(fill, settings, range(STORIES // 2))
    return settings


@pytest.fixture
def behind(half: IndexSettings, tmp_path: Path) -> IndexSettings:
    """All of the stories, half of them indexed: the next writer brings the index up to date."""
    settings = copy(half, tmp_path / "behind")
    done(partial(fill, index=False), settings, range(STORIES // 2, STORIES))
    return settings


def copy(settings: IndexSettings, folder: Path) -> IndexSettings:
    """The same archive elsewhere."""
    shutil.copytree(settings.archive, folder)
    return settings.model_copy(update={"archive": folder})


@pytest.mark.slow
def test_killed_at_any_moment_nothing_that_was_told_is_lost_or_there_twice_or_not_found(
    half: IndexSettings, behind: IndexSettings, tmp_path: Path, figure: Figure
) -> None:
    lives, chance = Lives(), random.Random(7)
    whole = copy(half, tmp_path / "whole")
    start = time.monotonic()
    done(adding, whole, _told(whole))
    seconds = time.monotonic() - start

    wanted = ADDING
    while lives.kills < wanted:
        archive = copy(half, tmp_path / "adding")
        lives.kill(archive, after(chance.uniform(0, seconds), _told(archive)))
        lives.end(archive)
    wanted += 2 * INDEXING
    while lives.kills < wanted:
        archive = copy(behind, tmp_path / "indexing")
        if lives.kill(archive, index_changes(archive.archive, chance)):
            at_random = lives.kills % 3 == 0
            when = after(chance.uniform(0, 1), _told(archive)) if at_random else index_changes(archive.archive, chance)
            lives.kill(archive, when, recovering=True)
        lives.end(archive)

    figure(str(lives))
    assert [examined for examined in lives.found if examined.damage] == []
    assert (lives.sum("lost"), lives.sum("twice"), lives.sum("missed")) == (0, 0, 0)
    assert lives.sum("asked") >= 10_000 * SHARE
    assert all(examined.chroma for examined in lives.found if examined.asked == 300)
    assert lives.worst <= MOST_SECONDS


def commit_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is reported as stored is in a transaction that a crash undoes."""

    @contextmanager
    def change(self: ArchiveWriter) -> Iterator[None]:
        assert isinstance(self._db, Database)
        if not self._db._db.in_transaction:
            self._db.write("BEGIN IMMEDIATE")
        yield

    monkeypatch.setattr(ArchiveWriter, "_change", change)


def forget_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Adding again adds again: an article has another key each time."""
    monkeypatch.setattr(Archive, "known", lambda *_: False)
    monkeypatch.setattr(Archive, "holds", lambda *_: False)
    monkeypatch.setattr(Document, "id", property(lambda _: os.urandom(8).hex()))
    monkeypatch.setattr(ArchiveWriter, "_delete", lambda *_: None)


def believe_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that holds half of the vectors is sealed, and not looked at."""
    add = ChromaVectors._add
    monkeypatch.setattr(ChromaVectors, "_add", lambda self, found: add(self, ((r[::2], v[::2]) for r, v in found)))
    monkeypatch.setattr(ChromaVectors, "is_sound", lambda *_: True)


BROKEN = {"lost": commit_later, "twice": forget_what_is_known, "missed": believe_the_index}


def broken_life(name: str, settings: IndexSettings) -> Examined:
    """Killed when all is told, and then added to again, by a program that is broken so."""
    told = _told(settings)
    with pytest.MonkeyPatch.context() as patching:
        BROKEN[name](patching)
        with open_builder(settings) as builder:
            told.write_text("\n".join(getattr(result, "key", "") for result in builder.add(map(story, range(100)))))
            if name == "lost":
                os._exit(0)  # no `finally` is run, as with a kill
        with open_builder(settings) as builder:
            list(builder.add(map(story, range(100))))
        return examine(settings, range(100), 100, 100)


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_a_program_that_keeps_no_promise_is_found_out(name: str, tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "archive")
    if name == "lost":
        done(partial(fill, index=False), settings, range(100, 101))
        with pytest.raises(AssertionError, match="gave no result"):
            done(broken_life, name, settings)
        examined = done(examine, settings, _told(settings).read_text().split(), 100, 101)
    else:
        examined = done(broken_life, name, settings)
    assert getattr(examined, name) > 0
