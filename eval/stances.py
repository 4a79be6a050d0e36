"""How well a verifier tells what a passage supports from what it refutes: sets of pairs, and figures over them.

entailment   pairs of public sets, by source
edits        sentences of news articles with one thing changed, and exact or reworded copies
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Literal, get_args

import numpy as np

from eval.altering import Kind, Pool, change, collect, paraphrase
from eval.excerpts import Story, read_stories
from eval.intervals import Figure, Indices, figure, set_figure
from eval.outcomes import Outcomes, calibration_error
from eval.parsing import read_records
from index.errors import UserError
from rag.polar import told_in
from rag.verifying import Pair, Stance, Stances, Verifier

SOURCES: Mapping[str, tuple[Stance, ...]] = {
    "lingnli": ("supports", "refutes", "neither"),
    "conjnli": ("supports", "refutes", "neither"),
    "cad_nli": ("supports", "refutes", "neither"),
    "fm2": ("supports", "refutes"),
    "healthver": ("supports", "refutes", "neither"),
    "scifact": ("supports", "refutes"),
}
"""Sets that are measured, and the stances that their pairs can have: of those, the larger one counts as the verdict."""

EDITS: Mapping[str, tuple[Stance, int]] = {
    "number": ("refutes", 84), "date": ("refutes", 83), "name": ("refutes", 84), "place": ("refutes", 83),
    "negation": ("refutes", 83), "unit": ("refutes", 83), "copy": ("supports", 125), "paraphrase": ("supports", 125),
}  # fmt: skip
"""Kind of edit -> the stance that is right, and how many are made."""

TRIES = 8
"""Sentences of an article that are tried."""

MEASURED = 0.1
"""Share of the articles that are kept for measuring: none of them is trained on."""

_STANCES: tuple[Stance, ...] = ("supports", "refutes", "neither")

STANCES: Mapping[str, Stance] = {"entailment": "supports", "contradiction": "refutes", "neutral": "neither"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPair:
    """A statement and a passage, and what the one says of the other."""

    source: str
    """The set it is from, or the kind of edit."""
    statement: str
    passage: str
    gold: Stance
    published: date | None = None
    """The passage's day, where it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """A set to measure with."""

    name: str
    files: tuple[Path, ...]
    """Everything that was read."""
    pairs: tuple[GoldPair, ...]
    left_out: Mapping[str, int]
    """Reason -> how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A pair and what the verifier said of it."""

    pair: GoldPair
    stances: Stances
    told: Stances | None = None
    """The same of what the passage says itself; None where it asks nothing besides."""

    @property
    def allowed(self) -> tuple[Stance, ...]:
        """Stances that pairs of its source can have."""
        return SOURCES.get(self.pair.source, ("supports", "refutes", "neither"))

    @property
    def verdict(self) -> Stance:
        """The likeliest of those allowed; of equals the one that claims less."""
        if len(self.allowed) == 3:
            return self.stances.likeliest
        return "supports" if self.stances.supports > self.stances.refutes else "refutes"

    @property
    def confidence(self) -> float:
        """Probability of the verdict, 0-1, among those allowed; 0 where they have none at all."""
        total = sum(getattr(self.stances, stance) for stance in self.allowed)
        return float(getattr(self.stances, self.verdict) / total) if total else 0.0

    @property
    def right(self) -> float:
        """1.0 or 0.0"""
        return float(self.verdict == self.pair.gold)


def for_measuring(url: str) -> bool:
    """Whether an article is kept for measuring, by a hash of its URL: the same one in ten wherever it is asked."""
    return int.from_bytes(hashlib.sha256(url.encode()).digest()[:4], "big") < MEASURED * 2**32


def load_pairs(name: Literal["entailment", "edits"], data: Path, *, seed: int = 0) -> Pairs:
    """A set from a data folder.

    Args:
        name: Which one.
        data: The folder.
        seed: Of the edits; the same seed makes the same ones.

    Raises:
        UserError: a file cannot be read, or there are too few articles to make the edits from.
    """
    return _entailment(data) if name == "entailment" else _edits(data, seed)


def judge(verifier: Verifier, pairs: Sequence[GoldPair]) -> list[Judged]:
    """What it says of each, in their order, whole and without what is only asked."""
    asking = [(pair, text) for pair in pairs if (text := told_in(pair.passage)) != pair.passage]
    asked = [Pair(statement=pair.statement, passage=text) for pair, text in asking]
    found = verifier.verify([*(Pair(statement=pair.statement, passage=pair.passage) for pair in pairs), *asked])
    told = dict(zip((pair for pair, _ in asking), found[len(pairs) :], strict=True))
    return [
        Judged(pair=pair, stances=stances, told=told.get(pair)) for pair, stances in zip(pairs, found, strict=False)
    ]


def edit_pairs(stories: Sequence[Story], rng: Random, wanted: Mapping[str, int]) -> tuple[list[GoldPair], int]:
    """(edits of one sentence of each story until there are as many of each kind as wanted, stories that gave none)."""
    pool = collect(story.text for story in stories)
    left, made, without = Counter(wanted), list[GoldPair](), 0
    for story in stories:
        kind = max(left, key=lambda kind: left[kind])
        if not left[kind]:
            break
        pair = _edited(story, kind, rng, pool)
        if pair is None:
            without += 1
        else:
            left[kind] -= 1
            made.append(pair)
    return made, without


