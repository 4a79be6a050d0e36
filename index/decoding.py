"""Bytes to text: byte order marks, declared and guessed character sets, and what is not text at all."""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass
from typing import IO

from index.errors import InvalidArticle

MAX_RATIO = 100
"""Bytes that one compressed byte may become, beyond `ALWAYS`: text becomes five, a bomb a thousand."""

ALWAYS = 10_000_000
"""Bytes that may come of anything, however small."""

TOO_MANY_BROKEN = 0.01
"""Share of characters that may be undecodable before a file is taken for something else than text."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_UNSUPPORTED = ((b"{\\rtf", "RTF"),)

_COMPOUND = b"\xd0\xcf\x11\xe0"
"""How old Office files begin, and those in which Office puts a newer one that is locked by a password."""

_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""What such a file calls the part that holds it."""

LOOKED_AT = 50_000_000
"""Bytes of such a file in which that name is looked for."""

_BINARY = (
    (b"\x89PNG", "PNG"),
    (b"\x7fELF", "ELF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"RIFF", "RIFF"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"SQLite format 3", "SQLite"),
)

_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)

SUPPORTED = "plain text, Markdown, HTML, JSON, JSONL, CSV, gzip of these, PDF, DOCX, EPUB, mbox, WARC, zip, RSS, Atom"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and what had to be guessed or mended to get it."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(content: bytes, *, charset: str | None = None) -> Decoded:
    """Text from bytes: by byte order mark, UTF-8, the declared character set, or Windows-1252.

    Raises:
        InvalidArticle: empty, binary, or mostly broken.
    """
    if not content:
        raise InvalidArticle("empty")
    refuse_compound(content)
    refuse_binary(content[:4096])
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _forgiving(content, name)
    declared = charset or _declared(content)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(content, declared)
    otherwise = declared and not text.isascii() and _is_other(declared)
    return Decoded(text, (f"decoded as utf-8, declared as {declared}",) if otherwise else ())


def refuse_compound(head: bytes, *, rest: IO[bytes] | None = None) -> None:
    """Raises InvalidArticle for old Office files and for locked new ones, and tells them from each other.

    Args:
        head: Of a file, or all of it.
        rest: What follows; read for such files alone.
    """
    if head.startswith(_COMPOUND):
        if _LOCKED in head + (rest.read(LOOKED_AT) if rest else b""):
            raise InvalidArticle("encrypted (save it without a password)")
        raise InvalidArticle(f"format not supported (an old Office file); supported: {SUPPORTED}")


def refuse_binary(head: bytes) -> None:
    """Raises InvalidArticle for the first bytes of formats that are not text."""
    for magic, name in _UNSUPPORTED:
        if head.startswith(magic):
            raise InvalidArticle(f"format not supported ({name}); supported: {SUPPORTED}")
    for magic, name in _BINARY:
        if head.startswith(magic):
            raise InvalidArticle(f"not text ({name})")
    marked = any(head.startswith(mark) for mark, _ in _MARKS)
    if not marked and head.count(0) > len(head) * 0.05:
        raise InvalidArticle("not text (binary)")


def gunzip(stream: IO[bytes], *, max_bytes: int) -> bytes:
    """All of a gzip stream, counted while it expands.

    Raises:
        InvalidArticle: damaged, cut off, or larger than `max_bytes` when expanded.
    """
    inflate = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    size = read = 0
    while chunk := stream.read(65_536):
        read += len(chunk)
        while chunk:
            try:
                part = inflate.decompress(chunk, max_bytes + 1 - size)
            except zlib.error:
                raise InvalidArticle(f"archive damaged at byte {read}: no gzip from there") from None
            parts.append(part)
            size += len(part)
            if size > max_bytes or size > max(ALWAYS, MAX_RATIO * read):
                raise InvalidArticle(f"expands beyond the limit of {max_bytes:,} bytes, or {MAX_RATIO} times")
            chunk = inflate.unconsumed_tail
            if inflate.eof:
                chunk = inflate.unused_data
                inflate = zlib.decompressobj(wbits=31) if chunk else inflate
    if not inflate.eof:
        raise InvalidArticle(f"archive damaged at byte {read}: gzip cut off there")
    return b"".join(parts)


def _guessed(content: bytes, charset: str | None) -> Decoded:
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    proper = sum(character > "\x7f" for character in text) - broken
    if proper > broken or (proper and broken <= max(1, len(content) * TOO_MANY_BROKEN)):
        return _forgiving(content, "utf-8")  # characters that are proper UTF-8 are no accident: the rest is damage
    if charset:
        try:
            return Decoded(content.decode(charset), (f"decoded as {charset}",))
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        return Decoded(content.decode("cp1252"), ("decoded as cp1252",))
    except UnicodeDecodeError:
        return _forgiving(content, "utf-8")


def _is_other(charset: str) -> bool:
    """Whether a character set is none that UTF-8 is a form of; not known counts as other."""
    try:
        return codecs.lookup(charset).name not in {"utf-8", "utf-8-sig", "ascii"}
    except LookupError:
        return True


def _forgiving(content: bytes, name: str) -> Decoded:
    text = content.decode(name, errors="replace").removeprefix("\ufeff")
    broken = text.count("\ufffd")
    if broken > max(1, len(text) * TOO_MANY_BROKEN):
        raise InvalidArticle(f"not text ({broken} characters cannot be read as {name})")
    return Decoded(text, (f"{broken} unreadable characters replaced",) if broken else ())


def _declared(content: bytes) -> str | None:
    found = _DECLARED.search(content[:4096])
    return found.group(1).decode("ascii") if found else None
