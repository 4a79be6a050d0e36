"""One writer at a time. The one door to filelock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ArchiveInUse

FILE = "write.lock"


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
    """Hold a file that several programs and threads change, by one beside it that is named after it.

    Raises:
        OSError: the place takes no file; or TimeoutError, others held it all the time.
    """
    with FileLock(f"{file}.lock", timeout=seconds):
        yield


def is_being_written(folder: Path) -> bool:
    """Whether some program holds the archive now."""
    try:
        with writing(folder):
            return False
    except ArchiveInUse:
        return True


def _name(holder: Path) -> str:
    try:
        return f"process {int(holder.read_text())}"
    except (OSError, ValueError):
        return "another process"
