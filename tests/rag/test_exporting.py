"""What checked texts are exported as: schema.org's words, and tables that a spreadsheet can open."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from index.records import Copy
from rag.exporting.claimreview import RATINGS, as_claimreview
from rag.exporting.reading import read_export
from rag.exporting.table import COLUMNS, as_csv, guarded, unguarded
from rag.records import LABELS, Citation, Label, SubClaim, Verdict, Witness
from rag.settings import Settings
from rag.texts import CheckedText
from tests.helpers import add, article
from tests.rag.exports import DAY, FIRST, FORMULA, TEXT, checked, exported, fill

PARENTS = {
    "ClaimReview": "Review", "Review": "CreativeWork", "Claim": "CreativeWork", "Quotation": "CreativeWork",
    "NewsArticle": "Article", "Article": "CreativeWork", "MediaObject": "CreativeWork", "CreativeWork": "Thing",
    "Rating": "Intangible", "Intangible": "Thing", "Organization": "Thing", "Person": "Thing",
}  # fmt: skip
PROPERTIES: dict[str, tuple[set[str], set[str]]] = {
    "alternateName": ({"Thing"}, {"Text"}),
    "appearance": ({"Claim"}, {"CreativeWork"}),
    "associatedMedia": ({"CreativeWork"}, {"MediaObject"}),
    "author": ({"CreativeWork", "Rating"}, {"Organization", "Person"}),
    "bestRating": ({"Rating"}, {"Number", "Text"}),
    "citation": ({"CreativeWork"}, {"CreativeWork", "Text"}),
    "claimReviewed": ({"ClaimReview"}, {"Text"}),
    "datePublished": ({"CreativeWork"}, {"Date", "DateTime"}),
    "description": ({"Thing"}, {"Text"}),
    "encodingFormat": ({"CreativeWork", "MediaObject"}, {"Text", "URL"}),
    "headline": ({"CreativeWork"}, {"Text"}),
    "identifier": ({"Thing"}, {"PropertyValue", "Text", "URL"}),
    "isPartOf": ({"CreativeWork"}, {"CreativeWork", "URL"}),
    "itemReviewed": ({"AggregateRating", "Review"}, {"Thing"}),
    "name": ({"Thing"}, {"Text"}),
    "position": ({"CreativeWork", "ListItem"}, {"Integer", "Text"}),
    "publisher": ({"CreativeWork"}, {"Organization", "Person"}),
    "ratingExplanation": ({"Rating"}, {"Text"}),
    "ratingValue": ({"Rating"}, {"Number", "Text"}),
    "reviewBody": ({"Review"}, {"Text"}),
    "reviewRating": ({"Review"}, {"Rating"}),
    "sha256": ({"MediaObject"}, {"Text"}),
    "text": ({"CreativeWork"}, {"Text"}),
    "url": ({"Thing"}, {"URL"}),
    "workExample": ({"CreativeWork"}, {"CreativeWork"}),
    "worstRating": ({"Rating"}, {"Number", "Text"}),
}
"""Of schema.org 30.1, the types and properties that are used: on which types, with values of which types."""
POSITION = {"@type": "oa:TextPositionSelector", "oa:start": int, "oa:end": int}
PAGE = {"@type": "oa:FragmentSelector", "dcterms:conformsTo": dict, "rdf:value": str}


def kinds_of(value: Any) -> set[str]:  # noqa: ANN401 -- any JSON
    """The types of the vocabulary that a value has."""
    if isinstance(value, dict):
        found, kind = set(), value.get("@type")
        while kind:
            found.add(kind)
            kind = PARENTS.get(kind)
        return found
    if isinstance(value, int):
        return {"Integer", "Number"}
    if not isinstance(value, str) or not value.strip():
        return set()
    found = {"Text"} | ({"URL"} if re.fullmatch(r"https?://\S+", value) else set())
    return found | ({"Date"} if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else set())


def listed(values: Any) -> list[Any]:  # noqa: ANN401 -- any JSON
    """Several, or one."""
    return values if isinstance(values, list) else [values]


def shape_of(selector: dict[str, Any]) -> dict[str, Any]:
    """Its type and those of its values."""
    return {name: value if name == "@type" else type(value) for name, value in selector.items()}


def wrong(node: dict[str, Any]) -> Iterator[str]:
    """What of a node and all below it is not of the vocabulary."""
    for name, values in node.items():
        if name == "@type":
            continue
        if name == "oa:hasSelector":
            yield from (f"{name}: {one}" for one in listed(values) if shape_of(one) not in (POSITION, PAGE))
            continue
        domain, expected = PROPERTIES.get(name, (set(), set()))
        if not domain & kinds_of(node):
            yield f"{node['@type']} has no {name}"
        for value in listed(values):
            if not expected & kinds_of(value):
                yield f"{name}: {value!r}"
            yield from wrong(value) if isinstance(value, dict) else ()


@pytest.fixture
def harbour(settings: Settings) -> CheckedText:
    fill(settings)
    return checked(settings)


def test_every_term_is_of_the_vocabulary_and_every_value_of_the_type_it_expects(harbour: CheckedText) -> None:
    document = json.loads(exported(harbour, "claimreview"))
    assert document["@context"][0] == "https://schema.org"
    assert document["@context"][1]["oa"] == "http://www.w3.org/ns/oa#"
    assert [node["@type"] for node in document["@graph"]] == ["ClaimReview"] * 4
    assert [problem for node in document["@graph"] for problem in wrong(node)] == []


def test_the_check_of_the_vocabulary_finds_a_wrong_type_an_unknown_term_and_an_empty_value() -> None:
    rating = {"@type": "Claim", "verdict": 1}
    node = {"@type": "ClaimReview", "sha256": "ab", "claimReviewed": "", "reviewRating": rating}
    assert list(wrong(node)) == [
        "ClaimReview has no sha256", "claimReviewed: ''", f"reviewRating: {rating}",
        "Claim has no verdict", "verdict: 1",
    ]  # fmt: skip


def test_a_review_says_what_was_claimed_how_it_is_rated_why_and_by_which_quote(harbour: CheckedText) -> None:
    review = as_claimreview(harbour, day=DAY)["@graph"][0]
    assert review["claimReviewed"] == "The harbour was built in 1911."
    assert review["itemReviewed"]["appearance"]["text"] == TEXT[:50]
    assert (review["reviewRating"]["ratingValue"], review["reviewRating"]["alternateName"]) == (1, "Refuted")
    assert "Old, Wire of 9 Jul 2020 gives 1907 where the claim says 1911." in review["reviewBody"]
    assert review["datePublished"] == "2026-11-28"
    quotation = review["citation"][0]
    assert (quotation["text"], quotation["description"]) == (FIRST, "refutes the claim")
    assert quotation["oa:hasSelector"] == {"@type": "oa:TextPositionSelector", "oa:start": 0, "oa:end": len(FIRST)}
    assert quotation["isPartOf"]["publisher"] == {"@type": "Organization", "name": "Old, Wire"}
    assert quotation["isPartOf"]["associatedMedia"]["sha256"] == harbour.citations[0].sha256


def test_a_review_says_whose_words_a_quote_tells(settings: Settings) -> None:
    told = "“The harbour was built in 1911,” said Ada Roe, the mayor."
    add(settings, [article(told, key="a", title="Harbour")])
    review = as_claimreview(checked(settings, "The harbour was built in 1911."), day=DAY)["@graph"][0]
    assert [quotation["description"].partition(", ")[2] for quotation in review["citation"]] == [
        "in the words of Ada Roe"
    ]


def test_what_is_not_known_is_left_out(harbour: CheckedText) -> None:
    review = as_claimreview(harbour, day=DAY)["@graph"][2]
    assert review["claimReviewed"] == FORMULA
    assert set(review["citation"][0]["isPartOf"]) == {"@type", "identifier", "headline", "associatedMedia"}


def test_a_quote_has_its_page_and_the_copies_of_its_story_and_both_are_of_the_vocabulary() -> None:
    copy = Copy(article_id="b" * 16, title="Rain", source="Sea Wire", url=None, published=date(2020, 7, 10))
    citation = Citation(
        number=1, article_id="a" * 16, title="Rain", source=None, author=None, url=None, published=None,
        quote="Rain fell.", start=40, end=50, page=3, sha256="c" * 64, copies=(copy,),
    )  # fmt: skip
    witness = Witness(stance="supports", score=0.9, citation=1)
    part = SubClaim(text="Rain fell.", start=0, end=10, label="supported", confidence=0.9, evidence=(witness,))
    verdict = Verdict(
        claim="Rain fell.", label="supported", confidence=0.9, as_of=None, citations=(citation,), sub_claims=(part,)
    )
    document = as_claimreview(CheckedText.of(verdict), day=DAY)
    (quotation,) = document["@graph"][0]["citation"]
    assert list(wrong(document["@graph"][0])) == []
    assert quotation["oa:hasSelector"][1]["rdf:value"] == "page=3"
    assert quotation["isPartOf"]["workExample"] == [{
        "@type": "NewsArticle", "identifier": "b" * 16, "headline": "Rain", "datePublished": "2020-07-10",
        "publisher": {"@type": "Organization", "name": "Sea Wire"},
    }]  # fmt: skip
    (read,) = read_export(json.dumps(document)).citations
    assert (read.page, read.start, read.quote) == (3, 40, "Rain fell.")


@pytest.mark.parametrize("label", LABELS)
def test_each_label_has_its_rating_and_not_enough_evidence_has_words_only(label: Label) -> None:
    part = SubClaim(text="A.", start=0, end=2, label=label, confidence=0.7, evidence=())
    verdict = Verdict(claim="A.", label=label, confidence=0.7, as_of=None, citations=(), sub_claims=(part,))
    (review,) = as_claimreview(CheckedText.of(verdict), day=DAY, author="The Daily")["@graph"]
    values = ("ratingValue", "worstRating", "bestRating")
    told = [review["reviewRating"].get(name) for name in values]
    assert told == ([None] * 3 if label == "not_enough_evidence" else [RATINGS[label], 1, 5])
    assert review["reviewRating"]["alternateName"].lower() in {label.replace("_", " "), "the articles differ"}
    assert review["author"]["name"] == "The Daily"
    assert "citation" not in review


def rows(of: CheckedText) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(of, day=DAY), newline=""), strict=True))


def test_the_table_has_a_row_for_each_part_and_quote_and_names_its_columns(harbour: CheckedText) -> None:
    table = rows(harbour)
    assert [(row["kind"], row["label"], bool(row["quote"])) for row in table] == [
        ("claim", "refuted", True), ("claim", "refuted", True), ("claim", "supported", True),
        ("claim", "supported", True), ("question", "", False), ("claim", "not_enough_evidence", False),
    ]  # fmt: skip
    assert [row["source"] for row in table[:2]] == ["Old, Wire", "Sea Wire"]
    assert set(table[0]) == set(COLUMNS) > {field.name for field in fields(Citation)}
    for row in table:
        assert TEXT[int(row["claim_start"]) : int(row["claim_end"])].strip(".") in row["sentence"]
        assert date.fromisoformat(row["exported"]) == DAY
    assert table[0]["explanation"]


def test_lines_end_and_cells_are_quoted_as_rfc_4180_has_it(harbour: CheckedText) -> None:
    table = as_csv(harbour, day=DAY)
    assert table.count("\r\n") == 7
    assert not re.search(r"(?<!\r)\n", table)
    assert '"Old, Wire"' in table


def test_no_cell_can_be_run_by_a_spreadsheet(harbour: CheckedText) -> None:
    cells = [cell for row in rows(harbour) for cell in row.values()]
    assert not [cell for cell in cells if re.match("[=+\\-@\t\r\n＝＋－＠]", cell)]
    assert {f"'{FORMULA}", "'=Harbour <i>"} <= set(cells)


@pytest.mark.parametrize(
    "cell", ["=1+1", "'=1+1", "''-x", "'Twas so.", "@a", "＝1", "\tx", "-", "'", "", "plain", "1907"]
)
def test_what_was_guarded_can_be_read_as_it_was(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


def test_the_page_carries_its_reviews_and_nothing_in_them_closes_their_element(harbour: CheckedText) -> None:
    page = exported(harbour, "html")
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(data) == as_claimreview(harbour, day=DAY)
    assert "</script> here" in json.loads(data)["@graph"][1]["citation"][0]["text"]
    assert not set("<>&") & set(data)
    assert page.count("<script") == page.count("</script>") == 1
