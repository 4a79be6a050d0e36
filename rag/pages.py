"""What an answer or a verdict is told on, part by part: a text, or the blocks of a chat program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from rag.doors.dated import Row
from rag.records import Citation, Written


class Page(Protocol):
    """What is told, part by part; names are those of sources, by the id of an article."""

    def lead(self, told: str, detail: str) -> None:
        """What stands out, and more about it, where there is more."""

    def further(self, question: str) -> None:
        """What else is asked, and answered next."""

    def written(self, written: Written) -> None:
        """A language model's sentences."""

    def explanation(self, told: str) -> None:
        """Why a verdict is what it is, and what would change it; or how an answer's number is derived."""

    def timeline(self, found: Sequence[Row]) -> None:
        """Values by date."""

    def quote(self, told: str, detail: str, citation: Citation) -> None:
        """A quote, after what it says, and by whom and when, where several are told apart."""

    def source(self, citation: Citation, name: str) -> None:
        """What the number of a quote stands for."""

    def copies(self, citations: Sequence[Citation], names: Mapping[str, str]) -> None:
        """Who else tells the quote of the source before in the same words; mostly nobody."""
