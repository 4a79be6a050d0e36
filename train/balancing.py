"""A trained verifier's odds, put right on development pairs: one temperature, and a constant for each stance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from scipy.optimize import minimize
from scipy.special import log_softmax

from eval.stances import Judged
from train.network import STANCES, Network

EVALUATION_ONLY = ("scifact",)
"""Sets whose licence allows nothing else: nothing that is shipped is fitted on them."""

IMPOSSIBLE = -1e4
"""Added to the logit of a stance that no pair of a set has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What the logits are divided by, and what is added to them then, in the order of `STANCES`."""

    temperature: float
    constants: tuple[float, float, float]


def fit_balance(judged: Sequence[Judged]) -> Balance:
    """The likeliest one, each set counting the same.

    Source: Alexandari, Kundaje, Shrikumar 2020, bias-corrected temperature scaling.

    Args:
        judged: Pairs that the network was not trained on, of all three stances.
    """
    taken = [one for one in judged if one.pair.source not in EVALUATION_ONLY]
    logits = np.log([[max(getattr(one.stances, stance), 1e-6) for stance in STANCES] for one in taken])
    closed = np.array([[0.0 if stance in one.allowed else IMPOSSIBLE for stance in STANCES] for one in taken])
    gold = np.array([STANCES.index(one.pair.gold) for one in taken])
    sizes = Counter(one.pair.source for one in taken)
    weights = np.array([1 / sizes[one.pair.source] for one in taken])

    def loss(given: np.ndarray) -> float:
        shares = log_softmax(logits / np.exp(given[0]) + [0.0, *given[1:]] + closed, axis=1)
        return float(-(weights * shares[np.arange(len(gold)), gold]).sum())

    warmth, refutes, neither = minimize(loss, np.zeros(3), method="L-BFGS-B").x
    return Balance(temperature=float(np.exp(warmth)), constants=(0.0, float(refutes), float(neither)))


def balance(network: Network, found: Balance) -> None:
    """Change the network's last layer so that its logits are the ones put right."""
    with torch.no_grad():
        network.judge.weight /= found.temperature
        network.judge.bias.copy_(network.judge.bias / found.temperature + torch.tensor(found.constants))
