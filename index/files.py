"""Files and folders as they lie on disk: which are looked at, and which could not be read safely."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from index.decoding import refuse_binary, refuse_compound
from index.errors import InvalidArticle
from index.records import Article, Refused

NOTHING = "no articles in it"
"""Why a list without entries, or an archive without pages, is refused."""

_READ_ELSEWHERE = (b"\x1f\x8b", b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"WARC/")
"""How files begin that are not text and have readers of their own."""


def opened(file: Path) -> IO[bytes]:
    """A regular file for reading; pipes, sockets and devices are refused before they could block."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket
            raise InvalidArticle("not a regular file") from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise InvalidArticle("not a regular file")
    stream = os.fdopen(handle, "rb")
    head = stream.read(4096)
    try:
        refuse_compound(head, rest=stream)
        refuse_binary(b"" if head.startswith(_READ_ELSEWHERE) else head)
    except InvalidArticle:
        stream.close()
        raise
    stream.seek(0)
    return stream


def walk(path: Path) -> Iterator[Path | Refused]:
    """The file itself, or the files of a folder in order; links inside a folder are not followed."""
    if not os.path.isdir(path):  # noqa: PTH112 -- pathlib's raises where one may not look
        yield path
        return
    unread: list[Refused] = []
    for folder, folders, files in os.walk(path, onerror=lambda error: unread.append(_unread(error))):
        yield from unread
        unread.clear()
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in files + folders if not name.startswith(".")):
            file = Path(folder, name)
            if file.is_symlink():
                yield Refused(origin=name_of(file), reason="symbolic link (name its target to add it)")
            elif name in files:
                yield file
    yield from unread


def _unread(error: OSError) -> Refused:
    return Refused(origin=name_of(Path(error.filename)), reason=_reason(error))


def guarded(origin: str, loaded: Iterable[Article | Refused]) -> Iterator[Article | Refused]:
    """What goes wrong with one file becomes its Refused."""
    try:
        yield from loaded
    except InvalidArticle as error:
        yield Refused(origin=origin, reason=str(error))
    except OSError as error:
        yield Refused(origin=origin, reason=_reason(error))


def some(loaded: Iterable[Article | Refused]) -> Iterator[Article | Refused]:
    """The same.

    Raises:
        InvalidArticle: at the end, if there was nothing: a file without an article is told of, like any other.
    """
    found = False
    for item in loaded:
        found = True
        yield item
    if not found:
        raise InvalidArticle(NOTHING)


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "permission denied"
    if isinstance(error, FileNotFoundError):
        return "no such file"
    return (error.strerror or str(error)).lower()


def name_of(file: Path) -> str:
    """The path as text that can be stored: bytes in it that are not UTF-8 as escapes."""
    return os.fsencode(file).decode("utf-8", "backslashreplace")


def suffix_of(file: Path) -> str:
    """In lower case, that of what a .gz holds."""
    name = file.name.lower().removesuffix(".gz")
    return Path(name).suffix


def size_of(file: Path) -> int:
    """Bytes of a regular file; 0 for anything else."""
    try:
        found = file.stat()
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0
