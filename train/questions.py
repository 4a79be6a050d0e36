"""Questions beside passages that answer them, and beside such that do not, from the given reading sets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np

from eval.altering import KINDS, Pool, change, collect
from eval.measures import holds
from eval.readings import load
from index.splitting import Span, sentences
from train.records import Example

ANSWERED = ("squadshifts_new_wiki_v", "squadshifts_reddit_v", "squadshifts_amazon_reviews_v")
"""27,626 questions, all of them answered in their passage, by up to five annotators."""

SQUAD = "squad2_given"
"""2,917 questions, half of them unanswerable, written to look as if they were not."""

CROPPED = 450
"""Characters that a cropped passage has at most, unless its one sentence is longer."""


def read(data: Path, name: str) -> list[Example]:
    """A reading set of the data folder, in its order."""
    return [
        Example(
            question=asked.question, passage=asked.passage, title=asked.title, group=asked.group, source=name,
            spans=tuple(Span(start, start + len(text)) for start, text in asked.answers),
            answerable=float(bool(asked.answers)), relevant=1.0,
        )
        for asked in load(data / "reading" / f"{name}.jsonl.gz")
    ]  # fmt: skip


def answered(data: Path) -> list[Example]:
    """All questions of `ANSWERED`."""
    return [example for name in ANSWERED for example in read(data, name)]


def elsewhere(examples: Sequence[Example], rng: Random, share: float) -> Iterator[Example]:
    """Questions beside a passage that resembles them, of their set, and does not hold the answer."""
    by_source: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_source[example.source].append(example)
    for found in by_source.values():
        chosen = [example for example in found if example.spans and rng.random() < share]
        passages = sorted({(example.passage, example.title) for example in found})
        for example, near in zip(chosen, _nearest(chosen, [text for text, _ in passages]), strict=True):
            others = [
                i for i in near if passages[i][0] != example.passage and not holds(passages[i][0], texts(example))
            ]
            if others:
                passage, title = passages[rng.choice(others[:3])]
                yield unanswered(example, passage=passage, title=title, relevant=0.0)


def without_answer(examples: Sequence[Example], rng: Random, share: float) -> Iterator[Example]:
    """Questions beside their passage, from which every sentence that holds an answer was cut."""
    for example in (e for e in examples if e.spans and rng.random() < share):
        kept = [
            example.passage[start:end]
            for start, end in sentences(example.passage)
            if not any(start < span.end and span.start < end for span in example.spans)
        ]
        passage = " ".join(kept)
        if len(kept) >= 2 and not holds(passage, texts(example)):
            yield unanswered(example, passage=passage, title=example.title, relevant=None)


def edited(examples: Sequence[Example], rng: Random, share: float) -> Iterator[Example]:
    """Questions in which a name, number, date or the sense was changed, beside the passage of the original.

    A name is changed for one of the passage's own where it has one of that sort: such questions deceive most.
    """
    everywhere = collect(dict.fromkeys(example.passage for example in examples))
    for example in (e for e in examples if e.spans and rng.random() < share):
        if made := changed(example, everywhere, rng):
            yield replace(
                unanswered(example, passage=example.passage, title=example.title, relevant=None), question=made
            )


def changed(example: Example, everywhere: Pool, rng: Random) -> str | None:
    """The question with a name, number, date or its sense changed; None where it has nothing of the kind."""
    kinds = rng.sample(KINDS, len(KINDS))
    pools = (collect([example.passage], least=1), everywhere.beside(example.passage))
    tried = (change(example.question, kind, rng, pool) for kind in kinds for pool in pools)
    return next((new for new in tried if new), None)


def crop(example: Example, rng: Random) -> Example:
    """A few sentences of the passage, around an answer where there is one: short passages make short steps."""
    within = sentences(example.passage)
    if len(within) < 2:
        return example
    chosen = rng.choice(example.spans) if example.spans else None
    first = next((i for i, s in enumerate(within) if chosen and s.start <= chosen.start < s.end), None)
    first = last = rng.randrange(len(within)) if first is None else first
    while chosen and last + 1 < len(within) and within[last].end < chosen.end:
        last += 1
    while True:
        ways = [(first - 1, last)] * (first > 0) + [(first, last + 1)] * (last + 1 < len(within))
        fitting = [(a, b) for a, b in ways if within[b].end - within[a].start <= CROPPED]
        if not fitting:
            break
        first, last = rng.choice(fitting)
    start, end = within[first].start, within[last].end
    spans = tuple(Span(s.start - start, s.end - start) for s in example.spans if start <= s.start and s.end <= end)
    return replace(example, passage=example.passage[start:end], spans=spans) if spans or not chosen else example


def texts(example: Example) -> list[str]:
    """The accepted answers."""
    return [example.passage[span.start : span.end] for span in example.spans]


def unanswered(example: Example, *, passage: str, title: str, relevant: float | None) -> Example:
    """The question beside a passage that does not answer it."""
    return replace(example, passage=passage, title=title, spans=(), answerable=0.0, relevant=relevant)


def _nearest(examples: Sequence[Example], passages: Sequence[str], count: int = 8) -> list[list[int]]:
    """For each question the passages that share its rarest words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    matrix = vectorizer.fit_transform(passages).T.tocsc()
    found: list[list[int]] = []
    for first in range(0, len(examples), 512):
        asked = vectorizer.transform([example.question for example in examples[first : first + 512]])
        scores = np.asarray((asked @ matrix).todense())
        found += np.argsort(-scores, axis=1, kind="stable")[:, :count].tolist()
    return found
