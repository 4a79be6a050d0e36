"""What comes of comparing a claim's value with a sentence's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.quantities import quantity

Outcome = Literal["agrees", "differs", "other_time", "of_another", "unlike"]
"""other_time: a value that is told of another time than the claim's. of_another: of somebody or something else than the
claim's, such as the soldiers of another force. unlike: sums in different currencies, which only a
rate of exchange could compare."""

OUTCOMES: tuple[Outcome, ...] = ("agrees", "differs", "other_time", "of_another", "unlike")
"""The one that tells most first."""

DERIVED = "(derived)"
"""How an explanation marks what no article gives itself, but what follows from one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a sentence's value says to a claim's."""

    outcome: Outcome
    claimed: str
    """The claim's value, as it stands there."""
    told: str
    """The sentence's, as it stands there; empty where its article tells nothing of the claim's year."""
    working: str | None = None
    """How the claim's value, or the other one, follows from the sentence: "half of 16,000 is 8,000"; None where it is
    given."""
    held: bool = False
    """Whether sentence and context say all else that the claim says."""
    timed: bool = False
    """Whether it is of the claim's time, which the day of publication may tell and the sentence need not."""
    whole: bool = False
    """Whether it counts only where they do: nothing but the sentence tells what the values are of."""


def same_sum(found: Comparison) -> bool:
    """Whether only the currency is another, which is an error: another sum may be the same money."""
    mine, one = quantity(found.claimed), quantity(found.told)
    return mine is not None and one is not None and (mine.low, mine.high) == (one.low, one.high)
