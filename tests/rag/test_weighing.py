"""Voices add up to one verdict: by weights that were fitted, by values beyond doubt, and each article has one side."""

from __future__ import annotations

from datetime import date

import pytest

from index.records import Document
from index.splitting import Span
from rag.calibration import VerdictCalibration
from rag.checking import compose
from rag.compared import Comparison
from rag.covering import Coverage, Stated
from rag.verifying import Stances
from rag.voices import Voice
from rag.weighing import FEATURES, features

FULL = Coverage(words=1.0, names=1.0, numbers=1.0)
CALIBRATION = VerdictCalibration.load()


def says(supports: float, refutes: float, *, relevance: float = 1.0, name: str = "a", **facts: object) -> Voice:
    text = f"What {name} says of it."
    document = Document(title="It", text=text, origin=f"/news/{name}", published=date(2021, 5, 3))
    stances = Stances(supports=supports, refutes=refutes, neither=1 - supports - refutes)
    covered = Coverage(words=relevance, names=relevance, numbers=relevance)
    given: dict[str, object] = {"document": document, "copies": (), "rank": 0, "passage": stances, **facts}
    return Voice(sentence=Span(0, len(text)), stances=stances, here=covered, around=covered, **given)  # type: ignore[arg-type]


def label_of(*voices: Voice) -> str:
    return compose("It is so.", voices, calibration=CALIBRATION).label


def test_the_features_are_those_that_are_named_and_every_weight_has_one() -> None:
    assert tuple(features([says(0.9, 0.05)])) == FEATURES
    assert {name for weights in CALIBRATION.weights.values() for name in weights} <= {*FEATURES, "bias"}


def test_probabilities_of_the_labels_add_up_to_one() -> None:
    found = CALIBRATION.probabilities(features([says(0.5, 0.3)]))
    assert sum(found.values()) == pytest.approx(1.0)
    assert found.keys() == {"supported", "refuted", "not_enough_evidence"}


def test_a_side_that_no_article_takes_does_not_win_whatever_the_weights_say() -> None:
    unsure = says(0.4, 0.35, passage=Stances(supports=0.05, refutes=0.9, neither=0.05))
    assert CALIBRATION.decide(features([unsure]))[0] == "refuted"
    assert label_of(unsure) == "supported"
    assert label_of(unsure, says(0.05, 0.9, name="b")) == "refuted"


def test_where_values_differ_only_articles_that_give_one_are_cited() -> None:
    so = Comparison(outcome="agrees", claimed="5", told="5", held=True)
    otherwise = Comparison(outcome="differs", claimed="5", told="6", held=True)
    told = [
        says(0.8, 0.1, comparison=so), says(0.1, 0.8, name="b", comparison=otherwise), says(0.05, 0.9, name="c"),
        says(0.1, 0.8, name="d", comparison=otherwise),
    ]  # fmt: skip
    verdict = compose("It is 5.", told, calibration=CALIBRATION)
    assert verdict.label == "conflicting"
    assert {citation.quote for citation in verdict.citations} == {f"What {name} says of it." for name in "abd"}


def test_a_second_article_makes_a_verdict_surer() -> None:
    alone = compose("It is so.", [says(0.8, 0.1)], calibration=CALIBRATION)
    joined = compose("It is so.", [says(0.8, 0.1), says(0.8, 0.1, name="b")], calibration=CALIBRATION)
    assert joined.confidence > alone.confidence


def test_a_much_weaker_other_side_is_no_conflict_but_is_cited_as_speaking_against() -> None:
    verdict = compose("It is so.", [says(0.95, 0.02), says(0.1, 0.6, name="b")], calibration=CALIBRATION)
    assert verdict.label == "supported"
    assert [witness.stance for witness in verdict.sub_claims[0].evidence] == ["supports", "refutes"]


def test_a_sure_stance_of_a_sentence_about_something_else_settles_nothing() -> None:
    assert label_of(says(0.02, 0.9, relevance=0.1)) == "not_enough_evidence"
    assert label_of(says(0.9, 0.05), says(0.02, 0.95, relevance=0.3, name="b")) == "supported"


def test_a_copy_of_a_story_takes_no_side_of_its_own() -> None:
    copy = says(0.02, 0.9, name="copy")
    assert label_of(says(0.95, 0.02, copies=(copy.document,)), copy) == "supported"
    assert label_of(says(0.95, 0.02), copy) == "conflicting"


def test_the_stronger_side_of_a_conflict_is_cited_first() -> None:
    verdict = compose("It is so.", [says(0.8, 0.1), says(0.02, 0.95, name="b")], calibration=CALIBRATION)
    assert verdict.label == "conflicting"
    assert verdict.citations[0].quote == "What b says of it."


def test_nothing_found_is_not_enough_evidence_for_certain() -> None:
    verdict = compose("It is so.", [], calibration=CALIBRATION)
    assert (verdict.label, verdict.confidence, verdict.citations) == ("not_enough_evidence", 1.0, ())


def test_numbers_are_covered_as_values_and_abbreviations_in_both_forms() -> None:
    explains = Document(title="", text="The Kosovo Force (KFOR) is small.", origin="/news/a")
    stated = Stated.read("The Kosovo Force has 16,000 soldiers.", [explains])
    assert stated.covered_by("KFOR has 16 thousand soldiers.") == FULL
    assert stated.explanation("KFOR has many.") == "Kosovo Force (KFOR)."
    assert stated.explanation("The Kosovo Force has many.") == ""
