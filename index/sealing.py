"""The mark of a clean close: from which state of the archive an index was made, and what its files held then.

An index whose files are damaged is not opened at all: Chroma may crash the whole program on it, or answer from what
is left of it without a word.
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import Any, Protocol

from index.archive import Archive
from index.database import contents

LOG = "chroma.sqlite3"
"""Chroma's own database. Each opening, also for reading, adds a row to one table of it."""

OPENINGS = "acquire_write"

WRITTEN = "index_metadata.pickle"
"""Beside the files of a graph that was written to the disk. Until then all is in the log."""

CHUNK = 1 << 20
"""Bytes read at once."""


class Mark(Protocol):
    """Says of an index which state of the archive it equals."""

    @property
    def stamp(self) -> int:
        """Differs whenever the mark was written anew; 0 where there is none."""

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

    @property
    def stamp(self) -> int:
        """Differs whenever the mark was written anew; 0 where there is none. Costs nothing."""
        try:
            return self.file.stat().st_mtime_ns
        except OSError:
            return 0

    def names(self, archive: Archive) -> bool:
        """Whether the index was made from this state of the archive, and its files are what they were then."""
        found = self._read()
        return found is not None and found["state"] == state_of(archive) and self._is_whole(found)

    def continues(self, archive: Archive) -> int | None:
        """The passage after which an index with whole files has to be continued; None when it must be made anew."""
        found = self._read()
        if found is None or not self._is_whole(found):
            return None
        state = found["state"]
        if state["removals"] != archive.removals or not archive.has_been(state["token"]):
            return None
        return int(state["last"])

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
        try:
            return bool(found["files"] == self._files())
        except OSError:
            return False

    def _files(self) -> dict[str, int]:
        """Check sums of what the index is read from."""
        graphs = [file for written in self._folder.glob(f"*/{WRITTEN}") for file in written.parent.iterdir()]
        sums = {file.relative_to(self._folder).as_posix(): _sum(file) for file in sorted(graphs)}
        return sums | {LOG: contents(self._folder / LOG, without=OPENINGS)}


def state_of(archive: Archive) -> dict[str, Any]:
    """Names a state of the archive, and how far an index of it goes."""
    return {"token": archive.token, "removals": archive.removals, "last": archive.last_row}


def _sum(file: Path) -> int:
    """CRC-32: against accidents, and a gigabyte a second."""
    found = 0
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            found = zlib.crc32(chunk, found)
    return found


def _flush(path: Path) -> None:
    """To the disk: a file's bytes, or a folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
