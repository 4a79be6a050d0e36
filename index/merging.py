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
        at = next((i for i, other in enumerate(kept) if is_copy(hit, other.document)), None)
        if at is None:
            kept.append(hit)
        elif hit.document.id not in {copy.id for copy in kept[at].copies}:
            kept[at] = replace(kept[at], copies=(*kept[at].copies, hit.document))
    return kept


def is_copy(hit: Hit, document: Document) -> bool:
    """Whether another document tells the hit's passage in the same words."""
    if hit.document.id == document.id:
        return False
    sentences = [s.strip() for s in _SENTENCE.findall(hit.passage.text) if len(s.strip()) > 20]
    same = [sentence in document.text for sentence in sentences]
    if any(not found and re.search(r"\d", s) for s, found in zip(sentences, same, strict=True)):
        return False
    total = sum(len(s) for s in sentences)
    return total > 0 and sum(len(s) for s, found in zip(sentences, same, strict=True) if found) >= COPIED * total


def _follow(left: Hit, right: Hit, passages: Sequence[Passage]) -> bool:
    first, second = sorted((left.passage, right.passage), key=lambda passage: passage.start)
    within = [p for p in passages if first.start <= p.start < second.end]
    return len(within) <= MOST_JOINED and not any(first.end <= p.start < second.start for p in within)


def _joined(better: Hit, other: Hit) -> Hit:
    start = min(better.passage.start, other.passage.start)
    end = max(better.passage.end, other.passage.end)
    passage = Passage(document_id=better.document.id, start=start, text=better.document.text[start:end])
    return replace(better, passage=passage)
