"""Checked texts to exports that can be verified again, as `rag.reverifying` does it.

    CheckedText -> [Review] -> ClaimReview (JSON-LD) | CSV -> [Citation]

Every export carries each quote with its place in the article, the SHA-256 of the article's text, and the dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.records import Citation, SubClaim, Witness

if TYPE_CHECKING:  # verifying exports needs no sentences
    from rag.texts import CheckedSentence, CheckedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A judged part of a text, with the quotes that settle it."""

    sentence: CheckedSentence
    part: SubClaim
    quotes: tuple[tuple[Witness, Citation], ...]
    """Each place once; empty where there is not enough evidence: the nearest sentences settle nothing."""


def reviews(checked: CheckedText) -> Iterator[Review]:
    """What was judged, in the order of the text."""
    for sentence in checked.sentences:
        for part in sentence.verdict.sub_claims if sentence.verdict else ():
            yield review(sentence, part, checked)


def review(sentence: CheckedSentence, part: SubClaim, checked: CheckedText) -> Review:
    """One judged part of a sentence of a text."""
    numbered = {citation.number: citation for citation in checked.citations}
    settling = part.evidence if part.label != "not_enough_evidence" else ()
    first = {witness.citation: witness for witness in reversed(settling)}
    places = dict.fromkeys(witness.citation for witness in settling)
    return Review(sentence=sentence, part=part, quotes=tuple((first[n], numbered[n]) for n in places))
