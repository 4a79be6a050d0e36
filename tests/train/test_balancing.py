"""A verifier that leans to one stance is put right by constants, and one that is too sure by a temperature."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch

from eval.stances import GoldPair, Judged
from rag.verifying import Stance, Stances
from train.balancing import Balance, balance, fit_balance
from train.network import STANCES, verifier

Logits = tuple[float, float, float]


def test_a_stance_that_is_chosen_too_rarely_is_raised_above_the_others() -> None:
    # Right logits, from which 2 was taken for "supports": the constants have to give it back.
    found = fit_balance(_drawn("lingnli", lean=(-2.0, 0.0, 0.0)))
    assert found.constants[0] == 0.0
    assert found.constants[1:] == pytest.approx((-2.0, -2.0), abs=0.4)
    assert found.temperature == pytest.approx(1.0, abs=0.15)


def test_a_verifier_that_is_too_sure_is_cooled() -> None:
    found = fit_balance(_drawn("lingnli", sharper=3.0))
    assert found.temperature == pytest.approx(3.0, abs=0.4)


def test_nothing_is_fitted_on_a_set_that_may_only_be_measured_with() -> None:
    leaning = _drawn("scifact", lean=(-9.0, 0.0, 0.0))
    assert fit_balance([*_drawn("fm2"), *leaning]) == fit_balance(_drawn("fm2"))


def test_the_network_says_what_the_balance_promises() -> None:
    network = verifier(pretrained=False).eval()
    given = torch.ones((2, 8), dtype=torch.long)
    with torch.inference_mode():
        (before,) = network(given, given, given)
    balance(network, Balance(temperature=2.0, constants=(0.0, -1.0, 0.5)))
    with torch.inference_mode():
        (after,) = network(given, given, given)
    assert after.numpy() == pytest.approx(before.numpy() / 2 + [0.0, -1.0, 0.5], abs=1e-5)


def _drawn(source: str, *, lean: Logits = (0.0, 0.0, 0.0), sharper: float = 1.0) -> list[Judged]:
    """Stances drawn as honest logits say, told with others."""
    rng = np.random.default_rng(0)
    allowed: Sequence[Stance] = STANCES if source == "lingnli" else STANCES[:2]
    return [_judged(source, rng, allowed, np.array(lean), sharper) for _ in range(4_000)]


def _judged(
    source: str, rng: np.random.Generator, allowed: Sequence[Stance], lean: np.ndarray, sharper: float
) -> Judged:
    honest = rng.normal(0, 1.5, 3)
    gold = allowed[int(rng.choice(len(allowed), p=_shares(honest[: len(allowed)])))]
    supports, refutes, neither = _shares(sharper * (honest + lean))
    return Judged(
        pair=GoldPair(source=source, statement="", passage="", gold=gold),
        stances=Stances(supports=supports, refutes=refutes, neither=neither),
    )


def _shares(logits: np.ndarray) -> list[float]:
    odds = np.exp(logits - logits.max())
    return list((odds / odds.sum()).tolist())
