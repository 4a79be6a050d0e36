"""The mark of a clean close: from which state of the archive an index was made, and what its files held then.

An index whose files are damaged is not opened at all: Chroma may crash the whole program on it, or answer from what
is left of it without a word.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Protocol

from index.archive import Archive
from index.summing import database_sum, file_sum

LOG = "chroma.sqlite3"
"""Chroma's own database. Each opening, also for reading, adds a row to one table of it."""

OPENINGS = "acquire_write"

WRITTEN = "index_metadata.pickle"
"""Beside the files of a graph that was written to the disk. Until then all is in the log."""


class Mark(Protocol):
    """Says of an index which state of the archive it equals."""

    @property
    def stamp(self) -> int:
        """Differs whenever the mark was written anew; 0 where there is none."""

    def states(self, archive: Archive) -> bool:
        """Whether the mark is of this state of the archive, whatever has become of the index since. Costs nothing."""

    def names(self, archive: Archive) -> bool:
        """Whether the index equals this state of the archive, as far as can be told without asking it."""

    def continues(self, archive: Archive) -> int | None:
        """The passage after which the index has to be continued; None when it must be made anew."""

    def break_(self) -> None:
        """Remove the mark, before anything is changed."""

    def set(self, archive: Archive) -> None:
        """Write the mark; the index must be closed."""


class Seal:
    """The mark, in a file of its own beside the index's folder."""

    def __init__(self, file: Path, folder: Path) -> None:
        self.file = file
        self._folder = folder
        self._sums: dict[Path, tuple[tuple[int, ...], int]] = {}
        """By file of a graph: what tells whether it was written since, and its sum. Found in a look at all files, and
        asked for when the mark is written after it: what is added is mostly in Chroma's log, and no graph changes."""

    @property
    def stamp(self) -> int:
        """Differs whenever the mark was written anew; 0 where there is none. Costs nothing."""
        try:
            return self.file.stat().st_mtime_ns
        except OSError:
            return 0

    def states(self, archive: Archive) -> bool:
        """Whether the mark is of this state of the archive."""
        found = self._read()
        return found is not None and found["state"] == state_of(archive)

    def names(self, archive: Archive) -> bool:
        """Whether the index was made from this state of the archive, and its files are what they were then."""
        found = self._read()
        return found is not None and found["state"] == state_of(archive) and self._is_whole(found)

    def continues(self, archive: Archive) -> int | None:
        """The passage after which an index with whole files has to be continued; None when it must be made anew."""
        found = self._read()
        if found is None or not _leads_to(archive, found["state"]) or not self._is_whole(found):
            return None
        return int(found["state"]["last"])

    def break_(self) -> None:
        """Remove the mark, on the disk too, before anything is changed."""
        self.file.unlink(missing_ok=True)
        _flush(self.file.parent)

    def set(self, archive: Archive) -> None:
        """Write the mark; the index must be closed."""
        for path in self._folder.rglob("*"):
            _flush(path)
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps({"state": state_of(archive), "files": self._files()}))
        _flush(fresh)
        fresh.replace(self.file)
        _flush(self.file.parent)

    def _read(self) -> dict[str, Any] | None:
        try:
            found = json.loads(self.file.read_text())
            return found if {"token", "removals", "last"} <= set(found["state"]) and found["files"] else None
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def _is_whole(self, found: dict[str, Any]) -> bool:
        self._sums = {}
        try:
            return bool(found["files"] == self._files())
        except OSError:
            return False

    def _files(self) -> dict[str, int]:
        """Check sums of what the index is read from."""
        graphs = [file for written in self._folder.glob(f"*/{WRITTEN}") for file in written.parent.iterdir()]
        sums = {file.relative_to(self._folder).as_posix(): self._sum(file) for file in sorted(graphs)}
        return sums | {LOG: database_sum(self._folder / LOG, without=OPENINGS)}

    def _sum(self, file: Path) -> int:
        status = file.stat()
        stamp = (status.st_ino, status.st_size, status.st_mtime_ns)
        if self._sums.get(file, ((), 0))[0] != stamp:
            self._sums[file] = (stamp, file_sum(file))
        return self._sums[file][1]


def state_of(archive: Archive) -> dict[str, Any]:
    """Names a state of the archive, and how far an index of it goes."""
    return {"token": archive.token, "removals": archive.removals, "last": archive.last_row}


def _leads_to(archive: Archive, state: dict[str, Any]) -> bool:
    """Whether it was in that state, or is, and vectors were only appended since."""
    known = state["token"] == archive.token or archive.has_been(state["token"])
    return known and state["removals"] == archive.removals


def _flush(path: Path) -> None:
    """To the disk: a file's bytes, or a folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
