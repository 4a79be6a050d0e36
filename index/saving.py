"""An archive to one file, by which it can be made again: gzipped JSON lines, each sealed by a hash.

The first line describes the archive, the last one counts; each between them is an article with all that is stored of
it: facts, text, the places that it was read from, passages and vectors. What is derived is not carried.
"""

from __future__ import annotations

import gzip
import json
import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.chaining import FIRST, seal
from index.errors import ExportNotWritable
from index.places import Place, Store, placed
from index.schema import COLUMNS

FORMAT = 1
"""Of such a file; one of a higher number is refused, every lower one can be read."""

MARK = "newscheck_export"
"""Key of the format in the first line."""

CARRIED = ("documents", "origins", "passages", "vectors", "meta")
DERIVED = ("changes", "watched", "passages_fts", "documents_fts")
"""Tables that are in the file, and those that are not: states and what was seen of
folders belong to one archive, words are those of the texts."""

_ARTICLES = f"SELECT row, {', '.join(COLUMNS)} FROM documents ORDER BY row"
_ORIGINS = "SELECT key, fingerprint, origin FROM origins WHERE document_id = ? ORDER BY key"
_PASSAGES = 'SELECT start, "end" FROM passages WHERE document = ? ORDER BY row'


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What was written."""

    articles: int
    passages: int
    bytes: int
    """Of the file."""


def save(where: Path | Place, file: Path, *, on_done: Callable[[int, int], None] = lambda *_: None) -> Saved:
    """Write an archive to a file: one state of it, whatever another program adds meanwhile.

    The file is there when it is whole, under its name; an earlier export of that name gives way to it then.

    Args:
        where: The archive's folder, or another place of one.
        file: To be written. What is there already must be an export.
        on_done: Called with how many articles are written, and how many there are.

    Raises:
        ArchiveMissing: there is none.
        ExportNotWritable: another file is there, or the disk refuses.
    """
    database = placed(where).open()
    try:
        with database.snapshot(), _replacing(file) as stream:
            articles, passages = _write(database, stream, on_done)
    finally:
        database.close()
    return Saved(articles=articles, passages=passages, bytes=file.stat().st_size)


def is_export(file: Path) -> bool:
    """Whether a file begins as one does."""
    try:
        with gzip.open(file) as stream:
            return f'"{MARK}":'.encode() in stream.read(200)
    except (OSError, EOFError):
        return False


def _write(database: Store, stream: gzip.GzipFile, on_done: Callable[[int, int], None]) -> tuple[int, int]:
    counted = database.one("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)")
    assert counted is not None
    previous = FIRST
    for done, record in enumerate(_records(database, counted)):
        line, previous = seal(record, previous)
        stream.write(line)
        on_done(min(done, counted[0]), counted[0])
    return counted[0], counted[1]


def _records(database: Store, counted: tuple[int, int]) -> Iterator[dict[str, Any]]:
    stored: Iterator[Any] = database.rows("SELECT key, value FROM meta")
    meta: dict[str, str] = dict(stored)
    yield {
        MARK: FORMAT,
        "archive_format": meta["version"],
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "articles": counted[0],
        "passages": counted[1],
        "embedder": json.loads(meta.get("embedder", "null")),
        "probes": json.loads(meta.get("probes", "[]")),
        "max_tokens": int(meta["max_tokens"]) if "max_tokens" in meta else None,
    }
    for row, *columns in database.rows(_ARTICLES):
        article = dict(zip(COLUMNS, columns, strict=True))
        vectors = database.one("SELECT data FROM vectors WHERE document = ?", row)
        yield {
            "article": article,
            "origins": _lists(database, _ORIGINS, article["id"]),
            "passages": _lists(database, _PASSAGES, row),
            "vectors": b64encode(vectors[0]).decode() if vectors else "",
        }
    yield {"end": counted[0]}


def _lists(database: Store, query: str, value: object) -> list[list[Any]]:
    return [list(found) for found in database.rows(query, value)]


@contextmanager
def _replacing(file: Path) -> Iterator[gzip.GzipFile]:
    """A file beside it, which takes its name when all is on the disk; otherwise nothing is left behind."""
    if file.exists() and not is_export(file):
        raise ExportNotWritable(file, found="what is there is no export")
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=3, filename="", mtime=0) as stream:
                yield stream
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(file)
    except OSError as error:
        raise ExportNotWritable(file, found=(error.strerror or str(error)).lower()) from error
    finally:
        part.unlink(missing_ok=True)
