"""Reader, reranker and verifier from any Hugging Face model of their kind, by name or folder.

What a folder holds is checked when it is named; torch (five seconds) is loaded at the first question.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.onnx import Array
from index.records import Hit
from rag.models.folders import ModelFolder, find_model
from rag.models.inputs import cut, pair_tokenizer, windows
from rag.models.logits import passage_scores
from rag.reranking import ordered
from rag.spans import PassageScores
from rag.verifying import Pair, Stance, Stances

if TYPE_CHECKING:
    from rag.models.huggingface import Scorer, Transformer

_STANCES: dict[str, Stance] = {
    "entailment": "supports",
    "contradiction": "refutes",
    "neutral": "neither",
    "not_entailment": "neither",
}
_LABEL_SETS = ({"entailment", "neutral", "contradiction"}, {"entailment", "not_entailment"})


class QuestionAnsweringModel:
    """A `SpanModel` from an extractive question-answering model, as trained on SQuAD; reads no titles.

    Raises:
        ModelError: no such model, or one of another kind; when named, or at the first question.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._folder = find_model(name, role="reader")

    @cached_property
    def _model(self) -> Transformer:
        from rag.models.huggingface import load_reader

        model = load_reader(self._folder)
        pair_tokenizer(model.tokenizer, max_tokens=model.max_tokens)
        return model

    def score(
        self,
        question: str,
        passages: Sequence[str],
        *,
        titles: Sequence[str] = (),  # noqa: ARG002 -- such models are trained without
    ) -> list[PassageScores]:
        """One for each passage, in their order; `relevance` is None."""
        if not passages:
            return []
        parts = [windows(self._model.tokenizer, question, passage) for passage in passages]
        logits = iter(self._model.run([(window.ids, window.types) for found in parts for window in found]))
        return [
            passage_scores(passage, found, [next(logits) for _ in found])
            for passage, found in zip(passages, parts, strict=True)
        ]


class CrossEncoderReranker:
    """A `Reranker` from a cross-encoder that scores question and passage with one logit, or with two (no, yes).

    Raises:
        ModelError: no such model, or one of another kind; when named, or at the first question.
    """

    def __init__(self, name: str) -> None:
        self._folder = find_model(name, role="reranker")
        labels = self._folder.labels
        if len(labels) > 2 or {_plain(label) for label in labels} in _LABEL_SETS:
            raise self._folder.refused(f"tells apart {_listed(labels)}; one score is needed")

    @cached_property
    def _model(self) -> Scorer:
        from rag.models.huggingface import load_scorer

        return load_scorer(self._folder)

    def rerank(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The same hits, best first; of equals the one that stood before."""
        if not hits:
            return []
        scores = self._model([(question, hit.passage.text) for hit in hits])
        return ordered(hits, scores.tolist())


class EntailmentModel:
    """A `Verifier` from a model that tells whether a text (the passage) entails another (the statement).

    Three labels or two are understood, in any order and case: entailment, neutral and contradiction, or
    entailment and not_entailment; the latter never refutes.

    Raises:
        ModelError: no such model, one of another kind, or one with other labels; when named, or when first asked.
    """

    def __init__(self, name: str) -> None:
        self._folder = find_model(name, role="verifier")
        self._stances = _stances(self._folder)

    @cached_property
    def _model(self) -> Transformer:
        from rag.models.huggingface import load_verifier

        model = load_verifier(self._folder)
        model.tokenizer.no_padding()
        model.tokenizer.enable_truncation(model.max_tokens, strategy="only_first")
        return model

    def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
        """One for each pair, in their order; of a passage that is too long the first part is read."""
        if not pairs:
            return []
        tokenizer = self._model.tokenizer
        read = [tokenizer.encode(pair.passage, cut(tokenizer, pair.statement)) for pair in pairs]
        logits = self._model.run([(encoding.ids, encoding.type_ids) for encoding in read])
        return [self._judged(row) for row in logits]

    def _judged(self, logits: Array) -> Stances:
        powers = np.exp(logits.astype(np.float64) - logits.max())
        shares = dict.fromkeys(("supports", "refutes", "neither"), 0.0)
        for stance, share in zip(self._stances, powers / powers.sum(), strict=True):
            shares[stance] += float(share)
        return Stances(**shares)


def _stances(folder: ModelFolder) -> tuple[Stance, ...]:
    """What each output of the model says."""
    labels = tuple(_plain(label) for label in folder.labels)
    if set(labels) not in _LABEL_SETS or len(set(labels)) != len(labels):
        raise folder.refused(
            f"has the labels {_listed(folder.labels)}",
            hint="Expected are entailment, neutral and contradiction, or entailment and not_entailment. Where the"
            " model means these, write them into id2label in its config.json, in the order of its outputs.",
        )
    return tuple(_STANCES[label] for label in labels)


def _plain(label: str) -> str:
    return label.strip().lower().replace("-", "_").replace(" ", "_")


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(repr(label) for label in labels)
