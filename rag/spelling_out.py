"""What an abbreviation stands for, where an article spells it out: "the Resolute Support Mission (RSM)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.records import Document, Hit
from index.splitting import Span, sentences
from rag.abbreviations import abbreviations
from rag.reading import Reading

RIGHT = 0.96
"""Share of what the rule finds that is right, on its authors' test collection (Schwartz & Hearst 2003)."""

MEANT = 0.8
"""Share that answers "What is NATO?": whoever asks may want to know more than the name. A guess."""

_LETTERS = r"(?P<short>[A-Z][A-Za-z&.-]*[A-Z])"
_ASKED = (
    re.compile(rf"\b[Ww]hat\s(?:does|do|did|is|are|was)\b.*\b{_LETTERS}\s(?:stands?|short|abbreviated|mean)\b"),
    re.compile(rf"\b[Ww]hat\b.*\b(?:full|long)\s(?:name|form|title)\sof\s(?:the\s)?{_LETTERS}\W*$"),
    re.compile(rf"\b[Ww]hat\b.*?\b{_LETTERS}[’']s?\s(?:full|long)\s(?:name|form|title)\W*$"),
    re.compile(rf"\b(?:[Ww]hat|[Ww]hich)\b.*\b(?:meant|abbreviated)\sby\s(?:the\s)?{_LETTERS}\W*$"),
)
_WHAT_IS = re.compile(rf"^\W*[Ww]hat(?:[’']s|\s(?:is|are|was))\s(?:the\s|an?\s)?{_LETTERS}\W*$")


def spelled_out(question: str, hits: Sequence[Hit]) -> list[Reading]:
    """Where an article explains the abbreviation that is asked about, one reading for each such article; else none."""
    found = next((match for pattern in (*_ASKED, _WHAT_IS) if (match := pattern.search(question))), None)
    documents = {hit.document.id: hit for hit in reversed(hits)} if found else {}
    likely = MEANT if found and found.re is _WHAT_IS else RIGHT
    return [
        Reading(document=hit.document, sentence=sentence, answer=long, probability=likely, copies=hit.copies)
        for hit in reversed(documents.values())
        for sentence, long in _explained(found["short"] if found else "", hit.document)
    ]


def _explained(short: str, document: Document) -> Iterator[tuple[Span, str]]:
    long = abbreviations(document.text).get(short)
    place = re.search(rf"{re.escape(long)}\s*\({re.escape(short)}\)", document.text) if long else None
    if long and place:
        yield from ((s, long) for s in sentences(document.text) if s.start <= place.start() < s.end)
