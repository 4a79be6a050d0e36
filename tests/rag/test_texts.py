"""Texts checked sentence by sentence, with a verifier that one can predict."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.errors import UserError
from rag.checker import FactChecker
from rag.combining import Footnotes, combine
from rag.decomposing import Part
from rag.records import Label, SubClaim, Verdict
from rag.settings import Settings
from rag.texts import CheckedText, statements
from tests.helpers import RSM, CountingVerifier, add, article
from tests.rag.scripted import ScriptedModel

TEXT = (
    "The harbour was built in 1907 and has nine cranes. Is it old? It is a beautiful harbour.\n\n"
    "- The harbour was built in 1911.\n- Trains will stop there from May.\n"
)


@pytest.fixture
def harbour(settings: Settings) -> Iterator[FactChecker]:
    """An archive of two articles that say the same of the harbour."""
    add(settings, [
        article("The harbour was built in 1907. The harbour has nine cranes.", key="a", title="A", source="Old Wire"),
        article("The harbour was built in 1907, says a plaque.", key="b", title="B", published="2020-07-09"),
    ])  # fmt: skip
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as checker:
        yield checker


def labels(checked: CheckedText) -> list[tuple[str, Label | None]]:
    return [(sentence.kind, sentence.label) for sentence in checked.sentences]


def test_each_sentence_has_a_verdict_or_is_told_for_what_it_is(harbour: FactChecker) -> None:
    assert labels(harbour.check_text(TEXT)) == [
        ("claim", "supported"), ("question", None), ("opinion", None), ("claim", "refuted"), ("prediction", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("“The dam broke. Nobody came,” said Ana Roth. She left.",
         ["“The dam broke. Nobody came,” said Ana Roth.", "She left."]),
        ('He said: "The dam broke. Nobody came." She left.', ['He said: "The dam broke. Nobody came."', "She left."]),
        ('A pipe of 5" burst. It was old.\n\nThe dam broke.',
         ['A pipe of 5" burst.', "It was old.", "The dam broke."]),
    ],
    ids=["who says it stands behind", "who says it stands before", "a mark that is never closed"],
)  # fmt: skip
def test_a_quotation_of_several_sentences_is_one_statement(text: str, stated: list[str]) -> None:
    assert [text[start:end] for start, end in statements(text)] == stated


def test_places_point_into_the_text_and_its_sentences(harbour: FactChecker) -> None:
    checked = harbour.check_text(TEXT)
    for sentence in checked.sentences:
        assert TEXT[sentence.start : sentence.end] == sentence.text
    first = checked.sentences[0].verdict
    assert first is not None
    assert [(part.text, first.claim[part.start : part.end]) for part in first.sub_claims] == [
        ("The harbour was built in 1907.", "The harbour was built in 1907"),
        ("The harbour has nine cranes.", "has nine cranes"),
    ]


def test_every_number_stands_for_one_quote_of_the_whole_text(harbour: FactChecker) -> None:
    checked = harbour.check_text(TEXT)
    numbers = [citation.number for citation in checked.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    known = {citation.number: citation for citation in checked.citations}
    for sentence in checked.sentences:
        for citation in sentence.verdict.citations if sentence.verdict else ():
            assert known[citation.number] == citation
        for part in sentence.verdict.sub_claims if sentence.verdict else ():
            assert {witness.citation for witness in part.evidence} <= known.keys()


def test_the_shape_keeps_every_field_and_has_plain_values(harbour: FactChecker) -> None:
    told = harbour.check_text(TEXT).to_dict()
    assert list(told) == ["text", "labels", "sentences", "citations", "notes", "timings_ms"]
    assert {"divide", "embed", "dense", "lexical", "article", "fuse", "rerank", "verify"} == set(told["timings_ms"])
    assert told["labels"] == {"supported": 1, "refuted": 1, "conflicting": 0, "not_enough_evidence": 0}
    assert told["sentences"][1] == {
        "text": "Is it old?", "start": 51, "end": 61, "kind": "question", "verdict": None,
        "unjudged": [{"text": "Is it old?", "start": 0, "end": 10, "kind": "question"}],
    }  # fmt: skip


def test_a_pronoun_is_put_in_words_from_the_sentence_before(harbour: FactChecker) -> None:
    checked = harbour.check_text("The harbour was built in 1907. It has nine cranes.")
    second = checked.sentences[1].verdict
    assert second is not None
    assert second.sub_claims[0].text == "The harbour has nine cranes."
    assert second.label == "supported"


def test_progress_is_told_after_each_sentence(harbour: FactChecker) -> None:
    done: list[tuple[int, int]] = []
    harbour.check_text(TEXT, on_done=lambda number, everything: done.append((number, everything)))
    assert done == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_a_text_without_a_sentence_is_refused(harbour: FactChecker) -> None:
    with pytest.raises(UserError, match="no sentence"):
        harbour.check_text(" \n ")


def test_filters_hold_for_every_claim_of_a_text(harbour: FactChecker) -> None:
    checked = harbour.check_text("The harbour has nine cranes.", since="2020-01-01")
    assert {citation.title for citation in checked.citations} == {"B"}


def test_a_sentence_longer_than_any_claim_is_told_and_costs_nothing_else(harbour: FactChecker) -> None:
    checked = harbour.check_text(f"The harbour {'and the sea ' * 200}grew. The harbour has nine cranes.")
    assert [sentence.kind for sentence in checked.sentences] == ["unclear", "claim"]


def test_a_language_model_divides_where_one_is_set_and_what_it_adds_is_told(settings: Settings) -> None:
    add(settings, [article("The harbour has nine cranes.", key="a", title="A")])
    model = ScriptedModel("The harbour has nine cranes.\nThe harbour burnt down twice.\n")
    with FactChecker.open(settings=settings, verifier=CountingVerifier(), llm=model) as checker:
        checked = checker.check_text("The harbour has nine cranes.")
    assert labels(checked) == [("claim", "supported")]
    assert "burnt down twice" in checked.notes[0]


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["supported", "supported"], "supported"),
        (["supported", "refuted"], "refuted"),
        (["conflicting", "refuted"], "refuted"),
        (["supported", "conflicting"], "conflicting"),
        (["not_enough_evidence", "conflicting"], "conflicting"),
        (["supported", "not_enough_evidence"], "not_enough_evidence"),
    ],
    ids=lambda value: value if isinstance(value, str) else " and ".join(value),
)
def test_the_whole_follows_from_its_parts(parts: list[Label], whole: Label) -> None:
    verdicts = [_verdict(label, confidence=0.9 - number / 10) for number, label in enumerate(parts)]
    found = combine("A and B.", [Part(text="A.", start=0, end=1, kind="claim")] * len(parts), verdicts)
    assert found.label == whole
    assert [part.label for part in found.sub_claims] == parts
    assert 0 < found.confidence <= 0.9


def test_a_claim_that_states_two_things_is_judged_part_by_part(harbour: FactChecker) -> None:
    verdict = harbour.check("The harbour was built in 1907 and has eleven cranes that 80 people work at.")
    assert [part.text for part in verdict.sub_claims] == [
        "The harbour was built in 1907.", "The harbour has eleven cranes that 80 people work at.",
    ]  # fmt: skip
    assert verdict.sub_claims[0].label == "supported"
    assert verdict.label != "supported"


def test_a_claim_that_states_one_thing_is_its_own_only_part(harbour: FactChecker) -> None:
    (part,) = harbour.check(RSM).sub_claims
    assert (part.text, part.start, part.end) == (RSM, 0, len(RSM))


def test_a_place_that_is_cited_twice_has_one_number(harbour: FactChecker) -> None:
    notes = Footnotes()
    first = notes.renumbered(harbour.check("The harbour was built in 1907."))
    again = notes.renumbered(harbour.check("The harbour was built in 1907."))
    assert first == again or first.citations == again.citations


def test_items_and_headings_are_sentences_of_their_own() -> None:
    text = "# Harbour\n1. Spain left.\n2. Italy stayed\n* It paid."
    assert [text[start:end] for start, end in statements(text)] == [
        "Harbour",
        "Spain left.",
        "Italy stayed",
        "It paid.",
    ]


def _verdict(label: Label, *, confidence: float) -> Verdict:
    part = SubClaim(text="A.", start=0, end=2, label=label, confidence=confidence, evidence=())
    return Verdict(claim="A.", label=label, confidence=confidence, as_of=None, citations=(), sub_claims=(part,))
