"""WARC files, as web archives and `wget --warc-file` write them: each page that was answered with 200. The one door to
warcio.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from email.message import Message
from typing import IO, Any

from index.decoding import ALWAYS, MAX_RATIO
from index.errors import InvalidArticle
from index.parts import Flaw, Part, Parts

_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf")

MISSING = 'a WARC is read with warcio: pip install "newscheck[formats]"'


def read_warc(stream: IO[bytes], *, max_bytes: int) -> Parts:
    """The pages of a WARC, compressed or not, with their addresses; images, scripts and failures are no pages.

    Raises:
        InvalidArticle: warcio is not installed, or the file is damaged.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "warcio":
            raise
        raise InvalidArticle(MISSING) from None
    logging.getLogger("warcio").setLevel(logging.ERROR)  # it tells of each flaw on standard error
    records, noted, number = ArchiveIterator(stream), _Noted(), 0
    records.INC_RECORD = noted
    try:
        for number, record in enumerate(records, start=1):
            yield from noted.taken(number - 1)
            if part := _part(record, number, max_bytes):
                yield part
    except (ArchiveLoadFailed, EOFError, ValueError, OSError, AttributeError) as error:
        raise InvalidArticle(f"archive damaged at byte {stream.tell()} ({str(error)[:60]})") from None
    yield from noted.taken(number)
    if number == 0:
        raise InvalidArticle("no records in this WARC")


class _Noted:
    """Stands where warcio keeps the words in which it complains of a record, to standard error."""

    def __init__(self) -> None:
        self._complained = False

    def format(self, *_: object) -> str:
        """As `str.format`; nothing to be written."""
        self._complained = True
        return ""

    def taken(self, number: int) -> Iterator[Flaw]:
        """What is wrong with the record of that number, if there was a complaint since the last call."""
        if self._complained:
            yield Flaw(name=f"record {number}", reason="it is not as long as it says")
        self._complained = False


def _is_page(record: Any) -> bool:  # noqa: ANN401 -- the library is untyped
    if record.rec_type not in {"response", "resource"}:
        return False
    if record.http_headers and record.http_headers.get_statuscode() != "200":
        return False
    return _kind(record).get_content_type() in _PAGES


def _kind(record: Any) -> Message:  # noqa: ANN401
    stated = Message()
    headers = record.http_headers or record.rec_headers
    stated["content-type"] = headers.get_header("Content-Type") or "application/octet-stream"
    return stated


def _part(record: Any, number: int, max_bytes: int) -> Part | Flaw | None:  # noqa: ANN401
    """None for what is no page."""
    try:
        return _page(record, number, max_bytes) if _is_page(record) else None
    except (AttributeError, TypeError, ValueError):
        return Flaw(name=f"record {number}", reason="its headers are damaged")


def _page(record: Any, number: int, max_bytes: int) -> Part | Flaw:  # noqa: ANN401
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    name = url.strip("<>") or f"record {number}"
    most = min(max_bytes, max(ALWAYS, MAX_RATIO * int(record.rec_headers.get_header("Content-Length") or 0)))
    content = record.content_stream().read(most + 1)
    if len(content) > most:
        return Flaw(name=name, reason=f"expands beyond the limit of {most:,} bytes")
    kind = _kind(record)
    suffix = ".html" if kind.get_content_type() in _PAGES[:2] else ""
    return Part(name=name, content=content, suffix=suffix, charset=kind.get_content_charset(), url=url.strip("<>"))
