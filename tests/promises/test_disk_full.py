"""On a full disk what was stored stays, one line says so, and with room the same command goes on."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from index.building import open_builder
from index.database import Database
from index.loading import Loader
from index.settings import IndexSettings
from index.vectors import ChromaVectors
from tests.processes import Told, command, done, newscheck
from tests.promises.conftest import Figure
from tests.promises.stories import Examined, examine, settings_in, written

BEFORE, AFTER = 200, 1_200
"""Stories that are there, and those that are to be there."""

ADDING = (30_000, 100_000, 300_000, 900_000, 1_800_000, 4_000_000)
"""Bytes that no file may exceed while articles are added: from less than what is there to more than is written."""

INDEXING = (40_000, 80_000, 150_000, 250_000, 400_000, 600_000)
"""The same while all articles are there, and their vectors are written to the index."""


@pytest.fixture
def stored(tmp_path: Path) -> IndexSettings:
    settings = settings_in(tmp_path / "stored")
    assert added(settings, BEFORE, tmp_path).code == 0
    return settings


def added(settings: IndexSettings, stories: int, folder: Path, **how: Any) -> Told:  # noqa: ANN401
    """What `newscheck add` tells."""
    file = written(range(stories), folder / "stories.jsonl")
    return newscheck(["--archive", str(settings.archive), "add", str(file)], folder, **how)


def store_only(settings: IndexSettings, folder: Path) -> None:
    """The same articles, without bringing the index up to date."""
    file = written(range(AFTER), folder / "stories.jsonl")
    with open_builder(settings, index=False) as builder:
        list(builder.add(Loader([str(file)])))


def is_clean(told: Told, archive: Path) -> bool:
    """One line that names the archive and one that says what to do; or all went well."""
    lines = told.err.splitlines()
    failed = told.code == 2 and len(lines) == 2 and lines[0].startswith("Error: ") and str(archive) in lines[0]
    return failed or (told.code == 0 and not lines)


@pytest.mark.slow
def test_a_full_disk_loses_nothing_and_with_room_the_same_command_goes_on(
    stored: IndexSettings, tmp_path: Path, figure: Figure
) -> None:
    told: list[Told] = []
    after: list[Examined] = []
    for step, size in enumerate((*ADDING, *INDEXING)):
        settings = stored.model_copy(update={"archive": tmp_path / str(step)})
        shutil.copytree(stored.archive, settings.archive)
        if step >= len(ADDING):
            done(store_only, settings, tmp_path)

        told.append(added(settings, AFTER, tmp_path, largest_file=size))
        after.append(done(examine, settings, range(BEFORE), 50, AFTER))
        assert added(settings, AFTER, tmp_path).code == 0
        after.append(done(examine, settings, range(AFTER), 100, AFTER))

    unclean = [each for each in told if not is_clean(each, tmp_path)]
    full = sum("No room" in each.err for each in told)
    unindexed = sum("vector index" in each.err for each in told)
    figure(
        f"disk full: {len(told) - len(unclean)} of {len(told)} sizes clean (at {full} no room for articles,"
        f" at {unindexed} for the index), {sum(each.lost for each in after)} lost"
    )
    assert unclean == []
    assert (full, unindexed) == (5, 6)  # and at the largest size for articles there is room
    assert all(not (found.lost or found.twice or found.damage or found.missed) for found in after)
    assert all(found.chroma for found in after[1::2])


def without_words(arguments: list[str], out: Path, err: Path, largest_file: int) -> None:
    """The command of a program that lets the errors of libraries through."""
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(Database, "translated", lambda _: nullcontext())
        patching.setattr(
            ChromaVectors, "_complete", lambda self, archive, after: self._add(archive.vectors(after=after))
        )
        command(arguments, out, err, largest_file)


@pytest.mark.slow
@pytest.mark.parametrize("size", [ADDING[2], INDEXING[3]])
def test_a_program_that_fails_in_other_words_is_found_out(size: int, stored: IndexSettings, tmp_path: Path) -> None:
    if size in INDEXING:
        done(store_only, stored, tmp_path)
    told = added(stored, AFTER, tmp_path, largest_file=size, become=without_words)
    assert not is_clean(told, tmp_path)
    assert "Traceback" in told.err
