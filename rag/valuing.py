"""A statement as what is compared of it: its numbers, its times, and its other words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from index.lexical import stem
from rag.figures import Figure, figures
from rag.meanings import LIVES, meanings
from rag.timing import time_of_claim
from rag.tolls import PEOPLE, toll
from rag.whens import When, whens

_LIGHT = frozenset(
    map(stem, [
        "serve", "belong", "account", "contribute", "provide", "include", "total", "number", "affiliated", "amount",
        "take", "part", "participate", "participants", "join", "attend", "attended",
    ])
)  # fmt: skip
"""Words for being part of something, of which sentence and claim use different ones: they are no part of a claim."""
_IMPLIED = frozenset([PEOPLE, "toll"])
"""What goes without saying of how many were killed, hurt or are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """A text, read once: a sentence is compared by itself, and with each of its neighbours that is."""

    text: str
    figures: tuple[Figure, ...]
    whens: tuple[When, ...]
    others: frozenset[str]
    """Its words that carry meaning, without those of values."""
    needed: frozenset[str]
    """Those of them that another text must hold to speak of the same: how many died takes no "people"."""

    @classmethod
    @lru_cache(maxsize=1_000)
    def read(cls, text: str, published: date | None) -> Values:
        """Of a text that was published that day."""
        times = whens(text, published)
        plain = LIVES.sub(lambda match: "died".ljust(len(match[0])), _without(text, times))
        counted = figures(plain)
        rest = _without(plain, counted)
        others = meanings(rest) - _LIGHT
        implied = _IMPLIED if any(map(toll, counted)) else frozenset[str]()
        return cls(text=text, figures=tuple(counted), whens=tuple(times), others=others, needed=others - implied)

    @property
    def time(self) -> When | None:
        """Of a claim: of when its figure is said to be."""
        return time_of_claim(self.whens) if self.figures else None


def _without(text: str, found: Sequence[When | Figure]) -> str:
    """With blanks where they stand."""
    for one in found:
        text = f"{text[: one.start]}{' ' * (one.end - one.start)}{text[one.end :]}"
    return text
