"""A second look at the order of hits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.records import Hit


class Reranker(Protocol):
    """Puts hits in a better order."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The same hits, best first."""


class KeepOrder:
    """Trusts the fused ranking: what is used while no cross-encoder is set."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:  # noqa: ARG002
        """The hits as they came."""
        return hits
