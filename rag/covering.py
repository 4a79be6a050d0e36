"""How much of a claim a text speaks of: its words, its names and its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from index.lexical import STOP_WORDS, words
from index.records import Document
from rag.abbreviations import abbreviations
from rag.meanings import same
from rag.questions import parse
from rag.values import numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Shares, 0-1, of what a claim holds; 1.0 for a claim that holds nothing of that kind."""

    words: float
    """Words that carry meaning."""
    names: float
    numbers: float
    """As values: "16 thousand" covers "16,000"."""

    @property
    def total(self) -> float:
        """0-3."""
        return self.words + self.names + self.numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A claim, read once."""

    words: frozenset[str]
    """Stems."""
    names: frozenset[str]
    """Stems of the words that names are made of."""
    numbers: frozenset[float]
    short_forms: tuple[tuple[str, str], ...] = ()
    """(short, long) of each abbreviation that the articles explain."""

    @classmethod
    def read(cls, claim: str, documents: Iterable[Document]) -> Self:
        """Of a claim, and of the articles that may explain its abbreviations or use others."""
        asked = parse(claim)
        explained = [pair for document in documents for pair in abbreviations(document.text).items()]
        return cls(
            words=_stems(" ".join(asked.terms)),
            names=_stems(" ".join(asked.names)),
            numbers=frozenset(numbers(claim)),
            short_forms=tuple(dict.fromkeys(explained)),
        )

    def covered_by(self, text: str) -> Coverage:
        """Where one form of an abbreviation stands, the other counts as said, and so do words of one meaning.

        >>> Stated.read("The Ilda flood killed 83.", []).covered_by("In the Ilda flood 83 are dead.").words
        1.0
        """
        found = self._told(text)
        return Coverage(
            words=_share(self.words, found),
            names=_share(self.names, found),
            numbers=_share(self.numbers, numbers(text) if self.numbers else ()),
        )

    def held(self, text: str) -> frozenset[str]:
        """Stems of the claim's words that count as said there."""
        return self.words & self._told(text)

    def _told(self, text: str) -> frozenset[str]:
        found = _stems(text)
        for short, long in self.short_forms:
            if _stems(short) <= found or _stems(long) <= found:
                found |= _stems(short) | _stems(long)
        return found

    def echo(self, text: str) -> float:
        """How much of a text the claim says itself, 0-1, by words; 0 for a text without any.

        >>> Stated.read("Who commands the RSM?", []).echo("RSM in Afghanistan")
        0.5
        """
        found, said = _stems(text) - STOP_WORDS, self.words
        for short, long in self.short_forms:
            if _stems(short) <= said or _stems(long) <= said:
                said |= _stems(short) | _stems(long)
        return len(found & said) / len(found) if found else 0.0

    def explanation(self, text: str) -> str:
        """The abbreviations whose one form stands in a text and the other in the claim: "Kosovo Force (KFOR)."."""
        found, claimed = _stems(text), self.words
        needed = [
            f"{long} ({short})."
            for short, long in self.short_forms
            if (_stems(short) <= found and _stems(long) <= claimed and not _stems(long) <= found)
            or (_stems(long) <= found and _stems(short) <= claimed and not _stems(short) <= found)
        ]
        return " ".join(needed)


def _share(wanted: frozenset[str] | frozenset[float], found: Iterable[object]) -> float:
    return len(wanted & set(found)) / len(wanted) if wanted else 1.0


@lru_cache(maxsize=1_000)
def _stems(text: str) -> frozenset[str]:
    """Without figures, which are compared as values; words of one meaning have one stem."""
    return frozenset(same(word) for word in set(words(text)) if not word[:1].isdigit())
