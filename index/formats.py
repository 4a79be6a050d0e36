"""Which format a file is in: by its name, else by its first characters."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Literal, get_args

from index.decoding import SUPPORTED
from index.entries import known_keys, media_type
from index.errors import InvalidArticle
from index.feeds import refuse_declarations
from index.records import MediaType
from index.tables import is_table

Format = Literal["text", "markdown", "html", "json", "jsonl", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)

MEDIA_TYPES: dict[str, MediaType] = {"text": "text/plain", "markdown": "text/markdown", "html": "text/html"}
"""Of the formats that hold one article."""

_BY_SUFFIX: dict[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
}
HEAD = 20_000
"""Characters in which marks of Markdown are looked for."""

_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\"{\]])")
"""A bracket and what may follow it where articles are stored; "[BRUSSELS] ..." and "[1] ..." are text."""
_TITLED = re.compile(r"(?:#{1,6} \S|[^\n]+\n(?:={3,}|-{3,})[ \t]*(?:\n|\Z)|---[ \t]*\n\w+:|\+\+\+[ \t]*\n)")
_MARKED = re.compile(r"^#{1,6} \S|\]\(https?://|\*\*\S[^*\n]*\*\*|^```", re.MULTILINE)
_PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)*", re.DOTALL | re.IGNORECASE)
_XML = re.compile(r"\s*<(?:\?xml\b|!doctype\s+(?!html\b))", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?(?P<name>[\w.-]+)")
_FEEDS = {"rss": "an RSS feed", "rdf": "an RSS feed", "feed": "an Atom feed"}
_LISTS = _FEEDS | {
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap",
    "opml": "a list of feeds",
}


def format_of(suffix: str) -> Format | None:
    """What the end of a file's name says: ".md" is Markdown; None for what says nothing."""
    return _BY_SUFFIX.get(suffix)


def recognised(text: str, *, fields: Mapping[str, str]) -> Format:
    """What the text itself shows; plain text where it shows nothing.

    Args:
        text: All of it.
        fields: Our name -> theirs, as the caller maps them: they make a header line known.
    """
    if is_lines(text):
        return "jsonl"
    if _JSON.match(text):
        return "json"
    if _root(text) == "html" or media_type(text) == "text/html":
        return "html"
    if is_table(text, known=known_keys(fields)):
        return "csv"
    head = text[:HEAD].lstrip()
    return "markdown" if _TITLED.match(head) or len(_MARKED.findall(head)) > 1 else "text"


def is_lines(text: str) -> bool:
    """Whether JSON is one object a line: the first is whole by itself, and more follows."""
    lines = [line.strip() for line in text.split("\n") if line.strip()][:2]
    whole = [line.startswith("{") and line.endswith("}") for line in lines]
    return len(lines) > 1 and whole[0] and (whole[1] or _is_json(lines[0]))


def is_feed(text: str) -> bool:
    """Whether a text is RSS or Atom."""
    return _root(text) in _FEEDS


def refuse_xml(text: str) -> None:
    """Raises InvalidArticle for XML that is no page: feeds, sitemaps and what is not known."""
    root = _root(text)
    if root in _LISTS:
        raise InvalidArticle(f"{_LISTS[root]} is no article (add the pages that it links to)")
    if root != "html" and _XML.match(text):
        refuse_declarations(text)
        raise InvalidArticle(f"format not supported (XML); supported: {SUPPORTED}")


def _root(text: str) -> str | None:
    """The name of the first element, without its namespace, in lower case."""
    head = text[:4096]
    beyond = _PROLOGUE.match(head)
    found = _ROOT.match(head, beyond.end() if beyond else 0)
    return found["name"].lower() if found else None


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
