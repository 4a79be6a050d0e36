"""Pairs of a claim and a sentence, marked by hand: what the sentence says of the claim.

A line has id (its kind before the last hyphen), claim, sentence and stance; published where the article's day matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from eval.intervals import Figure, figure
from eval.parsing import Record, read_records
from eval.stances import GoldPair, Judged, Pairs
from rag.verifying import Stance

FOLDER = Path(__file__).parent / "sets" / "pairs"

_STANCES: dict[str, Stance] = {"supports": "supports", "refutes": "refutes", "neither": "neither"}


def load_marked(name: str, folder: Path = FOLDER) -> Pairs:
    """A set of that name.

    Raises:
        UserError: a line is none, or its stance or day is none.
    """
    file = folder / f"{name}.jsonl"
    return Pairs(name=name, files=(file,), pairs=tuple(map(_pair, read_records(file))), left_out={})


def marked_figures(judged: Sequence[Judged]) -> dict[str, Figure]:
    """Share that is judged rightly, of each kind and of all."""
    kinds = dict.fromkeys(one.pair.source for one in judged)
    found = {kind: figure([one.right for one in judged if one.pair.source == kind]) for kind in kinds}
    return found | {"all": figure([one.right for one in judged])}


def _pair(record: Record) -> GoldPair:
    stance = _STANCES.get(record.text("stance"))
    if stance is None:
        raise record.broken("stance", "one of " + ", ".join(_STANCES))
    return GoldPair(
        source=record.text("id").rpartition("-")[0], statement=record.text("claim"), passage=record.text("sentence"),
        gold=stance, published=_day(record),
    )  # fmt: skip


def _day(record: Record) -> date | None:
    if "published" not in record.values:
        return None
    try:
        return date.fromisoformat(record.text("published"))
    except ValueError:
        raise record.broken("published", "a day, as 2020-02-15,") from None
