"""The shipped set is about its articles, and says so exactly."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from eval.cases import SHIPPED, load_cases
from eval.keeping import read_run
from eval.records import Case
from index.cleaning import clean
from index.records import Article, Document

WIRE = SHIPPED["wire"]
SET = load_cases("wire")
QUESTIONS = [case for case in SET.cases if case.label is None]
CLAIMS = [case for case in SET.cases if case.label is not None]


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    """By file name."""
    assert SET.articles is not None
    return {Path(found.key).name: clean(found) for found in SET.articles() if isinstance(found, Article)}


def test_there_are_enough_of_each_kind() -> None:
    kinds = Counter(case.kind for case in QUESTIONS)
    assert kinds.keys() == {
        "single-fact", "numeric", "date", "who-where", "multi-article", "as-of", "conflicting", "unanswerable",
        "false-premise",
    }  # fmt: skip
    assert min(kinds.values()) >= 10
    assert len(QUESTIONS) >= 150
    assert len(CLAIMS) >= 100
    assert min(Counter(case.label for case in CLAIMS).values()) >= 10


def test_each_has_a_name_of_its_own() -> None:
    assert len({case.id for case in SET.cases}) == len(SET.cases)


def test_every_article_has_a_title_a_date_and_a_source(documents: dict[str, Document]) -> None:
    assert 30 <= len(documents) <= 40
    assert all(document.title and document.published and document.source for document in documents.values())


@pytest.mark.parametrize("cases", [QUESTIONS, CLAIMS], ids=["questions", "claims"])
def test_all_evidence_stands_in_its_article(cases: list[Case], documents: dict[str, Document]) -> None:
    for case in cases:
        for given in case.evidence:
            assert given.article in documents, case.id
            assert given.quote in documents[given.article].text, case.id


def test_evidence_is_no_younger_than_the_day_that_is_asked_about(documents: dict[str, Document]) -> None:
    for case in SET.cases:
        days = [documents[given.article].published for given in case.evidence if given.article]
        assert all(day <= (case.as_of or case.until or date.max) for day in days if day), case.id
        assert all(day >= (case.since or date.min) for day in days if day), case.id


def test_what_has_no_answer_has_no_evidence_and_what_differs_has_two_sides() -> None:
    for case in QUESTIONS:
        assert bool(case.evidence) == (case.status != "not_in_articles"), case.id
        if case.status == "conflicting":
            assert len({given.article for given in case.evidence}) > 1, case.id
    for case in CLAIMS:
        assert bool(case.evidence) == (case.label != "not_enough_evidence"), case.id


def test_the_baseline_is_of_this_set() -> None:
    baseline = read_run(WIRE / "baseline")
    assert {row.id for row in baseline.rows} == {case.id for case in SET.cases}
    assert baseline.facts["data"] == SET.digest
