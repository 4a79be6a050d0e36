"""Entries of JSON, JSONL and CSV collections to Articles: which key holds what."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from index.characters import one_line
from index.decoding import Decoded
from index.errors import InvalidArticle
from index.records import Article, MediaType, Refused
from index.tables import delimiter_of
from index.urls import tidy_url

NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "articlebody", "article_body", "maintext", "full_text",
             "fulltext", "article_text", "content_text", "html", "content_html", "body_html"),
    "title": ("title", "headline", "name", "heading"),
    "published": ("published", "published_at", "publishedat", "date", "datepublished", "date_published",
                  "published_date", "publish_date", "publication_date", "pub_date", "pubdate", "date_publish",
                  "created_at", "timestamp"),
    "source": ("source", "publisher", "site", "sitename", "site_name", "source_name", "outlet", "domain"),
    "author": ("author", "authors", "byline", "creator"),
    "language": ("language", "lang", "inlanguage"),
    "url": ("url", "link", "canonical_url", "source_url", "uri"),
    "id": ("id", "_id", "guid", "uuid"),
}  # fmt: skip
"""Our name -> keys of theirs, any case of letters, the first that is there wins."""

LISTS = ("articles", "items", "entries", "data", "results", "documents", "news")
"""Keys under which an object may hold its articles."""

NO_TEXT = "no field for the text"
"""How the reason begins where an entry is no article that we can tell."""

MOST_KEYS, LONGEST_KEY = 12, 40
"""Of an entry's own keys in a reason: their number, and characters of each."""


class Entries:
    """Reads the entries of one file; each becomes an Article or a Refused that names its line or place."""

    def __init__(self, origin: str, *, fields: Mapping[str, str], overrides: Mapping[str, str]) -> None:
        self._origin = origin
        self._fields = fields
        self._overrides = overrides

    def from_json(self, decoded: Decoded) -> Iterator[Article | Refused]:
        """One object, a list of them, or an object that holds such a list."""
        try:
            value = parse_json(decoded.text)
        except InvalidArticle as error:
            yield Refused(origin=self._origin, reason=str(error))
            return
        items = _items(value)
        if items is None:
            yield self._article(value, self._origin, decoded.warnings, alone=True)
            return
        for number, item in enumerate(items, start=1):
            yield self._article(item, f"{self._origin} item {number}", decoded.warnings)

    def from_lines(self, decoded: Decoded) -> Iterator[Article | Refused]:
        """One object a line: JSONL that was read as a whole."""
        for number, line in enumerate(decoded.text.split("\n"), start=1):  # "\u2028" may stand within a string
            if line.strip():
                yield self.from_line(line, number, decoded.warnings)

    def from_line(self, line: str, number: int, warnings: tuple[str, ...] = ()) -> Article | Refused:
        """One line of JSONL."""
        origin = f"{self._origin} line {number}"
        try:
            return self._article(parse_json(line), origin, warnings)
        except InvalidArticle as error:
            return Refused(origin=origin, reason=str(error))

    def from_csv(self, decoded: Decoded, *, max_bytes: int) -> Iterator[Article | Refused]:
        """One article per row; the first row names the columns, and its marks tell what separates them."""
        csv.field_size_limit(max_bytes)
        delimiter = delimiter_of(decoded.text, known=known_keys(self._fields))
        rows = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=delimiter, strict=True)
        try:
            header = next((row for row in rows if row), [])
            self._values(dict.fromkeys(header, "-"))
            for row in filter(None, rows):
                yield self._row(header, row, f"{self._origin} line {rows.line_num}", decoded.warnings)
        except csv.Error as error:
            yield Refused(origin=f"{self._origin} line {rows.line_num}", reason=str(error))
        except InvalidArticle as error:
            yield Refused(origin=self._origin, reason=str(error))

    def _row(self, header: list[str], row: list[str], origin: str, warnings: tuple[str, ...]) -> Article | Refused:
        if len(row) != len(header):
            return Refused(origin=origin, reason=f"{len(row)} columns, the header has {len(header)}")
        return self._article({k: v or None for k, v in zip(header, row, strict=True)}, origin, warnings)

    def _article(
        self, item: object, origin: str, warnings: tuple[str, ...], *, alone: bool = False
    ) -> Article | Refused:
        try:
            values = self._values(item)
            content, metadata, noticed = _checked(values, self._overrides)
        except InvalidArticle as error:
            return Refused(origin=origin, reason=str(error))
        identity = metadata.pop("id", None)
        article = Article(
            origin=self._origin,
            key="",
            media_type=media_type(content),
            content=content,
            metadata=metadata,
            warnings=(*warnings, *noticed),
        )
        own = self._origin if alone else f"{self._origin}#{identity or article.fingerprint}"
        return replace(article, key=metadata.get("url") or own)

    def _values(self, item: object) -> dict[str, object]:
        """Our names -> what is stored under the matching key; null counts as absent."""
        if not isinstance(item, dict):
            raise InvalidArticle(f"not an object but {_kind(item)}")
        lowered = {str(key).strip().lower(): value for key, value in reversed(item.items())}
        found: dict[str, object] = {}
        for name, candidates in NAMES.items():
            chosen = self._fields.get(name)
            values = [_at(item, chosen)] if chosen else [lowered.get(candidate) for candidate in candidates]
            value = next((value for value in values if value is not None), None)
            if value is not None:
                found[name] = value
        if "text" not in found:
            raise InvalidArticle(self._without_text(lowered))
        return found

    def _without_text(self, item: dict[str, object]) -> str:
        if _keys_of("text", self._fields) & set(item):
            return "the field for the text is empty"
        keys = [one_line(key)[:LONGEST_KEY] for key in reversed(item)]
        there = ", ".join(keys[:MOST_KEYS]) + (", ..." if len(keys) > MOST_KEYS else "")
        return f"{NO_TEXT} (there are: {there or 'none'}); name it: --map text=KEY"


