"""Which models the settings open: newscheck's own where they are installed, each with what was fitted with it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from index.errors import ModelError
from rag.calibration import Calibration, VerdictCalibration
from rag.models import open_models
from rag.models.own import Manifest
from rag.settings import Settings

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
