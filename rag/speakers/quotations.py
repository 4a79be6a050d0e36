"""Where a text stands between quotation marks, over sentences and paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.splitting import Span

_PARAGRAPH = re.compile(r"[^\n]+")
_CLOSES = {"“": "”", "„": "“”", "«": "»", "‘": "’", '"': '"'}
_BEFORE = re.compile(r"[\s(\[{:—–-]")
_MASK = "§"
_NEAR = 1000
"""Characters within which a single quotation mark closes: it may be an apostrophe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One stretch between marks, within one paragraph."""

    start: int
    """Of the opening mark."""
    end: int
    """One past the closing mark; of one that is not closed, the end of its paragraph."""
    continues: bool
    """Whether the next paragraph goes on with it: it is not closed there, and that one begins with a mark again."""


def quotations(text: str) -> list[Quotation]:
    """In order; none lies within another.

    >>> [text[q.start : q.end] for text in ['He said: "It held." She left.'] for q in quotations(text)]
    ['"It held."']
    """
    paragraphs = list(_PARAGRAPH.finditer(text))
    found: list[Quotation] = []
    for place, paragraph in enumerate(paragraphs):
        following = paragraphs[place + 1].group().lstrip() if place + 1 < len(paragraphs) else ""
        found += _within(text, paragraph.span(), goes_on=following[:1] in _CLOSES and following != "")
    return found


def _within(text: str, paragraph: tuple[int, int], *, goes_on: bool) -> Iterator[Quotation]:
    place, end = paragraph
    while place < end:
        if text[place] in _CLOSES and (place == paragraph[0] or _BEFORE.match(text[place - 1])):
            closed = _closing(text, place, end)
            yield Quotation(start=place, end=closed or end, continues=closed is None and goes_on)
            place = (closed or end) - 1
        place += 1


def _closing(text: str, opening: int, end: int) -> int | None:
    """One past the mark that closes; an apostrophe within a word, or of a plural, closes nothing."""
    marks = _CLOSES[text[opening]]
    if text[opening] != "‘":
        return next((place + 1 for place in range(opening + 1, end) if text[place] in marks), None)
    near = min(end, opening + _NEAR)
    places = [n for n in range(opening + 1, near) if text[n] in marks and not text[n + 1 : n + 2].isalnum()]
    surest = [place for place in places if text[place - 1] in ".,!?…"] or places
    return surest[0] + 1 if surest else None


def within(span: Span, found: Sequence[Quotation]) -> Sequence[Quotation]:
    """Those that a sentence shares characters with."""
    first = bisect_right(found, span.start, key=lambda quotation: quotation.end)
    return found[first : bisect_left(found, span.end, key=lambda quotation: quotation.start)]


def quoted_share(span: Span, text: str, found: Sequence[Quotation]) -> float:
    """Of the words of a sentence those between marks, 0-1."""
    inside = sum(_words(text[max(q.start, span.start) : min(q.end, span.end)]) for q in within(span, found))
    whole = _words(text[span.start : span.end])
    return inside / whole if whole else 0.0


def masked(span: Span, text: str, found: Sequence[Quotation]) -> str:
    """A sentence, as long as before, with a section mark and blanks instead of what is quoted."""
    told = text[span.start : span.end]
    for quotation in (q for q in within(span, found)):
        start, end = max(quotation.start, span.start) - span.start, min(quotation.end, span.end) - span.start
        told = f"{told[:start]}{_MASK}{' ' * (end - start - 1)}{told[end:]}"
    return told


def _words(text: str) -> int:
    return len(re.findall(r"\w+(?:[’'-]\w+)*", text))
