"""The steps of `python -m train`, one after the other, on data of a few lines and a network of one layer."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file
from typer.testing import CliRunner

from rag.models.own import Manifest, OwnReader, OwnVerifier
from rag.verifying import Pair
from train import network
from train.__main__ import app
from train.learned import READER_FIRST, VERIFIER
from train.reader import COURSE, WEIGHTS

pytestmark = pytest.mark.slow

RSM = "The mission is old. The Resolute Support Mission has 16,000 soldiers in Kabul. It is led by Anna Lindqvist."
KFOR = "The Kosovo Force is older. It has 3,700 soldiers in Pristina. It is led by Peter Kowalski since 2014."
PLACES = [("RSM", RSM, "16,000", "Kabul"), ("KFOR", KFOR, "3,700", "Pristina")]
QUESTIONS = [
    {
        "id": f"{title}-{answer}", "title": title, "paragraph": 0, "context": passage,
        "question": f"What does the passage on the mission in {place} tell of {answer}?",
        "answers": [{"start": passage.index(answer), "text": answer}],
    }
    for title, passage, *told in PLACES for place, answer in (told, told[::-1])
]  # fmt: skip
PAIRS = [
    {
        "source": "lingnli", "licence": "MIT", "label": label, "premise": passage,
        "hypothesis": f"{count} soldiers {verb} in {place}.",
    }
    for _, passage, count, place in PLACES
    for label, verb in (("entailment", "are"), ("contradiction", "are not"), ("neutral", "are happy"))
]  # fmt: skip
STORIES = [
    {"url": f"https://news.example/{number}", "text": f"{RSM} Day {number} was quiet. {KFOR}"} for number in range(6)
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which all of them have run: weights in first/ and again/, the models in out/."""
    folder = tmp_path_factory.mktemp("train")
    for name in READER_FIRST:
        _write(folder / "data" / "reading" / f"{name}.jsonl.gz", QUESTIONS)
    _write(folder / "data" / "entailment" / "train.jsonl.gz", PAIRS)
    _write(folder / "data" / "entailment" / "dev.jsonl.gz", [row | {"premise": "It is so."} for row in PAIRS])
    _write(folder / "data" / "news" / "articles.jsonl.gz", STORIES)
    data, first, out = (str(folder / name) for name in ("data", "first", "out"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(network.WITHOUT_DROPOUT, "num_hidden_layers", 1)
        for kind in ("reader", "verifier"):
            _run(f"{kind}-first", "--data", data, "--folder", first, "--out", f"{out}/{kind}")
        _run("restore", "--folder", str(folder / "again"), "--shipped", out)
    return folder


def test_a_reader_comes_out_that_reads(made: Path) -> None:
    (scores,) = OwnReader(made / "out" / "reader").score("How many soldiers are in Kabul?", [RSM])
    assert all(RSM[span.start : span.end] for span in scores.spans)
    assert Manifest.read(made / "out" / "reader", "reader").trained_on == list(READER_FIRST)


def test_a_verifier_comes_out_that_judges(made: Path) -> None:
    (said,) = OwnVerifier(made / "out" / "verifier").verify([Pair(statement="It is old.", passage=RSM)])
    assert said.supports + said.refutes + said.neither == pytest.approx(1.0)
    assert Manifest.read(made / "out" / "verifier", "verifier").trained_on == list(VERIFIER)


@pytest.mark.parametrize("kind", ["reader", "verifier"])
def test_weights_lie_beside_the_course_that_training_took(made: Path, kind: str) -> None:
    folder = made / "first" / kind / "first"
    assert {file.name for file in folder.iterdir()} == {WEIGHTS, COURSE}
    assert json.loads((folder / COURSE).read_text())["steps"] >= 2


@pytest.mark.parametrize("kind", ["reader", "verifier"])
def test_what_was_shipped_is_restored_where_the_last_stages_begin(made: Path, kind: str) -> None:
    whole, restored = (load_file(made / name / kind / "first" / WEIGHTS) for name in ("first", "again"))
    assert {name: tensor.shape for name, tensor in restored.items()} == {n: t.shape for n, t in whole.items()}


def _run(*arguments: str) -> None:
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output


def _write(file: Path, rows: Sequence[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress("".join(f"{json.dumps(row)}\n" for row in rows).encode()))
