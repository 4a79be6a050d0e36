"""One place in one story, shown once: neighbouring passages joined, syndicated copies folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.archive import Archive
from index.records import Document, Hit, Passage
from index.resembling import SEEMING, strung, tells

MOST_JOINED = 3
"""Passages in one hit at most: more would be an article, not a place in it."""


def merge_neighbours(hits: Sequence[Hit], archive: Archive) -> list[Hit]:
    """Hits that follow each other in one document become one, at the place of the better."""
    merged: list[Hit] = []
    orders: dict[str, list[Passage]] = {}
    for hit in hits:
        same = (i for i, other in enumerate(merged) if other.document.id == hit.document.id)
        at = next((i for i in same if _follow(merged[i], hit, _order(orders, hit.document, archive))), None)
        if at is None:
            merged.append(hit)
        else:
            merged[at] = _joined(merged[at], hit)
    return merged


def _order(orders: dict[str, list[Passage]], document: Document, archive: Archive) -> list[Passage]:
    if document.id not in orders:
        orders[document.id] = archive.passages_of(document)
    return orders[document.id]


def merge_copies(hits: Sequence[Hit], *, shown: int) -> list[Hit]:
    """A hit whose passage stands, in nearly the same words, in the article of a better one is folded into that one.

    Args:
        hits: Best first.
        shown: Only the first so many of what is left count as better ones; what is behind them is nobody's copy.
    """
    kept: list[Hit] = []
    for hit in hits:
        if not _folded(kept, hit, shown=shown):
            kept.append(hit)
    return kept


def seeming_copies(hits: Sequence[Hit], texts: Mapping[int, str]) -> set[int]:
    """Of passages by their rows, those that may be copies of the hits of which there are copies already."""
    stories = [(strung(hit.document.text), len(strung(hit.passage.text))) for hit in hits if hit.copies]
    found = ((row, strung(text)) for row, text in texts.items())
    return {
        row
        for row, pairs in found
        if any(len(pairs & story) >= SEEMING * min(len(pairs), length) for story, length in stories)
    }


def name_copies(hits: Sequence[Hit], others: Sequence[Hit]) -> list[Hit]:
    """The hits, with those of the others that are copies folded into the ones of which there are copies already."""
    places = [at for at, hit in enumerate(hits) if hit.copies]
    told = [hits[at] for at in places]
    for other in others:
        _folded(told, other, shown=len(told))
    found = dict(zip(places, told, strict=True))
    return [found.get(at, hit) for at, hit in enumerate(hits)]


def _folded(kept: list[Hit], hit: Hit, *, shown: int) -> bool:
    """Whether one of the kept hits tells the same; the fuller of the two stays there, and names the other document."""
    for at, better in enumerate(kept[:shown]):
        if better.document.id == hit.document.id:
            continue
        if tells(better.document.text, hit.passage.text):
            kept[at] = _naming(better, hit.document)
            return True
        if tells(hit.passage.text, better.passage.text):
            kept[at] = _naming(replace(hit, score=better.score, weight=better.weight), better.document, *better.copies)
            return True
    return False


def _naming(hit: Hit, *copies: Document) -> Hit:
    """A hit with more documents among its copies, each once and none the hit's own."""
    named = {copy.id: copy for copy in (*hit.copies, *copies) if copy.id != hit.document.id}
    return replace(hit, copies=tuple(named.values()))


def _follow(left: Hit, right: Hit, passages: Sequence[Passage]) -> bool:
    first, second = sorted((left.passage, right.passage), key=lambda passage: passage.start)
    within = [p for p in passages if first.start <= p.start < second.end]
    return len(within) <= MOST_JOINED and not any(first.end <= p.start < second.start for p in within)


def _joined(better: Hit, other: Hit) -> Hit:
    start = min(better.passage.start, other.passage.start)
    end = max(better.passage.end, other.passage.end)
    passage = Passage(document_id=better.document.id, start=start, text=better.document.text[start:end])
    return replace(better, passage=passage)
