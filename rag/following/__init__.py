"""Follow-up questions made to stand by themselves: "And how many of them are American?" after one about the troops.

Rules over words, from what was asked and answered before; no model. What is not surely a follow-up, or has nothing to
refer to, is asked as it is: a question that was understood must not be spoilt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from rag.following.anaphora import TOLD, referred
from rag.following.antecedents import Turn
from rag.following.ellipsis import elided

__all__ = ["Rewriter", "Turn", "resolve"]

REACH = 3
"""Turns that a pronoun may reach back; a question that is cut short is understood from the last one only."""

_LEAD = re.compile(
    r"(?:(?:and|but|so|ok(?:ay)?|well|then|also|now|thanks|thank you|i see)\b[\s,.!:–]+)+", re.IGNORECASE
)
_TAIL = re.compile(r"[\s,]+(?:then|though|too|as well|again|exactly|please)\s*(?=\?*$)", re.IGNORECASE)


class Rewriter(Protocol):
    """Makes a question stand by itself: `resolve`, or a language model's way."""

    def __call__(self, question: str, previous: Sequence[Turn]) -> str:
        """The question in full; as it is where it stands by itself.

        Args:
            question: As a person typed it.
            previous: The turns before, first to last.
        """


def resolve(question: str, previous: Sequence[Turn]) -> str:
    """The question in full, by rules; as it is where it stands by itself, or what it refers to is not clear.

    >>> before = [Turn("How many troops serve in RSM?", "16,000")]
    >>> resolve("And how many of them are American?", before)
    'How many of the troops that serve in RSM are American?'
    >>> resolve("What about KFOR?", before), resolve("Who leads NATO?", before)
    ('How many troops serve in KFOR?', 'Who leads NATO?')
    """
    text = " ".join(question.split())
    lead = _LEAD.match(text)
    core = _TAIL.sub("", text[lead.end() :] if lead else text)
    for back, turn in enumerate(reversed(previous[-REACH:])):
        found = elided(core, turn, led=core != text) if back == 0 else None
        found = referred(found or core, turn) or found
        if found:
            mark = "." if found.split(" ", 1)[0].lower() in TOLD else "?"
            return f"{found[:1].upper()}{found[1:].rstrip(' ?.!')}{mark}"
    return question
