"""How a citation is named in a line, and what is said of a language model's sentences and of who wrote them."""

from __future__ import annotations

import re

from index.records import Copy
from rag.doors.wording import day, place_of
from rag.records import Citation, Written, WrittenSentence


def own_address(citation: Citation | Copy) -> str | None:
    """Where the article was published, on the web."""
    return citation.url if citation.url and re.match(r"https?://", citation.url) else None


def title_of(citation: Citation) -> str:
    """On one line, or that there is none."""
    return " ".join(citation.title.split()) or "(no title)"


def where(citation: Citation, name: str) -> str:
    """When and by whom it was published, and where the quote stands."""
    return f"{place_of(citation, name)}, article {citation.article_id[:8]}"


def copy_of(citation: Citation, name: str) -> str:
    """Who tells the same, and when."""
    return f"{name or citation.article_id[:8]} ({day(citation.published)})"


def judged(sentence: WrittenSentence) -> tuple[str, str]:
    """(what stands before a language model's sentence, what after it and its marks)"""
    return "" if sentence.stands else "Not supported: ", f" ({sentence.problem})" if sentence.problem else ""


def credit(written: Written) -> str:
    """Who wrote, and why that is not all; mostly the first alone."""
    return " ".join(filter(None, [written.note, f"Written by {written.writer}." if written.sentences else ""]))
