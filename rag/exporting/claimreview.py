"""A checked text as schema.org's ClaimReview in JSON-LD: for pages on the web, and for those who gather fact checks.

    {"@graph": [ClaimReview {itemReviewed: Claim, reviewRating: Rating,
                             citation: [Quotation {isPartOf: NewsArticle {associatedMedia: MediaObject {sha256}}}]}]}

Where a quote stands in its article's text, and on which page, is told in the words of the W3C's Web Annotation
vocabulary (`oa:`). Articles that tell the story in nearly the same words are the article's `workExample`s. What is not
known is left out. The address of the page that will show it (`url`) is the publisher's to add.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from index.records import Copy
from rag.doors.wording import VERDICTS, sure
from rag.exporting import Review, reviews
from rag.naming import own_address
from rag.records import Citation, Label, SubClaim, Witness
from rag.verifying import Stance

if TYPE_CHECKING:
    from rag.texts import CheckedText

Node = dict[str, Any]

CONTEXT = [
    "https://schema.org",
    {
        "oa": "http://www.w3.org/ns/oa#",
        "dcterms": "http://purl.org/dc/terms/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    },
]
PAGES = "http://tools.ietf.org/rfc/rfc3778"
"""What defines "page=3", as the Web Annotation vocabulary names it."""

NAME = "newscheck"
"""Who judged, where nobody else takes it upon them."""

RATINGS: Mapping[Label, int] = {"supported": 5, "conflicting": 3, "refuted": 1}
"""On the scale from 1, false, to 5, true, by which fact checks are gathered. Where the articles differ it is the
middle: some say so, some say otherwise. Where there is not enough evidence there is no value, only the words: any
figure would be counted as a judgement."""

WORST, BEST = 1, 5

STANCES: Mapping[Stance, str] = {
    "supports": "supports the claim", "refutes": "refutes the claim", "neither": "settles nothing",
}  # fmt: skip


def as_claimreview(checked: CheckedText, *, day: date, author: str = NAME) -> Node:
    """One JSON-LD document with a ClaimReview for each judged part; none where nothing is claimed.

    Args:
        checked: A text; one claim is `CheckedText.of(verdict)`.
        day: Of the export.
        author: The organisation that publishes the reviews.
    """
    return {"@context": CONTEXT, "@graph": [_review(review, day, author) for review in reviews(checked)]}


def _review(review: Review, day: date, author: str) -> Node:
    return _node(
        "ClaimReview",
        claimReviewed=review.part.text,
        itemReviewed=_claim(review),
        reviewRating=_rating(review.part),
        reviewBody=review.part.explanation,
        author=_node("Organization", name=author),
        datePublished=day.isoformat(),
        citation=[_quotation(witness, citation) for witness, citation in review.quotes],
    )


def _claim(review: Review) -> Node:
    """What it says, and the sentence that says it, where that is in other words."""
    told, sentence = review.part.text, review.sentence.text
    return _node("Claim", text=told, appearance=_node("CreativeWork", text=sentence) if sentence != told else None)


def _rating(part: SubClaim) -> Node:
    value = RATINGS.get(part.label)
    return _node(
        "Rating",
        ratingValue=value,
        worstRating=None if value is None else WORST,
        bestRating=None if value is None else BEST,
        alternateName=VERDICTS.get(part.label, "Not enough evidence"),
        ratingExplanation=sure(part.confidence),
    )


def _quotation(witness: Witness, citation: Citation) -> Node:
    place: Node = {"@type": "oa:TextPositionSelector", "oa:start": citation.start, "oa:end": citation.end}
    quotation = _node(
        "Quotation",
        position=citation.number,
        text=citation.quote,
        description=f"{STANCES[witness.stance]}{f', in the words of {witness.speaker}' if witness.speaker else ''}",
        isPartOf=_article(citation),
    )
    return quotation | {"oa:hasSelector": [place, _page(citation.page)] if citation.page else place}


def _page(number: int) -> Node:
    value = {"dcterms:conformsTo": {"@id": PAGES}, "rdf:value": f"page={number}"}
    return {"@type": "oa:FragmentSelector"} | value


def _article(citation: Citation) -> Node:
    return _told(
        citation,
        author=_named("Person", citation.author),
        associatedMedia=_node("MediaObject", encodingFormat="text/plain", sha256=citation.sha256),
        workExample=[_told(copy) for copy in citation.copies],
    )


def _told(article: Citation | Copy, **more: object) -> Node:
    return _node(
        "NewsArticle",
        identifier=article.article_id,
        headline=article.title,
        url=own_address(article),
        datePublished=article.published.isoformat() if article.published else None,
        publisher=_named("Organization", article.source),
        **more,
    )


def _named(kind: str, name: str | None) -> Node | None:
    return _node(kind, name=name) if name else None


def _node(kind: str, **known: Any) -> Node:  # noqa: ANN401 -- as many kinds as the vocabulary has
    """An object of a type, without what is not known."""
    return {"@type": kind} | {name: value for name, value in known.items() if value not in (None, "", [])}
