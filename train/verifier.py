"""The recipe of the verifier: statements beside passages, of public sets and made of the news; then answers too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer

from eval.excerpts import read_stories
from rag.models.inputs import windows
from train.answers import answers
from train.claims import ClaimPair, Label, read_claims
from train.losses import verifier_loss
from train.network import STANCES, Network, begin_with, blend, load, verifier
from train.questions import answered
from train.reader import SEEN, WEIGHTS, tokenizer, trained
from train.records import Recipe, Row
from train.rows import batches
from train.synthetic import synthetic

FIRST = Recipe(epochs=2, learning_rate=1.5e-4)
LAST = Recipe(epochs=1, learning_rate=1e-4)

MADE = 8_000
"""Pairs made of news articles, others in each epoch."""

ANSWERS = 10_000
"""Answers as statements, in the last stage."""

AGAIN = 0.5
"""Share of the pairs of one sentence beside another that stays in the last stage."""

EVIDENCE = ("fever_dev_sr", "covidfact", "pascal_rte")
"""Sets of claims beside longer evidence, which stay whole."""

ALLOWED: Mapping[Label, tuple[int, ...]] = {
    **{stance: (place,) for place, stance in enumerate(STANCES)}, "not_supports": (1, 2),
}  # fmt: skip


def first_stage(data: Path, folder: Path, *, start: Path) -> Network:
    """Train on public pairs and on those made of news articles; weights are kept, and found again.

    Args:
        data: Folder of the public data.
        folder: For weights and checkpoints.
        start: Weights of a reader whose encoder is taken over.
    """

    def epochs(number: int) -> list[list[Row]]:
        return _epoch((*read_claims(data, seed=number), *_made(data, number)), FIRST, number)

    torch.manual_seed(FIRST.seed)
    network = verifier()
    begin_with(network, start)
    return trained(network, epochs, verifier_loss, FIRST, folder)


def last_stage(data: Path, folder: Path, *, start: Path) -> Network:
    """Go on with answers as statements, beside a share of what was learned before; as `first_stage`.

    What comes out is the mean of both stages' weights.
    """

    def epochs(number: int) -> list[list[Row]]:
        rng = Random(2 + number)
        public = [pair for pair in read_claims(data, seed=2 + number) if _again(pair, rng)]
        found = answers(answered(data), rng, ANSWERS)
        return _epoch((*public, *_made(data, 2 + number), *found), LAST, 2 + number)

    torch.manual_seed(LAST.seed)
    network = verifier()
    load(network, start)
    trained(network, epochs, verifier_loss, LAST, folder)
    blend(network, start, folder / WEIGHTS)
    return network


def typical(data: Path) -> list[Row]:
    """Some of what the first stage learns from, for `train.export`."""
    cut, pairs = tokenizer(FIRST.max_tokens), read_claims(data, seed=0).pairs
    chosen = Random(0).sample(pairs, min(SEEN, len(pairs)))
    return [row for pair in chosen if (row := pair_row(cut, pair))]


def _made(data: Path, number: int) -> Iterator[ClaimPair]:
    stories = list(read_stories(data))
    Random(0).shuffle(stories)
    begin = number * len(stories) // (FIRST.epochs + LAST.epochs)
    return synthetic([*stories[begin:], *stories[:begin]], Random(number), MADE)


def _again(pair: ClaimPair, rng: Random) -> bool:
    return pair.source.startswith(EVIDENCE) or rng.random() < AGAIN


def _epoch(pairs: Iterable[ClaimPair], recipe: Recipe, seed: int) -> list[list[Row]]:
    cut = tokenizer(recipe.max_tokens)
    found = [row for pair in pairs if (row := pair_row(cut, pair))]
    return batches(found, tokens=recipe.tokens_per_batch, rng=Random(seed))


def pair_row(tokenizer: Tokenizer, pair: ClaimPair) -> Row | None:
    """A pair as it is fed; None when it does not fit into one window, since which one decides is not known."""
    found = windows(tokenizer, pair.statement, pair.passage)
    if len(found) > 1:
        return None
    (window,) = found
    return Row(
        ids=tuple(window.ids), types=tuple(window.types), first=0, allowed=ALLOWED[pair.label], weight=pair.weight
    )
