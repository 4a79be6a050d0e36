"""What parts of the work take alone, in the same minutes: times differ from day to day, ratios less so."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Self

from index.archive import Archive
from index.embedding import Embedder
from index.lexical import any_of, terms
from index.records import Hit
from index.retrieving import TITLE_WEIGHT
from index.vectors import ChromaVectors
from rag.span_reader import READ
from rag.spans import SpanModel, heads_of, parts_of

FOUND = 10
"""Hits that a plain query of FTS5 or of Chroma is asked for."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Of times or ratios the median, and between what the middle half lies."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Of one value or more.

        >>> Spread.of([1, 2, 3, 4, 9])
        Spread(median=3.0, low=2.0, high=4.0)
        """
        low, median, high = quantiles([*values] * (2 if len(values) == 1 else 1), n=4, method="inclusive")
        return cls(median, low, high)

    def told(self, form: str) -> str:
        """With each number in a form.

        >>> Spread(3, 2, 4).told(".0f")
        '3 (2 to 4)'
        """
        return f"{self.median:{form}} ({self.low:{form}} to {self.high:{form}})"


class Yardsticks:
    """Plain queries of FTS5 and of Chroma, and the reader model alone, over one archive."""

    def __init__(self, archive: Archive, embedder: Embedder, model: SpanModel | None, *, folder: Path) -> None:
        """Makes an index of Chroma in the folder.

        Args:
            archive: Whose passages are looked for.
            embedder: Of its vectors; a question that was just asked costs it nothing.
            model: That reads the hits again; None where none read them.
            folder: An empty one.
        """
        self._archive, self._embedder, self._model = archive, embedder, model
        self._chroma = ChromaVectors(folder)
        self._chroma.rebuild(archive)
        self.close = self._chroma.close

    def use(self, question: str, hits: Sequence[Hit]) -> dict[str, float]:
        """Milliseconds of each, for a question and what was found for it; the model reads as much of it again."""
        query, vector = any_of(terms(question)), self._embedder.embed_question(question)
        took = {
            "plain FTS5 query": _timed(
                lambda: self._archive.match("passages_fts", query, limit=FOUND, title_weight=TITLE_WEIGHT)
            ),
            "plain Chroma query": _timed(lambda: self._chroma.nearest(vector, limit=FOUND)),
        }
        if model := self._model:
            read = hits[:READ]
            parts = parts_of(question, read)
            texts = [hit.passage.text[slice(*part)] for hit, part in zip(read, parts, strict=True)]
            heads = heads_of(question, read, texts)
            took["reader model alone"] = _timed(lambda: model.score(question, texts, titles=heads))
        return took


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
