"""What the voices to a claim add up to: a few named features, from which its label is calibrated.

The features are kept apart from the weights (`rag.calibration.VerdictCalibration`), so that these can be fitted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from index.resembling import retold
from rag.voices import Side, Voice

FEATURES = (
    "supports", "refutes", "neither", "passage_supports", "passage_refutes", "supporting", "refuting", "newest",
    "rival", "rank", "words", "names", "numbers", "words_around", "names_around",
)  # fmt: skip
"""supports, refutes               logarithm of probability times relevance, of the strongest sentence of each side
neither                         logarithm of the probability that the strongest sentence of all says nothing
passage_supports, passage_refutes  logarithm of the probability, by the passage of the strongest sentence
supporting, refuting            log(1 + articles that clearly take the side), copies not counted
newest                          1 where the newest of these supports, -1 where it refutes, else 0
rival                           strength of the weaker side relative to the stronger, 0-1; 0 where one is not clear
rank                            1 / rank of the passage of the strongest sentence
words, names, numbers           shares of the claim's that the strongest sentence holds
words_around, names_around      that its passage or title hold"""

LEAST = 0.001
"""A probability below counts as this one, so that its logarithm is finite."""

SIDES: tuple[Side, Side] = ("supports", "refutes")


def sides(voices: Sequence[Voice]) -> dict[Side, list[Voice]]:
    """The strongest voice of each article under the side that it takes, strongest first.

    An article has one side, and copies of it have none of their own; nor has one that repeats another's sentence, which
    becomes a copy of it here.
    """
    found: dict[Side, list[Voice]] = {"supports": [], "refutes": []}
    seen: set[str] = set()
    for voice in sorted(voices, key=lambda voice: -voice.strength):
        same = {voice.document.id, *(copy.id for copy in voice.copies)}
        if not same & seen:
            _take(found[voice.side], voice)
        seen |= same
    return found


def _take(taken: list[Voice], voice: Voice) -> None:
    for place, other in enumerate(taken):
        if retold(voice.text, other.text):
            taken[place] = replace(other, copies=(*other.copies, voice.document, *voice.copies))
            return
    taken.append(voice)


def features(voices: Sequence[Voice]) -> dict[str, float]:
    """Every feature of `FEATURES`, of one voice at least."""
    taken = sides(voices)
    best = max(voices, key=lambda voice: voice.strength)
    clear = {side: [voice for voice in found if voice.clear] for side, found in taken.items()}
    return {
        **_stances(taken, best),
        "supporting": math.log1p(len(clear["supports"])),
        "refuting": math.log1p(len(clear["refutes"])),
        "newest": _newest(clear),
        "rival": _rival(clear),
        "rank": 1 / (1 + best.rank),
        "words": best.here.words,
        "names": best.here.names,
        "numbers": best.here.numbers,
        "words_around": best.around.words,
        "names_around": best.around.names,
    }


def _stances(taken: dict[Side, list[Voice]], best: Voice) -> dict[str, float]:
    strongest = {side: next(iter(taken[side]), best) for side in SIDES}
    return {
        **{side: _log(found.relevance * found.score_of(side)) for side, found in strongest.items()},
        "neither": _log(best.stances.neither),
        "passage_supports": _log(best.passage.supports),
        "passage_refutes": _log(best.passage.refutes),
    }


def _newest(clear: dict[Side, list[Voice]]) -> float:
    """By the days of publication; articles without one do not count."""
    supports, refutes = (
        max((voice.document.published.toordinal() for voice in clear[side] if voice.document.published), default=0)
        for side in SIDES
    )
    return float((supports > refutes) - (supports < refutes))


def _rival(clear: dict[Side, list[Voice]]) -> float:
    if not (clear["supports"] and clear["refutes"]):
        return 0.0
    weaker, stronger = sorted(clear[side][0].strength for side in SIDES)
    return weaker / stronger


def _log(probability: float) -> float:
    return math.log(max(probability, LEAST))
