"""A product of whole numbers says nearly what the one of floating point says, however large a few of its inputs are."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from train.network import Network, verifier
from train.records import Row
from train.rounding import RoundedLinear, rounded

FEW = [3, 17]


def inputs() -> Tensor:
    """(200, 40), of which two columns are thirty times as large as all others."""
    torch.manual_seed(0)
    made = torch.randn(200, 40).clamp(-3, 3)
    made[:, FEW] *= 30
    return made


def product(given: Tensor) -> tuple[nn.Linear, RoundedLinear]:
    whole = nn.Linear(40, 8)
    return whole, RoundedLinear(whole, least=given.amin(0), greatest=given.amax(0))


def test_only_the_columns_far_above_all_others_are_held_apart() -> None:
    _, made = product(inputs())
    assert made.held.tolist() == FEW
    _, even = product(inputs() / torch.tensor([30.0 if i in FEW else 1.0 for i in range(40)]))
    assert even.held.tolist() == []


def test_large_inputs_lose_nothing_and_small_ones_no_more_than_a_step() -> None:
    given = inputs()
    whole, made = product(given)
    with torch.inference_mode():
        wrong = float((made(given) - whole(given)).abs().max())
        assert made.step < 6.1 / 255
        assert wrong <= made.step / 2 * float(whole.weight.abs().sum(1).max()) + 1e-4


def test_zero_stays_zero() -> None:
    whole, made = product(inputs())
    assert torch.allclose(made(torch.zeros(1, 40)), whole.bias)


def test_the_network_given_is_left_as_it_is() -> None:
    network = verifier(pretrained=False)
    made = rounded(network, [Row(ids=(101, 2129, 102, 2048, 102), types=(0, 0, 0, 1, 1), first=3)])
    assert count(network) == 0
    assert count(made) == 36
    assert set(made.state_dict()) == set(network.state_dict())


def test_without_rows_there_are_no_ranges() -> None:
    with pytest.raises(ValueError, match="give some rows"):
        rounded(verifier(pretrained=False), [])


def count(network: Network) -> int:
    return sum(isinstance(module, RoundedLinear) for module in network.modules())
