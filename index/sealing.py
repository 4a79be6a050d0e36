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
from typing import Any

FIRST = "0" * 64
"""What the first line carries as the hash before it."""

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


def seal_of(line: bytes) -> str:
    """The hash that the next line carries, also of a line that is not as it was written."""
    stated = _SEAL.search(line)
    return stated[1].decode() if stated else hashlib.sha256(line).hexdigest()


def unsealed(lines: Iterable[bytes], *, torn: bool = False) -> Iterator[Sealed]:
    """Line by line what is as it was written.

    Args:
        lines: With their ends.
        torn: Pass over what a program that was stopped began to write: a piece of a line that the next one does not
            follow, or the last one without an end.

    Raises:
        SealBroken: at the first line that is not, and what is the matter with it.
    """
    previous, piece, number = FIRST, 0, 0
    for number, line in enumerate(lines, start=1):
        record = _read(line)
        if record is None:
            if not torn or piece:
                raise SealBroken(piece or number, "was changed or cut")
            piece = 0 if not line.endswith(b"\n") else number
            continue
        if record.get("previous") != previous:
            raise SealBroken(piece or number, "was changed or cut" if piece else "does not follow the line before it")
        piece, previous = 0, record["sha256"]
        yield Sealed(number=number, record=record, sha256=previous)
    if piece:
        raise SealBroken(piece, "was changed or cut")


def _read(line: bytes) -> dict[str, Any] | None:
    """None where the line is not what its own hash is of."""
    found = _SEAL.search(line)
    if not found or hashlib.sha256(line[: found.start()]).hexdigest() != found[1].decode() or line[-1:] != b"\n":
        return None
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None
