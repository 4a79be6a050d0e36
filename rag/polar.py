"""Yes-or-no questions in articles: a question says nothing, and "No." denies what it asks.

A verifier reads "Did the mayor resign? No." as if it told that he did.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.lexical import words
from index.splitting import Span, sentences
from rag.meanings import meanings, same
from rag.questions import parse
from rag.values import denied
from rag.verifying import NEITHER, Stances

SHARED = 0.75
"""Share of a question's words that a claim must have for "No." to deny it; a guess, made with the given claims of
AVeriTeC, as the others are."""
UNNAMED = 0.6
"""The same of those that are no names: whom it asks about is not what it asks."""
TOLD = 0.5
"""Share of a claim's words that a question must have where the claim denies it."""

_AUXILIARY = re.compile(
    r"\b(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)(?:n['’]t)?\b",
    re.IGNORECASE,
)
_ASKS_WHICH = re.compile(r"\b(?:who|whom|whose|what|when|where|which|why|how)\b", re.IGNORECASE)
_REPLY = re.compile(
    r"\W*(?:(?P<no>no|nope|not\sat\sall|never|false|untrue|incorrect)|(?P<yes>yes|yeah|indeed|true|correct|certainly))"
    r"(?:[.,;:!—–-]|\s[A-Z]|\W*$)",
    re.IGNORECASE,
)
_CONFIRMED = re.compile(
    r"\b(?:(?:has|have|had|is|was|were|been)\sconfirmed|confirm(?:s|ed)\s(?:it|this|that)"
    r"|(?:is|was)\s(?:true|correct|accurate))\b",
    re.IGNORECASE,
)
_CLOSING = " \n\"”’')]"
_ASIDE = re.compile(r"\S\s*\([^()]*\?\)\W*\Z")
"""A question in brackets, behind what is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A yes-or-no question, and the sentence behind it."""

    asked: str
    reply: str
    says: Literal["yes", "no"] | None
    """None where the reply begins with neither."""


def telling(text: str) -> list[Span]:
    """The sentences of a text that say something: a question does so together with what follows it, and else nothing.

    >>> text = "The hall is old. Is it safe? It is not. Who pays?"
    >>> [text[start:end] for start, end in telling(text)]
    ['The hall is old.', 'Is it safe? It is not.']
    >>> [text[start:end] for text in ["Sites have rules (who reads them?)"] for start, end in telling(text)]
    ['Sites have rules (who reads them?)']
    """
    found: list[Span] = []
    asked: Span | None = None
    for span in sentences(text):
        whole = Span(asked.start, span.end) if asked else span
        asked = whole if _asks(text[whole.start : whole.end]) else None
        if asked is None:
            found.append(whole)
    return found


def exchange(text: str) -> Exchange | None:
    """The exchange that a text ends with; None where it ends otherwise, or asks who, what or when.

    >>> found = exchange("The hall is old. Is it safe? No, says the mayor.")
    >>> found and (found.asked, found.reply, found.says)
    ('Is it safe?', 'No, says the mayor.', 'no')
    >>> exchange("Who runs it? Nobody.") is None
    True
    """
    spans = sentences(text) if "?" in text else []
    asked, reply = ([text[start:end] for start, end in spans[-2:]]) if len(spans) > 1 else ("", "")
    if not _asks(asked) or not _is_polar(asked):
        return None
    return Exchange(asked=asked, reply=reply, says=_says(reply))


def _says(reply: str) -> Literal["yes", "no"] | None:
    if said := _REPLY.match(reply):
        return "no" if said["no"] else "yes"
    return "yes" if _CONFIRMED.search(reply) and not denied(reply) else None


def stated(text: str) -> str:
    """What a text says itself: without a yes-or-no question that its last sentence answers in other words.

    >>> stated("Did it close 40 branches? It closed nine."), stated("How many did it close? Nine.")
    ('It closed nine.', 'How many did it close? Nine.')
    """
    found = exchange(text)
    return found.reply if found and found.says is None else text


def topic(text: str) -> str:
    """The yes-or-no question that a text ends with an answer to in other words, which tells what that is about; empty
    where there is none."""
    found = exchange(text)
    return found.asked if found and found.says is None else ""


def told_in(text: str) -> str:
    """What a passage says itself; what only a question and "No." make is left out, where something remains."""
    if "?" not in text:
        return text
    found = [stated(text[start:end]) for start, end in telling(text)]
    return " ".join([one for one in found if not _is_denied(one)] or found)


def answered(stances: Stances, claim: str, text: str) -> Stances:
    """What a verifier said of a text, where that ends with a yes-or-no question to which the answer is no.

    It refutes a claim that says what is asked, supports one that denies it, and says nothing to any other one.
    """
    found = exchange(text)
    if found is None or found.says != "no":
        return stances
    asked, said = meanings(found.asked), meanings(claim)
    plain = asked - frozenset(same(word) for name in parse(found.asked).names for word in words(name))
    if len(asked & said) < max(2, SHARED * len(asked)) or len(plain & said) < UNNAMED * len(plain):
        return NEITHER
    sure = max(stances.supports + stances.refutes, stances.neither)
    if denied(claim) == denied(found.asked):
        return Stances(supports=0.0, refutes=sure, neither=1.0 - sure)
    known = len(asked & said) >= TOLD * len(said)
    return Stances(supports=sure, refutes=0.0, neither=1.0 - sure) if known else NEITHER


def _asks(sentence: str) -> bool:
    return sentence.rstrip(_CLOSING).endswith("?") and not _ASIDE.search(sentence)


def _is_denied(text: str) -> bool:
    found = exchange(text)
    return found is not None and found.says == "no"


def _is_polar(question: str) -> bool:
    """By what stands before the first auxiliary: "In which city did" asks which."""
    first = _AUXILIARY.search(question)
    return first is not None and not _ASKS_WHICH.search(question[: first.start()])
