"""A trained network as it is shipped: its products in int8, of what is far larger than all else a share at a time.

Of what goes into a product, a few columns hold values many times as large as all others. If the range were theirs, its
steps would be too coarse for the others. So a large column is given several times, each time a share of it, with the
same weights: what the shares say adds up to what the column says, and all of them lie in a narrow range.
Source: Zhao et al. 2019, Improving Neural Network Quantization without Retraining using Outlier Channel Splitting.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn

from train.network import Network
from train.records import Row
from train.rows import collate

LEVELS = 255
"""Steps from the least to the greatest of the whole numbers that stand for an input."""

OTHERS = 10
"""The column with the tenth largest value stands for all others."""

FAR = 2.0
"""Times as large as in the column of the others, from which on a column is one of the few."""

SHARES = 64
"""Columns that come behind those of an input in which a few are far larger: as many as AMX multiplies in one step, so
that fewer are hardly faster."""

WITHIN, BEHIND = ".intermediate.", ".output."
"""In the names of the two products outside attention: what the second one reads, the first one says."""

ATTENTION = ".attention."
"""In the names of products whose inputs differ less: divided, they are as near, and 2 % slower."""


class RoundedLinear(nn.Linear):
    """A matrix product whose input is rounded, to `LEVELS` steps over the range of its columns, or of their shares.

    The weights are those of the given one, and for each further share those of its column once more, behind them; they
    are rounded when they are written.
    """

    columns: Tensor
    """(inputs + further,): which column each share is one of"""
    parts: Tensor
    """(inputs + further,): the part of its column that each share is, 1 / the number of its shares"""

    def __init__(self, product: nn.Linear, *, least: Tensor, greatest: Tensor, shares: int = 0) -> None:
        """`least` and `greatest`, each (inputs,): what was seen of each column. `shares`: further ones there may be."""
        nn.Module.__init__(self)
        size = torch.maximum(-least, greatest)
        number = _shared(size, shares if _few(size) else 0)
        further = torch.repeat_interleave((number - 1).long())
        columns = torch.cat([torch.arange(len(size)), further])
        low, high = float((least / number).clamp(max=0).min()), float((greatest / number).clamp(min=0).max())
        self.step = (high - low) / LEVELS
        self.zero = round(-low / self.step)
        self.divided = len(further) > 0
        self.given_all = False
        self.register_buffer("columns", columns, persistent=False)
        self.register_buffer("parts", 1 / number[columns], persistent=False)
        self.weight, self.bias = nn.Parameter(product.weight.detach()[:, columns]), product.bias

    def forward(self, given: Tensor) -> Tensor:
        """As of an `nn.Linear`."""
        if self.divided:
            given = (given if self.given_all else given[..., self.columns]) * self.parts
        rounded = torch.fake_quantize_per_tensor_affine(given, self.step, self.zero, 0, LEVELS)
        return nn.functional.linear(rounded, self.weight, self.bias)

    def say_for(self, reading: RoundedLinear) -> None:
        """Say what the other one reads as often as it has shares of it, so that nothing needs to be repeated there."""
        self.weight = nn.Parameter(self.weight.detach()[reading.columns])
        self.bias = nn.Parameter(self.bias.detach()[reading.columns])
        reading.given_all = True


def _few(size: Tensor) -> bool:
    """Whether some columns are far larger than the others."""
    return float(size.max()) > FAR * float(size.sort(descending=True).values[OTHERS - 1])


def _shared(size: Tensor, further: int) -> Tensor:
    """(inputs,): how many shares each column has, when the largest share is divided again and again."""
    number = torch.ones_like(size)
    for _ in range(further):
        number[(size / number).argmax()] += 1
    return number


def rounded(network: Network, seen: Sequence[Row]) -> Network:
    """A copy whose encoder multiplies as it will when it is shipped; its weights are its own.

    Args:
        network: A trained one.
        seen: What the ranges are taken from, a few hundred: of the kind that the network was trained with.
    """
    if not seen:
        raise ValueError("ranges are taken from what the network reads: give some rows")
    ranges = _ranges(network, seen)
    made = copy.deepcopy(network)
    for name, (least, greatest) in ranges.items():
        parent, _, own = name.rpartition(".")
        product = network.get_submodule(name)
        assert isinstance(product, nn.Linear)
        shares = 0 if ATTENTION in name else SHARES
        setattr(made.get_submodule(parent), own, RoundedLinear(product, least=least, greatest=greatest, shares=shares))
    for name in ranges:
        if WITHIN in name:
            saying, reading = (made.get_submodule(one) for one in (name, name.replace(WITHIN, BEHIND)))
            assert isinstance(saying, RoundedLinear)
            assert isinstance(reading, RoundedLinear)
            saying.say_for(reading)
    return made


def _ranges(network: Network, seen: Sequence[Row]) -> dict[str, tuple[Tensor, Tensor]]:
    """Name of a product of the encoder -> least and greatest of each column of its input."""
    found: dict[str, tuple[Tensor, Tensor]] = {}

    def watch(name: str, _: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        values = inputs[0].flatten(0, -2)
        low, high = found.get(name, (values[0], values[0]))
        found[name] = torch.minimum(low, values.amin(0)), torch.maximum(high, values.amax(0))

    with ExitStack() as watching, torch.inference_mode():
        for name, product in network.cpu().eval().named_modules():
            if name.startswith("encoder.") and isinstance(product, nn.Linear):
                watching.callback(product.register_forward_pre_hook(partial(watch, name)).remove)
        for row in seen:
            network(*_alone(row))
    return found


def _alone(row: Row) -> Iterator[Tensor]:
    """Ids, mask and types, without the padding, whose values are nobody's."""
    batch, length = collate([row]), len(row.ids)
    for array in (batch.ids, batch.mask, batch.types):
        yield torch.from_numpy(np.ascontiguousarray(array[:, :length]))
