"""What readers of containers yield, and how much they may expand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from index.decoding import ALWAYS, MAX_RATIO
from index.errors import InvalidArticle
from index.records import MediaType

TWICE = "compressed twice, which expands beyond the limit of one layer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file in a container, or the text that was found in a document."""

    name: str = ""
    """Within its container, shown behind the container's; empty for a document that is one article."""
    content: bytes | str
    """The bytes of a file, to be looked at as any file; or text, of the kind that `media_type` says."""
    media_type: MediaType = "text/plain"
    """Of text; bytes tell theirs."""
    suffix: str = ""
    """Of a file: ".html"."""
    charset: str | None = None
    url: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    """What the container states: title, published, source, author, language; and when the file was made."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A part that could not be taken; it costs itself."""

    name: str
    reason: str


Parts = Iterator[Part | Flaw]


@dataclass(slots=True, kw_only=True)
class Allowance:
    """Bytes that a container may still expand to, counted while they are read."""

    left: int

    def read(self, stream: IO[bytes], *, compressed: int, most: int) -> bytes:
        """All of a stream.

        Raises:
            InvalidArticle: more than `most` bytes, than `compressed` ones could honestly become, or than are left.
        """
        bound = min(most, max(ALWAYS, MAX_RATIO * compressed), self.left)
        content = stream.read(bound + 1)
        self.left -= len(content)
        if len(content) > bound:
            raise InvalidArticle(f"expands beyond the limit of {bound:,} bytes")
        return content
