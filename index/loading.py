"""Files, folders, standard input and URLs to Articles. A bad one costs itself, never the run."""

from __future__ import annotations

import gzip
import os
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol, TextIO, cast
from urllib.parse import urlsplit

from index.containers import parts_of, refuse_twice, too_large
from index.contents import Contents, Loaded, Wanted
from index.decoding import decode, gunzip
from index.entries import NO_TEXT, Entries
from index.errors import FetchRefused, InvalidArticle
from index.feeds import FeedEntry
from index.files import NOTHING, guarded, name_of, opened, size_of, some, suffix_of, walk
from index.formats import format_of
from index.given import check_given, only_one
from index.parts import Part
from index.records import Article, Refused

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{2,11}:(?![\s\\])")
_COLLECTIONS = {"json", "jsonl", "csv"}


class Fetched(Protocol):
    """A page as the network gave it."""

    @property
    def url(self) -> str:
        """After redirects."""

    @property
    def content(self) -> bytes:
        """Decompressed."""

    @property
    def charset(self) -> str | None:
        """As its header says."""


class Loader:
    """Iterates over the articles that paths and URLs stand for, in constant memory.

    Folders are walked in order of names; hidden files and folders are not looked at. A JSON, JSONL or CSV file
    in a folder none of whose entries has a text is no collection of articles: it is named in `passed_over`
    instead of being refused entry by entry.

    Identity (`Article.key`): the URL where there is one; else the path of a file that is one article; else, in a
    collection, path and id; entries with neither are only ever added, never replaced.

    Args:
        paths: Files, folders, "-" for standard input, http(s) URLs.
        overrides: title, published, source, author, language, url for every article; they win. A url is that of
            one article: a second one ends the iteration before either is yielded.
        fields: Our name -> key in JSON or column in CSV, dots reach into objects.
        format: text, markdown, html, json, jsonl or csv: that of everything that is read, instead of what names and
            first characters tell.
        max_bytes: Of one file, or of one line of JSONL, after decompression.
        fetch: Gets a URL, or raises FetchRefused.
        wanted: Which pages of a feed that was named by its URL are fetched: `all_entries` does all. None fetches none:
            such a feed is refused, as no article.
        files: Those of a path that are looked at.

    Raises:
        SettingsError: an override, a field or a format that cannot be meant; from the iteration, one url for several
            articles.
    """

    def __init__(
        self,
        paths: Sequence[str],
        *,
        overrides: Mapping[str, str] | None = None,
        fields: Mapping[str, str] | None = None,
        format: str | None = None,  # noqa: A002 -- the flag's name
        max_bytes: int = 100_000_000,
        fetch: Callable[[str], Fetched] | None = None,
        wanted: Wanted | None = None,
        files: Callable[[Path], Iterator[Path | Refused]] = walk,
    ) -> None:
        self._paths = paths
        self._overrides = dict(overrides or {})
        self._fields = dict(fields or {})
        self._format = format
        check_given(paths, overrides=self._overrides, fields=self._fields, format=format)
        self._max_bytes = max_bytes
        self._contents = Contents(
            overrides=self._overrides, fields=self._fields, format=format, max_bytes=max_bytes,
            wanted=wanted,
            follow=self._url,
        )  # fmt: skip
        self._fetch = fetch or _fetch
        self._wanted = wanted
        self._files = files
        self._done_bytes = 0
        self._open: IO[bytes] | None = None
        self.passed_over: dict[str, str] = {}
        """Files in folders that hold no articles -> what was looked for in vain."""

    @property
    def total_bytes(self) -> int:
        """Sizes of all files named or found, as they lie on disk."""
        sizes = 0
        for path in self._paths:
            if not _is_url(path) and path != "-":
                sizes += sum(size_of(file) for file in walk(Path(path)) if isinstance(file, Path))
        return sizes

    @property
    def read_bytes(self) -> int:
        """Of those, read so far; in a compressed file, the compressed bytes."""
        return self._done_bytes + (self._open.tell() if self._open and not self._open.closed else 0)

    def __iter__(self) -> Iterator[Loaded]:
        url = self._overrides.get("url")
        return only_one(self._loaded(), url=url) if url else self._loaded()

    def given(self, files: Iterable[tuple[str, bytes]], *, charset: str | None = None) -> Iterator[Loaded]:
        """The articles of files that were handed over, each as (its name, its content).

        A name says what a file is, and where its articles are from; nothing is read from or written to it.
        """
        loaded = (
            item
            for name, content in files
            for item in self._contents.loaded(
                name, Part(content=content, suffix=suffix_of(Path(name)), charset=charset), total=self._max_bytes
            )
        )
        url = self._overrides.get("url")
        return only_one(loaded, url=url) if url else loaded

    def _loaded(self) -> Iterator[Loaded]:
        for path in self._paths:
            if path == "-":
                yield from self._standard_input()
            elif _is_url(path):
                yield from self._url(path)
            else:
                yield from self._path(Path(path))

    def _standard_input(self) -> Iterator[Loaded]:
        given: TextIO | None = sys.stdin  # None where the shell has closed it
        if given is None or given.closed:
            yield Refused(origin="-", reason="standard input is closed")
            return
        yield from self._contents.loaded("-", Part(content=given.buffer.read(self._max_bytes + 1)))

    def _url(self, url: str, entry: FeedEntry | None = None) -> Iterator[Loaded]:
        try:
            fetched = self._fetch(url)
        except FetchRefused as error:
            yield Refused(origin=url, reason=str(error))
            return
        suffix = suffix_of(Path(urlsplit(fetched.url).path))
        stated = {"published": entry.published} if entry and entry.published else {}
        part = Part(content=fetched.content, suffix=suffix, charset=fetched.charset, url=fetched.url, metadata=stated)
        yield from self._contents.loaded(fetched.url, part, total=self._max_bytes, within=bool(entry))

    def _path(self, path: Path) -> Iterator[Loaded]:
        for file in self._files(path):
            if isinstance(file, Refused):
                yield file
                continue
            loaded = guarded(name_of(file), self._file(file))
            inside = file != path and (self._format or format_of(suffix_of(file))) in _COLLECTIONS
            yield from self._unless_no_articles(file, loaded) if inside else loaded
            self._done_bytes += size_of(file)

    def _unless_no_articles(self, file: Path, loaded: Iterator[Loaded]) -> Iterator[Loaded]:
        held: list[Refused] = []
        for item in loaded:
            if isinstance(item, Article) or not item.reason.startswith((NO_TEXT, NOTHING, "not an object")):
                yield from held
                yield item
                yield from loaded
                return
            held.append(item)
        self.passed_over[name_of(file)] = held[0].reason if held else "empty"

    def _file(self, file: Path) -> Iterator[Loaded]:
        origin = name_of(file.resolve())
        suffix = suffix_of(file)
        with opened(file) as stream:
            self._open = stream
            if (self._format or format_of(suffix)) == "jsonl":
                yield from some(self._lines(origin, stream, zipped=file.suffix.lower() == ".gz"))
                return
            zipped = file.suffix.lower() == ".gz"
            parts = parts_of(stream, suffix=suffix, max_bytes=self._max_bytes, zipped=zipped)
            if parts is not None:
                yield from some(self._contents.parts(origin, parts))
                return
            if not zipped and size_of(file) > self._max_bytes:
                raise InvalidArticle(too_large(self._max_bytes))
            content = gunzip(stream, max_bytes=self._max_bytes) if zipped else stream.read(self._max_bytes + 1)
            if zipped:
                refuse_twice(content)
        yield from self._contents.loaded(origin, Part(content=content, suffix=suffix))

    def _lines(self, origin: str, stream: IO[bytes], *, zipped: bool) -> Iterator[Loaded]:
        entries = self._contents.entries(origin)
        lines = cast("IO[bytes]", gzip.GzipFile(fileobj=stream)) if zipped else stream
        number = 0
        while line := _next(lines, stream, self._max_bytes):
            number += 1
            if len(line) > self._max_bytes:
                reason = f"{too_large(self._max_bytes)}; what stands behind it is not read"
                yield Refused(origin=f"{origin} line {number}", reason=reason)
                return
            if line.strip():
                yield from guarded(f"{origin} line {number}", _one_line(entries, line, number))
        if number == 0:
            raise InvalidArticle("empty")


def all_entries(_: str, entries: Sequence[FeedEntry]) -> Sequence[FeedEntry]:
    """For `Loader.wanted`: every page that a feed links to."""
    return entries


def _next(lines: IO[bytes], stream: IO[bytes], max_bytes: int) -> bytes:
    try:
        return lines.readline(max_bytes + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InvalidArticle(f"archive damaged at byte {stream.tell()}: {error}") from None


def _one_line(entries: Entries, line: bytes, number: int) -> Iterator[Loaded]:
    decoded = decode(line)
    yield entries.from_line(decoded.text, number, decoded.warnings)


def _is_url(path: str) -> bool:
    """Any scheme: those that are not fetched are refused as such, not as files that are absent."""
    return bool(_SCHEME.match(path)) and not os.path.exists(path)  # noqa: PTH110 -- pathlib's raises for a long URL


def _fetch(url: str) -> Fetched:
    from index.fetching import fetch

    return fetch(url)
