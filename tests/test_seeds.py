"""The shipped questions and claims are about the shipped article, and say so exactly."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from rag.checker import FactChecker
from tests.helpers import ROOT, RSM

SEEDS = ROOT / "seeds"


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SEEDS / name).read_text().splitlines()]


CASES, CLAIMS = lines("cases.jsonl"), lines("claims.jsonl")


def test_there_are_enough_of_each_kind() -> None:
    answerable = [case for case in CASES if case["answers"]]
    assert len(answerable) >= 40
    assert len(CASES) - len(answerable) >= 20
    assert sum("near miss" in (case["note"] or "") for case in CASES) >= 10
    assert Counter(claim["label"] for claim in CLAIMS).keys() == {"supported", "refuted", "not_enough_evidence"}
    changes = {claim["change"] for claim in CLAIMS if claim["label"] == "refuted"}
    assert changes == {"number", "name", "place", "date", "negation"}
    assert len(CLAIMS) >= 40


@pytest.mark.parametrize("collection", [CASES, CLAIMS], ids=["cases", "claims"])
def test_each_has_a_name_of_its_own(collection: list[dict[str, Any]]) -> None:
    assert len({item["id"] for item in collection}) == len(collection)


def test_the_first_case_is_the_first_question() -> None:
    assert (CASES[0]["question"], CASES[0]["answers"], CASES[0]["evidence"]) == (
        "How many troops serve in RSM?", ["16,000"], [RSM],
    )  # fmt: skip


def test_all_evidence_stands_in_the_article_as_stored(checker: FactChecker) -> None:
    (document,) = checker.articles()
    for item in [*CASES, *CLAIMS]:
        assert all(sentence in document.text for sentence in item["evidence"]), item["id"]
    for case in CASES:
        assert bool(case["answers"]) == bool(case["evidence"]), case["id"]


def test_the_sources_name_every_article_and_its_digest() -> None:
    sources = json.loads((SEEDS / "SOURCES.json").read_text())
    listed = {entry["file"]: entry["sha256"] for entry in sources["articles"]}
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(SEEDS.glob("*.txt"))}
    assert listed == found
    assert all(Path(SEEDS / sources[kind]["file"]).exists() for kind in ("questions", "claims", "follow-ups"))
