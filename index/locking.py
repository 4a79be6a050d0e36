"""One writer at a time. The one door to filelock."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ArchiveInUse

FILE = "write.lock"

ATTEMPTS = 25
"""To read who holds the lock: half a second."""

LOOKING = 0.005
"""Seconds after which a lock that was held is looked at again."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the archive for writing; the operating system lets go when the program ends, however it ends.

    Raises:
        ArchiveInUse: another program holds it; the message says which.
    """
    lock = FileLock(folder / FILE, timeout=0)
    holder = folder / "write.pid"
    try:
        lock.acquire()
    except Timeout:
        raise ArchiveInUse(folder, holder=_name(holder)) from None
    try:
        holder.write_text(str(os.getpid()))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


@contextmanager
def alone(file: Path, *, seconds: float = 10.0) -> Iterator[None]:
    """Hold a file that several programs and threads change, by two beside it that are named after it.

    They take turns: only who has the turn waits for the lock, so that who has just let go of it cannot take it again
    before who waits.

    Args:
        file: What is changed.
        seconds: Of patience for the turn, and as many for the lock.

    Raises:
        OSError: the place takes no file; or TimeoutError, others held it all the time.
    """
    lock = FileLock(f"{file}.lock", timeout=seconds, poll_interval=LOOKING)
    with FileLock(f"{file}.turn", timeout=seconds, poll_interval=LOOKING):
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def is_being_written(folder: Path) -> bool:
    """Whether some program holds the archive now."""
    try:
        with writing(folder):
            return False
    except ArchiveInUse:
        return True


def _name(holder: Path) -> str:
    """Who holds it, which is written down a moment after it is held."""
    for _ in range(ATTEMPTS):
        with suppress(OSError, ValueError):
            process = int(holder.read_text())
            if _runs(process):
                return f"process {process}"
        time.sleep(0.02)
    return "another process"


def _runs(process: int) -> bool:
    """Whether it does; where that cannot be asked, it is believed. One that was killed leaves its number behind."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except ProcessLookupError:
        return False
    return True
