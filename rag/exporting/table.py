"""A checked text as a CSV table (RFC 4180): a row for each part and quote, and what was not judged told as such."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.exporting import review
from rag.records import Citation, Witness

if TYPE_CHECKING:
    from rag.texts import CheckedSentence, CheckedText

COLUMNS = (
    "sentence", "kind", "claim", "claim_start", "claim_end", "label", "confidence", "explanation",
    *(field.name for field in fields(Witness) if field.name != "citation"),
    *(field.name for field in fields(Citation)),
    "exported",
)  # fmt: skip
"""A field of a witness or a citation is a column by its own name; what is not known is an empty cell."""

_FORMULA = "'*[=+\\-@＝＋－＠\t\r\n]"
"""How a cell begins that spreadsheets would run; apostrophes before it are those that were put there."""
_RUNS, _GUARDED = re.compile(_FORMULA), re.compile(f"'{_FORMULA}")


def as_csv(checked: CheckedText, *, day: date) -> str:
    """The table with its header; a part without a quote has a row.

    A cell that a spreadsheet would run as a formula has an apostrophe before it, by which it is text; `unguarded` takes
    that away again.

    Args:
        checked: A text; one claim is `CheckedText.of(verdict)`.
        day: Of the export.
    """
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    for sentence in checked.sentences:
        rows = [*_judged(sentence, checked), *_unjudged(sentence)]
        for row in sorted(rows, key=lambda row: int(row["claim_start"])):
            told = {"sentence": sentence.text, "exported": day.isoformat()} | row
            table.writerow({name: guarded(value) if isinstance(value, str) else value for name, value in told.items()})
    return out.getvalue()


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs.

    >>> guarded("=1+1"), guarded("'Twas so.")
    ("'=1+1", "'Twas so.")
    """
    return f"'{cell}" if _RUNS.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was.

    >>> unguarded(guarded("'=1+1")), unguarded("'Twas so.")
    ("'=1+1", "'Twas so.")
    """
    return cell[1:] if _GUARDED.match(cell) else cell


def _judged(sentence: CheckedSentence, checked: CheckedText) -> Iterator[dict[str, Any]]:
    for part in sentence.verdict.sub_claims if sentence.verdict else ():
        told = {
            "kind": "claim",
            "claim": part.text,
            "claim_start": sentence.start + part.start,
            "claim_end": sentence.start + part.end,
            "label": part.label,
            "confidence": part.confidence,
            "explanation": part.explanation,
        }
        quotes = review(sentence, part, checked).quotes
        for witness, citation in quotes:
            of_witness = {name: value for name, value in witness.to_dict().items() if name != "citation"}
            copies = "; ".join(
                f"{copy.source or copy.article_id} {copy.published or ''}".strip() for copy in citation.copies
            )
            yield told | of_witness | citation.to_dict() | {"copies": copies}
        if not quotes:
            yield told


def _unjudged(sentence: CheckedSentence) -> Iterator[dict[str, Any]]:
    for part in sentence.unjudged:
        place = {"claim_start": sentence.start + part.start, "claim_end": sentence.start + part.end}
        yield {"kind": part.kind, "claim": part.text} | place
