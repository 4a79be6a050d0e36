"""The sentences that were marked with who says them, and the figures over them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.cli import app
from eval.speakers import figures, tell, tell_speakers
from index.errors import UserError

ARTICLE = "eval/sets/wire/articles/2023-06-18-karrow-bridge-opens.md"
RIGHT: dict[str, object] = {
    "id": "report-01", "article": ARTICLE, "speaker": "Helena Marsk", "quoted": True,
    "sentence": '"Karrow is not the end of the line any more," she said.',
}  # fmt: skip
WRONG: dict[str, object] = {
    "id": "report-02", "article": ARTICLE, "speaker": "Helena Marsk", "quoted": False,
    "sentence": "Halden Rail expects walkers and cyclists to be let on to it in September.",
}  # fmt: skip


def lines(file: Path, *records: dict[str, object]) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return file


def test_the_shipped_sentences_are_of_two_halves() -> None:
    assert Counter(one.half for one in tell_speakers()) == {"development": 115, "report": 93}


def test_most_speakers_of_the_half_that_reports_are_found_and_right() -> None:
    found = figures([one for one in tell_speakers() if one.half == "report"])
    assert (found["speaker precision"].value or 0) > 0.93
    assert (found["speaker recall"].value or 0) > 0.87


def test_figures_are_over_exact_names(tmp_path: Path) -> None:
    found = figures(tell_speakers(lines(tmp_path / "sentences.jsonl", RIGHT, WRONG)))
    assert found["speaker precision"].value == found["speaker recall"].value == 0.5
    assert found["somebody's words, recall"].value == 1.0


def test_what_is_wrong_is_told_sentence_by_sentence(tmp_path: Path) -> None:
    told = "\n".join(tell(tell_speakers(lines(tmp_path / "sentences.jsonl", RIGHT, WRONG))))
    assert "report-02: Halden Rail, should be Helena Marsk: Halden Rail expects" in told


def test_an_article_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no article .*gone.md"):
        tell_speakers(lines(tmp_path / "sentences.jsonl", {**RIGHT, "article": "gone.md"}))


def test_the_command_prints_the_figures_with_intervals() -> None:
    run = CliRunner().invoke(app, ["speakers"])
    assert run.exit_code == 0
    assert "speaker precision" in run.stdout
