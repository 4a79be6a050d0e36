"""How many were killed, hurt or are missing: one number, in whichever words."""

from __future__ import annotations

import re

from index.splitting import Span
from rag.figures import Figure, figures

_KINDS = frozenset(["dead", "hurt", "miss"])
"""As `rag.meanings.same` tells them."""
PEOPLE = "people"
_HOW_MANY = re.compile(r"\bhow many (?:people|persons|residents|inhabitants|men|women)\b", re.IGNORECASE)
_MISSING = re.compile(
    r"\bhow many\b(?!.*\b(?:die[ds]?|dead|deaths?|kill\w*|injured|hurt|wounded)\b).*\bmissing\b", re.IGNORECASE
)
_HARMED = re.compile(
    r"\b(?:die[ds]?|dead|dying|deaths?|kill\w*|murder\w*|shot|slain|drown\w*|perish\w*|fatal\w*|casualt\w+|victims?|toll"
    r"|los[et]\w*|lives|injur\w+|hurt|wound\w+|harmed|missing|affected|hit|struck|caught|involved|surviv\w*)\b",
    re.IGNORECASE,
)
_HOW_MANY_HARMED = re.compile(
    r"\bhow many\b[^?]*?\b(?:die[ds]?|dead|deaths|killed|injured|hurt|wounded|drowned|murdered|shot"
    r"|los[et]\s(?:their\s)?lives|fatalities|casualties)\b",
    re.IGNORECASE,
)
_HARM = re.compile(
    rf"{_HARMED.pattern}|\b(?:bod(?:y|ies)|corpses?|remains|buried|funeral\w*|graves?|hospital\w*|treated|rescue\w*|trapped"
    r"|disappear\w*|claimed|massacre\w*|execut\w*|hanged|beheaded|slaughter\w*|wip(?:ed|ing)\sout|attack\w*|crash\w*)\b",
    re.IGNORECASE,
)


def toll(figure: Figure) -> str:
    """Of which kind it is; empty where it counts something else, or only some of them, as soldiers.

    >>> from rag.figures import figures
    >>> [toll(one) for one in figures("57 people died, 12 were injured and 3 soldiers were killed; 9 people fled.")]
    ['dead', 'hurt', '', '']
    """
    if figure.units or figure.part:
        return ""
    first = figure.things[0] if figure.things else PEOPLE
    told = {first} if first in _KINDS else {*figure.deeds, *figure.things[1:2]} if first == PEOPLE else set()
    return next(iter(sorted(told & _KINDS)), "")


def of_the_harmed(question: str, sentence: str, answer: Span) -> bool:
    """Whether it is asked how many people do anything else, and the answer counts those killed, hurt or missing; or
    whether it is asked how many are missing, and the answer counts the others of these.

    Args:
        question: In words.
        sentence: Of an article.
        answer: Where it stands in the sentence.

    >>> told = "The flood killed 57 people in Lowmere."
    >>> of_the_harmed("How many people live in Lowmere?", told, Span(17, 19))
    True
    >>> of_the_harmed("How many people lost their lives in Lowmere?", told, Span(17, 19))
    False
    >>> of_the_harmed("How many people are missing in Lowmere?", told, Span(17, 19))
    True
    """
    missing = bool(_MISSING.search(question))
    if not missing and (not _HOW_MANY.search(question) or _HARMED.search(question)):
        return False
    counted = (one for one in figures(sentence) if one.start < answer.end and answer.start < one.end)
    return any(toll(one) in _KINDS - {"miss"} if missing else toll(one) for one in counted)


def of_the_unharmed(question: str, sentence: str, answer: Span) -> bool:
    """Whether it is asked how many were killed or hurt, and the answer counts people in a sentence without any harm.

    Args:
        question: In words.
        sentence: Of an article.
        answer: Where it stands in the sentence.

    >>> told = "Some 12,000 people marched, the police said."
    >>> of_the_unharmed("How many officers were injured at the march?", told, Span(5, 11))
    True
    >>> of_the_unharmed("How many people died?", "The number has risen to 83.", Span(24, 26))
    False
    """
    if not _HOW_MANY_HARMED.search(question) or _HARM.search(sentence):
        return False
    return any(one.people for one in figures(sentence) if one.start < answer.end and answer.start < one.end)
