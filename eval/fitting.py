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

from eval.datasets import Case, Dataset
from eval.measures import holds
from eval.retrieval import Without, article_names, built, open_retriever
from index.archive import Archive
from index.embedding import open_embedder
from index.retrieving import Retriever
from rag.calibration import Calibration
from rag.reading import Sentence, SentenceReader
from rag.settings import Settings

FOLDS = 5
FEATURES = (
    "meaning", "words", "words_around", "names", "names_around", "asked", "held", "fitness", "rank", "long",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One question with the sentences that were looked at."""

    group: str
    answerable: bool
    features: NDArray[np.float64]
    """(sentences, features)"""
    labels: NDArray[np.float64]
    """1 right, 0 wrong, NaN not known"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A calibration, and what it reaches on questions that it was not fitted on."""

    calibration: Calibration
    figures: Mapping[str, float]


def examples(dataset: Dataset, settings: Settings, *, hide: bool = False) -> Iterator[Example]:
    """One per question that has a sentence to look at; with `hide`, each question's own articles are hidden."""
    with built(dataset, settings) as archive:
        retriever = open_retriever(archive, settings)
        reader = SentenceReader(
            open_embedder(settings.embedder, cache=settings.cache),
            frequency=archive.frequency,
            articles=lambda: archive.counts()[0],
            calibration=Calibration.load(),
        )
        for case in dataset.cases:
            found = Without(retriever, archive, list(case.relevant)) if hide else retriever
            example = _example(dataset.name, case, archive, found, reader, settings.passages)
            if example is not None and not (hide and np.isnan(example.labels).any()):
                yield example


def fit(found: Sequence[Example], *, fitted_on: str) -> Fit:
    """Logistic regression on sentences, a second one on each question's best sentence, and a threshold.

    The probability and the threshold are fitted on scores from models that did not see the question (5 folds).
    Groups weigh the same, and so do questions with and without an answer.
    """
    folds = np.random.default_rng(0).integers(0, FOLDS, len(found))
    best = np.zeros((len(found), 2))
    for fold in range(FOLDS):
        weights = _weights([e for e, f in zip(found, folds, strict=True) if f != fold])
        for i in np.flatnonzero(folds == fold):
            best[i] = _best(found[int(i)], weights)
    slope, offset = _platt(best, _importance(found))
    probabilities = 1 / (1 + np.exp(-(slope * best[:, 0] + offset)))
    threshold, figures = _threshold(probabilities, best[:, 1], found)
    weights = _weights(found)
    calibration = Calibration(
        weights={name: round(float(w), 4) for name, w in zip((*FEATURES, "bias"), weights, strict=True)},
        slope=round(slope, 4),
        offset=round(offset, 4),
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
    return 1.0 if article_names(archive, sentence.hit) & set(case.relevant) else np.nan


def _weights(found: Sequence[Example]) -> NDArray[np.float64]:
    from sklearn.linear_model import LogisticRegression

    importance = np.repeat(_importance(found), [len(e.labels) for e in found])
    features = np.concatenate([e.features for e in found])
    labels = np.concatenate([e.labels for e in found])
    known = ~np.isnan(labels)
    model = LogisticRegression(C=1.0, max_iter=1_000)
    model.fit(features[known], labels[known], sample_weight=importance[known])
    return np.append(model.coef_[0], model.intercept_[0])


def _best(example: Example, weights: NDArray[np.float64]) -> tuple[float, float]:
    scores = example.features @ weights[:-1] + weights[-1]
    first = int(np.argmax(scores))
    return float(scores[first]), float(np.nan_to_num(example.labels[first]))


def _platt(best: NDArray[np.float64], importance: NDArray[np.float64]) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit(best[:, :1], best[:, 1], sample_weight=importance)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _threshold(
    probabilities: NDArray[np.float64], right: NDArray[np.float64], found: Sequence[Example]
) -> tuple[float, dict[str, float]]:
    """Where the share of right answers and the share of right refusals are largest together."""
    answerable = np.array([e.answerable for e in found])
    importance = _importance(found)

    def shares(threshold: float) -> tuple[float, float]:
        given = probabilities >= threshold
        answered = np.average(given[answerable] * right[answerable], weights=importance[answerable])
        return float(answered), float(np.average(~given[~answerable], weights=importance[~answerable]))

    grid = np.arange(0.05, 0.95, 0.01)
    threshold = float(max(grid, key=lambda t: sum(shares(float(t)))))
    answered, declined = shares(threshold)
    brier = float(np.average((probabilities - right) ** 2, weights=importance))
    top = float(np.average(right[answerable], weights=importance[answerable]))
    return threshold, {
        "questions": len(found),
        "best sentence right, of answerable": top,
        "answered rightly, of answerable": answered,
        "declined, of unanswerable": declined,
        "Brier score": brier,
    }


def _importance(found: Sequence[Example]) -> NDArray[np.float64]:
    """(questions,): each group and each of its halves weighs the same."""
    cells = [(e.group, e.answerable) for e in found]
    counts = {cell: cells.count(cell) for cell in set(cells)}
    return np.array([len(found) / len(counts) / counts[cell] for cell in cells])