def figures(judged: Sequence[Judged]) -> dict[str, Figure]:
    """Measure -> figure, in the order of being told: of each source, then of all."""
    sources: dict[str, list[Judged]] = {}
    for one in judged:
        sources.setdefault(one.pair.source, []).append(one)
    if set(sources) <= set(EDITS):
        return _edit_figures(sources) | {"ECE": _ece(judged)}
    found: dict[str, Figure] = {}
    for source, own in sources.items():
        found[f"{source} accuracy"] = figure([one.right for one in own])
        found[f"{source} macro-F1"] = _mean_macro_f1(own)
        found[f"{source} ECE"] = _ece(own)
    return found | {"mean macro-F1": _mean_macro_f1(judged), "ECE": _ece(judged)}


def _edit_figures(sources: Mapping[str, Sequence[Judged]]) -> dict[str, Figure]:
    """Share found of each kind, and of all kinds that should be refuted or supported."""
    found = {f"{kind} {EDITS[kind][0]}": figure([one.right for one in own]) for kind, own in sources.items()}
    for stance in ("refutes", "supports"):
        rights = [one.right for kind, own in sources.items() if EDITS[kind][0] == stance for one in own]
        found[f"all {stance}"] = figure(rights)
    return found


def _mean_macro_f1(judged: Sequence[Judged]) -> Figure:
    """Over the sources, each counting the same: `eval.outcomes.macro_f1` from counts, since it is drawn 1,000 times."""
    sources = list(dict.fromkeys(one.pair.source for one in judged))
    cells = np.array([
        (sources.index(one.pair.source), _STANCES.index(one.pair.gold), _STANCES.index(one.verdict)) for one in judged
    ])  # fmt: skip
    shape = (len(sources), len(_STANCES), len(_STANCES))

    def measured(drawn: Indices) -> float:
        flat = np.ravel_multi_index(tuple(cells[drawn].T), shape)
        counts = np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape).astype(float)
        hits, seen = np.einsum("sii->si", counts), counts.sum(axis=1) + counts.sum(axis=2)
        scores = [2 * hit[told > 0] / told[told > 0] for hit, told in zip(hits, seen, strict=True) if told.any()]
        return float(np.mean([score.mean() for score in scores]))

    return set_figure(measured, len(judged), why="no pair")


def _ece(judged: Sequence[Judged]) -> Figure:
    """Of the verdicts' probabilities, as `eval.outcomes.calibration_error` defines it."""
    ones = np.ones(len(judged))
    columns = Outcomes(
        right=np.array([one.right for one in judged]), confidence=np.array([one.confidence for one in judged]),
        declined=0 * ones, answerable=ones,
    )  # fmt: skip
    return set_figure(lambda drawn: calibration_error(columns, drawn), len(judged), why="no pair")


def _entailment(data: Path) -> Pairs:
    file = data / "entailment" / "dev.jsonl.gz"
    pairs, left_out = [], Counter[str]()
    for row in read_records(file):
        source, label = row.text("source"), row.text("label")
        if source not in SOURCES:
            left_out[f"{source}: not one of the {len(SOURCES)} sets that are measured"] += 1
        elif STANCES.get(label) not in SOURCES[source]:
            left_out[f"{source}: labelled {label}"] += 1
        else:
            pairs.append(GoldPair(
                source=source, gold=STANCES[label], statement=row.text("hypothesis"), passage=row.text("premise")
            ))  # fmt: skip
    return Pairs(name="entailment", files=(file,), pairs=tuple(pairs), left_out=left_out)


def _edits(data: Path, seed: int) -> Pairs:
    rng = Random(seed)
    stories = [story for story in read_stories(data) if for_measuring(story.url)]
    rng.shuffle(stories)
    wanted = {kind: many for kind, (_, many) in EDITS.items()}
    pairs, without = edit_pairs(stories, rng, wanted)
    if len(pairs) < sum(wanted.values()):
        raise UserError(f"Only {len(pairs)} of {sum(wanted.values())} edits could be made.", hint="Give more articles.")
    left_out = {"articles in which nothing could be edited": without} if without else {}
    return Pairs(name="edits", files=(data / "news" / "articles.jsonl.gz",), pairs=tuple(pairs), left_out=left_out)


def _edited(story: Story, kind: str, rng: Random, pool: Pool) -> GoldPair | None:
    """One of a few of its sentences, beside a passage of two sentences at least; None where none can be edited so."""
    telling = story.telling
    for number in rng.sample(telling, min(TRIES, len(telling))):
        first, last = story.around(number, rng)
        sentence, passage = story.sentence(number), story.passage(first, last)
        statement = _ways(sentence, rng, pool.beside(passage))[kind]()
        if statement and last > first:
            return GoldPair(source=kind, statement=statement, passage=passage, gold=EDITS[kind][0])
    return None


def _ways(sentence: str, rng: Random, pool: Pool) -> Mapping[str, Callable[[], str | None]]:
    def changed(kind: Kind) -> Callable[[], str | None]:
        return lambda: change(sentence, kind, rng, pool)

    kinds: tuple[Kind, ...] = get_args(Kind)
    return {
        **{kind: changed(kind) for kind in kinds},
        "paraphrase": lambda: paraphrase(sentence, rng),
        "copy": lambda: sentence,
    }
