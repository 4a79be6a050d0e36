"""Answers as statements: right ones, those of other questions of the passage, and right ones to changed questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from random import Random

from eval.altering import collect
from eval.measures import token_f1
from index.splitting import Span
from rag.stating import stated
from train.claims import ClaimPair, Label
from train.questions import changed, crop, elsewhere, texts
from train.records import Example

RIGHT, OTHER, CHANGED, ELSEWHERE = 0.4, 0.25, 0.25, 0.1
"""Shares of statements: right; with another question's answer; of a changed question; beside another passage."""

LABELS: Mapping[str, Label] = {
    "right": "supports", "other": "not_supports", "changed": "not_supports", "elsewhere": "neither",
}  # fmt: skip

SHORTENED = 0.6
"""Share of passages that are cut to a few sentences around the answer."""


def answers(examples: Sequence[Example], rng: Random, count: int) -> Iterator[ClaimPair]:
    """So many statements, fewer where nothing can be changed.

    A changed question or another answer is not always refuted by the passage, but never supported.

    Args:
        examples: Answered questions, several of a passage.
        rng: Chooses.
        count: Of all kinds together.
    """
    made = {
        "right": (RIGHT, _right(examples, rng)),
        "other": (OTHER, _other(examples, rng)),
        "changed": (CHANGED, _changed(examples, rng)),
        "elsewhere": (ELSEWHERE, _elsewhere(examples, rng, round(ELSEWHERE * count))),
    }
    for kind, (share, found) in made.items():
        for example, answer in islice(found, round(share * count)):
            shown = crop(example, rng) if rng.random() < SHORTENED else example
            yield ClaimPair(
                statement=stated(example.question, answer), passage=shown.passage, label=LABELS[kind],
                source=f"answer_{kind}",
            )  # fmt: skip


_Stated = Iterator[tuple[Example, str]]
"""Questions beside passages, each with the answer that is stated; its span is the only one, so that it is kept when the
passage is cut."""


def _right(examples: Sequence[Example], rng: Random) -> _Stated:
    for example in _shuffled(examples, rng):
        yield _stating(example, rng.choice(example.spans))


def _other(examples: Sequence[Example], rng: Random) -> _Stated:
    """The answer of another question of the passage, which has no word in common with the right one."""
    beside: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        beside[example.passage].append(example)
    for example in _shuffled(examples, rng):
        wrong = [other for other in beside[example.passage] if not token_f1(texts(other)[0], texts(example))]
        if wrong:
            yield _stating(example, rng.choice(wrong).spans[0])


def _changed(examples: Sequence[Example], rng: Random) -> _Stated:
    everywhere = collect(dict.fromkeys(example.passage for example in examples))
    for example in _shuffled(examples, rng):
        if question := changed(example, everywhere, rng):
            yield _stating(replace(example, question=question), example.spans[0])


def _elsewhere(examples: Sequence[Example], rng: Random, count: int) -> _Stated:
    chosen = {example.question: example for example in rng.sample(examples, min(2 * count, len(examples)))}
    for example in elsewhere(list(chosen.values()), rng, 1.0):
        yield example, texts(chosen[example.question])[0]


def _stating(example: Example, span: Span) -> tuple[Example, str]:
    return replace(example, spans=(span,)), example.passage[span.start : span.end]


def _shuffled(examples: Sequence[Example], rng: Random) -> list[Example]:
    return rng.sample(examples, len(examples))
