"""Exports held against an archive: whether each quote still stands where the export says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from index.archive import Archive
from index.records import Document
from rag.exporting.reading import Kind, read_export
from rag.records import Citation

Status = Literal["stands", "moved", "gone", "altered", "no_article"]
STATUSES: tuple[Status, ...] = get_args(Status)

FACTS = {"title": "title", "source": "source", "author": "author", "url": "address", "published": "date"}
"""What an export says of an article beside its text; what one of the two does not know is no difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverified:
    """A quote of an export, and what the archive says to it.

    * stands: the article's text has the exported hash, and the quote at the exported place; what else the export says
      of the article is what the archive says.
    * moved: the text has changed since; the quote still stands in it.
    * gone: the text has changed since; the quote does not stand in it any more.
    * altered: the text is the exported one, and does not have the quote at that place, or the archive says otherwise of
      the article; or the hash is not that of the article it names; or the page shows another quote than it carries.
    * no_article: the archive does not hold it, as far as its id, its text, its address and its title tell.
    """

    citation: Citation
    """As the export states it."""
    status: Status
    reason: str | None
    """As a sentence; None where it stands."""
    found: Document | None
    """The article as it is stored now; None where there is none."""

    def to_dict(self) -> dict[str, Any]:
        """The exported citation, and what became of it."""
        found = {"article_id": self.found.id, "sha256": self.found.sha256} if self.found else None
        return {"status": self.status, "reason": self.reason, "found": found, "citation": self.citation.to_dict()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Every quote of an export, verified. The verdicts are not judged again."""

    kind: Kind
    quotes: tuple[Reverified, ...]
    """Each place once, in the order of the export."""

    @property
    def stands(self) -> bool:
        """Whether all do; also where there are none."""
        return all(quote.status == "stands" for quote in self.quotes)

    def count(self, status: Status) -> int:
        """Quotes of that status."""
        return sum(quote.status == status for quote in self.quotes)

    def to_dict(self) -> dict[str, Any]:
        """What `newscheck verify --json` prints."""
        return {
            "kind": self.kind,
            "stands": self.stands,
            "counts": {status: self.count(status) for status in STATUSES},
            "quotes": [quote.to_dict() for quote in self.quotes],
        }


def verify(export: str, archive: Archive) -> Verification:
    """Look every quote of an export up; no model is needed.

    Args:
        export: What `check --format claimreview`, `csv` or `html`, or `--json` of `check` or `ask` printed.
        archive: Where the articles are.

    Raises:
        UserError: it is no export, or a quote of it lacks what it could be found by.
    """
    read = read_export(export)
    return Verification(
        kind=read.kind, quotes=tuple(_reverified(citation, archive, read.shown) for citation in read.citations)
    )


def _reverified(citation: Citation, archive: Archive, shown: Mapping[int, str] | None) -> Reverified:
    known = archive.versions(
        citation.article_id, sha256=citation.sha256, url=citation.url, title=citation.title, source=citation.source
    )
    status, reason, found = _outcome(citation, known, shown)
    return Reverified(citation=citation, status=status, reason=reason, found=found)


def _outcome(
    citation: Citation, known: Sequence[Document], shown: Mapping[int, str] | None
) -> tuple[Status, str | None, Document | None]:
    if not known:
        return "no_article", "The archive does not hold this article.", None
    for document in known:
        if document.sha256 == citation.sha256:
            told = _altered(citation, document) or _shown(citation, shown)
            return "altered" if told else "stands", told, document
    if known[0].id == citation.article_id:  # the id is a hash of the text too: that has not changed
        return "altered", "The export has another sha256 than the article that it names.", known[0]
    return _changed(citation, known)


def _altered(citation: Citation, document: Document) -> str | None:
    """What the export says otherwise of an article whose text is the exported one."""
    inside = 0 <= citation.start < citation.end <= len(document.text)
    if not inside or document.text[citation.start : citation.end] != citation.quote:
        place = _place(citation.quote, document)
        told = f"it stands at characters {place}" if place else "nor does it stand elsewhere in it"
        return f"The article is the exported one, but the quote is not at its place; {told}."
    for name, word in FACTS.items():
        exported, stored = getattr(citation, name), getattr(document, name)
        if exported and stored and exported != stored:
            return f"The {word} of the article is {str(stored)!r} in the archive, {str(exported)!r} in the export."
    return None


def _shown(citation: Citation, shown: Mapping[int, str] | None) -> str | None:
    """What a page shows in the place of the quote that it carries."""
    if shown is None or shown.get(citation.number, "").split() == citation.quote.split():
        return None
    return f"The page does not show this quote as its source {citation.number}, but carries it."


def _changed(citation: Citation, known: Sequence[Document]) -> tuple[Status, str, Document]:
    for document in known:
        place = _place(citation.quote, document)
        if place:
            return "moved", f"The article has changed since; the quote stands at characters {place} now.", document
    return "gone", "The article has changed since, and does not hold the quote any more.", known[0]


def _place(quote: str, document: Document) -> str | None:
    start = document.text.find(quote)
    return None if start < 0 else f"{start}-{start + len(quote)}"
