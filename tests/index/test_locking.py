"""Who changes a file alone, and who waits for it."""

from __future__ import annotations

import threading
from pathlib import Path

from index.locking import alone

HELD = 0.02
"""Seconds."""


def write_without_a_pause(file: Path, stop: threading.Event) -> None:
    while not stop.is_set():
        with alone(file):
            stop.wait(HELD)


def test_who_waits_has_a_turn_beside_one_who_writes_without_a_pause(tmp_path: Path) -> None:
    file, stop, turns = tmp_path / "log", threading.Event(), 0
    writer = threading.Thread(target=write_without_a_pause, args=(file, stop))
    writer.start()
    try:
        for _ in range(40):
            with alone(file, seconds=1.0):
                turns += 1
    finally:
        stop.set()
        writer.join()
    assert turns == 40
