"""The bytes of one file, page or part to its articles: what it is, in which character set, and what it holds."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from index.containers import parts_of, refuse_twice, too_large
from index.decoding import Decoded, decode, gunzip
from index.entries import Entries
from index.errors import InvalidArticle
from index.feeds import Feed, FeedEntry, read_feed
from index.files import guarded, some
from index.formats import MEDIA_TYPES, format_of, is_feed, is_lines, recognised, refuse_xml
from index.parts import Part, Parts
from index.records import Article, MediaType, Refused
from index.urls import tidy_url

Loaded = Article | Refused

Wanted = Callable[[str, Sequence[FeedEntry]], Iterable[FeedEntry]]
"""The URL of a feed and its entries, to those whose pages are to be fetched."""


class Contents:
    """Reads what has been opened or fetched.

    Args:
        overrides: title, published, ... for every article; they win.
        fields: Our name -> key in JSON or column in CSV.
        format: That of everything, instead of what names and first characters tell.
        max_bytes: Of one file, or of a part.
        wanted: The URL of a feed and its entries, to those that are taken; None refuses feeds on the web.
        follow: What is at the link of an entry.
    """

    def __init__(
        self,
        *,
        overrides: Mapping[str, str],
        fields: Mapping[str, str],
        format: str | None,  # noqa: A002 -- the flag's name
        max_bytes: int,
        wanted: Wanted | None,
        follow: Callable[[str, FeedEntry], Iterator[Loaded]],
    ) -> None:
        self._overrides = overrides
        self._fields = fields
        self._format = format
        self._max_bytes = max_bytes
        self._wanted = wanted
        self._follow = follow

    def loaded(self, origin: str, part: Part, *, total: int | None = None, within: bool = False) -> Iterator[Loaded]:
        """What the bytes of a part are.

        Args:
            origin: Where it is from.
            part: Bytes, and what is known of them.
            total: Bytes that all files in it may have.
            within: It is itself a part of something.
        """
        assert isinstance(part.content, bytes)
        if len(part.content) > self._max_bytes:
            yield Refused(origin=origin, reason=too_large(self._max_bytes))
            return
        yield from guarded(origin, self._decoded(origin, part, part.content, total, within=within))

    def _decoded(self, origin: str, part: Part, content: bytes, total: int | None, *, within: bool) -> Iterator[Loaded]:
        if content[:2] == b"\x1f\x8b":
            content = gunzip(io.BytesIO(content), max_bytes=self._max_bytes)
            refuse_twice(content)
        parts = parts_of(io.BytesIO(content), suffix=part.suffix, max_bytes=self._max_bytes, total=total, within=within)
        if parts is not None:
            yield from some(self.parts(origin, parts, of=part))
            return
        decoded = decode(content, charset=part.charset)
        entries = self.entries(origin)
        kind = self._format or format_of(part.suffix) or recognised(decoded.text, fields=self._fields)
        if kind == "csv":
            yield from some(entries.from_csv(decoded, max_bytes=self._max_bytes))
        elif kind == "jsonl" or (kind == "json" and is_lines(decoded.text)):
            yield from some(entries.from_lines(decoded))
        elif kind == "json":
            yield from some(entries.from_json(decoded))
        elif not self._format and is_feed(decoded.text) and (self._wanted or not part.url) and not within:
            yield from self._feed(origin, read_feed(decoded.text, url=part.url), part.url)
        else:
            if not self._format:
                refuse_xml(decoded.text)
            yield self._page(origin, decoded, MEDIA_TYPES[kind], part)

    def parts(self, origin: str, parts: Parts, *, of: Part | None = None) -> Iterator[Loaded]:
        """The articles of a container; a flaw in it costs what it is in."""
        for part in parts:
            place = f"{origin}/{part.name}" if part.name else origin
            if not isinstance(part, Part):
                yield Refused(origin=place, reason=part.reason)
                continue
            known = part
            if of and not part.name:  # the one article that it is, and not one of several at the same address
                known = replace(part, url=of.url, metadata={**part.metadata, **of.metadata})
            if isinstance(part.content, str):
                page = self._pages(place, Decoded(part.content, part.warnings), part.media_type, known)
                yield from guarded(place, page)
            else:
                yield from self.loaded(place, known, within=True)

    def _feed(self, origin: str, feed: Feed, url: str | None) -> Iterator[Loaded]:
        """Of a feed on the web the pages that it links to, each once; a feed in a file gives its own texts."""
        if not feed.entries:
            raise InvalidArticle("no entries in this feed")
        wanted = list(self._wanted(url, feed.entries) if url and self._wanted else feed.entries)
        if wanted and url:
            yield from (Refused(origin=origin, reason=warning) for warning in feed.warnings)
        followed: set[str] = set()
        for number, entry in enumerate(wanted, start=1):
            if not (url and entry.url):
                place = f"{origin} entry {number}"
                yield from guarded(place, self._told(origin, feed, entry, place))
            elif entry.url not in followed:
                followed.add(entry.url)
                yield from self._follow(entry.url, entry)

    def _told(self, origin: str, feed: Feed, entry: FeedEntry, place: str) -> Iterator[Loaded]:
        """The text that a feed itself holds."""
        if not entry.html:
            reason = "the feed holds only a summary; newscheck add FEED_URL adds the pages that it links to"
            yield Refused(origin=place, reason=reason)
            return
        facts = {"title": entry.title, "published": entry.published, "author": entry.author, "source": feed.title}
        part = Part(content="", url=entry.url, metadata={name: value for name, value in facts.items() if value})
        yield self._page(f"{origin}/{entry.identity}", Decoded(entry.html, feed.warnings), "text/html", part)

    def _pages(self, origin: str, decoded: Decoded, kind: MediaType, part: Part) -> Iterator[Loaded]:
        yield self._page(origin, decoded, kind, part)

    def _page(self, origin: str, decoded: Decoded, kind: MediaType, part: Part) -> Article:
        metadata = {**part.metadata, **self._overrides}
        given, noticed = tidy_url(metadata.pop("url", None) or part.url)
        if given:
            metadata["url"] = given
        article = Article(
            origin=origin,
            key=given or origin,
            media_type=kind,
            content=decoded.text,
            metadata=metadata,
            warnings=(*decoded.warnings, *noticed),
        )
        return article if origin != "-" or given else replace(article, key=f"-#{article.fingerprint}")

    def entries(self, origin: str) -> Entries:
        """Reads a collection that is at a place."""
        return Entries(origin, fields=self._fields, overrides=self._overrides)
