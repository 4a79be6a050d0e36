"""Follow-up questions made to stand by themselves: "And how many of them are American?" after one about the troops.

Rules over words, from what was asked and answered before; no model. What is not surely a follow-up, or has nothing to
refer to, is asked as it is: a question that was understood must not be spoilt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from rag.asking import LONGEST
from rag.following.anaphora import TOLD, referred
from rag.following.antecedents import Turn
from rag.following.ellipsis import elided
from rag.following.grammar import AUXILIARIES, QUESTION_WORDS
from rag.records import Answer

__all__ = ["Conversation", "Rewriter", "Turn", "claim_in", "resolve"]

REACH = 3
"""Turns that a question may refer back to; the last one that it can refer to is meant."""

_LEAD = re.compile(
    r"(?:(?:and|but|so|ok(?:ay)?|well|then|also|now|thanks|thank you|i see)\b[\s,.!:–]+)+", re.IGNORECASE
)
_TAIL = re.compile(r"[\s,]+(?:then|though|too|as well|again|exactly|please)\s*(?=\?*$)", re.IGNORECASE)
_CHECK = re.compile(r"check\b[\s:]+(?:(?:if|whether|that)\s+)?(?P<claim>.+)", re.IGNORECASE)


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
    for turn in reversed(previous[-REACH:]):
        found = elided(core, turn, led=core != text)
        found = referred(found or core, turn) or found
        if found and len(found) < LONGEST:
            mark = "." if found.split(" ", 1)[0].lower() in TOLD else "?"
            return f"{found[:1].upper()}{found[1:].rstrip(' ?.!')}{mark}"
    return question


class Conversation:
    """Questions one after the other, each put in full by what was asked and answered before."""

    def __init__(self, ask: Callable[[str], Answer], *, rewriter: Rewriter = resolve) -> None:
        self._ask = ask
        self._rewriter = rewriter
        self._turns: list[Turn] = []

    def in_full(self, question: str) -> str:
        """As it is going to be asked."""
        return self._rewriter(question, self._turns)

    def ask(self, question: str) -> Answer:
        """The answer, whose `question` is the one that was asked.

        Raises:
            UserError: as what answers does; the conversation goes on as if it had not been asked.
        """
        answer = self._ask(self.in_full(question))
        self._turns.append(Turn.of(answer))
        return answer

    def said(self, claim: str) -> None:
        """Note a claim, so that a question may refer to what it is about."""
        self._turns.append(Turn(claim))


def claim_in(text: str) -> str | None:
    """What is to be checked, not answered: what stands behind "check", or a statement with a full stop; None otherwise.

    >>> claim_in("The RSM has 12,000 soldiers."), claim_in("check that Spain left"), claim_in("Tell me about RSM.")
    ('The RSM has 12,000 soldiers.', 'Spain left', None)
    """
    if found := _CHECK.fullmatch(text.strip()):
        return found["claim"]
    first = re.match(r"\w*", text.strip().lower())
    asks = first is not None and first.group() in QUESTION_WORDS | AUXILIARIES | TOLD
    return text.strip() if text.strip().endswith(".") and not asks else None
