"""Examples to rows of tokens, and rows to batches of like length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.splitting import Span
from rag.models.inputs import Window, windows
from train.records import Example, Row

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

PAD_TO = 16
"""Lengths are multiples of this: few shapes, so that memory does not grow with every new one."""

UNKNOWN = -1.0
"""Stands in a batch for what is not known; no loss comes of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """n rows, padded to one length."""

    ids: Ints
    """(n, tokens)"""
    mask: Ints
    """(n, tokens): 1 for tokens, 0 for padding"""
    types: Ints
    """(n, tokens)"""
    inside: NDArray[np.bool_]
    """(n, tokens): where a span may begin and end: the passage's tokens, and the first for "no answer"."""
    starts: Floats
    """(n, tokens): shares of the votes, which add up to 1; all 0 when it is not known"""
    ends: Floats
    answerable: Floats
    """(n,): 0-1, or UNKNOWN"""
    relevant: Floats
    allowed: Floats
    """(n, 3): 1 for the stances that a statement's label leaves open"""
    weight: Floats
    """(n,)"""

    @property
    def tokens(self) -> int:
        """Padding included."""
        return self.ids.size


def rows(tokenizer: Tokenizer, example: Example, rng: Random, *, untitled: float = 0.3) -> list[Row]:
    """The window that holds the answer, or one at random where there is none; nothing for a lost answer.

    Args:
        tokenizer: From `rag.models.inputs.pair_tokenizer`.
        example: With or without answer.
        rng: Chooses the window.
        untitled: Share of examples whose title is left out, so that passages without one are read as well.
    """
    title = "" if rng.random() < untitled else example.title
    found = windows(tokenizer, example.question, example.passage, title=title)
    placed = [(window, _votes(window, example.spans)) for window in found]
    holding = [pair for pair in placed if pair[1]]
    if example.spans and not holding:
        return []
    window, votes = rng.choice(holding or placed)
    return [_row(example, window, votes)]


def batches(found: Sequence[Row], *, tokens: int, rng: Random) -> list[list[Row]]:
    """Rows of like length together, the batches in random order."""
    order = sorted(found, key=lambda row: (padded(len(row.ids)), rng.random()))
    made: list[list[Row]] = [[]]
    for row in order:
        if made[-1] and padded(len(row.ids)) * (len(made[-1]) + 1) > tokens:
            made.append([])
        made[-1].append(row)
    rng.shuffle(made)
    return [batch for batch in made if batch]


def collate(batch: Sequence[Row]) -> Batch:
    """Rows as arrays."""
    shape = len(batch), padded(max(len(row.ids) for row in batch))
    ids, mask, types = (np.zeros(shape, np.int64) for _ in range(3))
    inside = np.zeros(shape, np.bool_)
    starts, ends = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    allowed = np.zeros((len(batch), 3), np.float32)
    for i, row in enumerate(batch):
        length = len(row.ids)
        ids[i, :length], types[i, :length], mask[i, :length] = row.ids, row.types, 1
        inside[i, row.first : length - 1] = inside[i, 0] = True
        allowed[i, list(row.allowed)] = 1
        for side, votes in ((starts, row.starts), (ends, row.ends)):
            for token, share in votes:
                side[i, token] = share
    return Batch(
        ids=ids, mask=mask, types=types, inside=inside, starts=starts, ends=ends, allowed=allowed,
        answerable=_known([row.answerable for row in batch]), relevant=_known([row.relevant for row in batch]),
        weight=np.asarray([row.weight for row in batch], np.float32),
    )  # fmt: skip


def padded(length: int) -> int:
    """The next multiple of `PAD_TO`."""
    return -(-length // PAD_TO) * PAD_TO


def _known(values: Sequence[float | None]) -> Floats:
    return np.asarray([UNKNOWN if value is None else value for value in values], np.float32)


def _row(example: Example, window: Window, votes: Sequence[tuple[int, int]]) -> Row:
    first = next((i for i, place in enumerate(window.places) if place), len(window.ids) - 1)
    told = votes or ([(0, 0)] if example.answerable == 0 else [])
    return Row(
        ids=tuple(window.ids), types=tuple(window.types), first=first,
        starts=_shares([start for start, _ in told]), ends=_shares([end for _, end in told]),
        answerable=example.answerable, relevant=example.relevant,
    )  # fmt: skip


def _votes(window: Window, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """First and last token of each span that lies whole within the window."""
    found = []
    for span in spans:
        tokens = [
            i for i, place in enumerate(window.places) if place and place.end > span.start and place.start < span.end
        ]
        if tokens and window.places[tokens[0]].start <= span.start and window.places[tokens[-1]].end >= span.end:  # type: ignore[union-attr]
            found.append((tokens[0], tokens[-1]))
    return found


def _shares(tokens: Sequence[int]) -> tuple[tuple[int, float], ...]:
    return tuple((token, count / len(tokens)) for token, count in Counter(tokens).items())


def epoch(examples: Sequence[Example], tokenizer: Tokenizer, *, tokens: int, seed: int) -> list[list[Row]]:
    """Batches of all examples once, in an order that the seed gives."""
    rng = Random(seed)
    found = [row for example in examples for row in rows(tokenizer, example, rng)]
    return batches(found, tokens=tokens, rng=rng)
