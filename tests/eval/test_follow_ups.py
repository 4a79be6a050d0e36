"""Questions that follow others are asked after them, in the way that was named, and judged for how they were put."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from eval.cases import SHIPPED, CaseError, load_cases, read_cases
from eval.follow_ups import Way, judge_asked
from eval.keeping import read_run, write_run
from eval.page import page
from eval.records import Case, Run
from eval.retrieval import dataset_settings
from eval.running import run
from eval.summarising import figures
from eval.telling import tell_failures
from index.cleaning import clean
from index.records import Article
from rag.settings import Settings
from tests.eval.helpers import make_set, sentence
from tests.helpers import ROOT

MEASURED, DEVELOPED = SHIPPED["follow-ups"], SHIPPED["wire"] / "follow-ups-development.jsonl"
SEEDS = ROOT / "seeds" / "follow-ups.jsonl"
LIMA = {
    "id": "and-lima", "previous": ["How many metres long is the bridge in Oslo?"], "question": "And in Lima?",
    "rewrites": ["How many metres long is the bridge in Lima?"], "answers": ["340"],
    "evidence": [{"article": "Lima.md", "quote": sentence("Lima")}],
}  # fmt: skip


def asked(folder: Path, settings: Settings, way: Way, *lines: Mapping[str, object]) -> Run:
    cases = make_set(folder / "set") / "cases.jsonl"
    cases.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    dataset = load_cases(str(cases))
    return run(dataset, dataset_settings(settings, dataset, None), stages=("lexical",), follow_ups=way)


@pytest.mark.parametrize(
    ("way", "question", "resolved"),
    [
        ("resolved", "How many metres long is the bridge in Lima?", 1.0),
        ("typed", "And in Lima?", 0.0),
        ("joined", "How many metres long is the bridge in Oslo? And in Lima?", 0.0),
        ("by-hand", "How many metres long is the bridge in Lima?", 1.0),
    ],
)
def test_a_question_is_put_in_the_way_that_was_named(
    way: Way, question: str, resolved: float, tmp_path: Path, settings: Settings
) -> None:
    ran = asked(tmp_path, settings, way, LIMA)
    (row,) = ran.rows
    assert row.got is not None
    assert (row.question, row.got["question"]) == ("And in Lima?", question)
    assert (row.scores["resolved"], ran.facts["follow_ups"]) == (resolved, way)
    if resolved:
        assert (row.retrieved[0], row.scores["asked F1"]) == ("Lima.md", 1.0)


def test_a_question_after_no_other_is_not_judged_for_how_it_was_put(tmp_path: Path, settings: Settings) -> None:
    alone = {"id": "oslo", "question": "How long is the bridge in Oslo?", "answers": ["12"]}
    unknown = {**LIMA, "id": "no-wording", "rewrites": []}
    ran = asked(tmp_path, settings, "resolved", alone, unknown, LIMA)
    first, second, third = ran.rows
    assert first.why_not["resolved"] == "the question follows no other"
    assert "previous" not in first.expected
    assert second.why_not["asked F1"] == "no wording in full is known"
    assert third.expected["previous"] == LIMA["previous"]
    assert figures(ran)["resolved"].cases == 1


def test_what_was_asked_before_and_as_what_is_kept_and_told(tmp_path: Path, settings: Settings) -> None:
    ran = asked(tmp_path, settings, "typed", {**LIMA, "answers": ["3,400"], "evidence": []})
    write_run(ran, tmp_path / "run")
    kept = read_run(tmp_path / "run")
    assert kept.rows[0].expected["rewrites"] == LIMA["rewrites"]
    assert "    after How many metres long is the bridge in Oslo? Put as: And in Lima?" in tell_failures(kept)
    html = page(kept, {name: figure.to_dict() for name, figure in figures(kept).items()})
    assert "<dt>after</dt><dd data-s>How many metres long is the bridge in Oslo?</dd>" in html
    assert "<dt>put as</dt><dd data-s>And in Lima?</dd>" in html


@pytest.mark.parametrize(
    ("put", "resolved"),
    [
        ("How many of the troops that serve in RSM are American?", 1.0),
        ("How many troops who serve in RSM are American today?", 1.0),
        ("How many of them are American?", 0.0),
        ("How many of the troops that serve in KFOR are American?", 0.0),
        ("Which of the many troops that serve in RSM are American?", 0.0),
        (None, 0.0),
    ],
)
def test_a_question_is_resolved_when_kind_names_and_words_are_those_of_a_wording(
    put: str | None, resolved: float
) -> None:
    wording = "How many of the troops that serve in RSM are American?"
    case = Case(id="x", question="And how many of them are American?", previous=("?",), rewrites=("Who?", wording))
    assert judge_asked(case, put)["resolved"] == resolved


def test_wordings_of_a_question_that_follows_no_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(
        json.dumps({"id": "x", "question": "Who?", "answers": [], "rewrites": ["Who?"]})
    )
    with pytest.raises(CaseError, match="rewrites are of a question that follows others: previous"):
        read_cases(tmp_path / "cases.jsonl")


def test_the_shipped_follow_ups_are_about_the_shipped_articles_and_known_by_their_ids() -> None:
    measured, developed, seeds = (read_cases(file) for file in (MEASURED, DEVELOPED, SEEDS))
    cases = [*measured, *developed, *seeds]
    assert len({case.id for case in cases}) == len(cases)
    texts = {Path(a.key).name: clean(a).text for a in _articles() if isinstance(a, Article)}
    for case in cases:
        assert case.previous, case.id
        assert case.rewrites, case.id
        assert bool(case.evidence) == (case.status != "not_in_articles"), case.id
        assert all(given.quote in texts[given.article or ""] for given in case.evidence), case.id


def test_there_are_forty_to_measure_and_what_stands_by_itself_is_to_be_asked_as_it_is() -> None:
    kinds = Counter(case.kind for case in read_cases(MEASURED))
    assert kinds.total() - kinds["self-contained"] >= 40
    assert min(kinds.values()) >= 5
    for case in (*read_cases(MEASURED), *read_cases(DEVELOPED)):
        assert (case.question in case.rewrites) == (case.kind == "self-contained"), case.id


def _articles() -> list[object]:
    found: list[object] = []
    for name in ("wire", "seeds"):
        dataset = load_cases(name)
        assert dataset.articles is not None
        found += dataset.articles()
    return found
