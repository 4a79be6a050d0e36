"""The file that `index.saving` writes, looked at from end to end before any of it is believed."""

from __future__ import annotations

import zlib
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
from pydantic import BaseModel, ValidationError

from index.chaining import SealBroken, Sealed, unsealed
from index.embedding import Fingerprint, Vectors
from index.errors import ExportRefused
from index.records import Document, Passage
from index.saving import FORMAT, MARK
from index.schema import COLUMNS, to_document
from index.storing import Held, Origin

LONGEST = 1 << 30
"""Bytes of a line at most: an article of the largest file that is read, with its vectors, is a third of it."""

AT_ONCE = 1 << 18
"""Bytes that are read or unpacked together."""

NOT_WHOLE = (
    "Nothing of it was stored. Take another copy of the file, or export the archive again: newscheck export FILE"
)


class _Header(BaseModel):
    """The archive, as the first line describes it."""

    articles: int
    embedder: Fingerprint | None
    probes: list[list[float]]
    max_tokens: int | None


class _Line(BaseModel):
    """An article as it stands in the file."""

    article: dict[str, str | None]
    origins: list[tuple[str, str, str]]
    passages: list[tuple[int, int]]
    vectors: str


class Export:
    """A file that was looked at from end to end: what it tells was written by `save`, all of it.

    Raises:
        ExportRefused: it is no export, damaged or cut, and where, or a newer newscheck wrote it.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.read_bytes = 0
        """Of the file so far, by `articles`."""
        self.passed_over = dict[str, str]()
        header, end = None, None
        for sealed in self._lines():
            header = header or self._known(sealed)
            end = sealed.record.get("end")
        if header is None or end != header.articles:
            raise self._refused(self._where("it is cut off"), NOT_WHOLE)
        self._header = header

    @property
    def count(self) -> int:
        """Articles."""
        return self._header.articles

    @property
    def total_bytes(self) -> int:
        """Of the file."""
        return self.file.stat().st_size

    @property
    def fingerprint(self) -> Fingerprint | None:
        """Of the embedder that made the vectors; None when there are none."""
        return self._header.embedder

    @property
    def probes(self) -> Vectors:
        """As the archive kept them."""
        return np.asarray(self._header.probes, np.float32)

    @property
    def max_tokens(self) -> int:
        """Of its passages."""
        return self._header.max_tokens or 0

    def articles(self) -> Iterator[Held]:
        """In the order in which they were stored.

        Raises:
            ExportRefused: the file is another one by now, or not what `save` writes.
        """
        for sealed in self._lines():
            if "article" in sealed.record:
                yield self._held(sealed)

    def _held(self, sealed: Sealed) -> Held:
        try:
            line = _Line.model_validate(sealed.record)
            article = {"pages": None} | line.article  # the first exports know none
            document = to_document([article[column] for column in COLUMNS])
            if (document.id, document.sha256) != (article["id"], article["sha256"]):
                raise ValueError("its text is not that of its hash")
            return Held(
                document=document,
                origins=[Origin(key=key, fingerprint=print_, origin=origin) for key, print_, origin in line.origins],
                passages=[_passage(document, start, end) for start, end in line.passages],
                vectors=self._vectors(line),
            )
        except (ValidationError, ValueError, KeyError, TypeError) as error:
            raise self._refused(f"line {sealed.number} holds no article as newscheck writes them", NOT_WHOLE) from error

    def _vectors(self, line: _Line) -> Vectors:
        rows = np.frombuffer(b64decode(line.vectors, validate=True), "<f2").astype(np.float32)
        vectors = rows.reshape(len(line.passages), self.fingerprint.dimension if self.fingerprint else 0)
        if not np.isfinite(vectors).all():
            raise ValueError("a vector is none")
        return vectors

    def _known(self, first: Sealed) -> _Header:
        found = first.record.get(MARK)
        if not isinstance(found, int):
            raise self._refused("it is no export of newscheck", "Make one: newscheck export FILE")
        if found > FORMAT:
            told = f"a newer newscheck wrote it (format {found}; this one reads up to {FORMAT})"
            raise self._refused(told, "Upgrade this one: pip install --upgrade newscheck")
        try:
            return _Header.model_validate(first.record)
        except ValidationError as error:
            raise self._refused(self._where("it is damaged"), NOT_WHOLE) from error

    def _lines(self) -> Iterator[Sealed]:
        self._whole = 0
        try:
            with self.file.open("rb") as raw:
                for sealed in unsealed(self._unpacked(raw)):
                    self._whole = sealed.number
                    yield sealed
        except (SealBroken, zlib.error) as error:
            raise self._refused(self._where("it is damaged"), NOT_WHOLE) from error
        except OSError as error:
            raise self._refused((error.strerror or str(error)).lower(), "Name a file that can be read.") from error

    def _unpacked(self, raw: IO[bytes]) -> Iterator[bytes]:
        """Line by line, as far as the file goes."""
        unpack, rest = zlib.decompressobj(wbits=31), b""
        while not unpack.eof:
            packed = unpack.unconsumed_tail or raw.read(AT_ONCE)
            if not packed:
                raise self._refused(self._where("it is cut off"), NOT_WHOLE)
            rest += unpack.decompress(packed, AT_ONCE)
            self.read_bytes = raw.tell()
            *lines, rest = rest.splitlines(keepends=True) or [b""]
            yield from lines
            if len(rest) > LONGEST:
                raise zlib.error("a line without an end")
        if rest:
            yield rest
        if unpack.unused_data or raw.read(1):
            raise zlib.error("something stands behind the end")

    def _where(self, what: str) -> str:
        if not self._whole:
            return "it is no export of newscheck, or damaged where it begins"
        return f"{what} in line {self._whole + 1}, about byte {self.read_bytes:,} of {self.total_bytes:,}"

    def _refused(self, found: str, hint: str) -> ExportRefused:
        return ExportRefused(self.file, found=found, hint=hint)


def _passage(document: Document, start: int, end: int) -> Passage:
    if not 0 <= start < end <= len(document.text):
        raise ValueError("a passage stands outside of the text")
    return Passage(document_id=document.id, start=start, text=document.text[start:end])
