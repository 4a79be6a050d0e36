"""A trained network to the folder that is shipped: ONNX with products in int8, tokenizer, manifest."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, TensorProto
from onnx.helper import make_node
from onnx.numpy_helper import from_array, to_array

from index.encoders import bundled_folder, sha256_of
from rag.models.own import Manifest
from train.network import Network
from train.records import Row
from train.rounding import rounded

CALIBRATION = "calibration.json"

INT8, STEPS = ".int8", ".steps"
"""Behind the name of a weight: its whole numbers, and what one of them is in each row."""

MATRIX = 2
"""Axes."""

TINY = 1e-12
"""A row of zeros has no step to be divided by."""

LARGEST = 25_000_000
"""Bytes of the weights that are shipped, at most."""


def export(
    network: Network, folder: Path, *, kind: str, max_tokens: int, seen: Sequence[Row], trained_on: Sequence[str] = ()
) -> Manifest:  # fmt: skip
    """Write the model's folder; the encoder's products are those of whole numbers, which `train.rounding` tells of.

    A calibration.json that lies there is removed: it was fitted to other weights.

    Args:
        network: A trained one.
        folder: Made where it is not there.
        kind: reader or verifier.
        max_tokens: That it was trained with.
        seen: What ranges of inputs are taken from, a few hundred rows of what it was trained with.
        trained_on: Names of the sets that it learned from.

    Raises:
        ValueError: the weights came out larger than may be shipped.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "model.onnx"
        _write(rounded(network, seen), whole)
        (folder / CALIBRATION).unlink(missing_ok=True)
        _quantise(whole, folder / "model.onnx")
    if (size := (folder / "model.onnx").stat().st_size) > LARGEST:
        raise ValueError(f"model.onnx has {size:,} bytes; at most {LARGEST:,} are shipped.")
    shutil.copy(bundled_folder() / "tokenizer.json", folder / "tokenizer.json")
    digest = sha256_of(folder / "model.onnx")
    manifest = Manifest(kind=kind, sha256=digest, max_tokens=max_tokens, trained_on=tuple(trained_on))
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1) + "\n")
    return manifest


def _write(network: Network, file: Path) -> None:
    example = torch.ones((2, 16), dtype=torch.long)
    names = ("input_ids", "attention_mask", "token_type_ids")
    outputs = ("judged",) if network.spans is None else ("spans", "judged")
    axes = {name: {0: "texts", 1: "tokens"} for name in (*names, *outputs[:-1])} | {"judged": {0: "texts"}}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the exporter warns of its own future and of traced constants
        torch.onnx.export(
            network.cpu().eval(), (example, example, example), str(file), dynamo=False, opset_version=17,
            input_names=list(names), output_names=list(outputs), dynamic_axes=axes,
            do_constant_folding=False,  # weights keep their names
        )  # fmt: skip


def _quantise(whole: Path, file: Path) -> None:
    """The matrices of the encoder; the small heads, which decide, stay as they are."""
    model = onnx.load(str(whole))
    turned = {node.input[0]: node for node in model.graph.node if node.op_type == "Transpose"}
    for stored in list(model.graph.initializer):
        if stored.name.startswith("encoder.") and stored.name.endswith(".weight") and len(stored.dims) == MATRIX:
            _pack(model.graph, stored, turned.get(stored.name))
    onnx.save(model, str(file))


def _pack(graph: GraphProto, stored: TensorProto, turning: NodeProto | None) -> None:
    """A step for each row. What is turned before it is multiplied is kept turned, else openvino unpacks it."""
    whole, steps = _rounded(to_array(stored))
    names = [f"{stored.name}{INT8}", f"{stored.name}{STEPS}"]
    kept = np.ascontiguousarray(whole.T) if turning else whole
    graph.initializer.remove(stored)
    graph.initializer.extend([from_array(kept, names[0]), from_array(steps, names[1])])
    output = turning.output[0] if turning else stored.name
    if turning:
        graph.node.remove(turning)
    graph.node.insert(0, make_node("DequantizeLinear", names, [output], axis=1 if turning else 0))


def _rounded(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Whole numbers from -127 to 127, and what one of them is in each row."""
    steps = np.abs(weights).max(axis=1) / 127
    return np.rint(weights / np.maximum(steps, TINY)[:, None]).astype(np.int8), steps.astype(np.float32)
