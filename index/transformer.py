"""The one door to sentence-transformers and torch: bulk embedding and the export to ONNX.

Importing this module costs five seconds; nothing that answers a question does.
"""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import cast

os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What the export learned of the model."""

    dimension: int
    max_tokens: int
    passage_prefix: str
    question_prefix: str
    why_not: str | None
    """None when model.onnx was written and agrees with the model."""


class _Graph(torch.nn.Module):
    """The whole pipeline of a model, pooling and normalisation included, from token ids to vectors."""

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
        return cast(torch.Tensor, features["sentence_embedding"])


def load_transformer(folder: Path, *, half: bool) -> SentenceTransformer:
    """A model from its folder; `half` asks for bfloat16 where the processor computes it natively."""
    fast = half and (torch.cuda.is_available() or bool(torch.cpu.get_capabilities().get("avx512_bf16")))
    return SentenceTransformer(
        str(folder),
        local_files_only=True,
        model_kwargs={"dtype": torch.bfloat16 if fast else torch.float32, "use_safetensors": True},
    )


def export(folder: Path, file: Path) -> Exported:
    """Write the model as one ONNX graph, and compare the two on a few texts."""
    model = SentenceTransformer(
        str(folder),
        device="cpu",
        local_files_only=True,
        model_kwargs={"attn_implementation": "eager", "use_safetensors": True},
    ).eval()
    prompts = model.prompts or {}
    return Exported(
        dimension=int(model.get_embedding_dimension() or 0),
        max_tokens=int(model.max_seq_length or 512),
        passage_prefix=prompts.get("document") or prompts.get("passage") or "",
        question_prefix=prompts.get("query") or "",
        why_not=_write(model, file),
    )


def _write(model: SentenceTransformer, file: Path) -> str | None:
    graph = _Graph(model)
    example = torch.ones((2, 16), dtype=torch.long)
    axes = {"input_ids": {0: "texts", 1: "tokens"}, "attention_mask": {0: "texts", 1: "tokens"}}
    try:
        with warnings.catch_warnings(), torch.inference_mode():
            warnings.simplefilter("ignore")  # the exporter warns of its own future and of traced constants
            torch.onnx.export(
                graph,
                (example, example),
                str(file),
                dynamo=False,  # 2 s instead of 20, and one file
                input_names=list(axes),
                output_names=["vectors"],
                dynamic_axes=axes,
                opset_version=17,
            )
    except (RuntimeError, TypeError, ValueError, KeyError) as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    return None
