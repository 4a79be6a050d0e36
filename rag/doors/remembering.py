"""The last answer from an archive, so that `show --citation 1` knows which quote is meant."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from index.errors import CitationError, UserError
from index.records import Document
from rag.records import Answer
from rag.settings import Settings


def remember(settings: Settings, answer: Answer) -> None:
    """Keep the answer's citations in the cache folder; a cache that cannot be written is no error."""
    file = _file(settings)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps([citation.to_dict() for citation in answer.citations]))
    except OSError:
        return


def recall(settings: Settings, document: Document, *, number: int) -> tuple[int, int]:
    """(start, end) of a citation of the last answer, checked against the article as stored now.

    Raises:
        UserError: there was no answer with that citation of that article.
        CitationError: the article has changed since.
    """
    try:
        citations = json.loads(_file(settings).read_text())
    except (OSError, ValueError):
        citations = []
    for citation in citations:
        if (citation["number"], citation["article_id"]) == (number, document.id):
            start, end = int(citation["start"]), int(citation["end"])
            if document.text[start:end] != citation["quote"]:
                raise CitationError(f"Citation {number} of the last answer is no longer in the article.")
            return start, end
    raise UserError(
        f"The last answer has no citation {number} of this article.",
        hint="Ask first, then show what it cites.",
    )


def _file(settings: Settings) -> Path:
    name = hashlib.sha256(str(settings.archive.resolve()).encode()).hexdigest()[:16]
    return settings.cache / "answers" / f"{name}.json"
