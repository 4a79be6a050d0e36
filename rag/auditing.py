"""The log of what was asked and what was said to it: a line each, only ever appended, sealed by `index.chaining`.

Any number of programs may append to one file. An answer is handed over when its line is on the disk, and not before.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from index.chaining import SealBroken, Sealed, last_seal, seal, unsealed
from index.errors import AuditChanged, AuditNotWritten, UserError
from index.filters import Filters
from index.locking import alone
from rag.asking import Ask, bounds_of
from rag.lately import asked_on

if TYPE_CHECKING:
    from rag.records import Answer, Verdict
    from rag.texts import CheckedText

    Said = Answer | Verdict | CheckedText

Kind = Literal["question", "claim", "text"]
BOUNDS = ("since", "until", "source", "language", "asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the log."""

    line: int
    time: str
    """Of the answer, in UTC."""
    kind: Kind
    ask: Ask
    said: Mapping[str, Any]
    """As `to_dict` gave it."""
    sha256: str


class Audit:
    """A log that is written.

    Raises:
        AuditNotWritten: it cannot be.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._append(None)

    def write(self, kind: Kind, ask: Ask, said: Said, **facts: str | None) -> None:
        """Append what was said; it is on the disk when this returns.

        Raises:
            AuditNotWritten: it is not, and nothing of it is left in the file where that can be helped.
        """
        self._append(
            {
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                **facts,
                "kind": kind,
                "asked": ask.question,
                "bounds": _bounds(replace(ask.filters, asked=asked_on(ask.filters))),
                "k": ask.passages,
                "said": said.to_dict(),
            }
        )

    def _append(self, record: Mapping[str, Any] | None) -> None:
        try:
            with alone(self.file), _opened(self.file) as stream:
                if record is not None:
                    _add(stream, record)
        except OSError as error:
            raise AuditNotWritten(self.file, found=(error.strerror or str(error)).lower()) from error


def read_audit(file: Path, *, pieces: list[int] | None = None) -> Iterator[Entry]:
    """Line by line, each as it was written.

    Args:
        file: The log.
        pieces: Gets the numbers of lines that a program which was stopped did not write to their end.

    Raises:
        UserError: it cannot be read, or is no such log.
        AuditChanged: a line was changed, moved or left out, and which.
    """
    try:
        with file.open("rb") as stream:
            for sealed in unsealed(stream, pieces=[] if pieces is None else pieces):
                yield _entry(file, sealed)
    except SealBroken as error:
        raise AuditChanged(file, found=str(error)) from error
    except OSError as error:
        raise UserError(f"{str(file)!r} cannot be read: {(error.strerror or str(error)).lower()}.") from error


def _opened(file: Path) -> IO[bytes]:
    """Only who made it may read what was asked."""
    return os.fdopen(os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+b", buffering=0)


def _add(stream: IO[bytes], record: Mapping[str, Any]) -> None:
    size = stream.seek(0, os.SEEK_END)
    previous, whole = last_seal(stream)
    line, _ = seal(record, previous)
    line = line if whole else b"\n" + line
    try:
        if stream.write(line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(stream.fileno())
    except OSError:
        stream.truncate(size)
        raise


def _bounds(filters: Filters) -> dict[str, str | None]:
    found = {name: getattr(filters, name) for name in BOUNDS}
    return {name: str(value) if value else None for name, value in found.items()}


def _entry(file: Path, sealed: Sealed) -> Entry:
    told = sealed.record
    try:
        ask = Ask(question=told["asked"], filters=bounds_of(**told["bounds"]), passages=told["k"])
        return Entry(
            line=sealed.number, time=told["time"], kind=told["kind"], ask=ask, said=told["said"], sha256=sealed.sha256
        )
    except (KeyError, TypeError) as error:
        raise UserError(f"Line {sealed.number} of {str(file)!r} is of no audit log.") from error
