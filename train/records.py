"""The nouns of training: examples as they are read, and rows as they are fed."""

from __future__ import annotations

from dataclasses import dataclass

from index.splitting import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question beside a passage, and what is known of the two."""

    question: str
    passage: str
    title: str = ""
    """Of the passage's article; empty for none."""
    spans: tuple[Span, ...] = ()
    """Answers within the passage, one per annotator: one that is given twice counts twice."""
    answerable: float | None = None
    """1 with spans, 0 where the passage has no answer; None when it is not known."""
    relevant: float | None = None
    """1 when the passage is about what is asked, 0 when it is of something else; None when it is not known."""
    source: str
    """Which data set."""
    group: str
    """What must not be torn apart: the title of the article that the passage is from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An example, or a window of one, as token ids."""

    ids: tuple[int, ...]
    types: tuple[int, ...]
    """0 for the question, 1 for the passage."""
    first: int
    """Where the passage's own tokens begin, behind the title."""
    starts: tuple[tuple[int, float], ...] = ()
    """Token and its share of the votes; the first token of all stands for "no answer here"."""
    ends: tuple[tuple[int, float], ...] = ()
    answerable: float | None = None
    relevant: float | None = None
    allowed: tuple[int, ...] = ()
    """Of a statement: the places in `train.network.STANCES` that its label leaves open."""
    weight: float = 1.0
    """Of the loss; where labels are less sure, less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a network is trained; the same recipe and data give the same weights on the same machine."""

    epochs: int
    learning_rate: float
    tokens_per_batch: int = 4096
    """Padding included."""
    max_tokens: int = 256
    warm_up: float = 0.06
    """Share of the steps in which the learning rate rises."""
    weight_decay: float = 0.01
    seed: int = 0
