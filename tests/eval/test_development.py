"""Fitting finds what tells right from wrong, and adding is timed against embedding alone."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from eval.cases import load_cases
from eval.fitting import DECLINED, ORDERING, PLAIN, Example, fit, fit_order
from eval.load import Client, measure_load
from eval.speed import measure_adding, measure_asking
from eval.yardsticks import Spread
from index.errors import UserError
from rag.checker import FactChecker
from rag.settings import Settings
from tests.eval.helpers import make_set
from tests.helpers import add, article, newscheck
from tests.rag.http.helpers import serving


def test_adding_is_timed_against_embedding_alone(tmp_path: Path, settings: Settings) -> None:
    report = measure_adding(load_cases(str(make_set(tmp_path / "set"))), settings, limit=4)
    assert (report.articles, report.passages) == (4, 4)
    assert 0 < report.embedding_share < 1


def test_answers_are_timed_beside_what_their_parts_take_alone(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.speed.STARTED", 1)
    report = measure_asking(load_cases(str(make_set(tmp_path / "set"))), settings)
    assert set(report.beside) == {"plain FTS5 query", "plain Chroma query"}  # settings of tests ask without models
    assert all(0 < took.low <= took.median <= took.high for took, _ in report.beside.values())
    assert report.warm.low <= report.warm.median <= report.p95
    assert min(report.cold_ratios) > 0.1


def test_of_one_value_the_middle_half_is_that_value() -> None:
    assert Spread.of([7.0]) == Spread(7.0, 7.0, 7.0)


def test_a_fit_finds_what_tells_right_from_wrong() -> None:
    rng = np.random.default_rng(1)
    found = []
    for number in range(200):
        features = rng.normal(0, 0.1, (4, len(PLAIN)))
        labels = np.zeros(4)
        if number % 2:
            labels[0], features[0, 0] = 1.0, 2.0
        found.append(
            Example(group="made", about=str(number), answerable=bool(number % 2), features=features, labels=labels)
        )
    result = fit(found, features=PLAIN, fitted_on="made up", declined=DECLINED)
    assert result.calibration.ranking[PLAIN[0]] > 1
    assert result.figures["answered rightly, of answerable, at 0.50"] > 0.95
    assert result.figures["declined, of unanswerable, at 0.50"] > 0.95
    risks = [risk for _, risk in result.calibration.curve]
    assert risks[0] == 0.0
    assert risks[-1] == 0.5


def test_the_threshold_declines_the_share_that_was_asked_for_and_hardly_more() -> None:
    rng = np.random.default_rng(2)
    found = []
    for number in range(1_000):
        sure = rng.normal(1.0 if number % 2 else -1.0, 1.5)
        features = np.array([[sure, *np.zeros(len(PLAIN) - 1)]])
        labels = np.array([number % 2.0])
        found.append(
            Example(group="made", about=str(number), answerable=bool(number % 2), features=features, labels=labels)
        )
    for share in (0.5, 0.8):
        result = fit(found, features=PLAIN, fitted_on="made up", declined=share)
        at = result.figures[f"declined, of unanswerable, at {result.calibration.threshold:.2f}"]
        assert share <= at < share + 0.05


def test_an_order_is_told_by_what_it_reaches_on_questions_that_it_was_not_fitted_on() -> None:
    rng = np.random.default_rng(3)
    found = []
    for number in range(100):
        features, labels = rng.normal(0, 0.1, (5, len(ORDERING))), np.zeros(5)
        labels[number % 5] = 1.0
        features[number % 5, 0] = 2.0
        found.append(Example(group="made", about=str(number), answerable=True, features=features, labels=labels))
    weights, figures = fit_order(found)
    assert max(weights, key=lambda name: weights[name]) == ORDERING[0]
    assert figures["made, as retrieved: first of the found"] == 0.2
    assert figures["made, reordered: mean reciprocal rank"] > 0.95


@pytest.mark.slow
def test_a_server_under_load_answers_all_and_its_memory_is_told(settings: Settings, tmp_path: Path) -> None:
    report = measure_load(
        load_cases(str(make_set(tmp_path / "set"))), settings, clients=(1, 4), seconds=1.0, endurance=20
    )
    assert [load.clients for load in report.loads] == [1, 4]
    assert all(load.requests and not load.failed and load.p50_ms <= load.p95_ms for load in report.loads)
    assert 0 < report.first_stage_ms <= report.first_words_ms
    assert min(report.memory_mb) > 10
    assert report.ratio == report.loads[0].p50_ms / report.alone_ms.median
    assert report.endurance_failed == 0


def test_a_server_that_does_not_answer_has_no_first_words(settings: Settings) -> None:
    add(settings, [article("The dam held all night, the fire brigade said.")])
    with (
        FactChecker.open(settings=settings) as checker,
        serving(checker) as server,
        closing(Client(server.base_url.port or 0)) as client,
        pytest.raises(UserError, match="did not answer"),
    ):
        client.firsts(" ")


def test_how_many_clients_there_are_is_told_in_numbers(tmp_path: Path) -> None:
    told = newscheck("eval", "serving", "wire", "--clients", "1,x", archive=tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert "such as 1,8,32" in told.stderr
