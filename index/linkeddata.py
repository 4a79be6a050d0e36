"""What a page states of its article in JSON-LD, by the words of schema.org."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from index.characters import one_line
from index.dates import find_date
from index.urls import LONGEST

Thing = Mapping[str, Any]

_WRAPPING = re.compile(r"(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)(?:\s*\*/)?\s*")
_DECODER = json.JSONDecoder(strict=False)
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_]\w+)*")
_WITHIN = ("@graph", "mainEntity")
"""Under these an object holds the things that it is about."""


def linked_data(scripts: Iterable[str], *, title: str) -> dict[str, str]:
    """title, published, source, author, language, url of the page's article: those that are stated.

    Nothing is taken where a page states several articles, none of them by its own title: they are teasers.

    Args:
        scripts: The contents of `<script type="application/ld+json">`; those that are no JSON are skipped.
        title: What the page is called; empty where that is not known.
    """
    things = [thing for script in scripts for thing in _things(_parsed(script))]
    named = {str(thing["@id"]): thing for thing in things if "@id" in thing}
    articles = [_facts(thing, named) for thing in things if _is_article(thing)]
    if len(articles) > 1:
        articles = [facts for facts in articles if facts.get("title") == one_line(title)]
    stated: dict[str, str] = {}
    for facts in articles:
        stated = {**facts, **stated}
    return stated


def _parsed(script: str) -> Any:  # noqa: ANN401 -- whatever JSON holds
    script = script.lstrip()
    wrapping = _WRAPPING.match(script)
    try:  # what follows the value closes a comment
        return _DECODER.raw_decode(script, wrapping.end() if wrapping else 0)[0]
    except (ValueError, RecursionError):
        return None


def _things(value: object, depth: int = 3) -> Iterator[Thing]:
    """The objects of a script: alone, in lists, in a graph."""
    if isinstance(value, dict):
        yield value
    parts = value if isinstance(value, list) else []
    parts = [value.get(key) for key in _WITHIN] if isinstance(value, dict) else parts
    if depth:
        for part in parts:
            yield from _things(part, depth - 1)


def _is_article(thing: Thing) -> bool:
    kinds = [str(kind).rsplit("/", 1)[-1] for kind in _listed(thing.get("@type"))]
    return any(kind.endswith(("Article", "BlogPosting")) or kind == "Report" for kind in kinds)


def _facts(thing: Thing, named: Mapping[str, Thing]) -> dict[str, str]:
    published = _first(thing, "datePublished", "dateCreated")
    page = [part.get("@id") if isinstance(part, dict) else part for part in _listed(thing.get("mainEntityOfPage"))]
    url = next((part for part in (*_listed(thing.get("url")), *page) if _is_address(part)), "")
    languages = [name for name in _names(thing.get("inLanguage"), named) if _CODE.fullmatch(name)]
    found = {
        "title": _first(thing, "headline", "name"),
        "published": published if find_date(published)[0] else "",
        "source": ", ".join(_names(thing.get("publisher"), named)[:1]),
        "author": ", ".join(_names(thing.get("author") or thing.get("creator"), named)),
        "language": languages[0] if languages else "",
        "url": url,
    }
    return {name: value for name, value in found.items() if value}


def _first(thing: Thing, *keys: str) -> str:
    return next((_line(part) for key in keys for part in _listed(thing.get(key)) if isinstance(part, str)), "")


def _names(value: object, named: Mapping[str, Thing]) -> list[str]:
    """Of persons, organisations and languages: written out, as objects, or as what the page names elsewhere."""
    names = []
    for part in _listed(value):
        if isinstance(part, dict):
            thing = named.get(str(part.get("@id")), part)
            name = thing.get("alternateName" if thing.get("@type") == "Language" else "name") or thing.get("name")
        else:
            name = part
        if isinstance(name, str) and name.strip() and not _is_address(name):
            names.append(_line(name))
    return list(dict.fromkeys(names))


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.strip().startswith(("http://", "https://")) and len(value) <= LONGEST


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _line(text: str) -> str:
    return one_line(unescape(text))
