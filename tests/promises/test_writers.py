"""Of programs that write to one archive at once, one does, and the others are told so."""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import nullcontext
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from index import places
from tests.processes import STARTING, command, done, prepared
from tests.promises.conftest import Figure
from tests.promises.stories import examine, settings_in, written

PROGRAMS, STARTS = 4, 10

PATIENCE = 10.0
"""Seconds from the start until the last program is told that another one writes; one where nothing else runs."""


def add(together: Barrier, archive: Path, given: Path, locking: bool) -> None:
    """`newscheck add -`, in the same moment as the others do."""
    if not locking:
        vars(places)["writing"] = nullcontext
    os.dup2(os.open(given, os.O_RDONLY), 0)
    sys.stdin = os.fdopen(0)
    together.wait()
    out, err = given.with_suffix(".out"), given.with_suffix(".err")
    command(["--archive", str(archive), "add", "--format", "jsonl", "-"], out, err)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What became of programs that were started at once."""

    wrote: int
    """Those that stored what they were given."""
    told: int
    """Those that were told in one line which process writes, which was so."""
    seconds: float
    """Until the last of them was told."""


def start(folder: Path, archive: Path, *, locking: bool = True, patience: float = PATIENCE) -> Start:
    """All of them at once. What they are given comes when all but one have ended, so that the one still writes."""
    together = STARTING.Barrier(PROGRAMS + 1)
    given = [folder / f"{number}.in" for number in range(PROGRAMS)]
    for pipe in given:
        os.mkfifo(pipe)
    held = [os.open(pipe, os.O_RDWR) for pipe in given]
    running = [prepared(add, together, archive, pipe, locking) for pipe in given]
    for process in running:
        process.start()
    together.wait()
    began = time.monotonic()
    alive = running
    while len(alive) > 1 and time.monotonic() < began + patience:
        wait([process.sentinel for process in alive], timeout=patience)
        alive = [process for process in alive if process.is_alive()]
    seconds = time.monotonic() - began
    writing = {process.pid for process in alive}
    for number, end in enumerate(held):
        os.write(end, written([number], folder / "story.jsonl").read_bytes())
        os.close(end)
    for process in running:
        process.join()
    errors = [pipe.with_suffix(".err").read_text() for pipe in given]
    for pipe in given:
        pipe.unlink()
    return Start(
        wrote=sum(process.exitcode == 0 for process in running),
        told=sum(_names(error, writing) for error in errors),
        seconds=seconds,
    )


def _names(error: str, writing: set[int | None]) -> bool:
    found = re.fullmatch(r"Error: Archive .+ is in use by process (\d+)\.\n[^\n]+\n", error)
    return found is not None and int(found[1]) in writing


@pytest.mark.slow
def test_one_program_writes_and_the_others_are_told_which(tmp_path: Path, figure: Figure) -> None:
    settings = settings_in(tmp_path / "archive")
    starts = [start(tmp_path, settings.archive) for _ in range(STARTS)]
    found = done(examine, settings, [], PROGRAMS, PROGRAMS)

    right = sum((each.wrote, each.told) == (1, PROGRAMS - 1) for each in starts)
    slowest = max(each.seconds for each in starts)
    figure(
        f"writers: {PROGRAMS} at once, {right} of {STARTS} times one wrote and {PROGRAMS - 1} were told which,"
        f" the last after {slowest:.1f} s"
    )
    assert right == STARTS, starts
    assert (found.twice, found.damage, found.missed) == (0, (), 0)
    assert slowest < PATIENCE


@pytest.mark.slow
def test_programs_that_do_not_wait_for_each_other_are_found_out(tmp_path: Path) -> None:
    """Without the lock none of them is told anything."""
    found = start(tmp_path, tmp_path / "archive", locking=False, patience=1.0)
    assert (found.wrote, found.told) != (1, PROGRAMS - 1)
