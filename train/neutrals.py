"""Statements beside passages that are of the same topic and do not talk about them."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from random import Random

from index.lexical import STOP_WORDS

_WORD = re.compile(r"[^\W_][\w’'.-]*[^\W_]|\d")
_SUBJECT = re.compile(r"(?:The |A |An )?[A-Z0-9][\w’'.-]*(?: (?:of |the )*[A-Z0-9][\w’'.-]*)*")
"""What a statement is about, where it begins with it: a passage that holds all of it may well tell it."""
_FREQUENT = 300
"""A word of more passages tells no topic."""
NEAREST = 3
"""Passages with the largest share to choose from."""
LEAST, MOST = 0.25, 0.45
"""Share of a statement's words, by their rareness, that stand in a passage that does not talk about it. Read by eye:
below, the two have nothing in common; above, the passage often says something of it."""


def neutrals(pairs: Sequence[tuple[str, str]], rng: Random, count: int) -> Iterator[tuple[str, str]]:
    """(statement, passage of another pair), `count` of them at most, each statement once.

    Args:
        pairs: (statement, passage), a statement possibly with several.
        rng: Chooses.
        count: Most to give.
    """
    topics = _Topics([passage for _, passage in pairs])
    statements = list(dict.fromkeys(statement for statement, _ in pairs))
    own = defaultdict(set)
    for statement, passage in pairs:
        own[statement].add(passage)
    given = 0
    for statement in rng.sample(statements, len(statements)):
        if given == count:
            return
        if others := topics.beside(statement, own[statement]):
            given += 1
            yield statement, rng.choice(others)


class _Topics:
    """Passages by their words."""

    def __init__(self, passages: Sequence[str]) -> None:
        self._words = {passage: words(passage) for passage in passages}
        self._times = Counter(word for found in self._words.values() for word in found)
        self._holding = defaultdict(list)
        for passage, found in self._words.items():
            for word in found:
                if self._times[word] <= _FREQUENT:
                    self._holding[word].append(passage)

    def beside(self, statement: str, own: set[str]) -> list[str]:
        """Those that share a rare word with it and yet lack most of it; none of its own."""
        said = words(statement)
        named = _SUBJECT.match(statement)
        subject = words(named[0]) if named else set()
        candidates = dict.fromkeys(p for word in sorted(said) for p in self._holding.get(word, ()) if p not in own)
        shares = {
            p: self._share(said, self._words[p]) for p in candidates if not subject or not subject <= self._words[p]
        }
        fitting = [passage for passage, share in shares.items() if LEAST <= share <= MOST]
        return sorted(fitting, key=lambda passage: -shares[passage])[:NEAREST]

    def _share(self, said: set[str], told: set[str]) -> float:
        total = sum(map(self._rareness, said))
        return sum(map(self._rareness, said & told)) / total if total else 0.0

    def _rareness(self, word: str) -> float:
        return math.log(len(self._words) / (self._times[word] + 1)) + 1


def words(text: str) -> set[str]:
    """Lower case, cut to six letters: "directed" is found in "director"."""
    found = (re.sub(r"[’']s$", "", word.lower()) for word in _WORD.findall(text))
    return {word[:6] for word in found if word not in STOP_WORDS}
