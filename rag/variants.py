"""Two sentences that say the same but for one place, where they give different values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

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
    mine, theirs = list(_WORD.finditer(sentence)), list(_WORD.finditer(other))
    if abs(len(mine) - len(theirs)) > LONGEST:
        return None
    blocks = SequenceMatcher(None, _lower(mine), _lower(theirs), autojunk=False).get_opcodes()
    same = sum(end - start for tag, start, end, *_ in blocks if tag == "equal")
    changed = [block for block in blocks if block[0] != "equal"]
    if same < max(LEAST, ALIKE * max(len(mine), len(theirs))) or len(changed) != 1 or changed[0][0] != "replace":
        return None
    _, first, last, begin, end = changed[0]
    found = Variant(
        mine=sentence[mine[first].start() : mine[last - 1].end()],
        theirs=other[theirs[begin].start() : theirs[end - 1].end()],
    )
    values = _tells(found.mine) and _tells(found.theirs)
    return found if values and max(last - first, end - begin) <= LONGEST else None


def variants(sentence: str, document: Document, *, within: Span | None = None) -> Iterator[tuple[Span, Variant]]:
    """Each sentence of a document, or of a stretch of it, that says the same but for one place."""
    start, end = within or Span(0, len(document.text))
    for first, last in sentences(document.text[start:end]):
        span = Span(start + first, start + last)
        if found := variant(sentence, document.text[span.start : span.end]):
            yield span, found


def _lower(found: list[re.Match[str]]) -> list[str]:
    return [match[0].lower() for match in found]


def _tells(words: str) -> bool:
    """Whether it holds a number, a name or another word that carries meaning: "a" for "the" changes nothing."""
    return any(c.isdigit() for c in words) or bool(meanings(words) - STOP_WORDS)
