"""What the networks are trained to make small."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from train.network import OUTSIDE
from train.rows import UNKNOWN

JUDGED = 0.5
"""What the two judgements of a reader count, each, beside the span."""


def reader_loss(network: nn.Module, batch: Mapping[str, Tensor]) -> Tensor:
    """Cross entropy of start and end against the annotators' votes, and of both judgements, where known."""
    spans, judged = network(batch["ids"], batch["mask"], batch["types"])
    logits = spans.float().masked_fill(~batch["inside"].unsqueeze(-1), OUTSIDE)
    placed = batch["starts"].sum(1) > 0
    start, end = (
        -(batch[side] * logits[..., i].log_softmax(1)).sum(1)[placed] for i, side in enumerate(("starts", "ends"))
    )
    answerable, relevant = (_judgement(judged[:, i], batch[name]) for i, name in enumerate(("answerable", "relevant")))
    return _mean(start) / 2 + _mean(end) / 2 + JUDGED * (answerable + relevant)


def verifier_loss(network: nn.Module, batch: Mapping[str, Tensor]) -> Tensor:
    """Minus the log of the probability of all stances that the label leaves open, weighed by how sure the label is."""
    (judged,) = network(batch["ids"], batch["mask"], batch["types"])
    return (-_log_share(judged.float(), batch["allowed"]) * batch["weight"]).mean()


def _log_share(logits: Tensor, allowed: Tensor) -> Tensor:
    return torch.logsumexp(logits.masked_fill(allowed == 0, OUTSIDE), 1) - torch.logsumexp(logits, 1)


def _judgement(logits: Tensor, wanted: Tensor) -> Tensor:
    known = wanted != UNKNOWN
    return binary_cross_entropy_with_logits(logits.float()[known], wanted[known]) if known.any() else logits.sum() * 0.0


def _mean(values: Tensor) -> Tensor:
    return values.mean() if len(values) else values.sum()
