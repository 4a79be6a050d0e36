"""Training goes on from shipped weights."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from train.export import export
from train.network import Network, reader, verifier
from train.restoring import weights_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("made", [reader, verifier])
def test_every_weight_comes_back_within_the_steps_of_int8(made: object, tmp_path: Path) -> None:
    torch.manual_seed(0)
    network: Network = made()  # type: ignore[operator]
    export(network, tmp_path, kind="any", max_tokens=256)
    found, whole = weights_of(tmp_path / "model.onnx"), network.state_dict()
    assert set(found) == set(whole)
    for name, tensor in whole.items():
        assert found[name].shape == tensor.shape
        assert float((found[name] - tensor).abs().max()) <= float(tensor.abs().max()) / 127 + 1e-6, name
