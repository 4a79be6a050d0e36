"""The last answer or verdict from an archive, so that `show --citation 1` and `eval add-case` know what is meant."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import CitationError, UserError
from index.records import Document
from rag.records import Answer, Verdict
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.texts import CheckedText


def remember(settings: Settings, said: Answer | Verdict | CheckedText, **filters: date | str | None) -> None:
    """Keep what was said in the cache folder; a cache that cannot be written is no error.

    Args:
        settings: Whose archive was asked.
        said: The answer, the verdict or the checked text.
        filters: Those that it was asked with, as `FactChecker.ask` names them.
    """
    file = _file(settings)
    asked_with = {name: str(value) for name, value in filters.items() if value is not None}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(said.to_dict() | {"asked_with": asked_with}))
    except OSError:
        return


def recall(settings: Settings, document: Document, *, number: int) -> tuple[int, int]:
    """(start, end) of a citation of the last answer or verdict, checked against the article as stored now.

    Raises:
        UserError: there was none with that citation of that article.
        CitationError: the article has changed since.
    """
    said = _last(settings)
    for citation in (cited for one in (said, *said.get("also", [])) for cited in one.get("citations", [])):
        if (citation["number"], citation["article_id"]) == (number, document.id):
            start, end = int(citation["start"]), int(citation["end"])
            if document.text[start:end] != citation["quote"]:
                raise CitationError(f"Citation {number} of the last answer is no longer in the article.")
            return start, end
    raise UserError(
        f"The last answer has no citation {number} of this article.",
        hint="Ask or check first, then show what is cited.",
    )


def last_answer(settings: Settings) -> dict[str, Any]:
    """`Answer.to_dict()` of the last answer from this archive, and `asked_with` {filter: value}.

    Empty when there was none, or a verdict after it.
    """
    kept = _last(settings)
    return kept if "question" in kept else {}


def last_question(settings: Settings) -> dict[str, Any]:
    """`last_answer`, where there must be one.

    Raises:
        UserError: nothing was asked of this archive yet, or a claim was checked since.
    """
    kept = _last(settings)
    if "sentences" in kept:
        raise UserError("The last thing checked was a text.", hint="Ask the question again, or: --question TEXT")
    if "claim" in kept:
        raise UserError(
            f"The last thing asked was a claim: {kept['claim']!r}.", hint="Ask the question again, or: --question TEXT"
        )
    if not kept:
        raise UserError("No question was asked of this archive yet.", hint="Ask one: --question TEXT")
    return kept


def _last(settings: Settings) -> dict[str, Any]:
    try:
        kept = json.loads(_file(settings).read_text())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _file(settings: Settings) -> Path:
    name = hashlib.sha256(str(settings.archive.resolve()).encode()).hexdigest()[:16]
    return settings.cache / "answers" / f"{name}.json"
