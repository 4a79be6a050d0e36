"""The recipe of the verifier: statements beside passages of public sets, and made of the news."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer

from eval.excerpts import read_stories
from rag.models.inputs import windows
from train.claims import ClaimPair, Label, read_claims
from train.losses import verifier_loss
from train.network import STANCES, Network, verifier
from train.reader import tokenizer, trained
from train.records import Recipe, Row
from train.rows import batches
from train.synthetic import synthetic

RECIPE = Recipe(epochs=2, learning_rate=1.5e-4)

MADE = 8_000
"""Pairs made of news articles, others in each epoch."""

ALLOWED: Mapping[Label, tuple[int, ...]] = {
    **{stance: (place,) for place, stance in enumerate(STANCES)}, "not_supports": (1, 2),
}  # fmt: skip


def verifier_network(data: Path, folder: Path, *, start: Path | None = None) -> Network:
    """Train on public pairs and on those made of news articles; weights are kept, and found again.

    Args:
        data: Folder of the public data.
        folder: For weights and checkpoints.
        start: Weights of a reader whose encoder is taken over; None starts from the embedder's.
    """
    stories = list(read_stories(data))
    Random(0).shuffle(stories)

    def epochs(number: int) -> list[list[Row]]:
        rng, cut = Random(number), tokenizer(RECIPE.max_tokens)
        public = read_claims(data, seed=number)
        made = synthetic(stories[number * len(stories) // RECIPE.epochs :], rng, MADE)
        found = [row for pair in (*public, *made) if (row := pair_row(cut, pair))]
        return batches(found, tokens=RECIPE.tokens_per_batch, rng=rng)

    torch.manual_seed(RECIPE.seed)
    return trained(verifier(), epochs, verifier_loss, RECIPE, folder, start=start)


def pair_row(tokenizer: Tokenizer, pair: ClaimPair) -> Row | None:
    """A pair as it is fed; None when it does not fit into one window, since which one decides is not known."""
    found = windows(tokenizer, pair.statement, pair.passage)
    if len(found) > 1:
        return None
    (window,) = found
    return Row(
        ids=tuple(window.ids), types=tuple(window.types), first=0, allowed=ALLOWED[pair.label], weight=pair.weight
    )
