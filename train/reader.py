"""The recipe of the reader: many answered questions, then news and statements, last SQuAD 2.0's deceiving questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer

from index.encoders import bundled_folder
from index.onnx import load_tokenizer
from rag.models.inputs import pair_tokenizer
from train.claims import read_claims
from train.loop import Loss, fit, forget
from train.losses import reader_loss
from train.network import Network, begin_with, blend, load, reader, save
from train.questions import SQUAD, answered, crop, edited, elsewhere, read, without_answer
from train.records import Example, Recipe, Row
from train.rows import epoch, rows

WEIGHTS = "weights.safetensors"
COURSE = "course.json"
"""Of the training that led to the weights beside it: steps, tokens, seconds, losses."""

FIRST = Recipe(epochs=2, learning_rate=1.5e-4)
SECOND = Recipe(epochs=2, learning_rate=1e-4)
LAST = Recipe(epochs=2, learning_rate=6e-5)

FOLDS = 4
"""Of the titles of SQuAD 2.0: what is scored was read by a network that saw no question of its title."""

Epochs = Callable[[int], list[list[Row]]]

SEEN = 200
"""Rows that the ranges of inputs are taken from when a network is exported."""

REPLAYED = 4_000
"""Answered questions that stay in each epoch of the second stage, so that they are not unlearned."""

STATED = 6_000
"""Statements of the verifier's sets in each epoch of the second stage."""

KEPT = 1_000
"""Answered questions, and as many examples of the news, that stay in each epoch of the last stage."""

TOLD: Mapping[str, tuple[int, int]] = {"news-weak": (1_000, 700), "mined": (900, 1_500), "cloze": (600, 300)}
"""Source of news examples -> how many with and without answer there are, at most, in each epoch of the second stage."""


def first_stage(data: Path, folder: Path) -> Network:
    """Train on the answered questions and what is made of them; weights are kept, and found again."""
    examples = answered(data)

    def epochs(number: int) -> list[list[Row]]:
        rng = Random(number)
        made = [*elsewhere(examples, rng, 0.3), *without_answer(examples, rng, 0.1), *edited(examples, rng, 0.5)]
        return _epoch([_cropped(e, rng, 0.6 - 0.4 * number) for e in (*examples, *made)], FIRST, number)

    torch.manual_seed(FIRST.seed)
    return trained(reader(), epochs, reader_loss, FIRST, folder / "first")


def second_stage(data: Path, folder: Path, *, news: Sequence[Example], encoder: Path) -> Network:
    """Go on with the news and statements, beside a share of what was learned before; nothing of SQuAD 2.0.

    The encoder is the verifier's, which learned from statements what a changed name, number or sense does to
    what a passage says; the heads are those of the first stage.

    Args:
        data: Folder of the public data.
        folder: Of all stages' weights.
        news: What was made of the news.
        encoder: Weights of the verifier.
    """
    examples = answered(data)

    def epochs(number: int) -> list[list[Row]]:
        rng = Random(1_000 + number)
        replayed = rng.sample(examples, min(REPLAYED, len(examples)))
        made = [*elsewhere(replayed, rng, 0.2), *edited(replayed, rng, 0.5)]
        told = [*_told(news, rng), *stated(data, rng, STATED)]
        return _epoch([*told, *(_cropped(e, rng, 0.5) for e in (*replayed, *made))], SECOND, 1_000 + number)

    torch.manual_seed(SECOND.seed)
    network = reader()
    begin_with(network, folder / "first" / WEIGHTS)
    begin_with(network, encoder, only="encoder.")
    return trained(network, epochs, reader_loss, SECOND, folder / "second")


def last_stage(data: Path, folder: Path, *, name: str, squad: Sequence[Example], news: Sequence[Example]) -> Network:
    """Go on from the second stage with questions that deceive, beside a little of all that was learned before.

    It is short, so that each fold of SQuAD 2.0 can have its own. What comes out is the mean with the first stage's
    weights.

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
        replayed = _some(examples, rng)
        made = [*elsewhere(squad, rng, 0.2), *edited(squad, rng, 0.5)]
        told = _some(list(_told(news, rng)), rng)
        return _epoch([*squad, *made, *told, *(_cropped(e, rng, 0.5) for e in replayed)], LAST, 2_000 + number)

    torch.manual_seed(LAST.seed)
    network = reader()
    begin_with(network, folder / "second" / WEIGHTS)
    trained(network, epochs, reader_loss, LAST, folder / name)
    blend(network, folder / "first" / WEIGHTS, folder / name / WEIGHTS)
    return network


def stated(data: Path, rng: Random, count: int) -> Iterator[Example]:
    """Statements in the place of questions: what a passage supports it answers, and nothing else."""
    pairs = read_claims(data, seed=rng.randrange(1_000)).pairs
    for pair in rng.sample(pairs, min(count, len(pairs))):
        yield Example(
            question=pair.statement, passage=pair.passage, answerable=float(pair.label == "supports"),
            source=pair.source, group=pair.passage,
        )  # fmt: skip


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


def trained(network: Network, epochs: Epochs, loss_of: Loss, recipe: Recipe, folder: Path) -> Network:
    """A network by a recipe; where its weights lie already, they are loaded.

    Checkpoints go when the weights lie there, and not before: whatever stops it, it goes on from what is there.

    Args:
        network: What to begin with.
        epochs: Number of an epoch to its batches.
        loss_of: What is made small.
        recipe: How long and how fast.
        folder: For weights, checkpoints, and the course that training took.
    """
    if (weights := folder / WEIGHTS).exists():
        load(network, weights)
    else:
        result = fit(network, epochs, loss_of, recipe, folder=folder)
        print(f"{result.steps:,} steps, {result.tokens:,} tokens in {result.seconds:,.0f} s", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / COURSE).write_text(json.dumps(asdict(result), indent=1) + "\n")
        save(network, weights)
    forget(folder)
    return network.eval()


def tokenizer(max_tokens: int) -> Tokenizer:
    """The embedder's, set up for pairs."""
    return pair_tokenizer(
        load_tokenizer(bundled_folder() / "tokenizer.json", max_tokens=max_tokens), max_tokens=max_tokens
    )


def typical(data: Path) -> list[Row]:
    """Some of what the first stage learns from, for `train.export`."""
    rng, cut, examples = Random(0), tokenizer(FIRST.max_tokens), answered(data)
    return [row for example in rng.sample(examples, min(SEEN, len(examples))) for row in rows(cut, example, rng)]


def squad2(data: Path) -> list[Example]:
    """The given questions of SQuAD 2.0."""
    return read(data, SQUAD)


def _epoch(examples: Sequence[Example], recipe: Recipe, seed: int) -> list[list[Row]]:
    return epoch(examples, tokenizer(recipe.max_tokens), tokens=recipe.tokens_per_batch, seed=seed)


def _told(news: Sequence[Example], rng: Random) -> Iterator[Example]:
    """An answer that stands in its passage several times is left out: which one is meant is not known."""
    for source, counts in TOLD.items():
        for spans, count in zip((1, 0), counts, strict=True):
            own = [example for example in news if example.source == source and len(example.spans) == spans]
            yield from rng.sample(own, min(count, len(own)))


def _some(examples: Sequence[Example], rng: Random) -> list[Example]:
    return rng.sample(examples, min(KEPT, len(examples)))


def _cropped(example: Example, rng: Random, share: float) -> Example:
    return crop(example, rng) if rng.random() < share else example
