"""Follow-up questions made to stand by themselves, from what was asked and answered before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """What was asked before, and what came of it."""

    question: str
    """As it was put to the articles: standing by itself."""
    answer: str | None = None
    """The short answer; None where there was none."""


def resolve(question: str, previous: Sequence[Turn]) -> str:  # noqa: ARG001
    """The question in full; as it is where it stands by itself."""
    return question
