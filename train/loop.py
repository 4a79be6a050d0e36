"""The training loop: seeded, in bfloat16 where the processor has it, and resumed where it was stopped."""

from __future__ import annotations

import json
import math
import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from index.errors import UserError
from train.records import Recipe, Row
from train.rows import Batch, collate

KEEP_EVERY_S = 300
"""Seconds between two checkpoints."""

Loss = Callable[[nn.Module, Mapping[str, Tensor]], Tensor]
"""A network and a batch's arrays by name to the batch's mean loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """How it went."""

    steps: int
    tokens: int
    seconds: float
    losses: tuple[float, ...]
    """Means of a hundred steps each."""


def fit(
    network: nn.Module, epochs: Callable[[int], Sequence[Sequence[Row]]], loss_of: Loss, recipe: Recipe, *,
    folder: Path, tell: Callable[[str], None] = print,
) -> Trained:  # fmt: skip
    """Train, from the last checkpoint in `folder` where there is one.

    Args:
        network: Changed in place, and left in evaluation mode.
        epochs: Number of an epoch, from 0, to its batches: the same ones each time it is called.
        loss_of: Mean loss of a batch.
        recipe: Length, rates, seed.
        folder: For checkpoints; the last one stays, until `forget` is called.
        tell: Takes a line on progress.

    Raises:
        UserError: the checkpoint is of another recipe, or of other data.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network.to(device).train()
    optimizer = _optimizer(network, recipe)
    state = _resume(network, optimizer, recipe, folder)
    for number in range(state.epoch, recipe.epochs):
        made = epochs(number)
        first = state.enter(number, len(made), folder)
        for place, batch in enumerate(made[first:], start=first):
            _set_rate(optimizer, recipe, min(state.step / state.total, 1.0))
            torch.manual_seed(recipe.seed * 1_000_003 + state.step)
            _learn(network, optimizer, loss_of, collate(batch), state, device)
            if state.step % 100 == 0:
                state.report(tell)
            if time.perf_counter() - state.kept > KEEP_EVERY_S:
                state.place = place + 1
                _keep(network, optimizer, state, folder)
    network.eval()
    return Trained(steps=state.step, tokens=state.tokens, seconds=state.took(), losses=tuple(state.losses))


def forget(folder: Path) -> None:
    """Remove the checkpoints, once the weights that they led to are kept."""
    for file in folder.glob("checkpoint.*"):
        file.unlink()


