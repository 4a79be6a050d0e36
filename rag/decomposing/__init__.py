"""A sentence to what it states: claims that can be checked one by one, each with its place in the sentence.

Rules over words; no model. A sentence that is not surely several claims stays one: what was split wrongly would be
judged wrongly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.decomposing.asides import asides
from rag.decomposing.clauses import clauses, verbs
from rag.decomposing.kinds import KINDS, Kind, kind_of
from rag.decomposing.lists import lists
from rag.decomposing.partitives import partitives
from rag.decomposing.pieces import Piece
from rag.decomposing.speech import speech_in

__all__ = ["KINDS", "Kind", "Part", "decompose", "kind_of"]

_SPLITTERS = (partitives, asides, clauses, verbs, lists)
_QUOTATION = re.compile(r"[“”„\"«»]")
_BEFORE_STOP = re.compile(r" (?=[.,;:!?](?: |$))")
MOST = 12
"""Parts of a sentence; one with more is an enumeration that nobody wants to read apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a part of a sentence states."""

    text: str
    """On one line; a sentence of its own."""
    start: int
    """First character in the sentence, from 0, of the words that it is from."""
    end: int
    """One past the last."""
    kind: Kind


def decompose(sentence: str) -> tuple[Part, ...]:
    """The parts of a sentence, in the order of their words; of one that states one thing, itself.

    >>> [part.text for part in decompose("The dam broke on Monday and killed 12 people.")]
    ['The dam broke on Monday.', 'The dam killed 12 people.']
    >>> [part.kind for part in decompose("Who built the dam?")]
    ['question']
    """
    kind = kind_of(sentence)
    pieces = [] if kind in {"question", "no_statement", "opinion"} else _pieces(sentence)
    if not 1 < len(pieces) <= MOST:
        return (whole(sentence, kind),)
    return tuple(_part(piece) for piece in sorted(pieces, key=lambda piece: piece.span))


def whole(sentence: str, kind: Kind) -> Part:
    """A sentence as its own only part."""
    return Part(text=_BEFORE_STOP.sub("", " ".join(sentence.split())), start=0, end=len(sentence), kind=kind)


def _part(piece: Piece) -> Part:
    start, end = piece.span
    return Part(text=piece.text, start=start, end=end, kind=kind_of(piece.text))


def _pieces(sentence: str) -> list[Piece]:
    if _QUOTATION.search(sentence):
        return []
    whole_piece = Piece.of(sentence)
    speech = speech_in(whole_piece)
    if speech is None:
        return _split(whole_piece)
    if not speech.divisible:
        return []
    found = _said(whole_piece.made(speech.said), reported=bool(speech.before))
    return [
        piece.made(
            speech.before, piece.words, speech.after,
            repeating=[*(speech.before if number else ()), *(speech.after if number < len(found) - 1 else ())],
        )
        for number, piece in enumerate(found)
    ]  # fmt: skip


def _said(piece: Piece, *, reported: bool) -> list[Piece]:
    """The parts of what somebody says; behind "said that" a second verb may be the speaker's own."""
    found = clauses(piece)
    if reported and not found:
        return [piece]
    if reported:
        return [made for part in found for made in _said(_without_that(part), reported=True)]
    return _split(piece)


def _without_that(piece: Piece) -> Piece:
    return piece.made(piece.words[1:]) if piece.words[0].lower == "that" else piece


def _split(piece: Piece) -> list[Piece]:
    for splitter in _SPLITTERS:
        found = splitter(piece)
        if found and not any(part.words[0].lower == "that" for part in found):  # it is what somebody says or thinks
            return [part for made in found for part in _split(made)]
    return [piece]
