"""Passages to the sentences that answer: the `Reader` protocol, and a reader without a trained model.

`SentenceReader` weighs each sentence by a few plain features with weights fitted on development data
(`eval.fitting`); it is what answers when no reader model is installed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from index.embedding import Embedder
from index.lexical import stem, words
from index.records import Document, Hit
from index.splitting import Span, sentences
from rag.abbreviations import abbreviations
from rag.calibration import Calibration
from rag.candidates import find
from rag.questions import Question, parse

LOOKED_AT = 10
"""Sentences that are embedded, the best by their words: each costs about four milliseconds."""

FEW = 100
"""Articles that the supposed weight of a word counts as much as."""

NAME_WEIGHT, WORD_WEIGHT = 8.0, 4.0
"""Supposed inverse document frequency of a name or figure, and of any other word."""

CONTEXT = 0.5
"""What a word of the question counts when it stands not in the sentence but in its passage or title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A sentence, and how likely it answers the question."""

    document: Document
    sentence: Span
    answer: str | None
    """The short answer within the sentence, where the question's kind allows one."""
    probability: float
    """Calibrated, 0-1."""
    copies: tuple[Document, ...] = ()
    """Other documents that tell the same passage in nearly the same words."""

    @property
    def text(self) -> str:
        """Of the sentence."""
        return self.document.text[self.sentence.start : self.sentence.end]


class Reader(Protocol):
    """Finds answers in passages."""

    @property
    def reads(self) -> int | None:
        """Hits that it reads of those that were found, where nobody says how many; None for all."""

    @property
    def threshold(self) -> float:
        """Least probability of an answer that is given, unless the settings say otherwise."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Best first; empty only when there are no hits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence on its way to being weighed."""

    hit: Hit
    rank: int
    """Of its hit, from 0."""
    span: Span
    text: str
    answer: str | None
    features: Mapping[str, float]


class SentenceReader:
    """Weighs sentences by shared words, names, meaning, and whether they hold what is asked for."""

    reads: int | None = None

    def __init__(
        self, embedder: Embedder, *, frequency: Callable[[str], int], articles: Callable[[], int],
        calibration: Calibration,
    ) -> None:  # fmt: skip
        self._embedder = embedder
        self._frequency = frequency
        self._articles = articles
        self._calibration = calibration

    @property
    def threshold(self) -> float:
        """As chosen on development data."""
        return self._calibration.threshold

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Every sentence that was looked at, best first."""
        weighed = [(self._calibration.rank(s.features), s) for s in self.sentences(question, hits)]
        weighed.sort(key=lambda pair: (-pair[0], pair[1].rank, pair[1].span.start))
        return [
            Reading(
                document=s.hit.document,
                sentence=s.span,
                answer=s.answer,
                probability=self._calibration.probability(s.features),
                copies=s.hit.copies,
            )
            for _, s in weighed
        ]

    def sentences(self, question: str, hits: Sequence[Hit]) -> list[Sentence]:
        """The sentences worth a closer look, with their features."""
        asked = parse(question)
        weights = self._weights(asked)
        explained = _explained(hits)
        found = [s for rank, hit in enumerate(hits) for s in _sentences(asked, hit, rank, weights, explained)]
        found.sort(key=lambda s: -_promise(s.features))
        return self._with_meaning(question, found[:LOOKED_AT])

    def _weights(self, question: Question) -> dict[str, float]:
        """Stem -> inverse document frequency, as in BM25: a word that few articles hold says more.

        In an archive of few articles counts say little, and what a word looks like counts instead.
        """
        total = max(self._articles(), 1)
        named = {word for name in question.names for word in words(name)}
        found: dict[str, float] = {}
        for term in question.terms:
            counted = math.log(1 + (total + 0.5) / (self._frequency(term) + 0.5))
            supposed = NAME_WEIGHT if term in named else WORD_WEIGHT
            found[stem(term)] = (total * counted + FEW * supposed) / (total + FEW)
        return found

    def _with_meaning(self, question: str, found: Sequence[Sentence]) -> list[Sentence]:
        if not found:
            return []
        vectors = self._embedder.embed_passages([s.text for s in found])
        cosines = vectors @ self._embedder.embed_question(question)
        return [
            replace(s, features={**s.features, "meaning": float(cosine)})
            for s, cosine in zip(found, np.asarray(cosines), strict=True)
        ]


def _explained(hits: Sequence[Hit]) -> list[tuple[set[str], set[str]]]:
    """Stems of each abbreviation and of its long form, as any of the articles explains it."""
    texts = {hit.document.id: hit.document.text for hit in hits}
    found = {short: long for text in reversed(texts.values()) for short, long in abbreviations(text).items()}
    return [({stem(short.lower())}, _stems(long)) for short, long in found.items()]


def _sentences(
    question: Question,
    hit: Hit,
    rank: int,
    weights: Mapping[str, float],
    explained: Sequence[tuple[set[str], set[str]]],
) -> list[Sentence]:
    around = _with_both_forms(_stems(f"{hit.document.title} {hit.passage.text}"), explained)
    found = []
    for start, end in sentences(hit.passage.text):
        text = hit.passage.text[start:end]
        answer = find(question, text)
        features = {
            **_overlap(question, weights, _with_both_forms(_stems(text), explained), around),
            "asked": float(question.kind != "statement"),
            "held": float(answer is not None),
            "fitness": min(answer.fitness, 2.0) if answer else 0.0,
            "near": 1 / (1 + answer.distance / 20) if answer else 0.0,
            "rank": 1 / (1 + rank),
            "long": math.log(1 + len(text) / 100),
        }
        span = Span(hit.passage.start + start, hit.passage.start + end)
        short = answer.text if answer else None
        found.append(Sentence(hit=hit, rank=rank, span=span, text=text, answer=short, features=features))
    return found


def _with_both_forms(stems: set[str], explained: Sequence[tuple[set[str], set[str]]]) -> set[str]:
    """Where an abbreviation stands its long form counts as said, and the other way round."""
    both = set(stems)
    for short, long in explained:
        if short <= stems or long <= stems:
            both |= short | long
    return both


def _overlap(question: Question, weights: Mapping[str, float], here: set[str], around: set[str]) -> dict[str, float]:
    """Shares of the question's words and names that the sentence, or else its surroundings, hold."""
    total = sum(weights.values()) or 1.0
    names = {stem(word) for name in question.names for word in words(name)}
    return {
        "words": sum(weight for term, weight in weights.items() if term in here) / total,
        "words_around": sum(weight for term, weight in weights.items() if term in around) / total,
        "names": len(names & here) / len(names) if names else 1.0,
        "names_around": len(names & around) / len(names) if names else 1.0,
    }


def _promise(features: Mapping[str, float]) -> float:
    """Which sentences are worth embedding, before their meaning is known."""
    held = features["held"] if features["asked"] else 0.5
    return features["words"] + CONTEXT * features["names"] + CONTEXT * held + 0.3 * features["rank"]


def _stems(text: str) -> set[str]:
    return {stem(word) for word in words(text)}
