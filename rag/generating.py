"""Where a language model plugs in: a writer, never a witness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from index.records import Hit


class Generator(Protocol):
    """Writes an answer in its own words from passages that it is shown.

    What it writes is not evidence: every sentence is resolved to the passages before anyone sees it, and the quotes
    still come from the archive (`rag.citing`).
    """

    def write(self, question: str, hits: Sequence[Hit]) -> Iterator[str]:
        """The answer piece by piece, as it is written; `[n]` marks the n-th hit, counted from 1."""
