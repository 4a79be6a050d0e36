"""Pairs of statement and passage from public sets, which the verifier is trained on.

Rows that a shipped model must not learn from are left out (train/licences.py); sets without neutral pairs are given
some (train/neutrals.py); pairs made of news articles are in train/synthetic.py.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

from eval.parsing import Record, read_records
from eval.stances import STANCES
from rag.verifying import Stance
from train.licences import refusal
from train.neutrals import neutrals

Label = Stance | Literal["not_supports"]
"""What the passage says of the statement; "not_supports" where the set does not say whether it refutes it."""

LABELS: Mapping[str, Label] = {**STANCES, "not_entailment": "not_supports"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPair:
    """A statement, a passage, and what the one says of the other."""

    statement: str
    passage: str
    label: Label
    source: str
    """The set it is from, with "_neutral" where it was paired anew; "news_" and how, where it was made."""
    weight: float = 1.0
    """Of its loss: less where labels are less sure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """How much of a set is taken."""

    pairs: int
    """At most, drawn at random."""
    weight: float
    why: str


CAPS: Mapping[str, Cap] = {
    "lingnli": Cap(pairs=20_000, weight=1.0, why="written by people with linguists"),
    "conjnli": Cap(pairs=8_000, weight=0.7, why="conjunctions and quantities; its training part is labelled by rules"),
    "cad_nli": Cap(pairs=8_000, weight=1.0, why="one word decides: the same skill as changed names; captions only"),
    "taxinli(MNLI)": Cap(pairs=6_000, weight=1.0, why="many genres; a part of it is speech"),
    "fever_dev_sr": Cap(pairs=8_000, weight=1.0, why="claims beside an encyclopedia: nearest to what is asked here"),
    "covidfact": Cap(pairs=3_000, weight=0.7, why="headlines; the exchanged word does not always refute; long"),
    "semiauto_base_wiki": Cap(pairs=1_500, weight=0.7, why="labels are noisy"),
    "semiauto_translate_wiki": Cap(pairs=1_500, weight=0.5, why="rewordings by translation; labels are noisy"),
    "semiauto_sim_wiki": Cap(pairs=1_500, weight=0.5, why="alike sentences of two pages; many labels are guesses"),
    "pascal_rte": Cap(pairs=2_000, weight=1.0, why="news, by hand; two labels only"),
    "dnc_factuality": Cap(pairs=800, weight=0.5, why="whether what is told happened; two fixed forms of statement"),
    "dnc_megaveridicality": Cap(pairs=600, weight=0.5, why="what a verb implies; made-up sentences"),
    "dnc_verbnet": Cap(pairs=600, weight=0.5, why="who did what to whom; made-up sentences"),
    "dnc_winogender": Cap(pairs=200, weight=0.5, why="whom a pronoun means"),
    "dnc_sentiment": Cap(pairs=200, weight=0.5, why="opinions on products; two fixed forms of statement"),
    "dnc_puns": Cap(pairs=0, weight=0.0, why="whether a joke is one: nothing that a verifier needs"),
}  # fmt: skip
"""Set -> how much of it in an epoch, others in the next one; a set that is not named here is left out."""

NEUTRALS: Mapping[str, Cap] = {
    "fever_dev_sr": Cap(pairs=2_000, weight=0.7, why="has supported and refuted claims only"),
    "covidfact": Cap(pairs=1_000, weight=0.7, why="has supported and refuted claims only"),
}
"""Set -> how many of its statements are put beside another statement's passage, which does not talk about them."""

