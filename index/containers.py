"""Which files hold other files or are documents of another program, told by their first bytes or their name."""

from __future__ import annotations

import re
from typing import IO

from index.errors import InvalidArticle
from index.parts import TWICE, Parts

HEAD = 1024

_MAILBOX = re.compile(rb"From \S+ .*\d\d:\d\d:\d\d.*\r?\n[\w-]+:")


def parts_of(
    stream: IO[bytes], *, suffix: str, max_bytes: int, total: int | None = None, zipped: bool = False,
    within: bool = False,
) -> Parts | None:  # fmt: skip
    """The parts of a container, or the text of a document; None for what is neither. The stream stays at its start.

    Args:
        stream: Seekable, at its start.
        suffix: Of its name, without .gz.
        max_bytes: Of a document, and of each part.
        total: Of all parts of a zip file; see `read_zip`.
        zipped: By gzip, which only WARC files are read through.
        within: It is itself a part.

    Raises:
        InvalidArticle: a container within a container, or a document that is too large; more when the parts are read.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    if suffix == ".warc" or head.startswith(b"WARC/"):
        from index.webarchives import read_warc

        return None if within else read_warc(stream, max_bytes=max_bytes)
    if zipped:
        return None
    if head.startswith(b"%PDF-"):
        from index.portable import read_pdf

        _refuse_large(stream, max_bytes)
        return read_pdf(stream, max_bytes=max_bytes)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from index.zipped import read_zip

        return read_zip(stream, max_bytes=max_bytes, total=total, within=within)
    return _mails(stream, head, suffix, max_bytes, within=within)


def refuse_twice(content: bytes) -> None:
    """Raises InvalidArticle for what gzip gave, if it is compressed again."""
    if content.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        raise InvalidArticle(TWICE)


def _mails(stream: IO[bytes], head: bytes, suffix: str, max_bytes: int, *, within: bool) -> Parts | None:
    from index.mails import read_mail, read_mbox

    if suffix == ".eml":
        _refuse_large(stream, max_bytes)
        return read_mail(stream.read())
    is_box = suffix in {".mbox", ".mbx"} or (suffix in {"", ".txt"} and _MAILBOX.match(head))
    return read_mbox(stream, max_bytes=max_bytes) if is_box and head and not within else None


def _refuse_large(stream: IO[bytes], max_bytes: int) -> None:
    size = stream.seek(0, 2)
    stream.seek(0)
    if size > max_bytes:
        raise InvalidArticle(too_large(max_bytes))


def too_large(max_bytes: int) -> str:
    """Why something is not read at all."""
    return f"larger than {max_bytes:,} bytes (set max_bytes for more)"
