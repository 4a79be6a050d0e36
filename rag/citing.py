"""Citations: made by code from stored text, and checked before anyone sees them."""

from __future__ import annotations

from index.errors import CitationError
from index.records import Document
from index.splitting import Span
from rag.records import Citation


def cite(document: Document, span: Span, *, number: int) -> Citation:
    """The characters `span` of a document, as a citation.

    Raises:
        CitationError: the span is empty or reaches out of the text.
    """
    citation = Citation(
        number=number,
        article_id=document.id,
        title=document.title,
        source=document.source,
        author=document.author,
        url=document.url,
        published=document.published,
        quote=document.text[span.start : span.end],
        start=span.start,
        end=span.end,
        sha256=document.sha256,
    )
    check(citation, document)
    return citation


def check(citation: Citation, document: Document) -> None:
    """Raises CitationError unless the quote stands in that very article, letter by letter."""
    if (citation.article_id, citation.sha256) != (document.id, document.sha256):
        raise CitationError(f"Citation {citation.number} names article {citation.article_id!r}, not {document.id!r}.")
    inside = 0 <= citation.start < citation.end <= len(document.text)
    if not inside or document.text[citation.start : citation.end] != citation.quote or not citation.quote.strip():
        raise CitationError(
            f"The quote {citation.quote[:60]!r} is not at {citation.start}-{citation.end} of article {document.id!r}."
        )


def find(quote: str, document: Document) -> Span:
    """Where a quote first stands in a document.

    Raises:
        CitationError: nowhere.
    """
    start = document.text.find(quote)
    if start < 0 or not quote.strip():
        raise CitationError(f"The quote {quote[:60]!r} is not in article {document.id!r}.")
    return Span(start, start + len(quote))