LONGEST = 1_500
"""Characters of a passage; of a longer one the verifier would not see the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSet:
    """Pairs of public sets, and what was left out of them."""

    pairs: tuple[ClaimPair, ...]
    left_out: Mapping[str, int]
    """Set and reason -> rows."""

    def __iter__(self) -> Iterator[ClaimPair]:
        return iter(self.pairs)

    def counts(self) -> Mapping[tuple[str, str], int]:
        """(source, label) -> pairs."""
        return counts(self.pairs)


def read_claims(data: Path, *, seed: int = 0) -> ClaimSet:
    """Pairs of `entailment/train.jsonl.gz` within `CAPS`, and neutral ones made of two sets that have none.

    Args:
        data: Folder of the public sets.
        seed: The same seed draws the same pairs.

    Raises:
        UserError: a file cannot be read, or a row is not as it should be.
    """
    rng, left_out = Random(seed), Counter[str]()
    measured = {row.text("premise") for row in read_records(data / "entailment" / "dev.jsonl.gz")}
    sets: dict[str, list[ClaimPair]] = defaultdict(list)
    for row in read_records(data / "entailment" / "train.jsonl.gz"):
        source = row.text("source")
        if why := _unfit(row, measured):
            left_out[f"{source}: {why}"] += 1
        else:
            sets[source].append(_pair(row, CAPS[source].weight))
    pairs = [pair for source in sorted(sets) for pair in _capped(source, sets[source], rng, left_out)]
    for source, cap in NEUTRALS.items():
        made = neutrals([(pair.statement, pair.passage) for pair in sets[source]], rng, cap.pairs)
        pairs += [
            ClaimPair(statement=s, passage=p, label="neither", source=f"{source}_neutral", weight=cap.weight)
            for s, p in made
        ]
    return ClaimSet(pairs=tuple(pairs), left_out=left_out)


def counts(pairs: Sequence[ClaimPair]) -> Mapping[tuple[str, str], int]:
    """(source, label) -> pairs, sorted."""
    return dict(sorted(Counter((pair.source, pair.label) for pair in pairs).items()))


def tidied(text: str) -> str:
    """Text that was cut into tokens, as it was written: brackets, quotes, and no space before marks.

    >>> tidied("Tetris -LRB- 1984 -RRB- was Pajitnov 's `` first '' game , was n't it ?")
    'Tetris (1984) was Pajitnov\\'s "first" game, wasn\\'t it?'
    """
    for token, written in _BRACKETS.items():
        text = text.replace(token, written)
    text = re.sub(r"`` ?| ?''", '"', text)
    text = re.sub(r" (?=[,.;:?!%)\]]|'(?:s|re|ve|ll|d|m)\b|n't\b)", "", text)
    return re.sub(r"(?<=[(\[$#]) ", "", text).strip()


_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}


def _unfit(row: Record, measured: set[str]) -> str | None:
    source, passage = row.text("source"), row.text("premise", blank=True)
    if why := refusal(row.values):
        return why
    if source not in CAPS:
        return "not among the sets that are trained on"
    if passage in measured:
        return "its passage is in a set that is measured with"
    if len(passage) > LONGEST:
        return f"passage over {LONGEST:,} characters"
    return None if passage.strip() and row.text("hypothesis", blank=True).strip() else "empty"


def _pair(row: Record, weight: float) -> ClaimPair:
    label = row.text("label")
    if label not in LABELS:
        raise row.broken("label", f"one of {', '.join(LABELS)}")
    return ClaimPair(
        statement=tidied(row.text("hypothesis")), passage=tidied(row.text("premise")),
        label=LABELS[label], source=row.text("source"), weight=weight,
    )  # fmt: skip


def _capped(source: str, pairs: Sequence[ClaimPair], rng: Random, left_out: Counter[str]) -> list[ClaimPair]:
    """At most as many as the cap says, each once, and none that is labelled in two ways."""
    labels: dict[tuple[str, str], set[str]] = defaultdict(set)
    for pair in pairs:
        labels[pair.statement, pair.passage].add(pair.label)
    once = {(p.statement, p.passage): p for p in pairs if len(labels[p.statement, p.passage]) == 1}
    left_out[f"{source}: the same pair again, or labelled in two ways"] += len(pairs) - len(once)
    most = CAPS[source].pairs
    left_out[f"{source}: above its cap of {most:,}"] += max(0, len(once) - most)
    return list(once.values()) if len(once) <= most else rng.sample(list(once.values()), most)
