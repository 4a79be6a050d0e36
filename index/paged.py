"""The text of printed pages: lines to paragraphs, also across pages, and where each page begins in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from index.characters import one_line
from index.pages import Page, read_blocks

FULL = 0.8
"""Of the width of a page: a shorter line ends a paragraph, if it ends a sentence."""

SHORT = 0.6
"""A line so short is a heading or the end of a paragraph, whatever it ends with."""

EDGE = 2
"""Lines at the top and at the foot of a page among which running heads are looked for."""

REPEATED = 0.6
"""Share of the pages on which a line is that belongs to the print and not to the article; of three pages or more."""

_END = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-$")
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page|seite|p\.|página)?\s*\d{1,4}(?:\s*(?:of|/|von|sur|de)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE
)
_ITEM = re.compile(r"[•▪‣◦*–—-]\s|\(?\d{1,2}[.)]\s|\d{1,2}(?:\.\d{1,2})+\.?\s+[A-Z]")
"""Lines that begin something: of a list, or a numbered heading."""


def read_paged(content: str, *, known: Mapping[str, str]) -> Page:
    """The article of printed pages, which are separated by form feeds.

    Running heads, running feet and page numbers are left out; a word that was divided at the end of a line is whole
    again.
    """
    pages = [_lines(page) for page in content.split("\f")]
    pages, left_out = _without_furniture(pages)
    blocks, begins = _paragraphs(pages)
    page = read_blocks(Page(blocks=blocks), known=known)
    return replace(page, begins=_moved(begins, blocks, page.blocks), left_out=(*page.left_out, *left_out))


def _lines(page: str) -> list[str]:
    """Of one page, without white space around them; an empty one for a gap."""
    lines = [one_line(line) for line in page.split("\n")]
    return [line for line, same in groupby(lines) for line in ([""] if not line else same)]


def _without_furniture(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[str]]:
    """(the pages without what is on most of them, each of these lines once)"""
    edges = Counter(shape for page in pages for shape in {_shape(page[number]) for number in _edge(page)})
    left, out = [], []
    for place, page in enumerate(pages, start=1):
        gone = {n for n in _edge(page) if _is_print(page[n], place, edges[_shape(page[n])], len(pages))}
        out += [page[number] for number in sorted(gone)]
        left.append([line for number, line in enumerate(page) if number not in gone])
    return left, list(dict.fromkeys(line for line in out if not _PAGE_NUMBER.fullmatch(line)))


def _is_print(line: str, place: int, pages: int, of: int) -> bool:
    """Whether a line at the edge of the page at a place, one like which is on so many `pages`, is no text of it."""
    if _PAGE_NUMBER.fullmatch(line):
        return pages >= max(2, REPEATED * of) or str(place) in _NUMBER.findall(line)
    return pages >= max(3, REPEATED * of)


def _edge(page: Sequence[str]) -> set[int]:
    written = [number for number, line in enumerate(page) if line]
    return {*written[:EDGE], *written[-EDGE:]} if len(written) > EDGE else set()


def _shape(line: str) -> str:
    """A line whatever page number it holds."""
    return _NUMBER.sub("#", line.lower())


def _paragraphs(pages: Sequence[Sequence[str]]) -> tuple[list[str], list[tuple[int, int]]]:
    """(blocks, for each page the number of the block that its first line stands in, and the character there)"""
    blocks: list[str] = []
    begins: list[tuple[int, int]] = []
    goes_on = False
    for page in pages:
        lines = "\n".join(page).strip("\n").split("\n")  # a gap at the edge of a page divides nothing
        width = _width(lines)
        first = True
        for place, line in enumerate(lines):
            if not line:
                goes_on = False
                continue
            goes_on = (
                goes_on and not _ITEM.match(line) and not (first and line[0].isupper() and _END.search(blocks[-1]))
            )
            at = _appended(blocks, line, goes_on=goes_on)
            if first:
                begins.append(at)
                first = False
            goes_on = not _ends(line, lines[place + 1 :], width)
        if first:
            begins.append((-1, 0))
    return blocks, _filled(begins, len(blocks))


def _filled(begins: Sequence[tuple[int, int]], end: int) -> list[tuple[int, int]]:
    """A page without text begins where the next one does."""
    filled, following = [], (end, 0)
    for begin in reversed(begins):
        following = begin if begin[0] >= 0 else following
        filled.append(following)
    return filled[::-1]


def _appended(blocks: list[str], line: str, *, goes_on: bool) -> tuple[int, int]:
    """Puts a line in its place, and tells where that is."""
    if not goes_on or not blocks:
        blocks.append(line)
        return len(blocks) - 1, 0
    before = blocks[-1]
    if _HYPHEN.search(before) and line[0].islower():
        blocks[-1] = before[:-1] + line
        return len(blocks) - 1, len(before) - 1
    between = "" if _HYPHEN.search(before) else " "
    blocks[-1] = f"{before}{between}{line}"
    return len(blocks) - 1, len(before) + len(between)


def _width(lines: Sequence[str]) -> int:
    """Of a full line, in characters."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[int(len(lengths) * 0.9)] if len(lengths) > 1 else max(lengths, default=0)


def _ends(line: str, rest: Sequence[str], width: int) -> bool:
    """Whether a paragraph ends with this line; on the last line of a page that is told by the next page's first."""
    if not rest:
        return False
    return len(line) < SHORT * width or (len(line) < FULL * width and bool(_END.search(line)))


def _moved(
    begins: Sequence[tuple[int, int]], blocks: Sequence[str], kept: Sequence[str]
) -> tuple[tuple[int, int], ...]:
    """The same places among the blocks that were kept: a subset of `blocks`, in their order.

    Matched from the end: what is taken out stands at the top, or is taken out wherever it stands.
    """
    now = dict(_matched(blocks, kept))
    places = []
    for block, character in begins:
        found = next((number for number in range(block, len(blocks)) if number in now), None)
        places.append((now[found], character if found == block else 0) if found is not None else (len(kept), 0))
    return tuple(places)


def _matched(blocks: Sequence[str], kept: Sequence[str]) -> Iterator[tuple[int, int]]:
    number = len(blocks)
    for place in range(len(kept) - 1, -1, -1):
        number = next((n for n in range(number - 1, -1, -1) if blocks[n] == kept[place]), -1)
        yield number, place
