"""The network: MiniLM's six layers with small heads, from the weights that travel with the embedder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from index.encoders import bundled_folder
from rag.verifying import Stance

STANCES: tuple[Stance, ...] = ("supports", "refutes", "neither")
"""In the order of the verifier's logits."""

WITHOUT_DROPOUT: dict[str, Any] = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
"""Drawing its random numbers took half of a step on two cores: 1,700 tokens/s with it, 3,200 to 4,000 without."""

OUTSIDE = -1e4
"""A logit that no softmax sees."""


class Network(nn.Module):
    """Tokens to a start and an end logit each, and to `judgements` numbers per row, from the first token."""

    def __init__(self, config: BertConfig, *, spans: int, judgements: int) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        width = config.hidden_size
        self.spans = nn.Linear(width, spans) if spans else None
        self.pool = nn.Linear(width, width)
        self.judge = nn.Linear(width, judgements)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, ...]:
        """(n, judgements), and before it (n, tokens, 2) where the network has spans."""
        unread = (1 - attention_mask)[:, None, None].float() * OUTSIDE  # per text: given so, it is not made per token
        states = self.encoder(
            input_ids=input_ids, attention_mask=unread, token_type_ids=token_type_ids
        ).last_hidden_state
        judged = self.judge(torch.tanh(self.pool(states[:, 0])))
        return (judged,) if self.spans is None else (self.spans(states), judged)


def reader(*, pretrained: bool = True) -> Network:
    """Spans; judgements: answerable, relevant (log-odds)."""
    return _network(spans=2, judgements=2, pretrained=pretrained)


def verifier(*, pretrained: bool = True) -> Network:
    """Judgements: logits of `STANCES`."""
    return _network(spans=0, judgements=len(STANCES), pretrained=pretrained)


def save(network: nn.Module, file: Path) -> None:
    """As safetensors; the file is there whole, or not at all."""
    fresh = file.with_suffix(".new")
    save_file({name: tensor.contiguous() for name, tensor in network.state_dict().items()}, fresh)
    fresh.replace(file)


def load(network: nn.Module, file: Path) -> None:
    """What `save` wrote of a network of the same kind."""
    network.load_state_dict(load_file(file))


def blend(network: Network, *files: Path) -> None:
    """The mean of networks of one kind that went on from each other: it keeps what the later one forgot.

    Source: Wortsman et al. 2022, Model soups.
    """
    loaded = [load_file(file) for file in files]
    network.load_state_dict({name: torch.stack([w[name] for w in loaded]).mean(0) for name in loaded[0]})


def begin_with(network: Network, file: Path, *, only: str = "") -> None:
    """The weights of another network whose names begin so; heads that differ in shape stay as they are."""
    known = network.state_dict()
    weights = {
        name: tensor
        for name, tensor in load_file(file).items()
        if name.startswith(only) and name in known and known[name].shape == tensor.shape
    }
    network.load_state_dict(weights, strict=False)


def _network(*, spans: int, judgements: int, pretrained: bool) -> Network:
    folder = bundled_folder()
    config = BertConfig.from_pretrained(folder, attn_implementation="eager", **WITHOUT_DROPOUT)
    network = Network(config, spans=spans, judgements=judgements)
    if pretrained:
        weights = load_file(folder / "model.safetensors")
        network.encoder.load_state_dict({k: v for k, v in weights.items() if not k.startswith("pooler")}, strict=False)
    return network
