"""Claims of a set are checked when there is a verifier, and judged by their labels and evidence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sklearn.metrics import precision_recall_fscore_support

from eval.cases import SHIPPED, load_cases
from eval.comparing import compare
from eval.judging import Judged, judge
from eval.keeping import read_run, write_run
from eval.page import outcome as page_outcome
from eval.records import LABELS, Case, Row, Run
from eval.retrieval import dataset_settings
from eval.running import run
from eval.summarising import figures, kinds, outcome
from eval.telling import tell_failures, tell_run
from eval.verdicts import CLAIM_MEASURES, by_label, confusion
from index.errors import UserError
from rag.models import Models
from rag.records import Answer, Derivation
from rag.settings import Settings
from rag.verifying import Pair, Stances
from tests.eval.helpers import make_set, sentence
from tests.eval.test_page import read
from tests.helpers import CountingVerifier

CLAIMS = [
    ("right", "The new bridge in Lima is 340 metres long.", "supported", "Lima"),
    ("wrong", "The new bridge in Cairo is 90 metres long.", "refuted", "Cairo"),
    ("unknown", "The opera in Lisbon has a leaking roof.", "not_enough_evidence", None),
    ("mistaken", "The new bridge in Hanoi is 91 metres long.", "refuted", "Hanoi"),
]


def claim_set(folder: Path) -> str:
    made = make_set(folder)
    lines = [
        {"id": id_, "claim": claim, "label": label,
         "evidence": [{"article": f"{city}.md", "quote": sentence(city)}] if city else []}
        for id_, claim, label, city in CLAIMS
    ]  # fmt: skip
    (made / "claims.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return str(made)


@pytest.fixture
def checked(tmp_path: Path, settings: Settings) -> Run:
    dataset = load_cases(claim_set(tmp_path / "set"))
    return run(
        dataset,
        dataset_settings(settings, dataset, None),
        stages=("lexical",),
        models=Models(verifier=CountingVerifier()),
        at_once=1,
    )


def row_of(ran: Run, id_: str) -> Row:
    return next(row for row in ran.rows if row.id == id_)


def test_a_claim_is_judged_by_its_label_and_by_the_evidence_that_is_cited(checked: Run) -> None:
    right, wrong, mistaken = (row_of(checked, id_) for id_ in ("right", "wrong", "mistaken"))
    assert (right.got or {})["label"] == "supported"
    assert (wrong.got or {})["label"] == "refuted"
    assert [row.scores["label"] for row in (right, wrong, mistaken)] == [1.0, 1.0, 0.0]
    assert [row.scores["AVeriTeC-like"] for row in (right, wrong, mistaken)] == [1.0, 1.0, 0.0]
    assert mistaken.scores["evidence recall"] == 1.0
    assert right.scores["quotes verbatim"] == 1.0
    assert (right.scores["label Brier"] or 0) < 0.1
    assert (mistaken.scores["label Brier"] or 0) > 0.7
    assert "timings_ms" not in (right.got or {})


def test_what_a_claim_cannot_be_scored_on_has_a_reason(checked: Run) -> None:
    unknown, question = row_of(checked, "unknown"), row_of(checked, "oslo")
    assert unknown.scores["label"] == 1.0
    assert unknown.why_not["evidence recall"] == unknown.why_not["AVeriTeC-like"] == "no evidence is known"
    assert (unknown.scores["right"], unknown.why_not["right"]) == (None, "a claim")
    assert {question.why_not[measure] for measure in CLAIM_MEASURES} == {"a question"}
    for row in checked.rows:
        assert {name for name, score in row.scores.items() if score is None} == set(row.why_not)


def test_the_figures_of_a_run_count_every_claim(checked: Run) -> None:
    found = figures(checked)
    assert (found["label"].value, found["label"].cases) == (0.75, len(CLAIMS))
    assert found["evidence recall"].value == 1.0
    assert found["AVeriTeC-like"].value == pytest.approx(2 / 3)
    assert found["macro-F1"].value == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert 0 < (found["label ECE"].value or 0) < 0.5
    assert kinds(checked)["claim"].value == 0.75


def test_precision_recall_and_f1_of_a_label_are_those_of_scikit_learn(checked: Run) -> None:
    pairs = [(row.expected["label"], (row.got or {})["label"]) for row in checked.rows if row.expected["label"]]
    reference = precision_recall_fscore_support(*zip(*pairs, strict=True), labels=LABELS, zero_division=0)
    for told in by_label(checked.rows):
        at = LABELS.index(told.label)
        assert (told.precision.value, told.recall.value, told.f1.value) == pytest.approx([r[at] for r in reference[:3]])
        assert told.claims == reference[3][at]


def test_the_table_of_labels_says_which_was_given_for_which(checked: Run) -> None:
    found = confusion(checked.rows)
    assert found["refuted"] == {"supported": 1, "refuted": 1, "conflicting": 0, "not_enough_evidence": 0}
    assert sum(sum(given.values()) for given in found.values()) == len(CLAIMS)


def test_a_label_that_was_neither_right_nor_given_has_no_line(checked: Run) -> None:
    assert {told.label for told in by_label(checked.rows)} == {"supported", "refuted", "not_enough_evidence"}


def test_a_run_in_words_and_as_a_page_shows_the_labels_and_the_failures(checked: Run) -> None:
    words = "\n".join(tell_run(checked))
    assert "right label, by the label given" in words
    assert "AVeriTeC-like, an approximation: label right, 25% of the given evidence cited" in words
    failures = "\n".join(tell_failures(checked))
    assert "expected refuted" in failures
    assert "supported (0." in failures
    assert sentence("Hanoi") in failures
    shown = read(checked, {name: told.to_dict() for name, told in figures(checked).items()}).text
    for told in ("Claims by label", "Which label was given for which", "citation 1 refutes it"):
        assert told in shown


def test_a_claim_is_right_wrong_or_declined_like_an_answer(checked: Run) -> None:
    assert [outcome(row_of(checked, id_)) for id_, *_ in CLAIMS] == ["right", "right", "right", "wrong"]
    assert page_outcome(row_of(checked, "unknown")) == "rightly declined"
    timid = replace(row_of(checked, "unknown"), scores={"label": 0.0})
    assert (outcome(timid), page_outcome(timid)) == ("declined", "wrongly declined")


def test_a_checked_run_is_kept_and_read_as_it_was(checked: Run, tmp_path: Path) -> None:
    write_run(checked, tmp_path / "kept")
    assert read_run(tmp_path / "kept").rows == checked.rows
    assert "verdict" in checked.times["stages"]
    assert "verdicts" in checked.facts["models"]


def test_a_verdict_that_changed_is_shown_side_by_side(checked: Run) -> None:
    turned = replace(row_of(checked, "right"), got={**(row_of(checked, "right").got or {}), "label": "refuted"})
    found = compare(checked, replace(checked, rows=(*(row for row in checked.rows if row.id != "right"), turned)))
    assert [old.id for old, _ in found.changed] == ["right"]


class BrokenVerifier:
    """A verifier whose model is gone."""

    def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
        raise RuntimeError("the model is gone")


def test_a_claim_whose_check_crashes_is_wrong_and_wholly_sure(tmp_path: Path, settings: Settings) -> None:
    dataset = load_cases(claim_set(tmp_path / "set"))
    ran = run(
        dataset,
        dataset_settings(settings, dataset, None),
        stages=("lexical",),
        models=Models(verifier=BrokenVerifier()),
    )
    row = row_of(ran, "right")
    assert row.error == "RuntimeError: the model is gone"
    assert [row.scores[name] for name in (*CLAIM_MEASURES, "quotes verbatim")] == [0.0, 1.0, 0.0, 0.0, 0.0]
    found = figures(ran)
    assert (found["label"].value, found["macro-F1"].value, found["label ECE"].value) == (0.0, 0.0, 1.0)
    assert confusion(ran.rows)["supported"]["crashed"] == 1
    assert "crashed" in "\n".join(tell_run(ran))


def test_a_claim_whose_articles_are_hidden_has_not_enough_evidence(tmp_path: Path, settings: Settings) -> None:
    dataset = load_cases(claim_set(tmp_path / "set"))
    ran = run(
        dataset, dataset_settings(settings, dataset, None), stages=("lexical",), evidence="hidden",
        models=Models(verifier=CountingVerifier()),
    )  # fmt: skip
    assert {row.expected["label"] for row in ran.rows if row.kind == "claim"} == {"not_enough_evidence"}
    assert row_of(ran, "right").scores["label"] == 1.0


def test_without_a_verifier_only_the_ranking_of_a_claim_is_judged(tmp_path: Path, settings: Settings) -> None:
    dataset = load_cases(claim_set(tmp_path / "set"))
    ran = run(dataset, dataset_settings(settings, dataset, None), stages=("lexical",), models=Models())
    row = row_of(ran, "right")
    assert (row.got, row.scores["label"], row.scores["hit@1"]) == (None, None, 1.0)
    assert "claims are not checked" in row.why_not["label"]
    assert (confusion(ran.rows), by_label(ran.rows), ran.facts["models"].get("verdicts")) == ({}, [], None)
    assert "right label" not in "\n".join(tell_run(ran))


def test_the_labels_of_the_shipped_baseline_are_compared_too(checked: Run) -> None:
    baseline = read_run(SHIPPED["wire"] / "baseline")
    assert figures(baseline)["label"].cases == 135
    assert "label" in {difference.measure for difference in compare(baseline, baseline).differences}
    assert all(difference.value == 0 for difference in compare(baseline, baseline).differences)
    with pytest.raises(UserError, match="no case in common"):
        compare(baseline, checked)


def test_a_citation_is_judged_by_whether_it_supports_the_answer(tmp_path: Path, settings: Settings) -> None:
    judged = Judged(case=Case(id="a", question="How long?", status="answered", answers=("340",)), answer=None, names={},
                    verbatim=(), supported=(True, False))  # fmt: skip
    assert judge(judged)["supported"] == 0.0  # a crash
    ran = run_with_two_witnesses(tmp_path, settings)
    assert [row.scores["supported"] for row in ran.rows] == [0.5]


def test_what_follows_from_an_answer_is_as_right_as_what_stands_there() -> None:
    told = Derivation(value="8,000", working="half of 16,000 is 8,000")
    given = Answer(
        question="How many Americans?", status="answered", answer="half of the 16,000", statement=None, confidence=0.9,
        as_of=None, citations=(), derived=told,
    )  # fmt: skip
    for answers, right in ((("8,000",), 1.0), (("half of the 16,000",), 1.0), (("12,000",), 0.0)):
        case = Case(id="a", question=given.question, status="answered", answers=answers)
        scores = judge(Judged(case=case, answer=given, names={}, verbatim=()))
        assert (scores["right"], scores["short"]) == (right, right)


def run_with_two_witnesses(folder: Path, settings: Settings) -> Run:
    """One answered question, whose figure two articles give; one of them lacks what the question says of it."""
    (folder / "set" / "articles").mkdir(parents=True)
    for name, text in {
        "a": "Now 340 visitors crossed the new bridge of Lima.",
        "b": "On the bridge of Lima were 340 visitors.",
    }.items():
        (folder / "set" / "articles" / f"{name}.txt").write_text(text)
    case = {"id": "a", "question": "How many visitors crossed the bridge of Lima?", "answers": ["340"]}
    (folder / "set" / "cases.jsonl").write_text(json.dumps(case) + "\n")
    dataset = load_cases(str(folder / "set"))
    low = dataset_settings(settings, dataset, None).model_copy(update={"threshold": 0.0})
    return run(dataset, low, stages=("lexical",), models=Models(verifier=CountingVerifier()))
