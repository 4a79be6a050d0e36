"""What is exported stands for its own weights only."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest
from onnx.numpy_helper import to_array

from rag.models.own import Manifest
from train.export import CALIBRATION, export
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


def test_a_product_has_a_scale_for_each_channel_and_a_table_of_embeddings_has_one(folder: Path) -> None:
    stored = onnx.load(str(folder / "model.onnx")).graph.initializer
    scales = {one.name: to_array(one).size for one in stored if one.name.endswith("_scale")}
    tables = [name for name in scales if ".embeddings." in name]
    assert len(tables) == 3
    assert all((size == 1) == (name in tables) for name, size in scales.items())
