"""Weights of the plain reader, its probability and its threshold, from development data.

A sentence is right when it holds an accepted answer and stands in an article known to answer; one that holds
the answer elsewhere is left out, since it may be right by chance. Half of the questions have no answer: those
of SQuAD 2.0 by their authors' word, those of the news with their own articles hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from eval.measures import holds
from eval.records import Case, Dataset
from eval.retrieval import Without, article_names, built, open_variant
from index.archive import Archive
from index.embedding import open_embedder
from index.retrieving import Retriever
from rag.calibration import Calibration
from rag.reading import Sentence, SentenceReader
from rag.settings import Settings

Floats = NDArray[np.float64]

FOLDS = 5
DECLINED = 0.5
"""Least share of unanswerable questions to decline. Half of those are SQuAD's, written to deceive a reader of words;
declining more of them would silence this reader where it is right. Each answer shows its probability. The half was
settled with the results on the seeds in view."""
FEATURES = (
    "meaning", "words", "words_around", "names", "names_around", "asked", "held", "fitness", "near", "rank", "long",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One question with the sentences that were looked at."""

    group: str
    answerable: bool
    features: Floats
    """(sentences, features)"""
    labels: Floats
    """1 right, 0 wrong, NaN not known"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A calibration, and what it reaches on questions that it was not fitted on."""

    calibration: Calibration
    figures: Mapping[str, float]


def examples(dataset: Dataset, settings: Settings, *, hide: bool = False) -> Iterator[Example]:
    """One per question that has a sentence to look at; with `hide`, each question's own articles are hidden."""
    with built(dataset, settings) as archive:
        retriever = open_variant(archive, settings)
        reader = SentenceReader(
            open_embedder(settings.embedder, cache=settings.cache),
            frequency=archive.frequency,
            articles=lambda: archive.counts()[0],
            calibration=Calibration.load(),
        )
        for case in dataset.cases:
            found = Without(retriever, archive, case.holding) if hide else retriever
            example = _example(dataset.name, case, archive, found, reader, settings.passages)
            if example is not None and not (hide and np.isnan(example.labels).any()):
                yield example


def fit(found: Sequence[Example], *, fitted_on: str) -> Fit:
    """A conditional logit that ranks the sentences of a question, a logistic regression on the best, a threshold.

    The figures and the threshold come from models that did not see the question (5 folds). Groups weigh the same,
    and so do questions with and without an answer.
    """
    folds = np.random.default_rng(0).integers(0, FOLDS, len(found))
    probabilities, right = np.zeros(len(found)), np.zeros(len(found))
    for fold in range(FOLDS):
        model = _fit([e for e, f in zip(found, folds, strict=True) if f != fold])
        for i in np.flatnonzero(folds == fold):
            probabilities[i], right[i] = model.best(found[int(i)])
    threshold, figures = _threshold(probabilities, right, found)
    model = _fit(found)
    calibration = Calibration(
        ranking=_named(model.ranking, FEATURES),
        trust=_named(model.trust, (*FEATURES, "bias")),
        threshold=round(threshold, 4),
        fitted_on=fitted_on,
    )
    return Fit(calibration=calibration, figures=figures)


def to_json(calibration: Calibration) -> dict[str, object]:
    """As `Calibration.load` reads it."""
    return asdict(calibration)


def _example(
    group: str, case: Case, archive: Archive, retriever: Retriever, reader: SentenceReader, limit: int
) -> Example | None:
    hits = retriever.retrieve(case.question, limit=limit).hits
    looked_at = reader.sentences(case.question, hits)
    if not looked_at:
        return None
    features = np.array([[s.features[name] for name in FEATURES] for s in looked_at])
    labels = np.array([_label(s, case, archive) for s in looked_at])
    return Example(group=group, answerable=bool(np.nansum(labels)), features=features, labels=labels)


def _label(sentence: Sentence, case: Case, archive: Archive) -> float:
    if not holds(sentence.text, case.answers):
        return 0.0
    return 1.0 if article_names(archive, sentence.hit) & case.holding else np.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    ranking: Floats
    """(features,)"""
    trust: Floats
    """(features + 1,): the last is the constant"""

    def best(self, example: Example) -> tuple[float, float]:
        """(probability, 1 when right) of the sentence that it ranks first."""
        first = int(np.argmax(example.features @ self.ranking))
        odds = example.features[first] @ self.trust[:-1] + self.trust[-1]
        return float(1 / (1 + np.exp(-odds))), float(np.nan_to_num(example.labels[first]))


def _fit(found: Sequence[Example]) -> _Model:
    from sklearn.linear_model import LogisticRegression

    ranking = _conditional_logit([e for e in found if e.answerable])
    firsts = [int(np.argmax(e.features @ ranking)) for e in found]
    features = np.stack([e.features[i] for e, i in zip(found, firsts, strict=True)])
    labels = np.nan_to_num([e.labels[i] for e, i in zip(found, firsts, strict=True)])
    model = LogisticRegression(C=1.0, max_iter=2_000).fit(features, labels, sample_weight=_importance(found))
    return _Model(ranking=ranking, trust=np.append(model.coef_[0], model.intercept_[0]))


def _conditional_logit(found: Sequence[Example], penalty: float = 1.0) -> Floats:
    """(features,): weights under which right sentences get most of the softmax of their question."""
    from scipy.optimize import minimize

    importance = _importance(found)

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient = penalty / 2 * float(weights @ weights), penalty * weights
        for example, weight in zip(found, importance, strict=True):
            scores = example.features @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            among = shares * np.nan_to_num(example.labels)
            total -= weight * float(np.log(among.sum()))
            gradient = gradient - weight * ((among / among.sum() - shares) @ example.features)
        return total, gradient

    return np.asarray(minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x)


def _named(weights: Floats, names: Sequence[str]) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def _threshold(probabilities: Floats, right: Floats, found: Sequence[Example]) -> tuple[float, dict[str, float]]:
    """The least threshold that declines the share of unanswerable questions that is asked for."""
    answerable = np.array([e.answerable for e in found])
    importance = _importance(found)

    def shares(threshold: float) -> tuple[float, float]:
        given = probabilities >= threshold
        answered = np.average(given[answerable] * right[answerable], weights=importance[answerable])
        return float(answered), float(np.average(~given[~answerable], weights=importance[~answerable]))

    grid = [float(t) for t in np.arange(0.05, 0.95, 0.01)]
    threshold = next((t for t in grid if shares(t)[1] >= DECLINED), grid[-1])
    figures = {
        "questions": len(found),
        "best sentence right, of answerable": float(np.average(right[answerable], weights=importance[answerable])),
        "Brier score": float(np.average((probabilities - right) ** 2, weights=importance)),
    }
    for at in (threshold, 0.2, 0.3, 0.4, 0.5):
        answered, declined = shares(at)
        figures[f"answered rightly, of answerable, at {at:.2f}"] = answered
        figures[f"declined, of unanswerable, at {at:.2f}"] = declined
    return threshold, figures


def _importance(found: Sequence[Example]) -> Floats:
    """(questions,): each group and each of its halves weighs the same."""
    cells = [(e.group, e.answerable) for e in found]
    counts = {cell: cells.count(cell) for cell in set(cells)}
    return np.array([len(found) / len(counts) / counts[cell] for cell in cells])
