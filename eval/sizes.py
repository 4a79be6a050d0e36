"""The records of `newscheck eval scale`: what was measured of an archive of one size, kept in a file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

STEPS = "steps.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The archive asked in one way: every vector compared, or by the Chroma index."""

    cold_s: float
    """A process of `newscheck search`."""
    cold_cpu_s: float
    """User and system time of it."""
    open_s: float
    """Opening the archive and the first question, without imports and models."""
    open_cpu_s: float
    p50_ms: float
    """Of retrieving from an open archive, without embedding the question."""
    p95_ms: float
    dense_ms: float
    """p50 of the nearest vectors alone."""
    lexical_ms: float
    """p50 of ranking passages by their words, beside the vectors."""
    article_ms: float
    """p50 of ranking articles by their words."""
    cpu_ms: float
    """User and system time of a question, mean."""
    peak_mb: float
    """Most memory, above what the process held before it opened the archive."""
    one_more_s: float
    """Adding one article, without imports and models, until the next question finds it in this way."""
    one_more_cpu_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """The Chroma index of an archive of one size, and the archive asked by it."""

    seconds: float
    """Of bringing it up to date."""
    cpu_s: float
    peak_mb: float
    """Most memory that this took."""
    mb: float
    """Of its files."""
    asked: Asked
    recall_best: float
    """Share of the ten passages nearest to a question that it has among its first ten; mean over questions."""
    recall_all: float
    """The same of the 200 that a question goes through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An archive of one size."""

    articles: int
    passages: int
    written: int
    """Passages written in this step; 0 where they were there when it was taken up again."""
    writing_s: float
    writing_cpu_s: float
    writing_mb: float
    """Most memory that writing took."""
    archive_mb: float
    exact: Asked
    chroma: Indexed | None
    """None where no index was asked for."""


def read_steps(out: Path) -> list[Step]:
    """What was measured so far, the smallest first."""
    lines = (out / STEPS).read_text().splitlines() if (out / STEPS).exists() else []
    return [_step(json.loads(line)) for line in lines]


def _step(row: dict[str, Any]) -> Step:
    chroma = row["chroma"] and Indexed(**{**row["chroma"], "asked": Asked(**row["chroma"]["asked"])})
    return Step(**{**row, "exact": Asked(**row["exact"]), "chroma": chroma})


def keep(step: Step, out: Path) -> None:
    """After those that were measured before."""
    with (out / STEPS).open("a") as file:
        file.write(json.dumps(asdict(step)) + "\n")