def known_keys(fields: Mapping[str, str]) -> set[str]:
    """All keys, in lower case, under which something of ours may stand; `fields` as the caller maps them."""
    return {key for name in NAMES for key in _keys_of(name, fields)}


def parse_json(text: str) -> object:
    """JSON, strictly: duplicate keys, NaN, huge numbers and bottomless nesting are errors.

    Raises:
        InvalidArticle: with the reason.
    """
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise InvalidArticle(f"not JSON: {error.msg.lower()} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise InvalidArticle("not JSON: nested too deeply") from None
    except ValueError as error:
        raise InvalidArticle(f"not JSON: {str(error).split(';')[0]}") from None


def media_type(content: str) -> MediaType:
    """HTML when it looks like markup, else plain text."""
    head = content[:2000].lstrip().lower()
    marks = ("<!doctype html", "<html", "<head", "<body", "<p>", "<p ", "<div", "<article", "<h1", "<br")
    return "text/html" if head.startswith(marks) or ("<p>" in head and "</p>" in head) else "text/plain"


def _items(value: object) -> list[object] | None:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        lists: list[list[object]] = [value[key] for key in LISTS if isinstance(value.get(key), list)]
        if lists and not any(isinstance(value.get(key), str) for key in NAMES["text"]):
            return lists[0]
    return None


def _checked(values: Mapping[str, object], overrides: Mapping[str, str]) -> tuple[str, dict[str, str], list[str]]:
    """(text, the rest as strings, warnings)"""
    content = values["text"]
    if not isinstance(content, str):
        raise InvalidArticle(f"field text is {_kind(content)}, not a string")
    metadata = {name: _as_text(name, value) for name, value in values.items() if name != "text"}
    metadata = {name: value for name, value in metadata.items() if value} | dict(overrides)
    url, noticed = tidy_url(metadata.pop("url", None))
    if url:
        metadata["url"] = url
    return content, metadata, noticed


def _as_text(name: str, value: object) -> str:
    if name == "source" and isinstance(value, dict):
        value = value.get("name") or value.get("title")
    if name == "author" and isinstance(value, dict):
        value = value.get("name")
    if name == "author" and isinstance(value, list):
        value = ", ".join(str(part.get("name", "") if isinstance(part, dict) else part) for part in value)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if name in {"published", "id"} and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise InvalidArticle(f"field {name} is {_kind(value)}, not a string")


def _keys_of(name: str, fields: Mapping[str, str]) -> set[str]:
    return {fields[name].lower()} if name in fields else set(NAMES[name])


def _at(item: Mapping[str, Any], path: str) -> object:
    value: object = item.get(path)
    if value is not None:
        return value
    value = item
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("an object has the same key twice")
    return made


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a JSON value")


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
