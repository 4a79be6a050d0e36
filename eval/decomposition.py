"""How well sentences are divided into what they state: exact sub-claims, and what kind of sentence each is.

A line of sentences.jsonl has id (its group before the last hyphen), sentence, kind, and claims: what it states that can
be checked, each as a sentence that stands by itself; of an opinion, a question or a prediction none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.intervals import Figure, Indices, figure, set_figure
from eval.parsing import Record, read_records
from rag.decomposing import KINDS, decompose

FILE = Path(__file__).parent / "sets" / "decomposition" / "sentences.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """A sentence, what it states, and what it was taken to state."""

    id: str
    sentence: str
    kind: str
    claims: frozenset[str]
    """In lower case without the full stop."""
    found_kind: str
    found: frozenset[str]

    @property
    def group(self) -> str:
        """simple, coordinated, attributed, list, relative, opinion, question, prediction."""
        return self.id.rpartition("-")[0]

    @property
    def right(self) -> bool:
        """Whether both are as they should be."""
        return self.claims == self.found and self.kind == self.found_kind


def divide(file: Path = FILE) -> list[Divided]:
    """Every sentence of a file, divided by the rules.

    Raises:
        UserError: a line is none, or names a kind that there is not.
    """
    return [_divided(record) for record in read_records(file)]


def figures(divided: Sequence[Divided]) -> dict[str, Figure]:
    """Precision, recall and F1 of exact sub-claims over the set; shares of right kinds and of sentences all right."""
    counts = [(len(one.claims & one.found), len(one.found), len(one.claims)) for one in divided]

    def ratio(*of: int) -> Figure:
        def measure(drawn: Indices) -> float | None:
            right = sum(counts[i][0] for i in drawn)
            total = sum(counts[i][place] for i in drawn for place in of) / len(of)
            return right / total if total else None

        return set_figure(measure, len(counts), why="no sub-claims")

    return {
        "sub-claim precision": ratio(1),
        "sub-claim recall": ratio(2),
        "sub-claim F1": ratio(1, 2),
        "kind": figure([float(one.kind == one.found_kind) for one in divided]),
        "whole sentence": figure([float(one.right) for one in divided]),
    }


def tell(divided: Sequence[Divided]) -> Iterator[str]:
    """The figures, what was right by group, and each sentence that was not."""
    yield from (f"{name:20} {value}  {value.cases} sentences" for name, value in figures(divided).items())
    for group in dict.fromkeys(one.group for one in divided):
        members = [one.right for one in divided if one.group == group]
        yield f"  {group:18} {sum(members)} of {len(members)} right"
    for one in divided:
        if not one.right:
            kinds = "" if one.kind == one.found_kind else f" ({one.found_kind}, should be {one.kind})"
            yield f"{one.id}{kinds}: {one.sentence}"
            yield from (f"    missing: {claim}" for claim in sorted(one.claims - one.found))
            yield from (f"    wrong:   {claim}" for claim in sorted(one.found - one.claims))


def _divided(record: Record) -> Divided:
    sentence, kind = record.text("sentence"), record.text("kind")
    if kind not in KINDS:
        raise record.broken("kind", f"one of {', '.join(KINDS)}")
    parts = decompose(sentence)
    kinds = [part.kind for part in parts]
    return Divided(
        id=record.key("id"),
        sentence=sentence,
        kind=kind,
        claims=frozenset(map(_told, record.items("claims"))),
        found_kind="claim" if "claim" in kinds else kinds[0],
        found=frozenset(_told(part.text) for part in parts if part.kind == "claim"),
    )


def _told(claim: object) -> str:
    return " ".join(str(claim).lower().split()).rstrip(".")
