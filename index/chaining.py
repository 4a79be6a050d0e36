"""JSON lines that each carry the hash of the line before: what is edited, moved, left out or cut is found.

    {"previous": "<64 hex digits>", ..., "sha256": "<64 hex digits>"}

`sha256` is that of the line's own bytes before it, `previous` that of the line before, or zeros. Whoever can write the
file can seal it anew, or cut lines off its end: who is to notice that keeps the last hash elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from os import SEEK_END
from typing import IO, Any

FIRST = "0" * 64
"""What the first line carries as the hash before it."""

BLOCK = 1 << 16
"""Bytes in which the last line is looked for at first."""

_SEAL = re.compile(rb',"sha256":"([0-9a-f]{64})"\}\s*\Z')


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A line that is as it was written."""

    number: int
    """From 1."""
    record: Mapping[str, Any]
    sha256: str


class SealBroken(Exception):
    """A line is not as it was written."""

    def __init__(self, line: int, found: str) -> None:
        super().__init__(f"line {line} {found}")


def seal(record: Mapping[str, Any], previous: str) -> tuple[bytes, str]:
    """(the line with its end, its hash); half a surrogate pair stays as it is, escaped."""
    whole = json.dumps({"previous": previous, **record}, ensure_ascii=False, separators=(",", ":"))
    body = whole[:-1].encode("utf-8", "backslashreplace")
    sha256 = hashlib.sha256(body).hexdigest()
    return body + b',"sha256":"' + sha256.encode() + b'"}\n', sha256


def last_seal(stream: IO[bytes]) -> tuple[str, bool]:
    """(the hash that the next line carries, whether the file ends with a whole line).

    A piece without a seal, which a program that was stopped left behind, is passed over; a changed line is not.
    """
    size, block = stream.seek(0, SEEK_END), BLOCK
    whole = True
    while size:
        start = max(size - block, 0)
        stream.seek(start)
        lines = stream.read(size - start).splitlines(keepends=True)[1 if start else 0 :]
        whole = lines[-1].endswith(b"\n") if lines else whole
        found = next((match for match in map(_SEAL.search, reversed(lines)) if match), None)
        if found or not start:
            return (found[1].decode() if found else FIRST), whole
        block *= 4
    return FIRST, whole


def unsealed(lines: Iterable[bytes], *, pieces: list[int] | None = None) -> Iterator[Sealed]:
    """Line by line what is as it was written.

    Args:
        lines: With their ends.
        pieces: Where it is given, a piece without a seal, which a program that was stopped left behind, is passed over
            and its number noted; the next line follows the one before it.

    Raises:
        SealBroken: at the first line that is not as it was written, and what is the matter with it.
    """
    previous, piece = FIRST, 0
    for number, line in enumerate(lines, start=1):
        record = _read(line)
        if record is None:
            if pieces is None or _SEAL.search(line):
                raise SealBroken(number, "was changed")
            if not _begins(line.rstrip(b"\n"), previous):
                raise SealBroken(number, "is none that newscheck writes")
            pieces.append(number)
            piece = piece or number
        elif record.get("previous") != previous:
            what = "was changed" if piece else "does not follow the line before it, which was changed or left out"
            raise SealBroken(piece or number, what)
        else:
            piece, previous = 0, record["sha256"]
            yield Sealed(number=number, record=record, sha256=previous)


def _begins(piece: bytes, previous: str) -> bool:
    """Whether a line that follows that hash begins so."""
    begun = f'{{"previous":"{previous}",'.encode()
    return begun.startswith(piece) or piece.startswith(begun)


def _read(line: bytes) -> dict[str, Any] | None:
    """None where the line is not what its own hash is of."""
    found = _SEAL.search(line)
    if not found or hashlib.sha256(line[: found.start()]).hexdigest() != found[1].decode():
        return None
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None
