"""Words of a sentence that are to stand by themselves, and where each of them is from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from rag.following.grammar import DETERMINERS, Token, tokens
from rag.quantities import COUNTS

_SMALL = DETERMINERS | COUNTS.keys()
"""Words that have a capital letter only where they open a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a part of a sentence states, as words of that sentence in their order, some of them repeated."""

    source: str
    """The sentence."""
    words: tuple[Token, ...]
    """With marks; those that were put in stand at no place: start is -1."""
    repeated: frozenset[int] = field(default_factory=frozenset)
    """Starts of words that belong to another piece, such as the subject of two verbs."""

    @classmethod
    def of(cls, sentence: str) -> Self:
        """A sentence, whole, without its full stop."""
        return cls(source=sentence, words=tuple(tokens(sentence.rstrip(" \n\t.!"))))

    def cut(self, start: int, end: int | None = None) -> tuple[Token, ...]:
        """The words from one place to another."""
        return self.words[start:end]

    def made(self, *parts: Sequence[Token], repeating: Sequence[Token] = ()) -> Piece:
        """A piece of this one's words; those in `repeating` belong elsewhere."""
        starts = {word.start for word in repeating if word.start >= 0}
        words = tuple(word for part in parts for word in part)
        return replace(self, words=words, repeated=self.repeated | starts)

    @property
    def span(self) -> tuple[int, int]:
        """(start, end) in the sentence of its own words, and whatever stands between them."""
        own = [word for word in self.words if word.start >= 0 and word.start not in self.repeated]
        own = own or [word for word in self.words if word.start >= 0]
        return min(word.start for word in own), max(word.end for word in own)

    @property
    def text(self) -> str:
        """On one line, with a capital and a full stop."""
        told, last = "", None
        for word in self.words:
            lowered = word.text.lower() if told and word.start == 0 and word.lower in _SMALL else word.text
            told += f"{self._gap(last, word)}{lowered}"
            last = word
        return f"{told[:1].upper()}{told[1:]}."

    def _gap(self, last: Token | None, word: Token) -> str:
        if last is None:
            return ""
        between = self.source[last.end : word.start] if 0 <= last.start < word.start else " "
        if between.strip() or word.start < 0 or last.start < 0:  # they were no neighbours
            return "" if word.text in ",;:" else " "
        return " " if between else ""


def put_in(text: str) -> Token:
    """A word that the sentence does not have at this place."""
    return Token(text=text, start=-1, end=-1)
