"""Zip files: saved pages, or one document of a word processor or an e-book."""

from __future__ import annotations

import posixpath
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO

from index.decoding import MAX_RATIO
from index.errors import InvalidArticle
from index.parts import TWICE, Allowance, Flaw, Part, Parts

MOST_MEMBERS = 100_000

_ASSETS = {".css", ".js", ".mjs", ".map", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".svg", ".bmp",
           ".woff", ".woff2", ".ttf", ".otf", ".eot", ".mp3", ".mp4", ".webm", ".download"}  # fmt: skip
"""What browsers save beside a page."""

_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ArithmeticError, LookupError, ValueError,
           NotImplementedError)  # fmt: skip
"""What the standard library raises for it."""

_OFFICE = {"xl/workbook.xml": "XLSX", "ppt/presentation.xml": "PPTX", "content.xml": "OpenDocument"}


def read_zip(stream: IO[bytes], *, max_bytes: int, total: int | None = None, within: bool = False) -> Parts:
    """The articles of a zip file, each a file in it; or the one that a DOCX is, or those of an EPUB.

    Args:
        stream: Seekable.
        max_bytes: Of one file in it.
        total: Of all; None takes `max_bytes`, or a hundred times its size where that is more.
        within: It is itself in a container; then it must be a DOCX.

    Raises:
        InvalidArticle: damaged, encrypted, of a format that is not read, or one within another.
    """
    size = stream.seek(0, 2)
    allowance = Allowance(left=max(max_bytes, MAX_RATIO * size) if total is None else total)
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            read = _reader(archive, allowance, max_bytes)
            if "word/document.xml" in names:
                from index.office import read_docx

                yield from read_docx(names, read)
            elif within:
                raise InvalidArticle(f"archive within an archive: {TWICE}")
            elif "META-INF/container.xml" in names:
                from index.books import read_epub

                yield from read_epub(names, read)
            else:
                _refuse_office(names)
                yield from _files(archive, read)
    except _DAMAGE as error:
        raise InvalidArticle(f"archive damaged {_near(error, size)}") from None


def _reader(archive: zipfile.ZipFile, allowance: Allowance, max_bytes: int) -> Callable[[str], bytes]:
    def read(name: str) -> bytes:
        member = archive.getinfo(name)
        if member.flag_bits & 1:
            raise InvalidArticle("encrypted")
        if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise InvalidArticle("compressed in a way that is not read (deflate is)")
        with archive.open(member) as stream:
            return allowance.read(stream, compressed=member.compress_size, most=max_bytes)

    return read


def _files(archive: zipfile.ZipFile, read: Callable[[str], bytes]) -> Parts:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_MEMBERS:
        raise InvalidArticle(f"{len(members):,} files in it; at most {MOST_MEMBERS:,} are read")
    if not members:
        raise InvalidArticle("empty archive")
    assets = Counter(_suffix(member.filename) for member in members if _suffix(member.filename) in _ASSETS)
    if len(members) == assets.total():
        raise InvalidArticle(f"no articles in it (only {', '.join(sorted(assets))})")
    for member in members:
        if _suffix(member.filename) not in _ASSETS and not _is_of_a_system(member.filename):
            yield from _file(member, read)


def _file(member: zipfile.ZipInfo, read: Callable[[str], bytes]) -> Iterator[Part | Flaw]:
    try:
        _refuse_place(member)
        content = read(member.filename)
    except InvalidArticle as error:
        yield Flaw(name=member.filename, reason=str(error))
    except _DAMAGE:
        yield Flaw(name=member.filename, reason=f"archive damaged at byte {member.header_offset}")
    else:
        yield Part(name=member.filename, content=content, suffix=_suffix(member.filename))


def _refuse_place(member: zipfile.ZipInfo) -> None:
    """Nothing is written anywhere; but a name that leads out of the archive was made to deceive."""
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or posixpath.normpath(name).startswith("..") or name[1:2] == ":":
        raise InvalidArticle("its name leads out of the archive")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise InvalidArticle("symbolic link")


def _refuse_office(names: set[str]) -> None:
    from index.decoding import SUPPORTED

    for name, kind in _OFFICE.items():
        if name in names:
            raise InvalidArticle(f"format not supported ({kind}); supported: {SUPPORTED}")


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _is_of_a_system(name: str) -> bool:
    """Hidden, as in a folder; and what macOS puts into every zip."""
    return any((part.startswith(".") and part not in {".", ".."}) or part == "__MACOSX" for part in name.split("/"))


def _near(error: Exception, size: int) -> str:
    return f"at byte {size} (cut off?)" if "not a zip file" in str(error).lower() else f"({str(error)[:60]})"
