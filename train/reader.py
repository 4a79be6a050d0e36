"""The recipe of the reader: many answered questions, then the news, then SQuAD 2.0's deceiving questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer

from index.encoders import bundled_folder
from index.onnx import load_tokenizer
from rag.models.inputs import pair_tokenizer
from train.loop import Loss, fit
from train.losses import reader_loss
from train.network import Network, begin_with, load, reader, save
from train.questions import SQUAD, answered, crop, edited, elsewhere, read, without_answer
from train.records import Example, Recipe, Row
from train.rows import epoch

WEIGHTS = "weights.safetensors"

FIRST = Recipe(epochs=2, learning_rate=1.5e-4)
SECOND = Recipe(epochs=1, learning_rate=8e-5)
LAST = Recipe(epochs=2, learning_rate=6e-5)

FOLDS = 4
"""Of the titles of SQuAD 2.0: what is scored was read by a network that saw no question of its title."""

Epochs = Callable[[int], list[list[Row]]]

REPLAYED = 1_500, 600
"""Answered questions that stay in each epoch of the second and the last stage, so that they are not unlearned."""

TOLD: Mapping[str, tuple[int, int]] = {"news-weak": (5_000, 400), "headlines": (1_500, 200), "cloze": (2_000, 200)}
"""Source of news examples -> how many there are, at most, in each epoch of the second and of the last stage."""


def first_stage(data: Path, folder: Path) -> Network:
    """Train on the answered questions and what is made of them; weights are kept, and found again."""
    examples = answered(data)

    def epochs(number: int) -> list[list[Row]]:
        rng = Random(number)
        made = [*elsewhere(examples, rng, 0.3), *without_answer(examples, rng, 0.1), *edited(examples, rng, 0.5)]
        return _epoch([_cropped(e, rng, 0.6 - 0.4 * number) for e in (*examples, *made)], FIRST, number)

    torch.manual_seed(FIRST.seed)
    return trained(reader(), epochs, reader_loss, FIRST, folder / "first")


def second_stage(data: Path, folder: Path, *, news: Sequence[Example]) -> Network:
    """Go on from the first stage with what was made of the news, beside a share of the first stage's questions."""
    examples = answered(data)

    def epochs(number: int) -> list[list[Row]]:
        rng = Random(1_000 + number)
        replayed = rng.sample(examples, min(REPLAYED[0], len(examples)))
        made = [*elsewhere(replayed, rng, 0.2), *edited(replayed, rng, 0.3)]
        told = _told(news, 0, rng)
        return _epoch([*told, *(_cropped(e, rng, 0.5) for e in (*replayed, *made))], SECOND, 1_000 + number)

    torch.manual_seed(SECOND.seed)
    start = folder / "first" / WEIGHTS
    return trained(reader(), epochs, reader_loss, SECOND, folder / "second", start=start)


def last_stage(data: Path, folder: Path, *, name: str, squad: Sequence[Example], news: Sequence[Example]) -> Network:
    """Go on from the second stage with questions that deceive, beside a share of what was learned before.

    Args:
        data: Folder of the public data.
        folder: Of all stages' weights.
        name: Of the folder within, for this one's.
        squad: Questions of SQuAD 2.0 that may be seen.
        news: What was made of the news.
    """
    examples = answered(data)

    def epochs(number: int) -> list[list[Row]]:
        rng = Random(2_000 + number)
        replayed = rng.sample(examples, min(REPLAYED[1], len(examples)))
        made = [*elsewhere([*replayed, *squad], rng, 0.1), *edited(squad, rng, 0.5), *edited(replayed, rng, 0.3)]
        told = _told(news, 1, rng)
        return _epoch([*squad, *told, *(_cropped(e, rng, 0.5) for e in (*replayed, *made))], LAST, 2_000 + number)

    torch.manual_seed(LAST.seed)
    return trained(reader(), epochs, reader_loss, LAST, folder / name, start=folder / "second" / WEIGHTS)


def folds(squad: Sequence[Example]) -> list[set[str]]:
    """Titles, dealt out by their number of questions."""
    dealt: list[set[str]] = [set() for _ in range(FOLDS)]
    sizes = [0] * FOLDS
    counts = {title: sum(e.group == title for e in squad) for title in {e.group for e in squad}}
    for title, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        least = sizes.index(min(sizes))
        dealt[least].add(title)
        sizes[least] += count
    return dealt


def trained(
    network: Network, epochs: Epochs, loss_of: Loss, recipe: Recipe, folder: Path, *, start: Path | None = None
) -> Network:
    """A network by a recipe; where its weights lie already, they are loaded.

    Args:
        network: Fresh.
        epochs: Number of an epoch to its batches.
        loss_of: What is made small.
        recipe: How long and how fast.
        folder: For weights and checkpoints.
        start: Weights to begin with; heads that the network has not, or has otherwise, stay out.
    """
    if (weights := folder / WEIGHTS).exists():
        load(network, weights)
        return network.eval()
    if start is not None:
        begin_with(network, start)
    result = fit(network, epochs, loss_of, recipe, folder=folder)
    print(f"{result.steps:,} steps, {result.tokens:,} tokens in {result.seconds:,.0f} s", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    save(network, weights)
    return network


def tokenizer(max_tokens: int) -> Tokenizer:
    """The embedder's, set up for pairs."""
    return pair_tokenizer(
        load_tokenizer(bundled_folder() / "tokenizer.json", max_tokens=max_tokens), max_tokens=max_tokens
    )


def squad2(data: Path) -> list[Example]:
    """The given questions of SQuAD 2.0."""
    return read(data, SQUAD)


def _epoch(examples: Sequence[Example], recipe: Recipe, seed: int) -> list[list[Row]]:
    return epoch(examples, tokenizer(recipe.max_tokens), tokens=recipe.tokens_per_batch, seed=seed)


def _told(news: Sequence[Example], stage: int, rng: Random) -> Iterator[Example]:
    for source, counts in TOLD.items():
        own = [example for example in news if example.source == source]
        yield from rng.sample(own, min(counts[stage], len(own)))


def _cropped(example: Example, rng: Random, share: float) -> Example:
    return crop(example, rng) if rng.random() < share else example
