"""Claims that begin with "she", "it" or "their", and the same with who or what that is, from what stands before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.decomposing.clauses import subject_of
from rag.decomposing.pieces import Piece
from rag.following.antecedents import Turn, definite, person, several, thing
from rag.following.grammar import PREPOSITIONS, Token, is_person, is_person_word, is_plural

REACH = 3
"""Claims before it that a pronoun may refer to; the last one that it can refer to is meant."""

_PERSONS = frozenset(["he", "she", "his", "her"])
_THINGS = frozenset(["it", "its"])
_SEVERAL = frozenset(["they", "their"])
_OWNING = frozenset(["his", "her", "its", "their"])
_POINTING = frozenset(["this", "that", "these", "those", "i", "we", "you", "both", "neither", "others"])
_EXPLETIVE = re.compile(
    r"it (?:(?:is|was|has been|will be|remains|became)(?: \w+){0,3} (?:that|to|when|who|which|where)\b"
    r"|(?:is|was) (?:the \w+ time|(?:not )?(?:clear|unclear|known|possible|likely))\b|rain\w*|snow\w*"
    r"|(?:takes|took) .* to\b|(?:seems|appears|turned out|emerged)\b)",
    re.IGNORECASE,
)
"""Where "it" stands for nothing."""


def in_full(claim: str, before: Sequence[str]) -> str | None:
    """The claim with its subject named; as it is where it stands by itself, None where nobody can say who is meant.

    Args:
        claim: A sentence.
        before: The claims before it, in full, first to last.

    >>> in_full("She left on Tuesday.", ["Mila Sand met the king."]), in_full("It opened in May.", [])
    ('Mila Sand left on Tuesday.', None)
    """
    subject = subject_of(Piece.of(claim)) or tuple(Piece.of(claim).words[:1])
    first = subject[0]
    alone = len(subject) == 1 and first.lower not in _OWNING
    if alone and first.lower in _POINTING:
        return None
    meant = _meant(first.lower)
    if meant is None or (first.lower not in _OWNING and not alone) or _EXPLETIVE.match(claim, first.start):
        return claim
    for earlier in reversed(before[-REACH:]):
        named = _named(first.lower, earlier) or meant(Turn(f"about {earlier.rstrip('.')}"))
        if named and (first.lower not in _SEVERAL or is_plural(named)):
            return _put(claim, first, definite(named))
    return None


def _meant(word: str) -> Callable[[Turn], str | None] | None:
    """How a follow-up question would find what is meant; None for what is no pronoun."""
    if word in _PERSONS:
        return person
    if word in _THINGS:
        return thing
    return several if word in _SEVERAL else None


def _named(word: str, earlier: str) -> str | None:
    """The subject of an earlier claim, where it may be what is meant."""
    subject = subject_of(Piece.of(earlier))
    if not subject or _meant(subject[0].lower) or subject[0].lower in _POINTING | {"there"}:
        return None
    told = earlier[subject[0].start : subject[-1].end]
    told = told if subject[0].start or not _is_plain(subject) else f"{told[0].lower()}{told[1:]}"
    plural = is_plural(told) or subject[0].text[0].isdigit()
    if word in _SEVERAL:
        return told if plural else None
    if plural or word in _PERSONS:
        return told if word in _PERSONS and not plural and _is_person(subject) else None
    return None if _is_person(subject) else told


def _is_plain(subject: Sequence[Token]) -> bool:
    """Whether a subject is no name: its first word has a capital because a sentence begins with it."""
    return (len(subject) == 1 and is_plural(subject[0].lower)) or (len(subject) > 1 and subject[1].text.islower())


def _is_person(subject: Sequence[Token]) -> bool:
    head = next((place for place, word in enumerate(subject) if place and word.lower in PREPOSITIONS), len(subject))
    named = all(word.text[0].isupper() for word in subject[:head]) and subject[0].lower != "the"
    return is_person_word(subject[head - 1].lower) or (named and is_person(" ".join(w.text for w in subject[:head])))


def _put(claim: str, word: Token, named: str) -> str:
    owning = f"'{'' if named.endswith('s') else 's'}" if word.lower in _OWNING else ""
    told = f"{claim[: word.start]}{named}{owning}{claim[word.end :]}"
    return f"{told[:1].upper()}{told[1:]}"
