"""What is exported stands for its own weights only."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest

from rag.models.own import Manifest
from train.export import CALIBRATION, INT8, STEPS, export
from train.network import verifier
from train.records import Row

pytestmark = pytest.mark.slow

SEEN = [Row(ids=(101, 2129, 2116, 102, 2048, 102), types=(0, 0, 0, 0, 1, 1), first=4)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a calibration of earlier weights in it."""
    made = tmp_path_factory.mktemp("verifier")
    (made / CALIBRATION).write_text("{}")
    export(verifier(pretrained=False), made, kind="verifier", max_tokens=256, seen=SEEN)
    return made


def test_a_calibration_of_other_weights_does_not_stay(folder: Path) -> None:
    assert {file.name for file in folder.iterdir()} == {"model.onnx", "tokenizer.json", "manifest.json"}
    assert Manifest.read(folder, "verifier").max_tokens == 256


def test_each_row_of_a_matrix_has_a_step_and_no_other_weight_is_rounded(folder: Path) -> None:
    stored = {one.name: list(one.dims) for one in onnx.load(str(folder / "model.onnx")).graph.initializer}
    weights = verifier(pretrained=False).encoder.state_dict(prefix="encoder.")
    matrices = {name: array for name, array in weights.items() if array.dim() == 2}
    assert {name.removesuffix(INT8) for name in stored if name.endswith(INT8)} == set(matrices)
    assert all(stored[f"{name}{STEPS}"] == [len(array)] for name, array in matrices.items())


def test_whole_numbers_are_multiplied_and_none_of_them_is_turned_first(folder: Path) -> None:
    nodes = onnx.load(str(folder / "model.onnx")).graph.node
    maker = {output: node.op_type for node in nodes for output in node.output}
    packed = {node.output[0] for node in nodes if node.op_type == "DequantizeLinear" and INT8 in node.input[0]}
    products = [node for node in nodes if node.op_type == "MatMul" and packed & set(node.input)]
    assert len(products) == 36  # six in each of six layers
    assert all(maker[node.input[0]] == "DequantizeLinear" for node in products)
