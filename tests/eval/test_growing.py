"""A question just asked becomes a case, accepted or corrected; its quote is found first."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.cases import read_cases
from eval.growing import add_case
from index.archive import Archive
from index.errors import UserError
from rag.checker import FactChecker
from rag.doors.remembering import last_question, remember
from rag.records import Verdict
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


@pytest.mark.parametrize(
    ("correction", "told", "hint"),
    [
        ({"answers": ["12,000"], "not_in_articles": True}, "be declined and have an answer", "--not-in-articles"),
        ({"quote": RSM, "not_in_articles": True}, "be declined and have an answer", "--not-in-articles"),
        ({"answers": [""], "quote": RSM}, "'answers.0': is blank", "Give text"),
        ({"answers": [""]}, "What is cited does not hold ''", "--quote SENTENCE"),
        ({"answers": ["12,000"]}, "What is cited does not hold '12,000'", "--quote SENTENCE"),
        ({"quote": "NATO"}, "The quote does not hold the answer '16,000'", "--answer TEXT"),
        ({"quote": ""}, "The quote '' stands in no article", "newscheck show"),
        ({"id_": " "}, "'id': is blank", "Give text"),
    ],
    ids=["declined with an answer", "declined with a quote", "blank answer", "blank answer alone", "another answer",
         "another quote", "blank quote", "blank id"],
)  # fmt: skip
def test_corrections_that_contradict_are_refused_and_nothing_is_written(
    tmp_path: Path, answer: dict[str, Any], archive: Archive, correction: dict[str, Any], told: str, hint: str
) -> None:
    file = tmp_path / "cases.jsonl"
    with pytest.raises(UserError, match=re.escape(told)) as caught:
        add_case(file, answer, archive, **correction)
    assert hint in str(caught.value.hint)
    assert not file.exists()


def test_a_corrected_answer_keeps_the_citations_that_hold_it(
    tmp_path: Path, answer: dict[str, Any], archive: Archive
) -> None:
    other = {**answer["citations"][0], "quote": "NATO"}
    add_case(tmp_path / "cases.jsonl", {**answer, "citations": [other, *answer["citations"]]}, archive, answers=["RSM"])
    (case,) = read_cases(tmp_path / "cases.jsonl")
    assert [evidence.quote for evidence in case.evidence] == [RSM]


def test_a_case_begins_on_a_line_of_its_own(tmp_path: Path, answer: dict[str, Any], archive: Archive) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('{"id": "a", "question": "Who?", "answers": ["me"]}')
    add_case(file, answer, archive)
    assert [case.id for case in read_cases(file)] == ["a", "how-many-troops-serve-in-rsm"]


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, answer: dict[str, Any], archive: Archive) -> None:
    with pytest.raises(UserError, match="Cannot write to .*: No such file or directory"):
        add_case(tmp_path / "absent" / "cases.jsonl", answer, archive)
    packed = tmp_path / "cases.jsonl.gz"
    packed.write_bytes(gzip.compress(b""))
    with pytest.raises(UserError, match="is compressed"):
        add_case(packed, answer, archive)
    assert gzip.decompress(packed.read_bytes()) == b""


def test_a_case_is_asked_as_the_question_was(tmp_path: Path, plain: FactChecker, archive: Archive) -> None:
    settings = plain.settings.model_copy(update={"cache": tmp_path / "cache"})
    until = date(2022, 6, 4)
    remember(
        settings, plain.ask("How many troops serve in RSM?", until=until), until=until, since=None, source="Monitor"
    )
    added = add_case(tmp_path / "cases.jsonl", last_question(settings), archive)
    (case,) = read_cases(tmp_path / "cases.jsonl")
    assert (case.since, case.until, case.as_of) == (None, until, None)
    assert added["note"] == "was asked with --source 'Monitor'"


def test_only_a_question_becomes_a_case(tmp_path: Path, plain: FactChecker) -> None:
    settings = plain.settings.model_copy(update={"cache": tmp_path / "cache"})
    with pytest.raises(UserError, match="No question was asked of this archive yet"):
        last_question(settings)
    remember(settings, plain.ask("How many troops serve in RSM?"))
    assert last_question(settings)["question"] == "How many troops serve in RSM?"
    claim = "The RSM has 12,000 soldiers."
    remember(settings, Verdict(claim=claim, label="refuted", confidence=0.9, as_of=None, citations=(), sub_claims=()))
    with pytest.raises(UserError, match="The last thing asked was a claim: 'The RSM has 12,000 soldiers.'"):
        last_question(settings)


def test_a_declined_answer_must_be_accepted_or_corrected(
    tmp_path: Path, checker: FactChecker, archive: Archive
) -> None:
    declined = checker.ask("How many zebras live in the zoo of Buenos Aires?").to_dict()
    assert declined["status"] == "not_in_articles"
    with pytest.raises(UserError, match="do not say"):
        add_case(tmp_path / "cases.jsonl", declined, archive)


@pytest.mark.slow
def test_the_command_takes_the_question_asked_last_as_it_was_asked(tmp_path: Path, seed_settings: Settings) -> None:
    file = tmp_path / "mine.jsonl"
    newscheck("ask", "How many troops serve in RSM?", "--until", "2022-06-04", archive=seed_settings.archive)
    told = newscheck("eval", "add-case", str(file), archive=seed_settings.archive).stdout
    assert told == f"Added to {file}: How many troops serve in RSM? 16,000\n"
    done = newscheck("eval", "add-case", str(file), "--id", "again", "--json", archive=seed_settings.archive)
    assert (json.loads(done.stdout)["answers"], json.loads(done.stdout)["until"]) == (["16,000"], "2022-06-04")
