"""The sentences that were marked by hand, and the figures over them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.cli import app
from eval.decomposition import divide, figures, tell
from index.errors import UserError


def lines(file: Path, *records: dict[str, object]) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return file


RIGHT: dict[str, object] = {
    "id": "simple-01", "sentence": "The dam broke in March.", "kind": "claim", "claims": ["The dam broke in March."],
}  # fmt: skip
WRONG: dict[str, object] = {
    "id": "simple-02", "sentence": "The mine closed in May.", "kind": "opinion", "claims": ["The mine", "closed"],
}  # fmt: skip


def test_the_shipped_sentences_are_fifty_of_the_groups_that_were_planned() -> None:
    assert Counter(one.group for one in divide()) == {
        "simple": 10, "coordinated": 10, "attributed": 8, "list": 6, "relative": 6, "opinion": 4, "question": 3,
        "prediction": 3,
    }  # fmt: skip


def test_most_of_the_shipped_sentences_are_divided_exactly() -> None:
    found = figures(divide())
    assert (found["sub-claim F1"].value or 0) > 0.9
    assert (found["kind"].value or 0) > 0.95


def test_figures_are_over_exact_sub_claims(tmp_path: Path) -> None:
    found = figures(divide(lines(tmp_path / "sentences.jsonl", RIGHT, WRONG)))
    assert found["sub-claim precision"].value == 0.5
    assert found["sub-claim recall"].value == pytest.approx(1 / 3)
    assert found["sub-claim F1"].value == pytest.approx(0.4)
    assert found["kind"].value == 0.5


def test_what_is_wrong_is_told_sentence_by_sentence(tmp_path: Path) -> None:
    told = "\n".join(tell(divide(lines(tmp_path / "sentences.jsonl", RIGHT, WRONG))))
    assert "1 of 2 right" in told
    assert "simple-02 (claim, should be opinion)" in told
    assert "missing: closed" in told


def test_a_kind_that_there_is_not_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    file = lines(tmp_path / "sentences.jsonl", {**RIGHT, "kind": "guess"})
    with pytest.raises(UserError) as refused:
        divide(file)
    assert "prediction" in str(refused.value.hint)


def test_the_command_prints_the_figures_with_intervals() -> None:
    run = CliRunner().invoke(app, ["decomposition"])
    assert run.exit_code == 0
    assert "sub-claim F1" in run.stdout
