"""Measurements run on real sets, small ones here, and name what they depend on."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest

from eval.answers import answer_figures, judge_answers
from eval.datasets import DATASETS, data_folder, load_dataset
from eval.fitting import FEATURES, Example, fit
from eval.retrieval import measure_retrieval
from eval.speed import measure_adding
from index.errors import UserError
from rag.settings import Settings
from tests.helpers import newscheck

CITIES = ("Oslo", "Lima", "Cairo", "Quito", "Hanoi", "Accra")


def write(file: Path, rows: list[dict[str, object]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of the same kind as the real one."""
    folder = tmp_path / "data"
    (folder / "news").mkdir(parents=True)
    write(folder / "ranking" / "time_corpus.jsonl.gz", [
        {"_id": city, "text": f"{city} has opened a new bridge, the mayor of {city} said on Monday. It is long."}
        for city in CITIES
    ])  # fmt: skip
    write(folder / "ranking" / "time_queries.jsonl.gz", [{"_id": c, "text": f"bridge in {c}"} for c in CITIES])
    write(folder / "ranking" / "time_qrels.jsonl.gz", [{"query": c, "doc": c, "grade": 1} for c in CITIES])
    return folder


def test_every_stage_and_all_of_them_are_measured(data: Path, settings: Settings) -> None:
    reports = {report.variant: report for report in measure_retrieval(load_dataset("time", data), settings)}
    assert list(reports) == ["dense", "lexical", "article", "fused"]
    assert reports["lexical"].figures["Success@1"].value == 1.0
    assert reports["fused"].figures["Success@5"].cases == len(CITIES)
    assert reports["fused"].answer_in_5 is None


def test_the_shipped_cases_are_judged(seed_settings: Settings) -> None:
    judged = list(judge_answers(load_dataset("seeds"), seed_settings))
    figures = answer_figures(judged)
    assert figures["right"].cases == len(judged)
    assert judged[0].right
    assert judged[0].short_right
    assert figures["statement right"].cases + figures["declined, of unanswerable"].cases == len(judged)


def test_a_report_names_data_versions_and_settings(seed_settings: Settings) -> None:
    run = newscheck("eval", "answers", "seeds", "--json", archive=seed_settings.archive)
    told = json.loads(run.stdout)
    assert told["cases"] == 76
    assert told["versions"]["torch"].startswith("2.13.0")
    assert len(told["data"]) == 12
    assert told["settings"]["embedder"] == "all-MiniLM-L6-v2"
    assert set(told["figures"]["right"]) == {"value", "low", "high", "cases"}


def test_adding_is_timed_against_embedding_alone(data: Path, settings: Settings) -> None:
    report = measure_adding(load_dataset("time", data), settings, limit=4)
    assert (report.articles, report.passages) == (4, 4)
    assert 0 < report.embedding_share < 1


def test_an_unknown_set_or_folder_says_which_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSCHECK_DATA", raising=False)
    with pytest.raises(UserError, match="no data set 'squid'"):
        load_dataset("squid")
    with pytest.raises(UserError, match="No data at"):
        load_dataset("time", tmp_path)


def test_a_fit_finds_what_tells_right_from_wrong() -> None:
    rng = np.random.default_rng(1)
    found = []
    for number in range(200):
        features = rng.normal(0, 0.1, (4, len(FEATURES)))
        labels = np.zeros(4)
        if number % 2:
            labels[0], features[0, 0] = 1.0, 2.0
        found.append(Example(group="made", answerable=bool(number % 2), features=features, labels=labels))
    result = fit(found, fitted_on="made up")
    assert result.calibration.ranking[FEATURES[0]] > 1
    assert result.figures["answered rightly, of answerable, at 0.50"] > 0.95
    assert result.figures["declined, of unanswerable, at 0.50"] > 0.95


@pytest.mark.parametrize("name", [name for name in DATASETS if name != "seeds"])
def test_the_real_sets_can_be_read(name: str) -> None:
    if "NEWSCHECK_DATA" not in os.environ:
        pytest.skip("needs the data sets: NEWSCHECK_DATA=FOLDER")
    dataset = load_dataset(name, data_folder(None))
    assert len(dataset.cases) >= 80
    assert len(dataset.digest) == 12
    assert next(iter(dataset.articles())) is not None
