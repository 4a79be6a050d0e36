"""Follow-up questions made to stand by themselves: "And how many of them are American?" after one about the troops.

Rules over words, from what was asked and answered before; no model. What is not surely a follow-up, or has nothing to
refer to, is asked as it is: a question that was understood must not be spoilt. `rag/rewriting.py` has a language model
put in full what the rules leave.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.lexical import terms
from rag.asking import LONGEST
from rag.following.anaphora import TOLD, referred
from rag.following.antecedents import Turn
from rag.following.ellipsis import elided
from rag.following.grammar import AUXILIARIES, QUESTION_WORDS
from rag.questions import parse
from rag.records import Answer

__all__ = ["Conversation", "Rewriter", "Turn", "Understood", "by_rules", "claim_in", "leans", "resolve", "without_lead"]

REACH = 3
"""Turns that a question may refer back to; the last one that it can refer to is meant."""

FEW = 3
"""Words that matter in a question without a name that may lean on those before it: with more it tells what it is about.
So do 38 of the 42 questions of `wire` that hold no name."""

_LEAD = re.compile(
    r"(?:(?:and|but|so|ok(?:ay)?|well|then|also|now|thanks|thank you|i see)\b[\s,.!:–]+)+", re.IGNORECASE
)
_TAIL = re.compile(r"[\s,]+(?:then|though|too|as well|again|exactly|please)\s*(?=\?*$)", re.IGNORECASE)
_PERSONAL = re.compile(r"\b(?:he|she|him|they|them)\b")
_CHECK = re.compile(r"check\b[\s:]+(?:(?:if|whether|that)\s+)?(?P<claim>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is put to the articles."""

    question: str
    """In full; as it was typed where it stands by itself, or what it refers to is not clear."""
    note: str | None = None
    """Why a language model's wording of it was not taken, as a sentence; None where it was, or none was asked for."""


class Rewriter(Protocol):
    """Makes a question stand by itself: `by_rules`, or `FactChecker.in_full`, which may ask a language model."""

    def __call__(self, question: str, previous: Sequence[Turn]) -> Understood:
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
    core = without_lead(text)
    for turn in reversed(previous[-REACH:]):
        found = elided(core, turn, led=core != text)
        found = referred(found or core, turn) or found
        if found and len(found) < LONGEST:
            mark = "." if found.split(" ", 1)[0].lower() in TOLD else "?"
            return f"{found[:1].upper()}{found[1:].rstrip(' ?.!')}{mark}"
    return question


def by_rules(question: str, previous: Sequence[Turn]) -> Understood:
    """`resolve` as a `Rewriter`."""
    return Understood(resolve(question, previous))


def without_lead(text: str) -> str:
    """A question without "and", "then" and the like around it."""
    lead = _LEAD.match(text)
    return _TAIL.sub("", text[lead.end() :] if lead else text)


def leans(question: str) -> bool:
    """Whether a question that the rules leave as it is may still need those before it.

    It may where it names nothing and has few words that matter, or says "she" or "they" before its first name.

    >>> leans("And what does a dose cost?"), leans("Did she meet Kofi Lund?"), leans("And who leads NATO?")
    (True, True, False)
    """
    core = without_lead(question.strip())
    names = [core.lower().find(name) for name in parse(core).names]
    if not names:
        return len(terms(core)) <= FEW
    pronoun = _PERSONAL.search(core.lower())
    return pronoun is not None and pronoun.start() < min(names)


class Conversation:
    """Questions one after the other, each put in full by what was asked and answered before."""

    def __init__(self, ask: Callable[[str], Answer], *, rewriter: Rewriter = by_rules) -> None:
        self._ask = ask
        self._rewriter = rewriter
        self._turns: list[Turn] = []

    def in_full(self, question: str) -> Understood:
        """As it is going to be asked."""
        return self._rewriter(question, self._turns)

    def ask(self, question: str) -> Answer:
        """The answer, whose `question` is the one that was asked.

        Raises:
            UserError: as what answers does; the conversation goes on as if it had not been asked.
        """
        return self.put(self.in_full(question))

    def put(self, understood: Understood) -> Answer:
        """The answer to a question that `in_full` gave; raises as `ask` does."""
        answer = self._ask(understood.question)
        self._turns += map(Turn.of, (answer, *answer.also))
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
