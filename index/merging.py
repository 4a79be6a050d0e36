"""One place in one story, shown once: neighbouring passages joined, syndicated copies folded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.archive import Archive
from index.records import Document, Hit, Passage

MOST_JOINED = 3
"""Passages in one hit at most: more would be an article, not a place in it."""

COPIED = 0.8
"""Share of a passage, in characters, whose sentences stand word for word in the other article."""

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")


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


def merge_copies(hits: Sequence[Hit]) -> list[Hit]:
    """A hit whose passage stands, word for word, in the article of a better one is folded into that one.

    A sentence with a figure must be the same in both: an updated figure is news, not a copy.
    """
    kept: list[Hit] = []
    for hit in hits:
        if not _folded(kept, hit):
            kept.append(hit)
    return kept


def name_copies(hits: Sequence[Hit], others: Sequence[Hit]) -> list[Hit]:
    """The hits, with those of the others folded into them that are copies."""
    kept = list(hits)
    for other in others:
        _folded(kept, other)
    return kept


def _folded(kept: list[Hit], hit: Hit) -> bool:
    """Whether one of the kept hits tells the same; that one now names the document among its copies."""
    wording = _wording(hit.passage)
    for at, better in enumerate(kept):
        if better.document.id != hit.document.id and _tells(better.document, wording):
            if hit.document.id not in {copy.id for copy in better.copies}:
                kept[at] = replace(better, copies=(*better.copies, hit.document))
            return True
    return False


def _wording(passage: Passage) -> list[str]:
    """Sentences worth comparing, the longest first: they tell soonest that a document is another."""
    sentences = (sentence.strip() for sentence in _SENTENCE.findall(passage.text))
    return sorted((s for s in sentences if len(s) > 20), key=len, reverse=True)


def _tells(document: Document, wording: Sequence[str]) -> bool:
    """Whether a document tells it in the same words."""
    total = left = sum(map(len, wording))
    for sentence in wording:
        if sentence not in document.text:
            left -= len(sentence)
            if left < COPIED * total or re.search(r"\d", sentence):
                return False
    return total > 0


def _follow(left: Hit, right: Hit, passages: Sequence[Passage]) -> bool:
    first, second = sorted((left.passage, right.passage), key=lambda passage: passage.start)
    within = [p for p in passages if first.start <= p.start < second.end]
    return len(within) <= MOST_JOINED and not any(first.end <= p.start < second.start for p in within)


def _joined(better: Hit, other: Hit) -> Hit:
    start = min(better.passage.start, other.passage.start)
    end = max(better.passage.end, other.passage.end)
    passage = Passage(document_id=better.document.id, start=start, text=better.document.text[start:end])
    return replace(better, passage=passage)
