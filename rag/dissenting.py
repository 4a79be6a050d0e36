"""Articles that say what an answer's sentence says, with another value: found by their words, whatever a model makes
of them.

A reader model may overlook the second of two sentences that are all but the same; a reader of the news may not. So a
copy of a story in which one figure or name was changed makes the answer conflicting, and flips none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.records import Document, Hit
from index.splitting import Span
from rag.reading import Reading
from rag.values import same_value
from rag.variants import LONGEST, Variant, variant, variants

WORDINGS = 3
"""Sentences that give the answer whose variants are looked for: each costs some milliseconds."""


def dissenters(best: Reading, readings: Sequence[Reading], hits: Sequence[Hit]) -> list[Reading]:
    """Each other article's sentence that gives another value for the answer, as likely as the answer is.

    An article that has the sentence with the answer as well dissents from nothing.

    Args:
        best: What is answered.
        readings: Other sentences that give the answer are looked for in other words as well, however unlikely they are.
        hits: What was found.
    """
    same = [one for one in readings if one.answer and best.answer and same_value(one.answer, best.answer)]
    found: dict[str, Reading] = {}
    wordings = dict.fromkeys(_text(one.document, one.sentence) for one in (best, *same))
    for told in list(wordings)[:WORDINGS]:
        for hit in hits:
            for document in (hit.document, *hit.copies):
                if document.id != best.document.id and told not in document.text:
                    for reading in _dissents(best, told, hit, document):
                        found.setdefault(document.id, reading)
    return list(found.values())


def _dissents(best: Reading, told: str, hit: Hit, document: Document) -> Iterator[Reading]:
    """A copy was found by another's passage, so it is looked through as a whole."""
    own, answer = document.id == hit.document.id, best.answer or told
    within = Span(hit.passage.start, hit.passage.end) if own else None
    given = [(span, other_value(answer, found)) for span, found in variants(told, document, within=within)]
    for span, value in given:
        if value and not same_value(value, answer):
            yield replace(best, document=document, sentence=span, answer=value, copies=hit.copies if own else ())


def differing(best: Reading, dissent: Sequence[Reading]) -> Reading:
    """The best reading, with the words in which the first of others differs where it has no short answer."""
    if best.answer or not dissent:
        return best
    found = variant(_text(best.document, best.sentence), _text(dissent[0].document, dissent[0].sentence))
    return replace(best, answer=found.mine) if found else best


def other_value(answer: str, found: Variant) -> str | None:
    """The answer as the other sentence gives it; None where they differ elsewhere.

    >>> other_value("640 million crowns", Variant(mine="640", theirs="710"))
    '710 million crowns'
    """
    if place := re.search(rf"(?<!\w){re.escape(found.mine)}(?!\w)", answer):
        whole = f"{answer[: place.start()]}{found.theirs}{answer[place.end() :]}"
        return whole if len(answer.split()) <= LONGEST else found.theirs
    return found.theirs if answer in found.mine else None


def _text(document: Document, span: Span) -> str:
    return document.text[span.start : span.end]
