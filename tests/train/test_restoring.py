"""Training goes on from shipped weights."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
import torch

from index.encoders import sha256_of
from index.errors import UserError
from rag.models.own import Manifest
from train.__main__ import main
from train.export import export
from train.network import Network, reader, verifier
from train.questions import SQUAD
from train.records import Row
from train.restoring import MODEL, begin_as_shipped, weights_of

SEEN = [Row(ids=(101, 2129, 2116, 102, 2048, 102), types=(0, 0, 0, 0, 1, 1), first=4)]


@pytest.mark.slow
@pytest.mark.parametrize("made", [reader, verifier])
def test_every_weight_comes_back_within_the_steps_of_int8(made: object, tmp_path: Path) -> None:
    torch.manual_seed(0)
    network: Network = made()  # type: ignore[operator]
    far_above_others(network)
    export(network, tmp_path, kind="any", max_tokens=256, seen=SEEN)
    found, whole = weights_of(tmp_path / "model.onnx", network), network.state_dict()
    assert set(found) == set(whole)
    for name, tensor in whole.items():
        assert found[name].shape == tensor.shape
        assert float((found[name] - tensor).abs().max()) <= float(tensor.abs().max()) / 127 + 1e-6, name


def far_above_others(network: Network) -> None:
    """So that it is divided into shares."""
    with torch.no_grad():
        network.get_parameter("encoder.encoder.layer.1.attention.output.LayerNorm.weight")[7] = 30.0


def test_a_reader_that_has_seen_the_titles_of_the_folds_is_no_beginning(tmp_path: Path) -> None:
    (tmp_path / MODEL).write_bytes(b"weights")
    digest = sha256_of(tmp_path / MODEL)
    manifest = Manifest(kind="reader", sha256=digest, max_tokens=256, trained_on=("squadshifts", SQUAD))
    (tmp_path / "manifest.json").write_text(json.dumps(asdict(manifest)))
    with pytest.raises(UserError, match="has learned from squad2_given: in each fold of the last stage it would know"):
        begin_as_shipped(reader(pretrained=False), tmp_path, "reader")


def test_without_a_model_the_command_tells_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["train", "restore", "--folder", str(tmp_path), "--shipped", str(tmp_path)])
    with pytest.raises(SystemExit, match="2"):
        main()
    told = f"Error: There is no reader in '{tmp_path / 'reader'}'.\nTrain one: python -m train reader-first\n"
    assert capsys.readouterr().err == told
