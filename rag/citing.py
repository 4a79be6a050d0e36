"""Citations: made by code from stored text, and checked before anyone sees them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from index.errors import CitationError
from index.records import Copy, Document
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
        page=document.page_of(span.start),
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


class Numbered:
    """Gives each cited place its number, once, in the order of being shown; behind those that are shown already."""

    def __init__(self, shown: Iterable[Citation] = ()) -> None:
        self.citations = list(shown)

    def add(self, document: Document, span: Span) -> int:
        """The number of a place, which is cited now if it was not before."""
        for known in self.citations:
            if (known.article_id, known.start, known.end) == (document.id, *span):
                return known.number
        self.citations.append(cite(document, span, number=len(self.citations) + 1))
        return len(self.citations)

    def add_all(self, document: Document, span: Span, copies: Iterable[Document]) -> list[int]:
        """The numbers of a sentence, and of the same sentence in each copy of the article that holds it.

        A copy that words that one sentence otherwise is no witness for it; it is named at the citation.
        """
        numbers = [self.add(document, span)]
        first, edited = numbers[0] - 1, []
        for copy in copies:
            try:
                numbers.append(self.add(copy, find(self.citations[first].quote, copy)))
            except CitationError:
                edited.append(Copy.of(copy))
        if edited:
            known = self.citations[first].copies
            self.citations[first] = replace(self.citations[first], copies=tuple(dict.fromkeys((*known, *edited))))
        return numbers
