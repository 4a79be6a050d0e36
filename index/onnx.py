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
    from tokenizers import Encoding, Tokenizer

Array = NDArray[np.float32]

BATCH = 8
"""Texts in one run: on two cores larger batches leave the cache and are slower (33 against 25 texts/s)."""


class OnnxModel:
    """A transformer as `model.onnx` with its `tokenizer.json` beside it, opened when first used.

    The graph takes `input_ids` and `attention_mask`, both (n, tokens) int64, and may have several outputs
    whose first axis is n.
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
        """(n, ...): the first output, row i for texts[i]; texts of like length share a batch."""
        encodings = self.tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids))
        rows: list[Array] = [np.empty(0, np.float32)] * len(texts)
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            for i, row in zip(batch, self._forward([encodings[i] for i in batch]), strict=True):
                rows[i] = row
        return np.asarray(rows, np.float32)

    def _forward(self, encodings: Sequence[Encoding]) -> Array:
        length = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(encodings), length), np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        output: Array = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return output


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
