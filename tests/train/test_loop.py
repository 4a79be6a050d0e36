"""Training learns, and goes on where it was stopped as if it had not been."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from index.errors import UserError
from train import loop, network
from train.network import blend, save, verifier
from train.reader import COURSE, WEIGHTS, trained
from train.records import Recipe, Row
from train.rows import PAD_TO

RECIPE = Recipe(epochs=3, learning_rate=0.05, tokens_per_batch=64)


class Tiny(nn.Module):
    """Tells rows apart by their first token."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.table = nn.Embedding(8, 4)
        self.judge = nn.Linear(4, 3)

    def forward(self, ids: Tensor) -> Tensor:
        judged: Tensor = self.judge(torch.dropout(self.table(ids[:, 0]), 0.1, self.training))
        return judged


def loss(network: nn.Module, batch: Mapping[str, Tensor]) -> Tensor:
    return nn.functional.cross_entropy(network(batch["ids"]).float(), batch["allowed"].argmax(1))


def epochs(number: int) -> list[list[Row]]:
    """Batches of one row each; not as many in every epoch."""
    tokens = [1, 2, 3, 1, 2, 3, *([1] * number)]
    return [[Row(ids=(token, 0), types=(0, 0), first=1, allowed=(token - 1,))] for token in tokens]


def weights(network: nn.Module) -> list[Tensor]:
    return [tensor.detach().clone() for tensor in network.state_dict().values()]


def test_what_is_shown_is_learned(tmp_path: Path) -> None:
    network = Tiny()
    result = loop.fit(network, epochs, loss, RECIPE, folder=tmp_path)
    assert network(torch.tensor([[1], [2], [3]])).argmax(1).tolist() == [0, 1, 2]
    assert (result.steps, result.tokens) == (21, 21 * PAD_TO)


def stopping(after: int) -> loop.Loss:
    """The loss of so many batches; then it is as if Ctrl-C were pressed."""
    left = [after]

    def loss_or_stop(network: nn.Module, batch: Mapping[str, Tensor]) -> Tensor:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return loss(network, batch)

    return loss_or_stop


def stop(folder: Path, monkeypatch: pytest.MonkeyPatch, *, after: int) -> None:
    """Leave a checkpoint of the last of so many batches."""
    monkeypatch.setattr(loop, "KEEP_EVERY_S", 0)
    with pytest.raises(KeyboardInterrupt):
        loop.fit(Tiny(), epochs, stopping(after), RECIPE, folder=folder)


@pytest.mark.parametrize("after", [2, 6, 10], ids=["in the first epoch", "between epochs", "in the second epoch"])
def test_stopped_training_goes_on_as_if_it_had_not_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    undisturbed = Tiny()
    loop.fit(undisturbed, epochs, loss, RECIPE, folder=tmp_path / "whole")
    stop(tmp_path / "stopped", monkeypatch, after=after)
    resumed = Tiny()
    result = loop.fit(resumed, epochs, loss, RECIPE, folder=tmp_path / "stopped")
    assert result.steps == 21
    assert all(torch.equal(a, b) for a, b in zip(weights(undisturbed), weights(resumed), strict=True))


@pytest.mark.parametrize(
    ("recipe", "more", "why"),
    [
        pytest.param(replace(RECIPE, learning_rate=0.1), 0, "is of another recipe", id="recipe"),
        pytest.param(RECIPE, 1, "is of 6 batches, and now there are 7: the data has changed", id="data"),
    ],
)
def test_a_checkpoint_of_another_training_is_refused_and_said_how_to_start_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recipe: Recipe, more: int, why: str
) -> None:
    stop(tmp_path, monkeypatch, after=2)
    with pytest.raises(UserError, match=why) as refused:
        loop.fit(Tiny(), lambda number: epochs(number + more), loss, recipe, folder=tmp_path)
    assert refused.value.hint == f"To start anew, remove {tmp_path}"


def test_weights_lie_there_before_the_checkpoints_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "KEEP_EVERY_S", 0)
    with monkeypatch.context() as killed:
        killed.setattr(network, "save_file", half_written)
        with pytest.raises(KeyboardInterrupt):
            trained(Tiny(), epochs, loss, RECIPE, tmp_path)  # type: ignore[arg-type]
    assert not (tmp_path / WEIGHTS).exists()
    again = trained(Tiny(), epochs, stopping(0), RECIPE, tmp_path)  # type: ignore[arg-type]
    assert {file.name for file in tmp_path.iterdir()} == {WEIGHTS, COURSE}
    assert json.loads((tmp_path / COURSE).read_text())["steps"] == 21
    found = trained(Tiny(), epochs, stopping(0), RECIPE, tmp_path)  # type: ignore[arg-type]
    assert all(torch.equal(a, b) for a, b in zip(weights(again), weights(found), strict=True))


def half_written(_: Mapping[str, Tensor], file: Path) -> None:
    file.write_bytes(b"half")
    raise KeyboardInterrupt


def test_the_mean_of_two_networks_lies_between_them(tmp_path: Path) -> None:
    files = []
    for value in (1.0, 3.0):
        network = verifier(pretrained=False)
        with torch.no_grad():
            network.judge.bias.fill_(value)
        save(network, tmp_path / f"{value}.safetensors")
        files.append(tmp_path / f"{value}.safetensors")
    blended = verifier(pretrained=False)
    blend(blended, *files)
    assert blended.judge.bias.tolist() == [2.0, 2.0, 2.0]
