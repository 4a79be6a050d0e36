"""Damage to a file is noticed: the index is made anew from the articles, and damage to the articles is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.places import FILE
from index.sealing import Seal
from index.settings import IndexSettings
from index.vectors import FOLDER, MARK
from tests.processes import done, newscheck
from tests.promises.conftest import Figure
from tests.promises.stories import Examined, examine, fill, settings_in

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


def zeroed(file: Path) -> None:
    """One page of a database."""
    content = bytearray(file.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = bytes(4096)
    file.write_bytes(content)


def scribbled(file: Path) -> None:
    file.write_text("My diary, which nobody may overwrite." * 1_000)


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


def survive(settings: IndexSettings) -> tuple[Examined, Examined]:
    """What a reader finds in a damaged archive, and another one after something was added to it."""
    found = examine(settings, range(STORIES), 200, STORIES)
    fill(settings, [STORIES])
    return found, examine(settings, range(STORIES + 1), 200, STORIES + 1)


def answers(found: Examined) -> bool:
    """Whether nothing is lost and nothing missed."""
    return not (found.lost or found.twice or found.damage or found.missed)


@pytest.mark.slow
def test_damage_to_the_index_costs_no_answer_and_is_mended(
    sound: IndexSettings, tmp_path: Path, figure: Figure
) -> None:
    found = {name: done(survive, damaged(sound, tmp_path, name)) for name in INDEX}
    noticed = [name for name, (before, _) in found.items() if not before.chroma]
    silent = [name for name, (before, after) in found.items() if not (answers(before) and answers(after))]
    mended = [name for name, (_, after) in found.items() if after.chroma]
    figure(
        f"damage to the index: {len(noticed)} of {len(INDEX)} noticed, {len(silent)} with silent misses,"
        f" {len(mended)} mended by the next writer"
    )
    assert (noticed, silent, mended) == (list(INDEX), [], list(INDEX))


ARCHIVE = {"emptied": emptied, "halved": halved, "gone": gone, "a page of zeros": zeroed, "no database": scribbled}


@pytest.mark.slow
def test_damage_to_the_articles_is_told_in_one_line_that_names_them(
    sound: IndexSettings, tmp_path: Path, figure: Figure
) -> None:
    """Shown to fail where errors of SQLite are let through as they are."""
    told = []
    for how in ARCHIVE.values():
        archive = tmp_path / "archive"
        shutil.copytree(sound.archive, archive)
        how(archive / FILE)
        doctor = newscheck(["--archive", str(archive), "doctor", "--dry-run"], tmp_path)
        told.append((doctor.code, str(archive) in doctor.out + doctor.err, "Traceback" in doctor.err))
        shutil.rmtree(archive)

    figure(f"damage to the articles: {sum(code != 0 for code, *_ in told)} of {len(ARCHIVE)} told")
    assert all(code in {1, 2} and named and not traceback for code, named, traceback in told)


def believing(settings: IndexSettings) -> tuple[Examined, Examined]:
    """The same by a program that does not look at the files of an index."""
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(Seal, "_is_whole", lambda *_: True)
        return survive(settings)


@pytest.mark.slow
def test_an_index_that_is_believed_unseen_is_found_out(sound: IndexSettings, tmp_path: Path) -> None:
    """Half of the vectors are gone: Chroma counts all of them, says nothing, and finds no third of what it is asked."""
    before, after = done(believing, damaged(sound, tmp_path, "data_level0.bin halved"))
    assert before.missed > 20
    assert after.missed > 20


@pytest.mark.slow
def test_a_program_that_dies_of_a_damaged_index_is_found_out(sound: IndexSettings, tmp_path: Path) -> None:
    """Chroma reads beyond the end of what it is given."""
    with pytest.raises(AssertionError, match="the process ended with -"):
        done(believing, damaged(sound, tmp_path, "header.bin halved"))