class _State:
    """What is counted along the way."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = asdict(recipe)
        self.epoch = self.place = self.batches = self.step = self.total = self.tokens = 0
        self.seconds = 0.0
        self.losses: list[float] = []
        self.recent: list[float] = []
        self.began = self.kept = time.perf_counter()

    def enter(self, number: int, batches: int, folder: Path) -> int:
        """The batch that an epoch begins with, or goes on with.

        Raises:
            UserError: it had another number of batches when the checkpoint was kept.
        """
        first = self.place if number == self.epoch else 0
        if number == self.epoch and self.batches not in {0, batches}:
            raise _other(folder, f"{self.batches:,} batches, and now there are {batches:,}: the data has changed")
        self.epoch, self.place, self.batches = number, first, batches
        self.total = self.total or batches * int(self.recipe["epochs"])
        return first

    def took(self) -> float:
        """Seconds, those before a stop included."""
        return self.seconds + time.perf_counter() - self.began

    def report(self, tell: Callable[[str], None]) -> None:
        """A line on the last hundred steps."""
        self.losses.append(sum(self.recent) / max(len(self.recent), 1))
        self.recent.clear()
        rate = self.tokens / self.took()
        loss = self.losses[-1]
        tell(f"step {self.step:,} of {self.total:,}: loss {loss:.3f}, {rate:,.0f} tokens/s, {self.took():,.0f} s")

    def facts(self) -> dict[str, Any]:
        """What a checkpoint keeps of it."""
        return {
            "recipe": self.recipe, "epoch": self.epoch, "place": self.place, "batches": self.batches, "step": self.step,
            "total": self.total, "tokens": self.tokens, "seconds": self.took(), "losses": self.losses,
            "recent": self.recent,
        }  # fmt: skip


def _learn(
    network: nn.Module, optimizer: torch.optim.Optimizer, loss_of: Loss, batch: Batch, state: _State,
    device: torch.device,
) -> None:  # fmt: skip
    optimizer.zero_grad(set_to_none=True)
    with torch.autocast(device.type, torch.bfloat16, enabled=_fast(device)):
        loss = loss_of(network, tensors_of(batch, device))
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    state.recent.append(float(loss.detach()))
    state.tokens += batch.tokens
    state.step += 1


def _fast(device: torch.device) -> bool:
    return device.type == "cuda" or bool(torch.cpu.get_capabilities().get("avx512_bf16"))


def _optimizer(network: nn.Module, recipe: Recipe) -> torch.optim.AdamW:
    plain = [p for p in network.parameters() if p.ndim < 2]
    decayed = [p for p in network.parameters() if p.ndim >= 2]
    groups = [{"params": decayed, "weight_decay": recipe.weight_decay}, {"params": plain, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, fused=True)


def _set_rate(optimizer: torch.optim.Optimizer, recipe: Recipe, share: float) -> None:
    """Up in a line, then down along half a cosine to a twentieth."""
    if share < recipe.warm_up:
        factor = share / recipe.warm_up
    else:
        factor = 0.05 + 0.95 * (1 + math.cos(math.pi * (share - recipe.warm_up) / (1 - recipe.warm_up))) / 2
    for group in optimizer.param_groups:
        group["lr"] = recipe.learning_rate * factor


def _keep(network: nn.Module, optimizer: torch.optim.Optimizer, state: _State, folder: Path) -> None:
    """Weights and both moments of each, as safetensors: nothing that is loaded can carry code."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"weight.{name}": tensor.detach().contiguous() for name, tensor in network.state_dict().items()}
    for name, parameter in network.named_parameters():
        for moment, tensor in optimizer.state[parameter].items():
            tensors[f"{moment}.{name}"] = torch.as_tensor(tensor).contiguous()
    fresh = folder / "checkpoint.new"
    save_file(tensors, fresh, metadata={"facts": json.dumps(state.facts())})
    fresh.replace(folder / "checkpoint.safetensors")
    state.kept = time.perf_counter()


def _resume(network: nn.Module, optimizer: torch.optim.Optimizer, recipe: Recipe, folder: Path) -> _State:
    file, state = folder / "checkpoint.safetensors", _State(recipe)
    if not file.exists():
        return state
    with safe_open(file, "pt") as opened:
        facts = json.loads(opened.metadata()["facts"])
    if facts.get("recipe") != state.recipe:
        raise _other(folder, "another recipe")
    state.__dict__ |= facts
    tensors = load_file(file)
    network.load_state_dict({k.removeprefix("weight."): v for k, v in tensors.items() if k.startswith("weight.")})
    for name, parameter in network.named_parameters():
        moments = (m for m in ("step", "exp_avg", "exp_avg_sq") if f"{m}.{name}" in tensors)
        optimizer.state[parameter] = {m: tensors[f"{m}.{name}"].to(parameter.device) for m in moments}
    return state


def _other(folder: Path, found: str) -> UserError:
    return UserError(
        f"The checkpoint in {str(folder)!r} is of {found}.", hint=f"To start anew, remove {shlex.quote(str(folder))}"
    )


def tensors_of(batch: Batch, device: torch.device) -> dict[str, Tensor]:
    """A batch's arrays by name, on the device."""
    names = ("ids", "mask", "types", "inside", "starts", "ends", "answerable", "relevant", "allowed", "weight")
    return {name: torch.as_tensor(getattr(batch, name)).to(device) for name in names}
