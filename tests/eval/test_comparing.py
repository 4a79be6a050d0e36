"""Two runs are compared case by case, and a build fails when a measure falls too far."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from eval.cases import load_cases
from eval.comparing import compare, gate
from eval.keeping import write_run
from eval.records import Row, Run
from eval.retrieval import dataset_settings
from eval.running import run
from eval.telling import tell_comparison
from index.errors import UserError
from rag.settings import Settings
from tests.eval.helpers import CITIES, make_set
from tests.helpers import newscheck


@pytest.fixture
def before(tmp_path: Path, settings: Settings) -> Run:
    dataset = load_cases(str(make_set(tmp_path / "set")))
    return run(dataset, dataset_settings(settings, dataset, None), stages=("lexical",))


def changed(ran: Run, change: Callable[[Row], Row]) -> Run:
    return replace(ran, rows=tuple(map(change, ran.rows)))


def all_right(row: Row) -> Row:
    return replace(row, scores={**row.scores, "right": 1.0}) if row.got else row


def all_wrong(row: Row) -> Row:
    return replace(row, scores={**row.scores, "right": 0.0, "Brier": 1.0}) if row.got else row


def worse(ran: Run, *, against: Run, max_drop: dict[str, float]) -> list[str]:
    return [found.measure for found in gate(ran, against=against, max_drop=max_drop)]


def test_a_run_does_not_differ_from_itself(before: Run) -> None:
    found = compare(before, before)
    assert all((difference.value, difference.p) == (0.0, 1.0) for difference in found.differences)
    assert (found.changed, found.only_before, found.only_after, found.facts) == ((), (), (), {})


def test_what_got_worse_is_found_and_its_cases_are_shown_side_by_side(before: Run) -> None:
    found = compare(changed(before, all_right), changed(before, all_wrong))
    right = next(difference for difference in found.differences if difference.measure == "right")
    assert (right.before, right.after, right.cases) == (1.0, 0.0, len(CITIES) + 1)
    assert right.high < 0
    assert right.p < 0.05
    assert {old.id for old, _ in found.changed} == {city.lower() for city in CITIES} | {"lisbon"}


def test_cases_of_one_run_alone_are_named_not_counted(before: Run) -> None:
    shorter = replace(before, rows=before.rows[1:])
    found = compare(before, shorter)
    assert (found.only_before, found.only_after) == ((before.rows[0].id,), ())
    assert all(difference.cases < len(before.rows) for difference in found.differences)
    with pytest.raises(UserError, match="no case in common"):
        compare(before, replace(before, rows=()))


def test_a_gate_closes_when_a_measure_falls_by_more_than_it_may(before: Run) -> None:
    good, bad = changed(before, all_right), changed(before, all_wrong)
    assert worse(good, against=bad, max_drop={"right": 0.0, "Brier": 0.0}) == []
    assert worse(bad, against=good, max_drop={"right": 0.5, "Brier": 1.0}) == ["right"]
    assert worse(bad, against=good, max_drop={"Brier": 0.1}) == ["Brier"]
    assert worse(bad, against=good, max_drop={"right": 1.0}) == []


def test_a_measure_that_can_no_longer_be_scored_is_worse(before: Run) -> None:
    blind = changed(before, lambda row: replace(row, scores={**row.scores, "hit@1": None}))
    (found,) = gate(blind, against=before, max_drop={"hit@1": 1.0})
    assert (found.after, found.worse) == (None, True)


def test_a_gate_refuses_to_compare_other_cases(before: Run) -> None:
    with pytest.raises(UserError, match="1 are in one only, such as 'oslo'"):
        gate(replace(before, rows=before.rows[1:]), against=before, max_drop={"right": 0.1})


def test_a_gate_refuses_cases_that_expect_something_else_and_a_comparison_names_them(before: Run) -> None:
    other = changed(before, lambda row: replace(row, expected={**row.expected, "answers": ["one"]}))
    with pytest.raises(UserError, match="8 have another question or expect something else, such as 'oslo'"):
        gate(other, against=before, max_drop={"right": 0.1})
    assert compare(before, other).altered == tuple(row.id for row in before.rows)


@pytest.mark.parametrize("drop", [math.nan, math.inf, -0.1])
def test_a_gate_refuses_a_drop_that_would_always_pass(before: Run, drop: float) -> None:
    with pytest.raises(UserError, match="may not drop by"):
        gate(before, against=before, max_drop={"right": drop})


def test_measures_of_the_whole_set_are_compared_too(before: Run) -> None:
    found = compare(changed(before, all_right), changed(before, all_wrong))
    told = {difference.measure: difference for difference in found.differences}
    assert {"AURC", "ECE", "coverage", "risk"} <= told.keys()
    assert (told["risk"].before, told["risk"].after) == (0.0, 1.0)
    assert (told["risk"].low, told["risk"].p < 0.05) == (1.0, True)
    assert (told["coverage"].value, told["coverage"].p) == (0.0, 1.0)


def test_a_comparison_fits_a_terminal_and_tells_what_was_expected(before: Run) -> None:
    lines = list(tell_comparison(compare(changed(before, all_right), changed(before, all_wrong))))
    assert "7 cases changed" in lines
    assert "    expected  340" in lines
    table = lines[: lines.index("7 cases changed")]
    assert max(len(line) for line in table) <= 80


def test_a_gate_refuses_measures_that_there_are_not(before: Run) -> None:
    with pytest.raises(UserError, match="no measure 'rigth'"):
        gate(before, against=before, max_drop={"rigth": 0.1})
    with pytest.raises(UserError, match="baseline has no 'supported'"):
        gate(before, against=before, max_drop={"supported": 0.1})


@pytest.mark.slow
def test_the_commands_run_compare_gate_report_and_list(before: Run, tmp_path: Path, settings: Settings) -> None:
    write_run(changed(before, all_right), tmp_path / "good")
    write_run(changed(before, all_wrong), tmp_path / "bad")
    good, bad = str(tmp_path / "good"), str(tmp_path / "bad")

    def command(*arguments: str) -> tuple[int, str]:
        done = newscheck("eval", *arguments, archive=settings.archive)
        return done.returncode, done.stdout + done.stderr

    assert command("show", bad, "--failures")[1].count("expected") == len(CITIES) + 1
    assert "cases changed" in command("compare", good, bad)[1]
    assert command("gate", good, "--against", bad, "--max-drop", "right=0.01")[0] == 0
    assert command("gate", bad, "--against", good, "--max-drop", "right=0.01")[0] == 1
    assert "right: 0.0000 -> 1.0000, no worse" in command("gate", good, "--against", bad, "--max-drop", "right=0")[1]
    assert command("gate", bad, "--against", good, "--max-drop", "right")[0] == 2
    assert command("gate", bad, "--against", good, "--max-drop", "right=nan")[0] == 2
    assert command("show", "nowhere")[0] == 2
    (tmp_path / "file").touch()
    refused = command("report", good, "--out", str(tmp_path / "file" / "report.html"))
    assert (refused[0], "Cannot write to" in refused[1]) == (2, True)
    refused = command("run", "seeds", "--out", str(tmp_path / "file"))
    assert (refused[0], "Cannot write to" in refused[1]) == (2, True)
    assert command("report", good)[0] == 0
    assert "<html" in (tmp_path / "good" / "report.html").read_text()


@pytest.mark.slow
def test_the_command_runs_a_set_and_speaks_json(tmp_path: Path, settings: Settings) -> None:
    folder = make_set(tmp_path / "set")
    done = newscheck(
        "eval", "run", str(folder), "--stages", "lexical", "--out", str(tmp_path / "run"), "--json",
        archive=tmp_path / "archive",
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["figures"]["right"]["cases"] == len(CITIES) + 1
    assert told["figures"]["supported"]["value"] is None
    assert told["models"]["embedder"] == "53aa51172d14"
