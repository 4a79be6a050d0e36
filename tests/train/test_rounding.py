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


def product(given: Tensor, *, shares: int) -> tuple[nn.Linear, RoundedLinear]:
    whole = nn.Linear(40, 8)
    return whole, RoundedLinear(whole, least=given.amin(0), greatest=given.amax(0), shares=shares)


def wrong(given: Tensor, *, shares: int) -> float:
    """By how much what is said is off, as a root mean square."""
    whole, made = product(given, shares=shares)
    with torch.inference_mode():
        return float((made(given) - whole(given)).square().mean().sqrt())


def test_where_columns_are_far_above_all_others_they_are_divided_into_shares() -> None:
    _, made = product(inputs(), shares=32)
    assert set(made.columns[40:].tolist()) == set(FEW)
    assert made.weight.shape == (8, 72)
    _, even = product(inputs() / torch.tensor([30.0 if i in FEW else 1.0 for i in range(40)]), shares=64)
    assert len(even.columns) == 40


def test_the_shares_of_a_column_add_up_to_it_and_all_are_as_small_as_the_other_columns() -> None:
    given = inputs()
    _, made = product(given, shares=64)
    whole = torch.zeros(200, 40).index_add(1, made.columns, given[:, made.columns] * made.parts)
    assert torch.allclose(whole, given, atol=1e-4)
    assert made.step < 6.1 / 255


def test_what_is_said_is_less_off_the_more_shares_the_large_columns_have() -> None:
    given = inputs()
    assert wrong(given, shares=64) < wrong(given, shares=8) < wrong(given, shares=0) / 2


def test_zero_stays_zero() -> None:
    whole, made = product(inputs(), shares=64)
    assert torch.allclose(made(torch.zeros(1, 40)), whole.bias)


def test_a_product_can_say_what_the_next_one_reads_as_often_as_that_has_shares_of_it() -> None:
    torch.manual_seed(0)
    given, first, second = torch.randn(200, 16), nn.Linear(16, 40), nn.Linear(40, 8)
    with torch.no_grad():
        first.weight[FEW] *= 30
    said = first(given).relu().detach()
    saying = RoundedLinear(first, least=given.amin(0), greatest=given.amax(0))
    reading = RoundedLinear(second, least=said.amin(0), greatest=said.amax(0), shares=64)
    with torch.inference_mode():
        before = reading(saying(given).relu())
        saying.say_for(reading)
        assert saying(given).shape == (200, 104)
        assert torch.allclose(reading(saying(given).relu()), before, atol=1e-5)


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
