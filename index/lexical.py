"""Questions to FTS5 queries: the words that carry meaning, any of them."""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from Stemmer import Stemmer

STOP_WORDS = frozenset([
    "a", "about", "above", "after", "again", "against", "all", "also", "am", "an", "and", "any", "are", "as", "at",
    "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "could", "did",
    "do", "does", "doing", "down", "during", "each", "few", "for", "from", "further", "had", "has", "have",
    "having", "he", "her", "here", "hers", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its",
    "itself", "just", "me", "more", "most", "my", "no", "nor", "not", "now", "of", "off", "on", "once", "only",
    "or", "other", "our", "out", "over", "own", "same", "she", "should", "so", "some", "such", "than", "that",
    "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under",
    "until", "up", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom", "whose",
    "why", "will", "with", "would", "you", "your",
])  # fmt: skip
"""English words that stand in most articles and tell none from another."""

_WORD = re.compile(r"\w+(?:[’']\w+)*")

_STEMMING = threading.Lock()
"""A stemmer keeps the word it works on in itself: two threads in it would mix theirs, and the cache keep the result."""


def words(text: str) -> list[str]:
    """Words in order, lower case, without the possessive s."""
    return [word[:-2] if word.endswith(("’s", "'s")) else word for word in map(str.lower, _WORD.findall(text))]


def terms(question: str) -> list[str]:
    """The different words that matter, in order; all words when none does.

    >>> terms("How many troops serve in RSM?")
    ['many', 'troops', 'serve', 'rsm']
    """
    found = [word for word in words(question) if word]
    return list(dict.fromkeys(word for word in found if word not in STOP_WORDS)) or list(dict.fromkeys(found))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What the forms of a word share.

    >>> stem("deployed") == stem("deploys") == stem("deploying")
    True
    """
    with _STEMMING:
        return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer:
    from Stemmer import Stemmer

    return Stemmer("english", 0)  # the results are kept here


def any_of(found: list[str]) -> str:
    """An FTS5 query for passages that hold any of the terms; each is quoted, so none is read as syntax.

    >>> any_of(["rsm", 'say "hi"'])
    '"rsm" OR "say ""hi\"""'
    """
    return " OR ".join('"' + term.replace('"', '""') + '"' for term in found)
