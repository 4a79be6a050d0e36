"""What a question asks for: a number, a date, a person, a place; and the words an answer must stand near."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.lexical import terms
from index.splitting import sentences

Kind = Literal["number", "date", "person", "place", "name", "expansion", "statement"]

_KINDS: tuple[tuple[Kind, str], ...] = (
    ("expansion", r"\b(stands? for|full name|(abbreviation|acronym|short) for)\b"),
    ("date", r"\b(when|(what|which|same) (years?|dates?|days?|months?)|how long ago)\b"),
    ("number", r"\b(how (many|much|old|long|far|large|big|high|tall|often|fast)|what (number|percentage|share"
     r"|proportion|fraction|age|size|amount)|(number|size|percentage|share) of)\b"),
    ("person", r"\b(who|whom|which (person|minister|politician|diplomat|general|leader|president)"
     r"|name (of )?the (minister|president|person|man|woman|leader))\b"),
    ("place", r"\b(where|(what|which) (country|countries|city|town|state|region|place|area|continent)"
     r"|in which (country|city))\b"),
    ("name", r"\b(whose|(what|which) (company|organi[sz]ation|agency|team|group|movie|film|singer|actor|band|nation"
     r"|ministry|party|club|newspaper)|this (country|company|city|state|actor|singer|man|woman|team|person))\b"),
)  # fmt: skip

_NAME = re.compile(r"(?<![\w.])(?:[A-Z][\w&’'-]*[\w&]|[A-Z]\b|\d[\w,.%-]*)")
_OPENERS = frozenset([
    "who", "what", "when", "where", "which", "why", "how", "is", "are", "was", "were", "did", "does", "do", "has",
    "have", "had", "in", "on", "at", "by", "for", "from", "of", "the", "a", "an", "can", "could", "will", "would",
    "should", "i", "he", "she", "they", "it", "this", "that", "these", "those", "according", "tell", "name", "give",
    "and", "to", "after", "before", "during", "since",
])  # fmt: skip


_ASKS = re.compile(
    r"^\W*(?:(?:and|but|so|in|on|at|by|for|from|of|to|with|under|since|until|about)\s)*"
    r"(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|did|does|do|has|have|had|can|could|will|would"
    r"|should|may|tell|name|give|list|find|explain|describe|show)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, read once."""

    text: str
    kind: Kind
    terms: tuple[str, ...]
    """Words that carry meaning, lower case."""
    names: tuple[str, ...]
    """Names and figures in the question, lower case: an answer that stands near none of them is about another."""


def parse(text: str) -> Question:
    """Read a question.

    >>> parse("How many troops serve in RSM?").kind
    'number'
    >>> parse("How many troops serve in RSM?").names
    ('rsm',)
    """
    lower = text.lower()
    kind: Kind = next((kind for kind, pattern in _KINDS if re.search(pattern, lower)), "statement")
    return Question(text=text, kind=kind, terms=tuple(terms(text)), names=_names(text))


def is_question(text: str) -> bool:
    """Whether something is asked, and not only named or stated.

    >>> [is_question(text) for text in ("In which year did it open?", "who leads NATO", "troops in RSM")]
    [True, True, False]
    """
    return "?" in text or bool(_ASKS.match(text))


@lru_cache(maxsize=256)
def asked_sentence(text: str) -> str:
    """Of a question in several sentences the last that asks: what stands before it only tells what it is about.

    >>> asked_sentence("Prices fell for 50 days. What was the record?"), asked_sentence("Who won?")
    ('What was the record?', 'Who won?')
    """
    asking = [text[start:end] for start, end in sentences(text) if is_question(text[start:end])]
    return asking[-1] if asking else text


def _names(text: str) -> tuple[str, ...]:
    found = [match.group().lower() for match in _NAME.finditer(text)]
    return tuple(dict.fromkeys(re.sub(r"[’']s$", "", name) for name in found if name not in _OPENERS))
