"""A question just asked becomes a case, accepted or corrected; its quote is found first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.cases import read_cases
from eval.growing import add_case
from index.archive import Archive
from index.errors import UserError
from rag.checker import FactChecker
from rag.settings import Settings
from tests.helpers import RSM, SEED, newscheck


@pytest.fixture
def archive(seed_settings: Settings) -> Archive:
    return Archive(seed_settings.archive)


@pytest.fixture
def answer(plain: FactChecker) -> dict[str, Any]:
    return plain.ask("How many troops serve in RSM?").to_dict()


def test_an_answer_is_accepted_with_its_citation(tmp_path: Path, answer: dict[str, Any], archive: Archive) -> None:
    file = tmp_path / "cases.jsonl"
    add_case(file, answer, archive, kind="numeric")
    (case,) = read_cases(file)
    assert (case.id, case.answers, case.kind) == ("how-many-troops-serve-in-rsm", ("16,000",), "numeric")
    assert (case.evidence[0].quote, case.evidence[0].article) == (RSM, SEED.name)


def test_an_answer_is_corrected_with_a_quote_that_is_found(
    tmp_path: Path, answer: dict[str, Any], archive: Archive
) -> None:
    file = tmp_path / "cases.jsonl"
    add_case(file, answer, archive, answers=["16 thousand", "16,000"], quote=RSM)
    add_case(file, answer, archive, not_in_articles=True)
    first, second = read_cases(file)
    assert first.answers == ("16 thousand", "16,000")
    assert (second.id, second.status) == ("how-many-troops-serve-in-rsm-2", "not_in_articles")


def test_a_quote_that_stands_nowhere_is_refused_and_nothing_is_written(
    tmp_path: Path, answer: dict[str, Any], archive: Archive
) -> None:
    file = tmp_path / "cases.jsonl"
    with pytest.raises(UserError, match="stands in no article"):
        add_case(file, answer, archive, quote="The RSM has 60,000 soldiers.")
    add_case(file, answer, archive, id_="rsm")
    with pytest.raises(UserError, match="has a case 'rsm' already"):
        add_case(file, answer, archive, id_="rsm")
    assert len(list(read_cases(file))) == 1


def test_a_declined_answer_must_be_accepted_or_corrected(
    tmp_path: Path, checker: FactChecker, archive: Archive
) -> None:
    declined = checker.ask("How many zebras live in the zoo of Buenos Aires?").to_dict()
    assert declined["status"] == "not_in_articles"
    with pytest.raises(UserError, match="do not say"):
        add_case(tmp_path / "cases.jsonl", declined, archive)


@pytest.mark.slow
def test_the_command_takes_the_question_asked_last(tmp_path: Path, seed_settings: Settings) -> None:
    newscheck("ask", "How many troops serve in RSM?", archive=seed_settings.archive)
    done = newscheck("eval", "add-case", str(tmp_path / "mine.jsonl"), archive=seed_settings.archive)
    assert json.loads(done.stdout)["answers"] == ["16,000"]
