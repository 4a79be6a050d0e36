"""The one door of rag/ to torch, transformers and sentence-transformers: foreign models loaded, and refused.

Importing this module costs five seconds; it is imported when a foreign model is first used. Only safetensors are
read, and no code that comes with a model is run.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import numpy as np
import torch
from transformers import AutoModelForQuestionAnswering, AutoModelForSequenceClassification, AutoTokenizer
from transformers.utils import logging as transformers_logging

from index.errors import ModelError
from index.onnx import BATCH, Array, Tokens
from rag.models.folders import KINDS, ModelFolder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]

LONGEST = 512
"""Tokens read at once, at most: readers and verifiers are trained on no more, and attention grows with the square."""

LEAST = 192
"""Tokens that a model must take at once, or a long question or statement leaves no room for the passage."""

Scorer = Callable[[Sequence[tuple[str, str]]], Array]
"""(n,): how well the second text of each pair answers the first; higher is better."""


class Transformer:
    """A model with its tokenizer: token ids in, logits out."""

    def __init__(self, model: Any, tokenizer: Any) -> None:  # noqa: ANN401 -- of any of transformers' classes
        self._model = model.eval().to("cuda" if torch.cuda.is_available() else "cpu")
        self._pad = tokenizer.pad_token_id or 0
        # by the model: which tokenizers say of themselves that they tell types differs between transformers' versions
        self._with_types = getattr(model.config, "type_vocab_size", 0) > 1
        self.tokenizer: Tokenizer = tokenizer.backend_tokenizer
        """Whoever uses it sets how it cuts; it must not pad."""
        self.max_tokens = _max_tokens(model, tokenizer)
        """Of one pair, special tokens included."""

    def run(self, inputs: Sequence[Tokens]) -> list[Array]:
        """Item i for inputs[i]: (tokens, 2) start and end logits of a reader, (labels,) of a classifier."""
        order = sorted(range(len(inputs)), key=lambda i: len(inputs[i][0]))
        found: list[Array] = [np.empty(0, np.float32)] * len(inputs)
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            for i, row in zip(batch, self._forward([inputs[i] for i in batch]), strict=True):
                found[i] = row[: len(inputs[i][0])] if row.ndim == 2 else row
        return found

    @torch.inference_mode()
    def _forward(self, batch: Sequence[Tokens]) -> Array:
        length = max(len(ids) for ids, _ in batch)
        fed = {
            "input_ids": [[*ids, *[self._pad] * (length - len(ids))] for ids, _ in batch],
            "attention_mask": [[1] * len(ids) + [0] * (length - len(ids)) for ids, _ in batch],
        }
        if self._with_types:
            fed["token_type_ids"] = [[*types, *[0] * (length - len(types))] for _, types in batch]
        device = self._model.device
        out = self._model(**{name: torch.tensor(rows, device=device) for name, rows in fed.items()})
        logits = out.logits if "logits" in out else torch.stack((out.start_logits, out.end_logits), dim=-1)
        return np.asarray(logits.float().cpu().numpy(), np.float32)


def load_reader(folder: ModelFolder) -> Transformer:
    """A question-answering model of the BERT kind, whose first token stands for no answer.

    Raises:
        ModelError: it cannot be loaded, has no such head, reads too little, or begins with no token of its own.
    """
    model = _with_room(folder, _load(folder, AutoModelForQuestionAnswering))
    if not model.tokenizer.encode("a", "b").special_tokens_mask[0]:
        raise folder.refused("has no first token that could stand for no answer, as BERT and RoBERTa have")
    return model


def load_verifier(folder: ModelFolder) -> Transformer:
    """A classifier of pairs.

    Raises:
        ModelError: it cannot be loaded, has no such head, or reads too little.
    """
    return _with_room(folder, _load(folder, AutoModelForSequenceClassification))


def load_scorer(folder: ModelFolder) -> Scorer:
    """A cross-encoder, as sentence-transformers runs it.

    Raises:
        ModelError: it cannot be loaded, or has no such head.
    """
    # sentence-transformers does not tell whether the head was in the weights, nor knows RoBERTa's true length
    max_tokens = _load(folder, AutoModelForSequenceClassification).max_tokens
    with _refusing(folder):
        from sentence_transformers import CrossEncoder

        model = CrossEncoder(
            str(folder.path),
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"dtype": torch.float32, "use_safetensors": True},
            max_length=max_tokens,
            activation_fn=torch.nn.Identity(),  # a sigmoid makes equals of high scores
        )

    predicting = threading.Lock()  # it sets up its tokenizer at each call, which no other thread may use meanwhile

    def score(pairs: Sequence[tuple[str, str]]) -> Array:
        with predicting:
            scores = np.asarray(model.predict(list(pairs), batch_size=BATCH, show_progress_bar=False), np.float32)
        return scores if scores.ndim == 1 else scores[:, 1] - scores[:, 0]

    return score


def _load(folder: ModelFolder, kind: Any) -> Transformer:  # noqa: ANN401 -- one of transformers' Auto classes
    with _refusing(folder):
        local = {"local_files_only": True, "trust_remote_code": False}
        model, report = kind.from_pretrained(
            folder.path,
            use_safetensors=True,
            dtype=torch.float32,
            output_loading_info=True,
            ignore_mismatched_sizes=True,  # they are in the report
            **local,
        )
        _check_weights(folder, report)
        tokenizer = AutoTokenizer.from_pretrained(folder.path, use_fast=True, **local)
        if not tokenizer.is_fast:
            raise folder.refused("has no tokenizer.json; models with a fast tokenizer can be used")
        if len(tokenizer) > model.get_input_embeddings().num_embeddings:
            raise folder.refused("has a tokenizer with more tokens than the model knows")
        return Transformer(model, tokenizer)


def _check_weights(folder: ModelFolder, report: Mapping[str, Iterable[Any]]) -> None:
    """What is missing or does not fit, transformers fills with chance."""
    if misfits := sorted(str(key[0]) for key in report["mismatched_keys"]):
        raise folder.refused(f"has weights of other sizes than its config.json says, such as {misfits[0]!r}")
    if missing := sorted(report["missing_keys"]):
        raise folder.refused(f"is not {KINDS[folder.role].words}: its weights lack {missing[0]!r}")


def _with_room(folder: ModelFolder, model: Transformer) -> Transformer:
    if model.max_tokens < LEAST:
        raise folder.refused(f"reads only {model.max_tokens} tokens at once; {LEAST} are needed")
    return model


@contextmanager
def _refusing(folder: ModelFolder) -> Iterator[None]:
    """Whatever fails while a model is loaded is said as `ModelError`; transformers' own reports are kept quiet."""
    before = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity(logging.CRITICAL)
    try:
        yield
    except ModelError:
        raise
    except Exception as error:  # the files decide which of a dozen kinds it is
        why = str(error).strip().partition("\n")[0] or type(error).__name__
        raise folder.refused(f"cannot be loaded: {why.rstrip('.')}") from error
    finally:
        transformers_logging.set_verbosity(before)


def _max_tokens(model: Any, tokenizer: Any) -> int:  # noqa: ANN401
    limits = [LONGEST, tokenizer.model_max_length, getattr(model.config, "max_position_embeddings", 0)]
    for name, module in model.named_modules():
        if name.endswith("position_embeddings") and isinstance(module, torch.nn.Embedding):
            unused = 0 if module.padding_idx is None else module.padding_idx + 1  # RoBERTa counts from there
            limits.append(module.num_embeddings - unused)
    return int(min(limit for limit in limits if limit > 0))
