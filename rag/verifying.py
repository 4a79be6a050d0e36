"""Whether a passage supports a statement, refutes it, or says nothing about it: the `Verifier` protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from index.errors import UserError

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


NEITHER = Stances(supports=0.0, refutes=0.0, neither=1.0)
"""Nothing is said to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What is to be verified, and by what."""

    statement: str
    passage: str


class Verifier(Protocol):
    """Judges statements by passages; knows nothing of the archive."""

    def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
        """One for each pair, in their order."""


def no_verifier(*, models: bool) -> UserError:
    """Why claims cannot be checked, and what to do; `models` as the setting of that name."""
    named = "Name an entailment model: NEWSCHECK_VERIFIER, newscheck.toml, or verifier= in Python."
    switched = "Leave out --no-models, or set models = true: NEWSCHECK_MODELS, newscheck.toml, or verifier= in Python."
    return UserError(
        "Claims cannot be checked: no verifier is set, which judges whether a sentence supports a claim.",
        hint=named if models else switched,
    )
