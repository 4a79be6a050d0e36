"""Check sums of files, against accidents; of a SQLite file without what every opening changes.

The pages of such a file are summed as they stand, which takes a tenth of the time of reading rows, and sees damage to
its own indexes too. Its format: https://www.sqlite.org/fileformat.html
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from index.database import root_page

CHUNK = 1 << 20
"""Bytes read at once."""

INTERIOR = 5
"""First byte of a page that only leads to others of its table."""

COUNTERS = (slice(24, 40), slice(92, 100))
"""Of the first page: how often the file was changed and by which SQLite, how many pages it has, and which are free."""


def file_sum(file: Path) -> int:
    """CRC-32 of a file's bytes."""
    found = 0
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            found = zlib.crc32(chunk, found)
    return found


def database_sum(file: Path, *, without: str) -> int:
    """CRC-32 of some other program's SQLite file, but for one table and what is free. Changes nothing.

    Raises:
        OSError: it cannot be read, or has no such table.
    """
    root, found = root_page(file, without), 0
    try:
        with file.open("rb", buffering=CHUNK) as stream:
            pages = _Pages(stream)
            left_out = {*pages.of_table(root), *pages.free()}
            for number, page in pages.numbered():
                if number not in left_out:
                    found = zlib.crc32(page, found)
    except (IndexError, struct.error) as error:
        raise OSError(f"{file}: its pages do not lead to each other") from error
    return found


class _Pages:
    """The pages of a SQLite file, numbered from 1."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        (size,) = struct.unpack_from(">H", stream.read(100), 16)
        self._size = 1 << 16 if size == 1 else int(size)

    def numbered(self) -> Iterator[tuple[int, bytes]]:
        """All of them, the first without what every change changes."""
        first = bytearray(self._read(1))
        for counters in COUNTERS:
            first[counters] = bytes(counters.stop - counters.start)
        yield 1, bytes(first)
        number = 1
        while page := self._stream.read(self._size):
            number += 1
            yield number, page

    def of_table(self, root: int) -> Iterator[int]:
        """Those of one table, from its first on."""
        seen, left = set[int](), [root]
        while left:
            number = left.pop()
            if number not in seen:
                seen.add(number)
                yield number
                left += self._below(self._read(number))

    def free(self) -> Iterator[int]:
        """Those that hold nothing: each of a chain names the next of it, and others."""
        (trunk,), seen = struct.unpack_from(">I", self._read(1), 32), set[int]()
        while trunk and trunk not in seen:
            seen.add(trunk)
            yield trunk
            page = self._read(trunk)
            trunk, count = struct.unpack_from(">2I", page)
            yield from struct.unpack_from(f">{count}I", page, 8)

    def _below(self, page: bytes) -> list[int]:
        """The pages to which one of a table leads."""
        if page[0] != INTERIOR:
            return []
        (count,) = struct.unpack_from(">H", page, 3)
        cells = struct.unpack_from(f">{count}H", page, 12)
        return [struct.unpack_from(">I", page, place)[0] for place in (*cells, 8)]

    def _read(self, number: int) -> bytes:
        self._stream.seek((number - 1) * self._size)
        return self._stream.read(self._size)
