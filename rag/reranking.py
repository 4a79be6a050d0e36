"""A second look at the order of hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from index.records import Evidence, Hit


class Reranker(Protocol):
    """Puts hits in a better order."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The same hits, best first; with evidence of the stage "rerank" where it has scores."""


class KeepOrder:
    """Trusts the fused ranking: what is used while no cross-encoder is set."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:  # noqa: ARG002
        """The hits as they came."""
        return hits


def ordered(hits: Sequence[Hit], scores: Sequence[float]) -> list[Hit]:
    """Hits by a reranker's scores, best first, with these as evidence; of equals the one that stood before."""
    order = sorted(range(len(hits)), key=lambda place: -scores[place])
    return [_told(hits[place], rank, scores[place]) for rank, place in enumerate(order, start=1)]


def _told(hit: Hit, rank: int, score: float) -> Hit:
    return replace(hit, evidence=(*hit.evidence, Evidence(stage="rerank", rank=rank, score=score)))
