"""Text to vectors: one protocol, one real model, one double that a reader can check by eye."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoders import Encoder, find_encoder, mend_export, model_folder
from index.onnx import OnnxModel, load_tokenizer

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

GRAPHICS = Path("/dev/nvidiactl")
"""There where Linux can compute on a graphics processor; elsewhere the processor embeds."""

BULK_FROM = 48
"""Texts from which loading torch (5 s) pays on a machine with a graphics processor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What must be equal for two vectors to be comparable."""

    name: str = field(compare=False)
    """For people: the same weights by another name are the same model."""
    weights: str
    """SHA-256 of the weight files, 64 hex digits."""
    dimension: int
    prefix: str
    """Put before passages by the model's own settings; mostly empty."""

    def __str__(self) -> str:
        return f"{self.name!r} (weights {self.weights[:8]}, {self.dimension} dimensions)"


class QuestionEmbedder(Protocol):
    """As much of an embedder as asking needs."""

    def embed_question(self, text: str) -> Vectors:
        """(d,)"""


class Embedder(QuestionEmbedder, Protocol):
    """Turns text into vectors of length 1, so that a dot product is a cosine."""

    @property
    def fingerprint(self) -> Fingerprint:
        """Kept in the archive; another fingerprint means other vectors."""

    @property
    def max_tokens(self) -> int:
        """Tokens of one text that the model reads, its special tokens included."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """(n, d), row i for texts[i]; (0, d) when there are no texts."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens per text, special tokens not counted."""


class LetterEmbedder:
    """Counts the letters a-z: d = 26, nothing to load, rankings one can predict."""

    max_tokens = 256

    @property
    def fingerprint(self) -> Fingerprint:
        """The same for ever."""
        return Fingerprint(name="letters", weights="0" * 64, dimension=26, prefix="")

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """(n, 26); a text without letters stays zero."""
        counts = [[text.lower().count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts]
        return unit(np.asarray(counts, np.float32).reshape(-1, 26))

    def embed_question(self, text: str) -> Vectors:
        """(26,)"""
        return self.embed_passages([text]).ravel()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Words and marks."""
        return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by name or folder.

    Texts run through an ONNX export of the model, made once and cached, in bfloat16 where the processor has it
    (cosine to float32 above .9999). Through sentence-transformers itself run models that cannot be exported, and many
    texts where there is a graphics processor. The weights of the bundled model are checked against the published
    SHA-256.
    """

    def __init__(self, name: str, *, cache: Path, bulk: bool = True) -> None:
        self._name = name
        self._cache = cache
        self._streams = None if bulk else 1
        self._bulk_from = BULK_FROM if bulk and GRAPHICS.exists() else math.inf
        self._last: tuple[str, Vectors] = ("", np.empty(0, np.float32))
        self._finding = threading.Lock()
        self._found: Encoder | None = None
        self._model: OnnxModel | None = None

    @property
    def _encoder(self) -> Encoder:
        with self._finding:  # one thread looks, which takes a while, and all have the same
            self._found = self._found or find_encoder(self._name, cache=self._cache)
            return self._found

    def open(self) -> None:
        """Load the weights now, and not at the first text; where they need torch, only find them.

        Raises:
            ModelError: there are none, or other ones than published.
        """
        if self._encoder.folder:
            self._onnx.open()

    @property
    def fingerprint(self) -> Fingerprint:
        """Of the weights on disk; reading them is done once per export."""
        encoder = self._encoder
        return Fingerprint(
            name=self._name,
            weights=encoder.weights,
            dimension=encoder.dimension,
            prefix=encoder.passage_prefix,
        )

    @property
    def max_tokens(self) -> int:
        """As the model's own settings say: 256 for the bundled one."""
        return self._encoder.max_tokens

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """(n, d); batches of like length, so the order of `texts` costs nothing."""
        if not texts:
            return np.zeros((0, self._encoder.dimension), np.float32)
        if len(texts) < self._bulk_from and self._encoder.folder:
            return unit(self._onnx.run([self._encoder.passage_prefix + text for text in texts]))
        return unit(np.asarray(self._bulk.encode_document(list(texts), show_progress_bar=False), np.float32))

    def embed_question(self, text: str) -> Vectors:
        """(d,); without torch, unless the model cannot be exported. Asked again for the last text, it is at hand."""
        last, vector = self._last
        if text != last or not len(vector):
            vector = self._embed_question(text)
            self._last = (text, vector)
        return vector

    def _embed_question(self, text: str) -> Vectors:
        if not self._encoder.folder:
            return unit(np.asarray(self._bulk.encode_query([text], show_progress_bar=False), np.float32)).ravel()
        return unit(self._onnx.run([self._encoder.question_prefix + text])).ravel()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """By the model's own tokenizer."""
        encodings = self._counter.encode_batch(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    @property
    def _onnx(self) -> OnnxModel:
        encoder = self._encoder
        assert encoder.folder
        with self._finding:
            kept, check = encoder.folder / "compiled", partial(mend_export, self._name, cache=self._cache)
            self._model = self._model or OnnxModel(
                encoder.folder, max_tokens=encoder.max_tokens, kept=kept, check=check, streams=self._streams
            )
            return self._model

    @cached_property
    def _counter(self) -> Tokenizer:
        return load_tokenizer(self._encoder.tokenizer, max_tokens=None)

    @cached_property
    def _bulk(self) -> SentenceTransformer:
        from index.transformer import load_transformer

        return load_transformer(model_folder(self._name), half=True)


def open_embedder(name: str, *, cache: Path, bulk: bool = True) -> Embedder:
    """The embedder of that name: "letters", the bundled model, a folder, or a name on the model hub.

    Without `bulk`, it is for questions: sooner with a single text, and no number of texts makes it load torch, unless
    the model cannot be exported.
    """
    return LetterEmbedder() if name == "letters" else SentenceTransformerEmbedder(name, cache=cache, bulk=bulk)


def unit(rows: Vectors) -> Vectors:
    """Each row divided by its length."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)
