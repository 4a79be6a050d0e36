"""Measures of one case: rankings by ir-measures, texts as SQuAD scores them, values compared as values.

Each gives a number, 0.0 for found nothing, and None for what cannot be scored.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from index.errors import UserError
from index.lexical import stem
from rag.days import days
from rag.quantities import quantity
from rag.values import same_value

RANKING = {
    "hit@1": "Success@1", "hit@5": "Success@5", "hit@10": "Success@10",
    "recall@1": "R@1", "recall@5": "R@5", "recall@10": "R@10", "MRR@10": "RR@10", "nDCG@10": "nDCG@10", "MAP": "AP",
}  # fmt: skip
"""Our names and those of ir-measures, whose definitions hold; MAP is over what was retrieved."""

ALL_AT = {f"all@{depth}": depth for depth in (5, 10)}
"""All-evidence recall of questions that need several articles: 1.0 when every one is that near the top."""

_NUMERAL = re.compile(
    r"(?i)\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|hundreds?|thousands?"
    r"|[mbtr]+illions?|dozens?|half|third|quarter|about|around|over|nearly|almost|some|more|than|at|least|of|the|a)\b"
)


def ranking_scores(
    relevant: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Case -> measure -> score, for each case of `relevant`; a case without a ranking scores 0.0.

    Args:
        relevant: Case -> article -> grade, one grade above 0 at least.
        rankings: Case -> articles, best first, each once.

    Besides the measures of `RANKING`: those of `ALL_AT` are 1.0 when every relevant article is among the first so many
    (all-evidence recall; Asai et al. 2020 call it paragraph exact match).
    """
    scores: dict[str, dict[str, float]] = {
        case: dict.fromkeys(RANKING, 0.0)
        | {name: _all_in(rankings.get(case, ())[:depth], grades) for name, depth in ALL_AT.items()}
        for case, grades in relevant.items()
    }
    run = {case: {article: 1 / (1 + i) for i, article in enumerate(found)} for case, found in rankings.items()}
    measures = {_measure(theirs): ours for ours, theirs in RANKING.items()}
    import ir_measures

    for row in ir_measures.iter_calc(list(measures), {case: dict(g) for case, g in relevant.items()}, run):
        scores[row.query_id][measures[row.measure]] = row.value
    return scores


def _all_in(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    return float({article for article, grade in grades.items() if grade > 0} <= set(ranking))


def exact_match(text: str | None, answers: Sequence[str]) -> float:
    """1.0 when the text is one of the answers after normalising; with no answers, when there is no text.

    Source: the official scorer of SQuAD 2.0 (Rajpurkar et al. 2018).

    >>> exact_match("The 16,000", ["16,000"]), exact_match(None, []), exact_match(None, ["16,000"])
    (1.0, 1.0, 0.0)
    """
    if not answers:
        return float(not text)
    return max(float(normalised(text or "") == normalised(answer)) for answer in answers)


def token_f1(text: str | None, answers: Sequence[str]) -> float:
    """Harmonic mean of token precision and recall against the nearest answer; with no answers as `exact_match`.

    Source: the official scorer of SQuAD 2.0 (Rajpurkar et al. 2018).

    >>> round(token_f1("General Scott Miller", ["Scott Miller"]), 3)
    0.8
    """
    if not answers:
        return float(not text)
    return max(_f1(normalised(text or "").split(), normalised(answer).split()) for answer in answers)


def _f1(found: Sequence[str], expected: Sequence[str]) -> float:
    shared = sum((Counter(found) & Counter(expected)).values())
    return 2 * shared / (len(found) + len(expected)) if shared else 0.0


def numeric_match(text: str | None, answers: Sequence[str]) -> float | None:
    """1.0 when the text gives the same number or range, and no other unit; None when the answers are no numbers.

    Units may be spelled in any way; of things that are counted, texts that name some must share a word.

    >>> numeric_match("16 thousand", ["16,000"]), numeric_match("40 percent", ["40%"]), numeric_match("40 km", ["40%"])
    (1.0, 1.0, 0.0)
    """
    expected = [answer for answer in answers if quantity(answer) and not days(answer)]
    if not expected:
        return None
    said = text or ""
    return float(not days(said) and any(_same_quantity(said, answer) for answer in expected))


def date_match(text: str | None, answers: Sequence[str]) -> float | None:
    """1.0 when the text gives the same day; None when none of the answers is a day.

    An answer without a year is also met by a day of a year, unless another answer says which year that is.

    >>> date_match("15 February 2020", ["2020-02-15"]), date_match("May", ["2020-02-15"]), date_match("x", ["RSM"])
    (1.0, 0.0, None)
    """
    expected = [named for answer in answers if (named := days(answer)) and all(day.day for day in named)]
    if not expected:
        return None
    said = days(text or "")
    undated = [replace(day, year=None) for day in said]
    years = any(undated == [replace(day, year=None) for day in named] != named for named in expected)
    return float(said in expected or (undated in expected and not years))


def brier(confidence: float, right: float) -> float:
    """Squared distance of a confidence from what came out, in [0, 1]; 0 is best, and the mean of many is the score.

    Source: Brier 1950, for two outcomes.

    >>> brier(0.9, 1.0) < brier(0.6, 1.0) < brier(0.9, 0.0)
    True
    """
    return (confidence - right) ** 2


def same_answer(text: str | None, answers: Sequence[str]) -> bool:
    """Whether a short answer says the same as an accepted one, numbers and names compared as such."""
    return text is not None and any(same_value(text, answer) for answer in answers)


def holds(text: str | None, answers: Sequence[str]) -> bool:
    """Whether a text holds one of the answers, word by word; case, accents, articles and marks aside."""
    padded = f" {normalised(text or '')} "
    return any(f" {normalised(answer)} " in padded for answer in answers if normalised(answer))


def same_passage(quote: str, evidence: str) -> bool:
    """Whether one of two texts stands in the other, normalised: a sentence and the passage it is from."""
    first, second = normalised(quote), normalised(evidence)
    return bool(first and second) and (f" {first} " in f" {second} " or f" {second} " in f" {first} ")


def normalised(text: str) -> str:
    """Lower case without accents, marks and articles, as SQuAD's own scorer does."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    kept = re.sub(r"[^\w\s]", "", plain)
    return " ".join(word for word in kept.split() if word not in {"a", "an", "the"})


def _same_quantity(left: str, right: str) -> bool:
    first, second = quantity(left), quantity(right)
    if not (first and second and first.agrees(second)):
        return False
    things = _things(left), _things(right)
    return bool(first.units or second.units or not all(things) or things[0] & things[1])


def _things(text: str) -> set[str]:
    """Stems of the words beside a number."""
    return {stem(word.lower()) for word in re.findall(r"[^\W\d_]+", _NUMERAL.sub(" ", text))}


def _measure(name: str) -> Any:  # noqa: ANN401 -- a class of ir-measures, which has no types
    try:
        import ir_measures
    except ImportError:
        raise UserError("Measuring rankings needs ir-measures.", hint="pip install 'newscheck[eval]'") from None
    return ir_measures.parse_measure(name)
