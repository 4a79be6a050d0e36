"""Whether a passage supports a statement, refutes it, or says nothing about it: the `Verifier` protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Stance = Literal["supports", "refutes", "neither"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stances:
    """Probabilities, 0-1, that add up to 1."""

    supports: float
    refutes: float
    neither: float

    @property
    def likeliest(self) -> Stance:
        """The largest; of equals the one that claims less."""
        return max(
            (("neither", self.neither), ("supports", self.supports), ("refutes", self.refutes)), key=lambda s: s[1]
        )[0]  # type: ignore[return-value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What is to be verified, and by what."""

    statement: str
    passage: str


class Verifier(Protocol):
    """Judges statements by passages; knows nothing of the archive."""

    def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
        """One for each pair, in their order."""
