"""The two models that travel with newscheck, as ONNX: a reader and a verifier. No torch."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from index.encoders import sha256_of
from index.errors import ModelError
from index.onnx import Array, OnnxModel
from rag.installed import AGAIN, installed
from rag.models.inputs import Window, pair_tokenizer, windows_of_all
from rag.models.logits import passage_scores
from rag.spans import PassageScores
from rag.verifying import Pair, Stances

_Read = Sequence[tuple[Window, tuple[Array, ...]]]
"""The windows of a passage, and what the model says of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What lies beside a model's weights, as manifest.json."""

    kind: str
    """reader or verifier"""
    sha256: str
    """Of model.onnx."""
    max_tokens: int
    trained_on: Sequence[str] = ()
    """Names of the sets that it learned from."""

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """As it lies there; the weights are not looked at.

        Raises:
            ModelError: no manifest, or one of another kind.
        """
        return installed(cls, folder / "manifest.json")

    @classmethod
    def of(cls, folder: Path, kind: str) -> Manifest:
        """Of a model of that kind; the weights are not looked at.

        Raises:
            ModelError: another kind of model, or no manifest.
        """
        manifest = cls.load(folder)
        if manifest.kind != kind:
            raise ModelError(f"The model in {str(folder)!r} is a {manifest.kind}, not a {kind}.")
        return manifest

    @classmethod
    def read(cls, folder: Path, kind: str) -> Manifest:
        """Checked against the weights.

        Raises:
            ModelError: another kind of model, no manifest, or other weights than it names.
        """
        manifest = cls.of(folder, kind)
        if sha256_of(folder / "model.onnx") != manifest.sha256:
            raise ModelError(f"The weights in {str(folder)!r} are not those that were shipped.", hint=AGAIN)
        return manifest


class _Own:
    """A folder with model.onnx, tokenizer.json and manifest.json, opened when first used.

    The weights are checked when they are compiled; what was made of them then has a check sum of its own.
    """

    kind: str

    def __init__(self, folder: Path, *, cache: Path | None = None, streams: int | None = None) -> None:
        """With a folder to keep what can be made again, it opens faster from the second time on.

        `streams` are texts read at the same time, None for one on each core; with one in all it opens soonest.
        """
        self.folder = folder
        self._cache = cache
        self._streams = streams
        self._finding = threading.Lock()
        self._found: OnnxModel | None = None

    @property
    def _model(self) -> OnnxModel:
        with self._finding:  # one thread reads and checks the weights, and all have the same
            self._found = self._found or self._find()
            return self._found

    def _find(self) -> OnnxModel:
        manifest = Manifest.of(self.folder, self.kind)
        kept = self._cache and self._cache / "compiled" / manifest.sha256[:16]
        check = partial(Manifest.read, self.folder, self.kind)
        model = OnnxModel(self.folder, max_tokens=manifest.max_tokens, kept=kept, check=check, streams=self._streams)
        pair_tokenizer(model.tokenizer, max_tokens=manifest.max_tokens)
        return model

    def open(self) -> None:
        """Load the weights now, and not at the first text.

        Raises:
            ModelError: as `Manifest.read`.
        """
        self._model.open()

    def _read(self, pairs: Sequence[tuple[str, str, str]]) -> list[_Read]:
        """Per (first, passage, title) its windows, and what the model says of each."""
        cut = windows_of_all(self._model.tokenizer, pairs)
        said = iter(self._model.run_tokens([(w.ids, w.types) for found in cut for w in found]))
        return [[(window, next(said)) for window in found] for found in cut]


class OwnReader(_Own):
    """A `SpanModel`: spans, whether the passage answers, and whether it is about the question, in one pass."""

    kind = "reader"

    def score(self, question: str, passages: Sequence[str], *, titles: Sequence[str] = ()) -> list[PassageScores]:
        """As the protocol says."""
        named = titles or [""] * len(passages)
        found = self._read([(question, passage, title) for passage, title in zip(passages, named, strict=True)])
        return [_passage_scores(passage, read) for passage, read in zip(passages, found, strict=True)]


class OwnVerifier(_Own):
    """A `Verifier`; of a long passage the window that says most."""

    kind = "verifier"

    def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
        """As the protocol says."""
        found = self._read([(pair.statement, pair.passage, "") for pair in pairs])
        return [min((_stances(judged) for _, (judged,) in read), key=lambda s: s.neither) for read in found]


def _stances(logits: Array) -> Stances:
    shares = np.exp(logits - logits.max())
    supports, refutes, neither = (shares / shares.sum()).tolist()
    return Stances(supports=supports, refutes=refutes, neither=neither)


def _passage_scores(passage: str, read: _Read) -> PassageScores:
    return passage_scores(
        passage, [window for window, _ in read], [spans for _, (spans, _) in read],
        answerable=max(float(judged[0]) for _, (_, judged) in read),
        relevance=max(float(judged[1]) for _, (_, judged) in read),
    )  # fmt: skip
