"""RSS and Atom: what a feed says of its articles. The one door to feedparser."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from index.characters import one_line
from index.errors import InvalidArticle

MOST_ENTRIES = 1_000
"""Of a feed, the first ones; a feed that lists the whole of a site is none."""

_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*\?>")
_DOCTYPE = re.compile(r"<!doctype\b(?P<stated>[^>\[]*)(?P<own>\[)?", re.IGNORECASE)
_NETSCAPE = re.compile(r"""\s*rss\s+public\s+["']-//netscape communications//dtd rss 0\.9""", re.IGNORECASE)
_DIGITS_ONLY = re.compile(r"\d{8,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry of a feed."""

    url: str | None
    """Of the article, absolute; None where it has none."""
    title: str
    published: str
    """As the feed words it; empty where it does not."""
    author: str
    html: str
    """Its text, where the feed holds more than a summary; else empty."""
    stamp: str
    """Changes when the entry does."""
    identity: str
    """URL, or else what the feed calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed holds."""

    title: str
    language: str
    entries: Sequence[FeedEntry]
    warnings: tuple[str, ...] = ()


def read_feed(text: str, *, url: str | None) -> Feed:
    """The entries of an RSS or Atom feed, newest first as feeds have it.

    Args:
        text: Decoded.
        url: Where it was found: links are relative to it.

    Raises:
        InvalidArticle: it declares entities or includes other files, or is no feed.
    """
    refuse_declarations(text)
    import feedparser

    content = _DECLARATION.sub("", text).encode(errors="replace")
    headers = {"content-type": "application/xml; charset=utf-8"} | ({"content-location": url} if url else {})
    found = feedparser.parse(io.BytesIO(content), response_headers=headers, sanitize_html=False)
    if not found.entries and not found.version:
        raise InvalidArticle("this feed cannot be read")
    entries = [_entry(entry, url) for entry in found.entries[:MOST_ENTRIES]]
    warnings = ["damaged feed, read as far as possible"] if found.bozo and _is_damage(found) else []
    if len(found.entries) > MOST_ENTRIES:
        warnings.append(f"only the first {MOST_ENTRIES:,} of {len(found.entries):,} entries")
    title, language = (one_line(str(found.feed.get(name) or "")) for name in ("title", "language"))
    return Feed(title=title, language=language, entries=entries, warnings=tuple(warnings))


def refuse_declarations(text: str) -> None:
    """Raises InvalidArticle for XML that declares entities, or fetches or includes other files."""
    stated = _DOCTYPE.search(text[:100_000])
    if stated and (stated["own"] or not _NETSCAPE.match(stated["stated"])) and "html" not in stated["stated"].lower():
        raise InvalidArticle("entity declarations are not read")
    if "<!ENTITY" in text or "http://www.w3.org/2001/XInclude" in text:
        raise InvalidArticle("entity declarations are not read, and nothing is included")


def _is_damage(found: Any) -> bool:  # noqa: ANN401 -- the library is untyped
    return type(found.get("bozo_exception")).__name__ not in {"CharacterEncodingOverride", "NonXMLContentType"}


def _entry(entry: Any, base: str | None) -> FeedEntry:  # noqa: ANN401
    link = one_line(str(entry.get("link") or ""))
    try:
        url = urljoin(base or "", link) if link else None
    except ValueError:
        url = None
    contents = [str(part.get("value") or "") for part in entry.get("content") or []]
    html = max(contents, key=len, default="")
    # `get` would put one date in the place of the other, with a warning
    stated = {name: dict.get(entry, name) for name in ("title", "published", "updated", "author", "id")}
    known = {name: one_line(str(value or "")) for name, value in stated.items()}
    published = known["published"] or known["updated"]
    told = "\n".join([link, known["title"], published, known["updated"], html, str(entry.get("summary") or "")])
    return FeedEntry(
        url=url,
        title=known["title"],
        published=published if not _DIGITS_ONLY.fullmatch(published) else published[:8],
        author=known["author"],
        html=html,
        stamp=hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()[:16],
        identity=url or known["id"] or known["title"],
    )
