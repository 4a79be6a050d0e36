"""On a full disk what was stored stays, one line says so, and with room the same command goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.database import Database
from index.settings import IndexSettings
from tests.promises.conftest import Figure
from tests.promises.processes import Told, done, newscheck
from tests.promises.stories import Examined, examine, fill, settings_in, written

BEFORE, AFTER = 200, 1_200
"""Stories that are there, and those that are to be there."""

SIZES = [int(40_000 * 1.4**step) for step in range(12)]
"""Bytes that no file may exceed: from less than what is there to nearly all that is to be written."""


@pytest.fixture
def stored(tmp_path: Path) -> IndexSettings:
    settings = settings_in(tmp_path / "stored")
    written(range(BEFORE), tmp_path / "stories.jsonl")
    told = newscheck(["--archive", str(settings.archive), "add", str(tmp_path / "stories.jsonl")], tmp_path)
    assert told.code == 0
    written(range(AFTER), tmp_path / "stories.jsonl")
    return settings


def is_clean(told: Told, archive: Path) -> bool:
    """One line that names the archive and one that says what to do; or all went well."""
    lines = told.err.splitlines()
    failed = told.code == 2 and len(lines) == 2 and lines[0].startswith("Error: ") and str(archive) in lines[0]
    return failed or (told.code == 0 and not lines)


@pytest.mark.slow
def test_a_full_disk_loses_nothing_and_with_room_the_same_command_goes_on(
    stored: IndexSettings, tmp_path: Path, figure: Figure
) -> None:
    refused: list[Told] = []
    after: list[Examined] = []
    for size in SIZES:
        settings = stored.model_copy(update={"archive": tmp_path / str(size)})
        shutil.copytree(stored.archive, settings.archive)
        command = ["--archive", str(settings.archive), "add", str(tmp_path / "stories.jsonl")]

        refused.append(newscheck(command, tmp_path, size))
        after.append(done(examine, settings, range(BEFORE), 50, AFTER))
        assert newscheck(command, tmp_path).code == 0
        after.append(done(examine, settings, range(AFTER), 100, AFTER))

    clean = [told for told in refused if is_clean(told, tmp_path)]
    full = sum(told.code != 0 for told in refused)
    lost = sum(examined.lost for examined in after)
    figure(f"disk full: {len(clean)} of {len(SIZES)} sizes clean ({full} too small), {lost} lost")
    assert [told for told in refused if told not in clean] == []
    assert full > len(SIZES) // 2
    assert all(not (found.lost or found.twice or found.damage or found.missed) for found in after)
    assert all(found.chroma for found in after[1::2])
