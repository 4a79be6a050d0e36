"""Start and end logits of a reader to answer spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from index.onnx import Array
from rag.models.inputs import Window
from rag.spans import PassageScores, ScoredSpan

SPANS = 10
"""Of a passage, at most."""

LONGEST = 30
"""Tokens of a span, at most: longer ones are no short answers."""


def passage_scores(
    passage: str, windows: Sequence[Window], logits: Sequence[Array], *, answerable: float | None = None,
    relevance: float | None = None,
) -> PassageScores:  # fmt: skip
    """What a reader says of a passage, over all the windows that it was read in.

    Args:
        passage: The text that the windows' places point into.
        windows: At least one.
        logits: (tokens, 2) for each window: start and end logit of each token.
        answerable: Log-odds that the passage answers, from a model that says so beside the spans.
        relevance: Log-odds that the passage is about the question.

    Returns:
        The best `SPANS` spans, without white space at their ends, each once. Without `answerable`, the score
        of no answer is start plus end logit of the first token, the least over the windows: one window that
        answers is enough.
    """
    best: dict[tuple[int, int], float] = {}
    for window, rows in zip(windows, logits, strict=True):
        for start, end, score in _spans(passage, window, rows):
            best[start, end] = max(score, best.get((start, end), score))
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:SPANS]
    if answerable is None or not ranked:
        no_answer = min(float(rows[0].sum()) for rows in logits)
    else:
        no_answer = ranked[0][1] - answerable
    return PassageScores(
        spans=tuple(ScoredSpan(start=start, end=end, score=score) for (start, end), score in ranked),
        no_answer=no_answer,
        relevance=relevance,
    )


def _spans(passage: str, window: Window, logits: Array) -> Iterator[tuple[int, int, float]]:
    inside = [(row, place) for row, place in enumerate(window.places) if place and place.end > place.start]
    rows = logits[[row for row, _ in inside]]  # (n, 2)
    for first, last in _best(rows):
        covered = passage[inside[first][1].start : inside[last][1].end]
        start = inside[first][1].start + len(covered) - len(covered.lstrip())
        end = inside[last][1].end - len(covered) + len(covered.rstrip())
        if start < end:
            yield start, end, float(rows[first, 0] + rows[last, 1])


def _best(rows: Array) -> list[tuple[int, int]]:
    """First and last row of the best spans: enough of them for `SPANS` when some cover the same characters."""
    if not len(rows):
        return []
    ends = np.concatenate([rows[:, 1], np.full(LONGEST - 1, -np.inf, rows.dtype)])
    scores = (rows[:, :1] + sliding_window_view(ends, LONGEST)).ravel()  # (n, LONGEST)
    many = min(3 * SPANS, int(np.isfinite(scores).sum()))
    chosen = np.argpartition(-scores, many - 1)[:many]
    return [(int(place) // LONGEST, sum(divmod(int(place), LONGEST))) for place in chosen]
