"""PDF to text, page by page. The one door to pypdf."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import IO, Any

from index.characters import one_line
from index.dates import find_date
from index.errors import InvalidArticle
from index.parts import Part, Parts

SECONDS = 120.0
"""For all pages of a file: what takes longer was made to."""

MOST_PAGES = 5_000

PAGE_BREAK = "\f"


def read_pdf(stream: IO[bytes], *, max_bytes: int, clock: Callable[[], float] = time.monotonic) -> Parts:
    """The text of a PDF, pages separated by form feeds.

    Raises:
        InvalidArticle: damaged, encrypted, without text (scanned), or larger than is read.
    """
    try:
        reader = _opened(stream)
        metadata = _facts(reader)
        text = PAGE_BREAK.join(_pages(reader, max_bytes=max_bytes, clock=clock))
    except InvalidArticle:
        raise
    except Exception as error:  # a damaged file leads pypdf into anything: assertions, loops, numbers out of range
        raise InvalidArticle(f"PDF damaged: {one_line(str(error))[:80] or type(error).__name__}") from None
    if not text.replace(PAGE_BREAK, "").strip():
        raise InvalidArticle("no text in this PDF (scanned pages have to be recognised first, as by ocrmypdf)")
    yield Part(content=text, media_type="application/pdf", metadata=metadata)


def _opened(stream: IO[bytes]) -> Any:  # noqa: ANN401 -- the library is used untyped
    import logging

    from pypdf import PasswordType, PdfReader
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of each flaw on standard error
    reader = PdfReader(stream)
    try:
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise InvalidArticle("encrypted (save it without a password)")
    except DependencyError:
        raise InvalidArticle(
            'encrypted with AES (to try without a password: pip install "newscheck[formats]")'
        ) from None
    return reader


def _pages(reader: Any, *, max_bytes: int, clock: Callable[[], float]) -> Iterator[str]:  # noqa: ANN401
    count, size, end = len(reader.pages), 0, clock() + SECONDS
    if count > MOST_PAGES:
        raise InvalidArticle(f"{count:,} pages; at most {MOST_PAGES:,} are read")
    for number, page in enumerate(reader.pages, start=1):
        text = str(page.extract_text()).replace(PAGE_BREAK, "\n")
        size += len(text.encode(errors="surrogatepass"))
        if size > max_bytes:
            raise InvalidArticle(f"expands beyond the limit of {max_bytes:,} bytes")
        if clock() > end:
            raise InvalidArticle(f"took longer than {SECONDS:.0f} seconds (page {number} of {count})")
        yield text


def _facts(reader: Any) -> dict[str, str]:  # noqa: ANN401
    """Title, author, and the day on which the file was made, which is no date of publication."""
    stated = reader.metadata or {}
    found = {"title": stated.get("/Title"), "author": stated.get("/Author")}
    facts = {name: one_line(str(value)) for name, value in found.items() if value}
    facts = {name: value for name, value in facts.items() if value and not _is_of_a_program(value)}
    made, _ = find_date(str(stated.get("/CreationDate") or "").removeprefix("D:")[:8])
    return facts | ({"made": made.isoformat()} if made else {})


def _is_of_a_program(title: str) -> bool:
    """Word processors put a file's name, or none at all, where a title belongs."""
    lowered = title.lower()
    return lowered.startswith(("microsoft word", "untitled", "(anonymous)", "unknown")) or lowered.endswith(
        (".doc", ".docx", ".indd", ".qxd", ".odt", ".pdf")
    )
