"""Two sentences that say the same but for one place, where they give different values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from index.lexical import STOP_WORDS
from index.records import Document
from index.splitting import Span, sentences
from rag.meanings import meanings

ALIKE = 0.75
"""Share of the longer sentence's words that must stand in both, in their order."""
LEAST = 4
"""Words that must: two headlines of three words are alike by chance."""
LONGEST = 6
"""Words of a value at most."""

Words = Sequence[re.Match[str]]

_WORD = re.compile(r"[$€£]?\w[\w'’.,:-]*\w%?|\w%?|[$€£]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Where two sentences differ."""

    mine: str
    theirs: str
    """Both as they stand there."""


def variant(sentence: str, other: str) -> Variant | None:
    """The one place where the other sentence says something else; None where it is the same, or says other things.

    >>> variant("General Ursula Crane leads the mission in Tarn.", "General Ivo Hendry leads the mission in Tarn.")
    Variant(mine='Ursula Crane', theirs='Ivo Hendry')
    >>> variant("The mission has 3,200 soldiers.", "The bridge has 22 piers.") is None
    True
    """
    mine, theirs = _words(sentence), _words(other)
    before = _alike(mine, theirs)
    behind = _alike(mine[before:][::-1], theirs[before:][::-1])
    if before + behind < max(LEAST, ALIKE * max(len(mine), len(theirs))):
        return None
    changed, into = mine[before : len(mine) - behind], theirs[before : len(theirs) - behind]
    if not changed or not into or max(len(changed), len(into)) > LONGEST or {*_lower(changed)} & {*_lower(into)}:
        return None
    found = Variant(mine=_text(sentence, changed), theirs=_text(other, into))
    return found if _tells(found.mine) and _tells(found.theirs) else None


def variants(sentence: str, document: Document, *, within: Span | None = None) -> Iterator[tuple[Span, Variant]]:
    """Each sentence of a document, or of a stretch of it, that says the same but for one place."""
    start, end = within or Span(0, len(document.text))
    for first, last in sentences(document.text[start:end]):
        span = Span(start + first, start + last)
        if found := variant(sentence, document.text[span.start : span.end]):
            yield span, found


@lru_cache(maxsize=1024)
def _words(sentence: str) -> tuple[re.Match[str], ...]:
    return tuple(_WORD.finditer(sentence))


def _alike(mine: Words, theirs: Words) -> int:
    """Words that are the same from the first on."""
    pairs = zip(_lower(mine), _lower(theirs), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _lower(found: Words) -> Iterator[str]:
    return (match[0].lower() for match in found)


def _text(sentence: str, found: Words) -> str:
    return sentence[found[0].start() : found[-1].end()]


def _tells(words: str) -> bool:
    """Whether it holds a number, a name or another word that carries meaning: "a" for "the" changes nothing."""
    return any(c.isdigit() for c in words) or bool(meanings(words) - STOP_WORDS)
