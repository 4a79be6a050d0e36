"""A trained network to the folder that is shipped: int8 ONNX, tokenizer, manifest."""

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
from onnx.helper import make_node
from onnx.numpy_helper import from_array, to_array

from index.encoders import bundled_folder, sha256_of
from rag.models.own import Manifest
from train.network import Network

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
    network: Network, folder: Path, *, kind: str, max_tokens: int, trained_on: Sequence[str] = ()
) -> Manifest:  # fmt: skip
    """Write the model's folder; weights become int8, and are floating point again when they are loaded.

    A calibration.json that lies there is removed: it was fitted to other weights.

    Args:
        network: A trained one.
        folder: Made where it is not there.
        kind: reader or verifier.
        max_tokens: That it was trained with.
        trained_on: Names of the sets that it learned from.

    Raises:
        ValueError: the weights came out larger than may be shipped.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "model.onnx"
        _write(network, whole)
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
    """The matrices of the encoder, a step for each row; the small heads, which decide, stay as they are."""
    model = onnx.load(str(whole))
    for stored in list(model.graph.initializer):
        if stored.name.startswith("encoder.") and len(stored.dims) == MATRIX:
            rounded, steps = _rounded(to_array(stored))
            model.graph.initializer.remove(stored)
            model.graph.initializer.extend(
                [from_array(rounded, f"{stored.name}{INT8}"), from_array(steps, f"{stored.name}{STEPS}")]
            )
            names = [f"{stored.name}{INT8}", f"{stored.name}{STEPS}"]
            model.graph.node.insert(0, make_node("DequantizeLinear", names, [stored.name], axis=0))
    onnx.save(model, str(file))


def _rounded(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Whole numbers from -127 to 127, and what one of them is in each row."""
    steps = np.abs(weights).max(axis=1) / 127
    return np.rint(weights / np.maximum(steps, TINY)[:, None]).astype(np.int8), steps.astype(np.float32)
