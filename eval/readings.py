"""A reader: questions beside the passage that they were asked of, as SQuAD 2.0 is scored.

Source of the measures: Rajpurkar, Jia & Liang 2018; the area under the curve is that of the answerable log-odds.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.intervals import Figure, Indices, figure, set_figure
from eval.measures import exact_match, token_f1
from index.errors import UserError
from index.records import Document, Hit, Passage
from rag.span_reader import SpanReader
from rag.spans import SpanModel

UNTITLED = ("Amazon_Reviews", "Filtered_Reddit")
"""Beginnings of titles that name a collection and say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question beside its passage."""

    id: str
    title: str
    """Of the article; empty for none."""
    group: str
    """The title as it was given: questions of one group are not torn apart."""
    question: str
    passage: str
    answers: tuple[tuple[int, str], ...]
    """Start and text of each annotator's answer; empty where the passage has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the model says of it."""

    asked: Asked
    answer: str
    """The best span, also where the model would rather give none."""
    answerable: float
    """Log-odds that the passage answers."""


def load(file: Path) -> list[Asked]:
    """A file of the data folder's reading sets, in its order.

    Raises:
        UserError: there is no such file.
    """
    if not file.exists():
        sets = sorted(path.name.removesuffix(".jsonl.gz") for path in file.parent.glob("*.jsonl.gz"))
        raise UserError(f"No reading set {str(file)!r}.", hint=f"Sets: {', '.join(sets) or 'none here'}")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [_asked(json.loads(line)) for line in lines]


def read(model: SpanModel, asked: Sequence[Asked]) -> list[Read]:
    """Ask a model; questions of one passage are asked one after the other."""
    found = []
    for one in asked:
        (scores,) = model.score(one.question, [one.passage], titles=[one.title])
        best = scores.spans[0] if scores.spans else None
        found.append(
            Read(
                asked=one,
                answer=one.passage[best.start : best.end] if best else "",
                answerable=best.score - scores.no_answer if best else -np.inf,
            )
        )
    return found


def answer(reader: SpanReader, asked: Sequence[Asked]) -> list[Read]:
    """Ask a reader as it answers, calibrated and with its verifier, each passage as if it were an article.

    The log-odds can be compared with each other, not with the reader's threshold: that is of passages that were
    retrieved, and how well they were is a part of it.
    """
    found = []
    for one in asked:
        document = Document(title=one.title, text=one.passage, origin=one.id)
        passage = Passage(document_id=document.id, start=0, text=one.passage)
        readings = reader.read(one.question, [Hit(passage=passage, document=document, score=0.0)])
        best = readings[0] if readings else None
        found.append(
            Read(
                asked=one,
                answer=best.answer or "" if best else "",
                answerable=log_odds(best.probability) if best else -np.inf,
            )
        )
    return found


def figures(found: Sequence[Read], *, threshold: float | None = None) -> dict[str, Figure]:
    """EM and F1 of answerable questions; of all with the threshold; area under the ROC curve of declining.

    Args:
        found: Answerable and unanswerable questions.
        threshold: Least log-odds of an answer that is given; None takes the best one in hindsight, as the
            official "best F1" does.
    """
    answerable = [r for r in found if r.asked.answers]
    at = best_threshold(found) if threshold is None else threshold
    return {
        "has-answer EM": figure([exact_match(r.answer, texts(r.asked)) for r in answerable]),
        "has-answer F1": figure([token_f1(r.answer, texts(r.asked)) for r in answerable]),
        "EM": figure([_with_threshold(exact_match, r, at) for r in found]),
        "F1": figure([_with_threshold(token_f1, r, at) for r in found]),
        "no-answer AUROC": set_figure(_auroc(found), len(found), why="one kind of question only"),
    }


def best_threshold(found: Sequence[Read]) -> float:
    """The threshold with the largest mean F1."""
    order = sorted(found, key=lambda r: -r.answerable)
    gains = np.array([token_f1(r.answer, texts(r.asked)) if r.asked.answers else -1.0 for r in order])
    best = int(np.argmax(np.concatenate([[0.0], np.cumsum(gains)])))
    above = order[best - 1].answerable if best else np.inf
    below = order[best].answerable if best < len(order) else -np.inf
    return float((above + below) / 2) if np.isfinite(above + below) else float(np.nan_to_num(above, posinf=1e9))


def log_odds(probability: float) -> float:
    """Of a probability that is neither 0 nor 1."""
    return math.log(probability / (1 - probability))


def texts(asked: Asked) -> list[str]:
    """The accepted answers."""
    return [text for _, text in asked.answers]


def _with_threshold(measure: Callable[[str | None, Sequence[str]], float], found: Read, threshold: float) -> float:
    given = found.answerable >= threshold
    if not found.asked.answers:
        return float(not given)
    return measure(found.answer, texts(found.asked)) if given else 0.0


def _auroc(found: Sequence[Read]) -> Callable[[Indices], float | None]:
    scores = np.array([r.answerable for r in found])
    labels = np.array([bool(r.asked.answers) for r in found])

    def measured(drawn: Indices) -> float | None:
        return auroc(scores[drawn], labels[drawn])

    return measured


def auroc(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float | None:
    """Probability that a positive one scores above a negative one, ties counting half (Mann-Whitney)."""
    from scipy.stats import rankdata

    positive = int(labels.sum())
    negative = len(labels) - positive
    if not positive or not negative:
        return None
    ranks = rankdata(scores)[labels].sum()
    return float((ranks - positive * (positive + 1) / 2) / (positive * negative))


def _asked(record: dict[str, object]) -> Asked:
    title = str(record["title"])
    answers = record["answers"]
    assert isinstance(answers, list)
    return Asked(
        id=str(record["id"]), group=title, question=str(record["question"]).strip(), passage=str(record["context"]),
        title="" if title.startswith(UNTITLED) else title.replace("_", " "),
        answers=tuple((a["start"], a["text"]) for a in answers),
    )  # fmt: skip
