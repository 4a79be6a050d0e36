"""Shipped weights as a network's again: training goes on from them where the folder of weights is gone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx.numpy_helper import to_array
from torch import Tensor

from index.errors import UserError
from rag.models.own import Manifest
from train.questions import SQUAD

MODEL = "model.onnx"

Arrays = Mapping[str, NDArray[np.float32]]

_LAYER = re.compile(r"/(.+)/(?:Gemm_)?MatMul(?:_quant)?")
"""The name of a product of matrices, by the layer whose weights are in it."""
INT8 = "_quantized"
"""What the quantiser puts behind the names of weights."""


def beginning(folder: Path, kind: str) -> dict[str, Tensor]:
    """The weights of a shipped model that the last stages may begin with.

    Args:
        folder: With model.onnx and manifest.json.
        kind: reader or verifier.

    Raises:
        UserError: there is no model, or it has learned from what the folds of the last stage are measured with.
    """
    if not (folder / MODEL).exists():
        raise UserError(f"There is no {kind} in {str(folder)!r}.", hint=f"Train one: python -m train {kind}-first")
    if SQUAD in Manifest.read(folder, kind).trained_on:
        raise UserError(
            f"The {kind} in {str(folder)!r} has learned from {SQUAD}: in each fold of the last stage it would know the"
            " titles that the fold leaves out.",
            hint=f"Begin with a first stage: python -m train {kind}-first",
        )
    return weights_of(folder / MODEL)


def weights_of(file: Path) -> dict[str, Tensor]:
    """What `train.network.load` takes, of a model.onnx that `train.export` wrote: rounded to what int8 can say."""
    graph = onnx.load(str(file)).graph
    stored = {initializer.name: to_array(initializer) for initializer in graph.initializer}
    found = {name: array for name, array in stored.items() if name.endswith((".weight", ".bias"))}
    for node in graph.node:
        if (product := _LAYER.fullmatch(node.name)) and node.input[1] in stored:
            found[f"{product[1].replace('/', '.')}.weight"] = _whole(stored, node.input[1]).T
        elif node.op_type == "Gather" and node.input[0].endswith(f".weight{INT8}"):
            found[node.input[0].removesuffix(INT8)] = _whole(stored, node.input[0])
    return {name: torch.from_numpy(np.array(array, np.float32)) for name, array in found.items()}


def _whole(stored: Arrays, name: str) -> NDArray[np.float32]:
    """As floating point: what was rounded, multiplied by its steps."""
    if not name.endswith(INT8):
        return stored[name]
    base = name.removesuffix(INT8)
    return (stored[name].astype(np.float32) - stored[f"{base}_zero_point"]) * stored[f"{base}_scale"]
