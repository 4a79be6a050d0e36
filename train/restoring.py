"""Shipped weights as a network's again: training goes on from them where the folder of weights is gone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx.numpy_helper import to_array
from torch import Tensor

from index.errors import UserError
from rag.models.own import Manifest
from train.export import INT8, STEPS
from train.network import Network
from train.questions import SQUAD

MODEL = "model.onnx"


def begin_as_shipped(network: Network, folder: Path, kind: str) -> None:
    """Give a network the weights of a shipped model that the last stages may begin with.

    Args:
        network: Of that kind.
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
    network.load_state_dict(weights_of(folder / MODEL, network))


def weights_of(file: Path, network: Network) -> dict[str, Tensor]:
    """Per name of the network's weights what a model.onnx says that `train.export` wrote: rounded to what int8 can say.

    What was divided into shares (`train.rounding`) has those behind it that the network has no place for.
    """
    graph = onnx.load(str(file)).graph
    stored = {initializer.name: to_array(initializer) for initializer in graph.initializer}
    found = {name: array for name, array in stored.items() if name.endswith((".weight", ".bias"))}
    for node in graph.node:
        if node.op_type == "DequantizeLinear" and node.input[0].endswith(INT8):
            base = node.input[0].removesuffix(INT8)
            kept, (axis,) = stored[node.input[0]], [given.i for given in node.attribute if given.name == "axis"]
            found[base] = (kept.T if axis else kept) * stored[f"{base}{STEPS}"][:, None]
    places = {name: tuple(slice(size) for size in tensor.shape) for name, tensor in network.state_dict().items()}
    return {name: torch.from_numpy(np.array(array[places[name]], np.float32)) for name, array in found.items()}
