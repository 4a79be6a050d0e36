"""Whether the sentence that an answer was found in supports it, by the verifier."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rag.stating import stated
from rag.verifying import Pair, Stances, Verifier

LEAST = 0.001
"""A probability below counts as this one, so that its logarithm is finite."""

UNASKED: Mapping[str, float] = {"supports": 0.0, "neither": 0.0, "unasked": 1.0}
"""Features of an answer that the verifier was not asked about."""


def vouch(question: str, answers: Sequence[tuple[str, str, str]], verifier: Verifier) -> list[dict[str, float]]:
    """Logarithms of the probabilities that a sentence supports an answer, and that it says nothing of it.

    Args:
        question: In words.
        answers: (answer, the sentence that it stands in, title of the article).
        verifier: Asked once.
    """
    pairs = [
        Pair(statement=stated(question, answer), passage=f"{title}\n{sentence}".strip())
        for answer, sentence, title in answers
    ]
    return [_features(found) for found in (verifier.verify(pairs) if pairs else [])]


def _features(found: Stances) -> dict[str, float]:
    return {
        "supports": math.log(max(found.supports, LEAST)), "neither": math.log(max(found.neither, LEAST)),
        "unasked": 0.0,
    }  # fmt: skip
