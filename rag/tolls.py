"""How many were killed, hurt or are missing: one number, in whichever words."""

from __future__ import annotations

import re

from index.splitting import Span
from rag.figures import Figure, figures

_KINDS = frozenset(["dead", "hurt", "miss"])
"""As `rag.meanings.same` tells them."""
PEOPLE = "people"
_HOW_MANY = re.compile(r"\bhow many (?:people|persons|residents|inhabitants|men|women)\b", re.IGNORECASE)
_HARMED = re.compile(
    r"\b(?:die[ds]?|dead|dying|deaths?|kill\w*|murder\w*|shot|slain|drown\w*|perish\w*|fatal\w*|casualt\w+|victims?|toll"
    r"|los[et]\w*|lives|injur\w+|hurt|wound\w+|harmed|missing|affected|hit|struck|caught|involved|surviv\w*)\b",
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
    """Whether it is asked how many people do anything else, and the answer counts those killed, hurt or missing.

    Args:
        question: In words.
        sentence: Of an article.
        answer: Where it stands in the sentence.

    >>> told = "The flood killed 57 people in Lowmere."
    >>> of_the_harmed("How many people live in Lowmere?", told, Span(17, 19))
    True
    >>> of_the_harmed("How many people lost their lives in Lowmere?", told, Span(17, 19))
    False
    """
    if not _HOW_MANY.search(question) or _HARMED.search(question):
        return False
    return any(toll(one) for one in figures(sentence) if one.start < answer.end and answer.start < one.end)
