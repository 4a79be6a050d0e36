"""Which models the settings open: newscheck's own where they are installed, each with what was fitted with it."""

from __future__ import annotations

import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from index.errors import ModelError
from rag.calibration import UNCALIBRATED, Calibration, VerdictCalibration
from rag.models import open_models
from rag.models.foreign import EntailmentModel
from rag.models.own import Manifest, OwnReader, OwnVerifier
from rag.settings import Settings
from rag.verifying import Pair
from tests.helpers import ROOT

FITTED = Calibration(
    ranking={"span": 1.0}, trust={"span": 1.0, "supports": 1.0}, threshold=0.31, fitted_on="questions"
)  # fmt: skip


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of an own reader and verifier, with all but weights that can be run."""
    for role, fitted in (("reader", FITTED), ("verifier", VerdictCalibration.load())):
        folder = tmp_path / role
        folder.mkdir()
        (folder / "model.onnx").write_bytes(role.encode())
        shutil.copy(ROOT / "rag" / "models" / role / "tokenizer.json", folder)
        manifest = Manifest(kind=role, sha256=f"{role}-0123456789", max_tokens=256)
        (folder / "manifest.json").write_text(json.dumps(asdict(manifest)))
        (folder / "calibration.json").write_text(json.dumps(asdict(fitted)))
    monkeypatch.setattr("rag.models.own_folder", lambda role: found if (found := tmp_path / role).exists() else None)
    return tmp_path


def test_own_models_are_told_by_their_weights_and_read_as_fitted(own: Path) -> None:
    models = open_models(Settings())
    assert models.names == {"reader": "reader-01234", "verifier": "verifier-012"}
    assert models.reader
    assert models.reader.threshold == FITTED.threshold
    assert models.verdicts == VerdictCalibration.load()


@pytest.mark.parametrize("name", ["reader/manifest.json", "reader/calibration.json", "verifier/calibration.json"])
@pytest.mark.parametrize("content", ["{", "[]", '{"colour": "red"}'], ids=["torn", "no object", "other names"])
def test_a_damaged_file_is_an_error_that_says_what_to_do(name: str, content: str, own: Path) -> None:
    (own / name).write_text(content)
    with pytest.raises(ModelError, match=f"No usable {Path(name).name} in ") as refused:
        open_models(Settings())
    assert "--no-models" in str(refused.value.hint)


def test_a_manifest_that_is_gone_is_an_error_that_says_what_to_do(own: Path) -> None:
    (own / "verifier" / "manifest.json").unlink()
    with pytest.raises(ModelError, match="No usable manifest.json") as refused:
        open_models(Settings())
    assert "--no-models" in str(refused.value.hint)


def foreign(folder: Path, architecture: str, *labels: str) -> str:
    """A Hugging Face folder as far as it is looked at before the first question."""
    folder.mkdir()
    config = {"architectures": [architecture], "id2label": dict(enumerate(labels))}
    for name in ("model.safetensors", "tokenizer.json", "config.json"):
        (folder / name).write_text(json.dumps(config))
    return str(folder)


def test_weights_that_cannot_be_loaded_ahead_are_told_of_at_their_first_use(
    own: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    models = open_models(Settings())
    models.open_ahead("reader", "verifier")
    for thread in threading.enumerate():
        if thread.name.startswith("opening "):
            thread.join(timeout=60)
    assert capfd.readouterr().err == ""
    assert models.verifier
    with pytest.raises(ModelError, match="not those that were shipped"):
        models.verifier.verify([Pair(statement="It is old.", passage="It was built in 1620.")])


@pytest.mark.parametrize("damaged", ["gone", "torn"])
def test_a_tokenizer_that_is_damaged_is_told_of_at_the_first_use(damaged: str, own: Path) -> None:
    file = own / "verifier" / "tokenizer.json"
    file.unlink()
    if damaged == "torn":
        file.write_text("{")
    verifier = open_models(Settings()).verifier
    assert verifier
    with pytest.raises(ModelError, match=r"No usable tokenizer\.json in "):
        verifier.verify([Pair(statement="It is old.", passage="It was built in 1620.")])


def test_a_model_that_several_ask_for_at_once_is_loaded_once() -> None:
    reader = open_models(Settings()).slow["reader"]
    assert isinstance(reader, OwnReader)
    with ThreadPoolExecutor(3) as three:
        opened = list(three.map(lambda _: reader._model._compiled, range(3)))
    assert opened[0] is opened[1] is opened[2]


def test_a_calibration_beside_another_reader_is_none_of_ours(own: Path) -> None:
    named = foreign(own / "theirs", "BertForQuestionAnswering")
    (own / "theirs" / "calibration.json").write_text('{"temperature": 1.5}')
    reader = open_models(Settings(reader=named)).reader
    assert reader
    assert reader.threshold == UNCALIBRATED.threshold


def test_another_verifier_checks_claims_and_the_own_one_goes_on_judging_answers(own: Path) -> None:
    named = foreign(own / "theirs", "BertForSequenceClassification", "entailment", "not_entailment")
    models = open_models(Settings(verifier=named))
    assert isinstance(models.verifier, EntailmentModel)
    assert models.reader
    assert isinstance(models.reader._verifier, OwnVerifier)
    assert models.verdicts is None


def test_one_verifier_serves_claims_and_answers_where_it_is_the_own_one(own: Path) -> None:
    models = open_models(Settings())
    assert models.reader
    assert models.reader._verifier is models.verifier


def test_a_reader_orders_passages_for_questions_and_only_a_named_cross_encoder_does_for_claims(own: Path) -> None:
    ordering = replace(FITTED, ordering={"relevance": 1.0})
    (own / "reader" / "calibration.json").write_text(json.dumps(asdict(ordering)))
    named = foreign(own / "theirs", "BertForSequenceClassification", "relevance")
    plain, crossed = open_models(Settings()), open_models(Settings(reranker=named))
    assert plain.reranker is plain.reader
    assert plain.claim_reranker is None
    assert crossed.claim_reranker is crossed.reranker is not None


def test_where_no_own_verifier_is_installed_another_one_judges_no_answers(own: Path) -> None:
    named = foreign(own / "theirs", "BertForSequenceClassification", "entailment", "not_entailment")
    shutil.rmtree(own / "verifier")
    reader = open_models(Settings(verifier=named)).reader
    assert reader
    assert reader._verifier is None
