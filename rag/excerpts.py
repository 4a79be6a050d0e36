"""Of each hit the part that a reader model reads: the sentences that hold most of a question, and those around them.

The beginning of its article is read before it, and counts.

Reading takes most of a question's time, and grows with every token. Hits of neighbours that were joined are long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.splitting import Span, sentences
from rag.covering import Stated

LEAST = 700
"""Characters of a hit."""

TOGETHER = 2_800
"""Characters of all hits, where that is more than `LEAST` of each: what short ones leave is the others'."""


def excerpts(stated: Stated, texts: Sequence[str], *, leads: Sequence[str] = ()) -> list[Span]:
    """Where in each text the part is that is to be read; all of it where there is room.

    `leads` are what is read before each, where the part does not hold it itself.

    >>> [text[a:b] for text in ["Rain fell."] for a, b in excerpts(Stated.read("Where did rain fall?", []), [text])]
    ['Rain fell.']
    """
    pairs = list(zip(texts, leads or [""] * len(texts), strict=True))
    size = _size([len(text) + (len(lead) if lead not in text else 0) for text, lead in pairs])
    return [_behind(lead, stated, text, size) for text, lead in pairs]


def _behind(lead: str, stated: Stated, text: str, size: int) -> Span:
    """The part that is read behind the beginning of its article, or that holds it."""
    found = _excerpt(stated, text, size)
    return found if lead in text[slice(*found)] else _excerpt(stated, text, size - len(lead))


def _size(lengths: Sequence[int]) -> int:
    """So many characters of each at most that all have what there is together."""
    room, left = TOGETHER, len(lengths)
    for length in sorted(lengths):
        if length * left > room:
            return max(LEAST, room // left)
        room, left = room - length, left - 1
    return max(lengths, default=LEAST)


def _excerpt(stated: Stated, text: str, size: int) -> Span:
    if len(text) <= size or not (spans := sentences(text)):
        return Span(0, len(text))
    held = [stated.held(text[start:end]) for start, end in spans]
    first, last = max(_runs(spans, size), key=lambda run: _worth(held[run[0] : run[1]]))
    while last < len(spans) and spans[last].end - spans[first].start <= size:
        last += 1
    while first and spans[last - 1].end - spans[first - 1].start <= size:
        first -= 1
    return Span(spans[first].start, spans[last - 1].end)


def _runs(spans: Sequence[Span], size: int) -> Iterator[tuple[int, int]]:
    """(first, behind the last) of sentences in a row that fit; a longer sentence by itself."""
    for first, span in enumerate(spans):
        yield first, first + 1
        last = first + 2
        while last <= len(spans) and spans[last - 1].end - span.start <= size:
            yield first, last
            last += 1


def _worth(held: Sequence[frozenset[str]]) -> tuple[int, int]:
    """How many of the question's words they hold together, and then how often."""
    return len(frozenset().union(*held)), sum(map(len, held))
