"""The one door to onnxruntime and tokenizers: text in, arrays out, no torch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Array = NDArray[np.float32]

Tokens = tuple[Sequence[int], Sequence[int]]
"""Ids and types of one text, or of two behind each other."""

BATCH = 8
"""Texts in one run: on two cores larger batches leave the cache and are slower (33 against 25 texts/s)."""


class OnnxModel:
    """A transformer as `model.onnx` with its `tokenizer.json` beside it, opened when first used.

    The graph takes `input_ids`, `attention_mask` and perhaps `token_type_ids`, all (n, tokens) int64, and may have
    several outputs whose first axis is n; a second axis by the name of "tokens" runs along them.
    """

    def __init__(self, folder: Path, *, max_tokens: int) -> None:
        self._folder = folder
        self._max_tokens = max_tokens

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            str(self._folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """Cuts at `max_tokens`; does not pad."""
        return load_tokenizer(self._folder / "tokenizer.json", max_tokens=self._max_tokens)

    def run(self, texts: Sequence[str]) -> Array:
        """(n, ...): the first output, row i for texts[i]."""
        encodings = self.tokenizer.encode_batch(list(texts))
        rows = self.run_tokens([(encoding.ids, encoding.type_ids) for encoding in encodings])
        return np.asarray([outputs[0] for outputs in rows] or np.empty(0), np.float32)

    def run_tokens(self, rows: Sequence[Tokens]) -> list[tuple[Array, ...]]:
        """Per row all outputs, without padding; rows of like length share a batch."""
        order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
        found: list[tuple[Array, ...]] = [()] * len(rows)
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            for i, outputs in zip(batch, self._forward([rows[i] for i in batch]), strict=True):
                found[i] = outputs
        return found

    def _forward(self, rows: Sequence[Tokens]) -> list[tuple[Array, ...]]:
        shape = len(rows), max(len(ids) for ids, _ in rows)
        given = {name: np.zeros(shape, np.int64) for name in ("input_ids", "attention_mask", "token_type_ids")}
        for row, (ids, types) in enumerate(rows):
            given["input_ids"][row, : len(ids)] = ids
            given["token_type_ids"][row, : len(ids)] = types
            given["attention_mask"][row, : len(ids)] = 1
        wanted = {put.name for put in self._session.get_inputs()}
        outputs = self._session.run(None, {name: array for name, array in given.items() if name in wanted})
        along = ["tokens" in put.shape[1:2] for put in self._session.get_outputs()]
        return [
            tuple(output[row, : len(ids)] if cut else output[row] for output, cut in zip(outputs, along, strict=True))
            for row, (ids, _) in enumerate(rows)
        ]


def load_tokenizer(file: Path, *, max_tokens: int | None) -> Tokenizer:
    """The tokenizer of a model; None counts every token of a text, however long."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    if max_tokens is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(max_tokens)
    return tokenizer
