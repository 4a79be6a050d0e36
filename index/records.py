"""The nouns of the index: what an article becomes before it can be searched.

    Article -> Document -> [Passage] -> [Hit]

Each stage has its own type, so that nothing unknown yet has a field to be empty in.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

MediaType = Literal["text/plain", "text/markdown", "text/html", "application/pdf"]
"""Of a PDF, the content is its text; a form feed stands between pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as received: text or markup, what its container said of it, and where from."""

    origin: str
    """Absolute path or URL it was read from, "-" for standard input; shown to people."""
    key: str
    """Identity: a later article with the same key replaces this one."""
    media_type: MediaType
    content: str
    """Decoded, otherwise untouched."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """title, published, source, author, language, url: as the container or the caller gave them; and made, the day on
    which the file was, which is told where no date of publication is known."""
    warnings: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """SHA-256 over content and metadata: equal means that there is nothing new to read."""
        digest = hashlib.sha256(f"{self.media_type}\n{self.content}".encode(errors="surrogatepass"))
        for name, value in sorted(self.metadata.items()):
            digest.update(f"\n{name}={value}".encode(errors="surrogatepass"))
        return digest.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An article or a file that could not be taken, and the reason in a few words."""

    origin: str
    reason: str


@dataclass(frozen=True, kw_only=True)  # no slots: its digests are kept once they are made
class Document:
    """A cleaned article: the text that passages and citations point into."""

    title: str
    """Empty when none was found."""
    text: str
    """NFC, paragraphs separated by a blank line, no hidden or control characters."""
    published: date | None = None
    source: str | None = None
    """Publisher or site name."""
    author: str | None = None
    language: str | None = None
    """ISO 639-1, as given or as detected."""
    url: str | None = None
    origin: str
    """Where it was read from: path, URL or "-"."""
    pages: tuple[int, ...] = ()
    """Character of `text` at which each printed page begins, from 0; empty where the article has no pages."""
    left_out: tuple[str, ...] = ()
    """Lines that are not the article's own (slogan, teasers of other articles), kept to be shown."""
    warnings: tuple[str, ...] = ()

    @cached_property
    def id(self) -> str:
        """First 16 hex digits of SHA-256 over URL (or else source), title and text."""
        return _sha256("\n".join([self.url or self.source or "", self.title, self.text]))[:16]

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of `text` in UTF-8, 64 hex digits: what a citation was checked against."""
        return _sha256(self.text)

    def page_of(self, character: int) -> int | None:
        """The page, from 1, on which a character of `text` stands; None where the article has no pages.

        >>> document = Document(title="", text="one two", origin="a.pdf", pages=(0, 4, 4))
        >>> [document.page_of(0), document.page_of(4)]
        [1, 3]
        """
        return bisect_right(self.pages, character) if self.pages else None

    def to_dict(self) -> dict[str, Any]:
        """Plain values; the date as YYYY-MM-DD."""
        return {
            "id": self.id,
            "title": self.title,
            "published": self.published.isoformat() if self.published else None,
            "source": self.source,
            "author": self.author,
            "language": self.language,
            "url": self.url,
            "origin": self.origin,
            "sha256": self.sha256,
            "pages": list(self.pages),
            "left_out": list(self.left_out),
            "warnings": list(self.warnings),
            "text": self.text,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A span of one document on sentence borders: the unit that is embedded and ranked."""

    document_id: str
    start: int
    """First character in `Document.text`, counted from 0."""
    text: str

    @property
    def end(self) -> int:
        """One past the last character: `document.text[start:end] == text`."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one ranking stage said of a passage."""

    stage: str
    """dense, lexical, article; rerank where hits were put in another order afterwards."""
    rank: int
    """From 1."""
    score: float
    """In the stage's own unit; higher is better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article that tells a story which is shown from another one, in nearly the same words: no second witness."""

    article_id: str
    title: str
    source: str | None
    url: str | None
    published: date | None

    @classmethod
    def of(cls, document: Document) -> Copy:
        """What identifies and dates it."""
        return cls(
            article_id=document.id, title=document.title, source=document.source, url=document.url,
            published=document.published,
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Plain values; the date as YYYY-MM-DD."""
        published = self.published.isoformat() if self.published else None
        return {"article_id": self.article_id, "title": self.title, "published": published, "source": self.source,
                "url": self.url}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage with the document it stands in and the score of the fused ranking."""

    passage: Passage
    document: Document
    score: float
    """Sum of reciprocal ranks, times the weight; higher is better; comparable within one question only."""
    evidence: tuple[Evidence, ...] = ()
    copies: tuple[Document, ...] = ()
    """Documents that tell the passage in nearly the same words, found as well and not shown again."""
    weight: float = 1.0
    """Less where it is not of the days that are asked about, and others are."""

    def to_dict(self) -> dict[str, Any]:
        """The passage and what the stages said; of the article, what identifies and dates it."""
        document = self.document.to_dict()
        return {
            "article_id": self.document.id,
            "title": document["title"],
            "published": document["published"],
            "source": document["source"],
            "url": document["url"],
            "start": self.passage.start,
            "end": self.passage.end,
            "text": self.passage.text,
            "score": round(self.score, 6),
            "evidence": [{"stage": e.stage, "rank": e.rank, "score": round(e.score, 6)} for e in self.evidence],
            "copies": [Copy.of(copy).to_dict() for copy in self.copies],
        }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
