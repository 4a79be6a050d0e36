"""A run is kept where it is told to be, and harms no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.cli import app
from eval.keeping import find_run, list_runs, read_run, write_run
from eval.records import Row, Run
from eval.telling import tell_run
from index.errors import UserError
from rag.settings import Settings
from tests.eval.helpers import make_set

COMMAND = CliRunner()


def made(name: str = "set", **scores: float) -> Run:
    row = Row(
        id="1",
        kind="k",
        question="?",
        expected={"status": None, "label": "supported"},
        got=None,
        retrieved=(),
        scores=scores,
        why_not={},
    )
    return Run(name=name, facts={"commit": "12345678"}, rows=(row,))


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, whose runs/ has one run of answers, and one that broke later."""
    monkeypatch.chdir(tmp_path)
    write_run(made(right=1.0), tmp_path / "runs" / "whole")
    (tmp_path / "runs" / "broken").mkdir()
    (tmp_path / "runs" / "broken" / "run.json").write_text("{")
    return tmp_path / "runs"


def test_a_run_of_another_set_is_not_written_over(tmp_path: Path) -> None:
    write_run(made("wire"), tmp_path)
    with pytest.raises(UserError, match="holds a run of another set, 'wire'"):
        write_run(made("seeds"), tmp_path)
    assert read_run(tmp_path).name == "wire"


def test_the_report_of_a_run_goes_when_the_run_is_replaced(tmp_path: Path) -> None:
    write_run(made(), tmp_path)
    (tmp_path / "report.html").touch()
    write_run(made(), tmp_path)
    assert not (tmp_path / "report.html").exists()


def test_the_last_run_is_the_newest_that_can_be_read(runs: Path) -> None:
    assert [folder.name for folder in list_runs(runs)] == ["whole", "broken"]
    assert find_run("last").name == "whole"


def test_a_list_tells_of_each_run_what_it_is_about_and_goes_past_what_is_broken(runs: Path) -> None:
    write_run(made("claims", label=0.5), runs / "claims")
    write_run(made("ranking", **{"nDCG@10": 0.25}), runs / "ranking")
    told = COMMAND.invoke(app, ["list"]).output
    assert [line.split("  ")[-1] for line in told.splitlines() if "1 case" in line] == [
        "right 1.000 [1.000, 1.000]", "label 0.500 [0.500, 0.500]", "nDCG@10 0.250 [0.250, 0.250]",
    ]  # fmt: skip
    assert "broken' cannot be read" in told


def test_a_run_that_kept_less_is_told_as_far_as_it_goes(tmp_path: Path) -> None:
    write_run(made(right=1.0), tmp_path)
    assert next(tell_run(read_run(tmp_path))).startswith("not known: not known cases")


def test_a_failed_run_leaves_no_folder_and_stages_may_stand_apart(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSCHECK_EMBEDDER", "letters")
    folder, out = str(make_set(tmp_path / "set")), tmp_path / "out"

    def command(stages: str) -> int:
        arguments = ["run", folder, "--stages", stages, "--out", str(out), "--json"]
        return COMMAND.invoke(app, arguments, obj=settings.archive).exit_code

    assert command("dense, sparse") != 0
    assert not out.exists()
    assert command("article, lexical") == 0
    assert json.loads((out / "run.json").read_text())["facts"]["stages"] == ["article", "lexical"]
