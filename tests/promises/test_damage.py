"""Damage to a file is noticed: the index is made anew from the articles, and damage to the articles is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from index.archive import FILE
from index.building import open_builder
from index.mending import mend
from index.settings import IndexSettings
from index.storing import open_writer
from index.vectors import FOLDER, MARK, ChromaVectors
from tests.promises.conftest import Figure
from tests.promises.processes import done, newscheck
from tests.promises.stories import Examined, examine, fill, settings_in, story

STORIES = 2_200
"""Chroma writes its graph every thousand vectors; the last ones are in its log."""


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def halved(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flipped(file: Path) -> None:
    """All bits of a twentieth of the file, in its middle."""
    content = bytearray(file.read_bytes())
    first = len(content) // 2
    last = first + max(1, len(content) // 20)
    content[first:last] = bytes(255 - byte for byte in content[first:last])
    file.write_bytes(content)


def gone(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


GRAPH = ("header.bin", "data_level0.bin", "length.bin", "link_lists.bin", "index_metadata.pickle")

INDEX: dict[str, tuple[str, Callable[[Path], None]]] = {
    **{f"{file} {how.__name__}": (f"{FOLDER}/*/{file}", how) for file in GRAPH for how in (emptied, halved, gone)},
    "data_level0.bin flipped": (f"{FOLDER}/*/data_level0.bin", flipped),
    "the graph's folder gone": (f"{FOLDER}/*/", gone),
    "the index's folder gone": (FOLDER, gone),
    **{f"chroma.sqlite3 {how.__name__}": (f"{FOLDER}/chroma.sqlite3", how) for how in (emptied, halved, gone, flipped)},
    **{f"the mark {how.__name__}": (MARK, how) for how in (emptied, halved, gone)},
}  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> IndexSettings:
    settings = settings_in(tmp_path_factory.mktemp("sound") / "archive")
    done(fill, settings, range(STORIES))
    return settings


def damaged(sound: IndexSettings, folder: Path, name: str) -> IndexSettings:
    """A copy with that damage."""
    settings = sound.model_copy(update={"archive": folder / name.replace(" ", "-")})
    shutil.copytree(sound.archive, settings.archive)
    where, how = INDEX[name]
    (path,) = settings.archive.glob(where)
    how(path)
    return settings


def doctored(settings: IndexSettings) -> str:
    """What the doctor makes of the index."""
    with open_writer(settings.archive) as archive:
        return {finding.part: finding.state for finding in mend(archive, settings)}["vector index"]


look = partial(examine, asking=500, most=STORIES + 1)


@pytest.mark.slow
def test_damage_to_the_index_costs_nobody_an_answer(sound: IndexSettings, tmp_path: Path, figure: Figure) -> None:
    found: dict[str, list[Examined | str]] = {}
    for name in INDEX:
        found[name] = []
        settings = damaged(sound, tmp_path, name)
        for work in (partial(look, numbers=range(STORIES)), doctored, partial(look, numbers=range(STORIES))):
            try: found[name].append(done(work, settings))
            except AssertionError as e: found[name].append(str(e))
        settings = damaged(sound, tmp_path/"b", name)
        for work in (partial(fill, numbers=[STORIES]), partial(look, numbers=range(STORIES+1))):
            try: found[name].append(done(work, settings))
            except AssertionError as e: found[name].append(str(e))
        print(name)
        for f in found[name]: print("    ", f)
    assert 0
