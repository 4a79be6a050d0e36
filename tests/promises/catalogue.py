"""What the checks of the catalogue of bad inputs share: an archive in a folder, and what became of what was added."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.building import open_builder
from index.loading import Loader
from index.records import Refused
from rag.settings import Settings
from tests.helpers import program

NOBODY = 65_534
"""The user that may read nothing, where the tests are run by one that may read everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row of the catalogue, or a part of one.

    Its check makes what it needs in a folder of its own, and returns what is wrong; nothing where all is well.
    """

    row: int
    check: Callable[[Path], str]

    def found(self, folder: Path) -> str:
        """What is wrong."""
        return self.check(folder)


def settings_in(folder: Path) -> Settings:
    """An archive to be made there, with the embedder that counts letters."""
    return Settings(archive=folder / "archive", cache=folder / "cache", embedder="letters", models=False)


def results(folder: Path, *paths: Path | str, **options: object) -> list[str]:
    """What became of paths: an outcome, or the reason against it."""
    with open_builder(settings_in(folder)) as builder:
        loader = Loader([str(path) for path in paths], **options)  # type: ignore[arg-type]
        return [item.reason if isinstance(item, Refused) else item.outcome for item in builder.add(loader)]


def differs(found: object, expected: object) -> str:
    """Empty where both are the same."""
    return "" if found == expected else f"{found!r} instead of {expected!r}"


def said(code: int, *told: str) -> str:
    """What a program that did not do what it should ended with; also one that says nothing did something wrong."""
    return f"ended with {code}: {''.join(told)}"


def told_all(*wrong: str) -> str:
    """What is wrong, of several things."""
    return "; ".join(filter(None, wrong))


@contextmanager
def as_nobody() -> Iterator[None]:
    """As a user who may not read what others own."""
    before = os.geteuid()
    os.seteuid(NOBODY if before == 0 else before)
    try:
        yield
    finally:
        os.seteuid(before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A run of `newscheck add` in a process of its own."""

    code: int
    out: str
    err: str
    megabytes: float
    """Memory at its peak."""


def add_to(folder: Path, *paths: Path | str) -> Added:
    """Add to the archive in a folder, with the embedder that counts letters."""
    (folder / "newscheck.toml").write_text('embedder = "letters"\n')
    command = [program(), "--archive", str(folder / "archive"), "add", *map(str, paths)]
    with (folder / "out").open("w+") as out, (folder / "err").open("w+") as err:
        running = subprocess.Popen(command, stdout=out, stderr=err, cwd=folder)
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    told = ((folder / name).read_text() for name in ("out", "err"))
    return Added(code=running.returncode, out=next(told), err=next(told), megabytes=used.ru_maxrss / 1024)
