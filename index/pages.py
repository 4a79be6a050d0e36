"""What a format's reader found in one article, and the reader of plain text: saved pages, header lines.

A saved page is what a person gets who copies an article into a file: the site's slogan, the headline, a date line,
a byline, the text, and teasers of other articles ("Read: ...") between its paragraphs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile
from typing import Any

import yaml

from index.characters import one_line, paragraphs
from index.dates import is_date_line
from index.entries import NAMES

HEAD = 6
"""Blocks at the top among which headline, date line and byline are looked for."""

_TEASER = re.compile(
    r"(?:read(?: more| also| next)?|also read|see also|related(?: stories| articles?)?|watch|listen|more on this|more)"
    r"\s*[:|»]\s*\S.{0,200}",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:by|written by|author:)\s+(?P<name>[^.!?\d]{3,80})", re.IGNORECASE)
_AUTHOR_NEXT = re.compile(r"(?:by|written by|authors?|von|par|por)\s*:?", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:first published|published|posted|last updated|updated|last modified|date|copy link|print|e-?mail|comments?"
    r"|listen|save|share(?: this)?(?: story| article| page)?|advertisement"
    r"|veröffentlicht|aktualisiert|stand|teilen|anzeige|publié|mis à jour|partager|publicado|actualizado|compartir)"
    r"(?: (?:on|at|am|le|el))?\s*:?",
    re.IGNORECASE,
)
"""What announces the next line or is a button's, and never a headline."""
_HEADER = re.compile(r"(?P<name>[A-Za-z][\w -]{1,20}):\s+(?P<value>\S.*)")
_FRONT_MATTER = re.compile(
    r"\A\s*(?P<mark>---|\+\+\+)[ \t]*\r?\n(?P<stated>.{0,20000}?)\r?\n(?P=mark)[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_SENTENCE_END = re.compile(r"[.!…][\"'”’)]?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The parts of one article, as yet untidied."""

    blocks: Sequence[str]
    """Paragraphs in order, each without line breaks."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """title, published, source, author, language, url: those that were found."""
    left_out: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    begins: tuple[tuple[int, int], ...] = ()
    """Where each printed page begins: number of the block, and the character in it; empty where there are none."""


def read_plain(text: str, *, known: Mapping[str, str]) -> Page:
    """A saved page in tidy plain text. What is `known` of it is not looked for again."""
    stated, text = header_lines(text)
    return read_blocks(Page(blocks=paragraphs(text), metadata=stated), known={**stated, **known})


def read_blocks(page: Page, *, known: Mapping[str, str]) -> Page:
    """The same page with its headline, date line and byline among its facts; blocks are taken out, never changed."""
    page = _without_labels(_without_teasers(page))
    page = _dated(page, known=known)
    page = _signed(page, known=known)
    return _headed(page, known=known)


def front_matter(text: str) -> tuple[dict[str, str], str, tuple[str, ...]]:
    """(what the block at the top states, the rest, warnings): YAML between `---` lines, TOML between `+++` lines."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text, ()
    try:
        stated = tomllib.loads(match["stated"]) if match["mark"] == "+++" else _yaml(match["stated"])
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError):
        return {}, text, ("front matter could not be read",)
    if not isinstance(stated, dict):
        return {}, text, ()
    return _named(stated), text[match.end() :], ()


def _yaml(text: str) -> object:
    return yaml.load(text, Loader=yaml.BaseLoader)


def header_lines(text: str) -> tuple[dict[str, str], str]:
    """(what lines such as "Title: ..." at the very top state, the rest); at least two, of known names."""
    lines = text.split("\n")
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        match = _HEADER.fullmatch(line)
        named = _named({match["name"]: match["value"]}) if match else {}
        if not named:
            return (found, "\n".join(lines[number:])) if number > 1 else ({}, text)
        found.update(named)
    return {}, text


def _named(stated: Mapping[Any, Any]) -> dict[str, str]:
    """Our names for the keys that we know, each with the first value that says something."""
    lowered = {str(key).lower().replace(" ", "_"): value for key, value in stated.items()}
    found = {}
    for name, candidates in NAMES.items():
        values = (_as_text(lowered.get(key)) for key in candidates if name not in {"text", "id"})
        if value := next(filter(None, values), None):
            found[name] = value
    return found


def _as_text(value: object) -> str:
    """A value, the name of an object, or several of these with commas.

    Lists in lists say nothing: aliases of YAML could make them grow beyond all bounds.
    """
    parts = value if isinstance(value, list) else [value]
    named = [part.get("name") or part.get("title") if isinstance(part, dict) else part for part in parts]
    return ", ".join(one_line(str(part)) for part in named if isinstance(part, str | int | float | date) and part != "")


def _without_teasers(page: Page) -> Page:
    teasers = [block for block in page.blocks if _TEASER.fullmatch(block) and not _SENTENCE_END.search(block)]
    out = frozenset(teasers)
    kept = [block for block in page.blocks if block not in out]
    return replace(page, blocks=kept, left_out=(*page.left_out, *teasers)) if kept else page


def _without_labels(page: Page) -> Page:
    """Labels near the top are left out; what stands below "By" is the author."""
    head = page.blocks[:HEAD]
    authors = [i + 1 for i, block in enumerate(head[:-1]) if _AUTHOR_NEXT.fullmatch(block) and _is_short(head[i + 1])]
    out = {i for i, block in enumerate(head) if _LABEL.fullmatch(block)} | {i - 1 for i in authors} | set(authors)
    if len(out) == len(page.blocks):
        return page
    return replace(
        page,
        blocks=[block for i, block in enumerate(page.blocks) if i not in out],
        metadata={**({"author": head[authors[0]]} if authors else {}), **page.metadata},
        left_out=(*page.left_out, *(head[i] for i in sorted(out))),
    )


def _dated(page: Page, *, known: Mapping[str, str]) -> Page:
    """The date line goes from the text into `published`; what stands above the headline is left out."""
    number = next((i for i, block in enumerate(page.blocks[:HEAD]) if is_date_line(block)), None)
    if number is None:
        return page
    line, below = page.blocks[number], page.blocks[number + 1 :]
    above = [block for block in page.blocks[:number] if not _signature(block)]
    if not all(_is_short(block) for block in above):
        return page
    slogans = above[:-1] if "title" not in known else [block for block in above if block != known["title"]]
    metadata = {"published": line, **page.metadata}
    if above and "title" not in known:
        metadata["title"] = above[-1]
    more = list(takewhile(is_date_line, below))
    return replace(
        page,
        blocks=[*filter(_signature, page.blocks[:number]), *below[len(more) :]],
        metadata=metadata,
        left_out=(*slogans, line, *more, *page.left_out),
    )


def _headed(page: Page, *, known: Mapping[str, str]) -> Page:
    """A first block that is short and no sentence is the headline; one that repeats it goes."""
    title = page.metadata.get("title") or known.get("title")
    if len(page.blocks) < 2:
        return page
    first = page.blocks[0]
    if title is None and _is_short(first) and not is_date_line(first):
        return replace(page, blocks=page.blocks[1:], metadata={**page.metadata, "title": first})
    return replace(page, blocks=page.blocks[1:]) if title and first == one_line(title) else page


def _signed(page: Page, *, known: Mapping[str, str]) -> Page:
    """A line "By Jane Doe" near the top names the author."""
    titled = "title" in known or "title" in page.metadata
    for number, block in enumerate(page.blocks[: 2 if titled else 3]):
        name = _signature(block, strictly=not (number or titled))
        if name and len(page.blocks) > 1:
            metadata = {"author": name, **page.metadata} if "author" not in known else page.metadata
            blocks = [*page.blocks[:number], *page.blocks[number + 1 :]]
            return replace(page, blocks=blocks, metadata=metadata, left_out=(*page.left_out, block))
    return page


def _signature(block: str, *, strictly: bool = True) -> str | None:
    """The author in a line that is a byline; strictly, one whose name has a capital, unlike "By the river"."""
    match = _BYLINE.fullmatch(block)
    name = match["name"].strip() if match else ""
    return name if name and not (strictly and name[0].islower()) else None


def _is_short(block: str) -> bool:
    return len(block) <= 200 and not _SENTENCE_END.search(block)
