"""Pairs made of news articles: a sentence beside the passage that tells it, denies it, or does not say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from eval.altering import KINDS, Pool, change, collect, paraphrase
from eval.excerpts import Story
from eval.stances import for_measuring
from train.claims import ClaimPair, Label
from train.neutrals import words

SHARES: Mapping[str, tuple[Label, float]] = {
    "copy": ("supports", 0.15), "paraphrase": ("supports", 0.18),
    "number": ("refutes", 0.12), "name": ("refutes", 0.14), "date": ("refutes", 0.07), "negation": ("refutes", 0.09),
    "elsewhere": ("neither", 0.07), "removed": ("neither", 0.10), "detail": ("neither", 0.08),
}  # fmt: skip
"""How a pair is made -> its label, and its share of all.

    copy, paraphrase              the sentence, exact or reworded, beside the passage that holds it
    number, name, date, negation  the sentence with that changed, beside the same
    elsewhere                     the sentence beside another passage of its article
    removed                       the sentence beside its passage without it
    detail                        the sentence with a detail that is told elsewhere in its article
"""

PER_STORY = 3
TRIES = 6
"""Sentences of an article that are tried for a pair."""
REWORDED, ALTERED = 0.4, 0.3
"""Share of refuted statements that are reworded too, and of untold ones that are changed: so that neither rewording
nor a strange name by itself tells the label."""
TOLD = 0.5
"""Share of a statement's words in a passage from which the passage may tell it after all."""
SHORTEST = 60
"""Characters of a passage without its sentence: fewer are a heading."""
POOLED = 4_000
"""Articles that names are collected from."""

_NAMED = r"(?:the )?(?:early |late )?[A-Z0-9][\w’'-]*(?:,? (?:of |the )*[A-Z0-9][\w’'-]*){0,3}"
_TAIL = re.compile(
    r"(?P<tail>, (?P<clause>which|who|where|after|before|while|because|when|including|despite) [^,“”\"()]{15,90}"
    rf"|(?<=[a-z]) (?P<phrase>in|at|near|during|since|on) {_NAMED})\.$"
)
"""A clause, or a place or time by its name, at the end of a sentence."""
_LIKE = {
    "in": "in|at|near|on", "at": "in|at|near|on", "near": "in|at|near|on", "on": "in|at|near|on|during|since",
    "during": "during|since|on|in", "since": "during|since|on|in",
}  # fmt: skip
"""Phrases beside which another would contradict, not add."""


def synthetic(articles: Iterable[Story], rng: Random, count: int) -> Iterator[ClaimPair]:
    """So many pairs, fewer where the articles end; none of an article that is kept for measuring.

    Args:
        articles: In the order in which they are to be used, three pairs of each at most.
        rng: Chooses.
        count: Pairs of all kinds together, shared out as `SHARES` says.
    """
    stories = [story for story in articles if not for_measuring(story.url)]
    pool = collect(story.text for story in stories[:POOLED])
    left = Counter({kind: round(share * count) for kind, (_, share) in SHARES.items()})
    for story in stories:
        telling = rng.sample(story.telling, len(story.telling))
        for place in range(PER_STORY):
            kind = max(left, key=lambda kind: left[kind])
            if left[kind] <= 0:
                return
            if pair := _made(kind, story, telling[place * TRIES : (place + 1) * TRIES], rng, pool):
                left[kind] -= 1
                yield pair


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A sentence of an article with the passage around it."""

    story: Story
    number: int
    first: int
    last: int
    rng: Random
    pool: Pool

    @property
    def sentence(self) -> str:
        return self.story.sentence(self.number)

    @property
    def passage(self) -> str:
        return self.story.passage(self.first, self.last)


Making = Callable[[_Place], "tuple[str, str] | None"]


def _made(kind: str, story: Story, numbers: Iterable[int], rng: Random, pool: Pool) -> ClaimPair | None:
    for number in numbers:
        first, last = story.around(number, rng)
        place = _Place(story=story, number=number, first=first, last=last, rng=rng, pool=pool)
        if made := _MAKINGS[kind](place):
            statement, passage = made
            return ClaimPair(statement=statement, passage=passage, label=SHARES[kind][0], source=f"news_{kind}")
    return None


def _copied(place: _Place) -> tuple[str, str]:
    return place.sentence, place.passage


def _reworded(place: _Place) -> tuple[str, str] | None:
    said = paraphrase(place.sentence, place.rng)
    return (said, place.passage) if said else None


def _changed(kind: str) -> Making:
    def make(place: _Place) -> tuple[str, str] | None:
        said = _perhaps_reworded(place)
        changed = change(said, kind, place.rng, place.pool.beside(place.passage))  # type: ignore[arg-type]
        return (changed, place.passage) if changed else None

    return make


def _elsewhere(place: _Place) -> tuple[str, str] | None:
    beyond = [n for n in range(len(place.story.spans)) if not place.first - 1 <= n <= place.last + 1]
    if not beyond:
        return None
    first, last = place.story.around(place.rng.choice(beyond), place.rng)
    if first <= place.number <= last:
        return None
    return _untold(_perhaps_altered(place), place.sentence, place.story.passage(first, last))


def _removed(place: _Place) -> tuple[str, str] | None:
    before = place.story.passage(place.first, place.number - 1) if place.number > place.first else ""
    after = place.story.passage(place.number + 1, place.last) if place.number < place.last else ""
    return _untold(_perhaps_altered(place), place.sentence, f"{before} {after}".strip())


def _detailed(place: _Place) -> tuple[str, str] | None:
    beyond = [n for n in place.story.telling if not place.first <= n <= place.last]
    place.rng.shuffle(beyond)
    for number in beyond[:TRIES]:
        other = _TAIL.search(place.story.sentence(number))
        statement = other and _with_tail(_perhaps_reworded(place), other)
        if other and statement and not _tells(place.passage, other["tail"]):
            return statement, place.passage
    return None


def _with_tail(sentence: str, other: re.Match[str]) -> str | None:
    """With another sentence's end in place of its own clause, or after its end where nothing like it stands there."""
    own = _TAIL.search(sentence)
    if not sentence.endswith("."):
        return None
    if other["clause"]:
        return (sentence[: own.start()] if own and own["clause"] else sentence.removesuffix(".")) + other["tail"] + "."
    like = re.search(rf"\b(?:{_LIKE[other['phrase']]})\b", sentence)
    return None if like else sentence.removesuffix(".") + other["tail"] + "."


def _untold(statement: str, sentence: str, passage: str) -> tuple[str, str] | None:
    return None if len(passage) < SHORTEST or _tells(passage, sentence) else (statement, passage)


def _tells(passage: str, sentence: str) -> bool:
    """Whether a passage may tell what a sentence does, by the share of its words."""
    said = words(sentence)
    return len(said & words(passage)) >= TOLD * len(said)


def _perhaps_reworded(place: _Place) -> str:
    return (place.rng.random() < REWORDED and paraphrase(place.sentence, place.rng)) or place.sentence


def _perhaps_altered(place: _Place) -> str:
    said = _perhaps_reworded(place)
    if place.rng.random() >= ALTERED:
        return said
    return change(said, place.rng.choice(KINDS), place.rng, place.pool.beside(place.passage)) or said


_MAKINGS: Mapping[str, Making] = {
    "copy": _copied, "paraphrase": _reworded, **{kind: _changed(kind) for kind in KINDS},
    "elsewhere": _elsewhere, "removed": _removed, "detail": _detailed,
}  # fmt: skip
