"""A trained network as it is shipped: its products in int8, but for what is far larger than all else.

Source: Dettmers et al. 2022, LLM.int8(). Of what goes into a product, a few columns hold values many times as large as
all others. If the range were theirs, its steps would be too coarse for the others; so it is that of the others. What
exceeds it is multiplied in floating point, and added.
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

ATTENTION = ".attention."
"""In the names of products whose inputs differ less: with no few of their own they are as near, and 6 % faster."""


class RoundedLinear(nn.Linear):
    """A matrix product whose input is rounded: to `LEVELS` steps over the range of nearly all columns.

    The weights are those of the given one; they are rounded when they are written.
    """

    held: Tensor
    """(few,): the columns whose values may exceed the range"""
    exceeding: Tensor
    """(few, outputs): their weights"""

    def __init__(self, product: nn.Linear, *, least: Tensor, greatest: Tensor, apart: bool = True) -> None:
        """`least` and `greatest`, each (inputs,): what was seen of each column. `apart`: there may be few that are."""
        nn.Module.__init__(self)
        self.weight, self.bias = product.weight, product.bias
        size = torch.maximum(-least, greatest)
        far = size > (FAR * size.sort(descending=True).values[OTHERS - 1] if apart else size.max())
        low, high = float(least[~far].clamp(max=0).min()), float(greatest[~far].clamp(min=0).max())
        self.step = (high - low) / LEVELS
        self.zero = round(-low / self.step)
        few = far.nonzero().ravel()
        self.register_buffer("held", few, persistent=False)
        self.register_buffer("exceeding", self.weight.detach()[:, few].T.contiguous(), persistent=False)

    def forward(self, given: Tensor) -> Tensor:
        """As of an `nn.Linear`."""
        rounded = torch.fake_quantize_per_tensor_affine(given, self.step, self.zero, 0, LEVELS)
        product = nn.functional.linear(rounded, self.weight, self.bias)
        if not len(self.held):
            return product
        far = given[..., self.held]
        over = far - far.clamp(-self.zero * self.step, (LEVELS - self.zero) * self.step)
        return product + over @ self.exceeding


def rounded(network: Network, seen: Sequence[Row]) -> Network:
    """A copy whose encoder multiplies as it will when it is shipped; the weights of its products are shared.

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
        whole = RoundedLinear(product, least=least, greatest=greatest, apart=ATTENTION not in name)
        setattr(made.get_submodule(parent), own, whole)
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
