"""EPUB to articles: each chapter that has a text of its own, as newspapers are sent to e-book readers."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from index.characters import one_line
from index.errors import InvalidArticle
from index.office import parse_xml
from index.parts import Flaw, Part, Parts

_ODC = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PAGES = {"application/xhtml+xml", "text/html"}


def read_epub(names: set[str], read: Callable[[str], bytes]) -> Parts:
    """Its chapters in the order of reading, with what the book states of itself.

    Raises:
        InvalidArticle: damaged, or locked by its seller.
    """
    if "META-INF/encryption.xml" in names and "META-INF/rights.xml" in names:
        raise InvalidArticle("encrypted")
    rootfile = parse_xml(read("META-INF/container.xml")).find(f".//{_ODC}rootfile")
    place = rootfile.get("full-path", "") if rootfile is not None else ""
    if place not in names:
        raise InvalidArticle("damaged EPUB (its list of contents is missing)")
    package = parse_xml(read(place))
    facts = _facts(package)
    for name in _spine(package, posixpath.dirname(place)):
        try:
            yield Part(name=name, content=read(name), suffix=".xhtml", metadata=facts)
        except (InvalidArticle, KeyError) as error:
            reason = "not in the book" if isinstance(error, KeyError) else str(error)
            yield Flaw(name=name, reason=reason)


def _spine(package: Any, folder: str) -> list[str]:  # noqa: ANN401 -- an Element
    items = {
        item.get("id"): unquote(item.get("href", ""))
        for item in package.iterfind(f"{_OPF}manifest/{_OPF}item")
        if item.get("media-type") in _PAGES and "nav" not in item.get("properties", "").split()
    }
    order = (reference.get("idref") for reference in package.iterfind(f"{_OPF}spine/{_OPF}itemref"))
    return [posixpath.normpath(posixpath.join(folder, items[id_])) for id_ in order if id_ in items]


def _facts(package: Any) -> dict[str, str]:  # noqa: ANN401
    """Of the book: its title is where each chapter is from."""
    found = {"source": "title", "author": "creator", "published": "date", "language": "language"}
    facts = {ours: one_line(package.findtext(f".//{_DC}{theirs}") or "") for ours, theirs in found.items()}
    return {name: value for name, value in facts.items() if value}
