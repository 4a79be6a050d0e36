"""What is exported stands for its own weights only."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest

from rag.models.own import Manifest
from train.export import CALIBRATION, INT8, STEPS, export
from train.network import verifier

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a calibration of earlier weights in it."""
    made = tmp_path_factory.mktemp("verifier")
    (made / CALIBRATION).write_text("{}")
    export(verifier(pretrained=False), made, kind="verifier", max_tokens=256)
    return made


def test_a_calibration_of_other_weights_does_not_stay(folder: Path) -> None:
    assert {file.name for file in folder.iterdir()} == {"model.onnx", "tokenizer.json", "manifest.json"}
    assert Manifest.read(folder, "verifier").max_tokens == 256


def test_each_row_of_a_matrix_has_a_step_and_no_other_weight_is_rounded(folder: Path) -> None:
    stored = {one.name: one for one in onnx.load(str(folder / "model.onnx")).graph.initializer}
    rounded = {name.removesuffix(INT8) for name in stored if name.endswith(INT8)}
    assert all(list(stored[f"{name}{STEPS}"].dims) == [stored[f"{name}{INT8}"].dims[0]] for name in rounded)
    weights = verifier(pretrained=False).encoder.state_dict(prefix="encoder.")
    assert rounded == {name for name, array in weights.items() if array.dim() == 2}
