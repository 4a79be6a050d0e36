"""A reader model's answers: spans of passages, and one pass over question and passage that reranks as well as reads."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.records import Hit
from index.splitting import Span, sentences
from rag.candidates import fits
from rag.covering import Stated
from rag.days import MONTH
from rag.editions import of_another_year
from rag.excerpts import excerpts
from rag.heads import head, lead
from rag.misfits import misfit
from rag.offices import has_left
from rag.questions import Question, parse
from rag.values import same_value

SPANS = 3
"""Of a passage that are weighed against each other; a guess, to be measured with the trained reader."""

_WHICH = re.compile(r"^\W*(?:(?:in|of|for|by|at|to|from)\s)?(?:which|what)\s(?P<noun>[a-z]+)\b", re.IGNORECASE)
_PART_OF_DAY = re.compile(r"\b(?:which|what)\s(?:\w+\s)?(month|year)\b", re.IGNORECASE)
_DAY = re.compile(
    rf"(?P<day>\b\d{{1,2}}(?:st|nd|rd|th)?\s)?\b{MONTH}(?P<after>\s\d{{1,2}}(?:st|nd|rd|th)?\b)?"
    r"(?:,?\s(?P<year>\d{4}))?",
    re.IGNORECASE,
)
_SHARE_ASKED = re.compile(r"\b(?:what|which)\s(?:percent(?:age)?|share|proportion|fraction)\b", re.IGNORECASE)
_SHARE = re.compile(
    r"(?P<share>(?:\w+\s)?(?:half|thirds?|quarters?|fifths?|tenths?)|[\d.]+\s?(?:%|per\s?cent))\sof\b", re.IGNORECASE
)
_PLACE_WITHIN = re.compile(r"(?:[A-Z][\w.’'-]*\s?){1,3},\s(?P<wider>[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){0,2})")
EVEN = 25.0
"""Fused scores differ by hundredths, the model's log-odds by ones: so they count alike where weights are fitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredSpan:
    """Characters of a passage that may answer."""

    start: int
    """In the passage's text, from 0."""
    end: int
    score: float
    """Start logit plus end logit; higher is better; comparable within one model only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageScores:
    """One forward pass over a question and a passage."""

    spans: tuple[ScoredSpan, ...]
    """Best first; empty when no span lies within the passage."""
    no_answer: float
    """In the unit of the spans' scores: above the best span's when the passage is thought not to answer."""
    relevance: float | None
    """Log-odds that the passage is about the question; None for a model that does not say."""


class SpanModel(Protocol):
    """Reads a question and passages, each passage by itself."""

    def score(self, question: str, passages: Sequence[str], *, titles: Sequence[str] = ()) -> list[PassageScores]:
        """One for each passage, in their order; a passage that is too long is read in windows.

        Args:
            question: In words.
            passages: Texts that spans point into.
            titles: Of the passages' articles, with day and beginning as `rag.heads` tells them; read before the text
                where the model was trained so; empty for none.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A span on its way to being an answer."""

    hit: Hit
    answer: str
    sentence: Span
    """In the document: the sentence that the span begins in."""
    features: Mapping[str, float]
    fitting: bool = True
    """Whether it may be what is asked for. One that cannot is no answer, but stands against others as rivals do."""
    left: bool = False
    """Whether its sentence tells that whom it names no longer holds the office that is asked for."""

    def having(self, features: Mapping[str, float]) -> Candidate:
        """The same with more of them."""
        return replace(self, features={**self.features, **features})


def candidates_of(question: str, hits: Sequence[Hit], scores: Sequence[PassageScores]) -> list[Candidate]:
    """The best spans of every hit, the likeliest first, with their features but for those of the verifier; of something
    else than what is asked for only where there are none but these, to tell what stands nearest, or who has left."""
    asked = _Asked(parsed=parse(question), stated=Stated.read(question, (hit.document for hit in hits)))
    found = [c for hit, score in zip(hits, scores, strict=True) for c in _candidates(asked, hit, score)]
    gone = [c for c in found if c.left]
    found = [replace(c, fitting=c.fitting and not any(_outdates(one, c) for one in gone)) for c in found]
    chosen = [c for c in found if c.fitting or c.left] or found
    return sorted((c.having(_company(c, found)) for c in chosen), key=lambda c: -_likelihood(c.features))


def _outdates(gone: Candidate, other: Candidate) -> bool:
    """Whether who is told to have left an office is the one whom an earlier article still has in it."""
    told, before = gone.hit.document.published, other.hit.document.published
    return same_value(gone.answer, other.answer) and (gone is other or bool(told and before and before <= told))


def scores_of(model: SpanModel, question: str, hits: Sequence[Hit]) -> list[PassageScores]:
    """What a model says of hits, in their order, from the parts of them that are worth reading."""
    if not hits:
        return []
    parts = parts_of(question, hits)
    texts = [hit.passage.text[slice(*part)] for hit, part in zip(hits, parts, strict=True)]
    scores = model.score(question, texts, titles=heads_of(question, hits, texts))
    return [_moved(score, part.start) for score, part in zip(scores, parts, strict=True)]


def parts_of(question: str, hits: Sequence[Hit]) -> list[Span]:
    """Of each hit's passage what is read."""
    stated = Stated.read(question, (hit.document for hit in hits))
    return excerpts(stated, [hit.passage.text for hit in hits], leads=[lead(hit.document.text) for hit in hits])


def heads_of(question: str, hits: Sequence[Hit], texts: Sequence[str]) -> list[str]:
    """What is read before these texts, one of each hit."""
    return [head(question, hit.document, text) for hit, text in zip(hits, texts, strict=True)]


def _moved(scores: PassageScores, start: int) -> PassageScores:
    """Of a part of a passage that begins there, as of the passage."""
    spans = (replace(span, start=span.start + start, end=span.end + start) for span in scores.spans)
    return replace(scores, spans=tuple(spans))


def order_features(question: str, hits: Sequence[Hit], scores: Sequence[PassageScores]) -> list[dict[str, float]]:
    """What the order of hits goes by, for each: what the model says, what was retrieved, how much of the question's
    words passage and title hold, whether it begins its article, and how many of the hits are of that article."""
    stated = Stated.read(question, (hit.document for hit in hits))
    counts = Counter(hit.document.id for hit in hits)
    return [
        {
            **_relevance_features(hit, score), "words_around": stated.covered_by(around(hit)).words,
            "leads": float(hit.passage.start == 0), "siblings": counts[hit.document.id] / len(hits),
        }
        for hit, score in zip(hits, scores, strict=True)
    ]  # fmt: skip


def around(hit: Hit) -> str:
    """A passage with the title of its article."""
    return f"{hit.document.title}\n{hit.passage.text}"


def _relevance_features(hit: Hit, scores: PassageScores) -> dict[str, float]:
    return {
        "relevance": scores.relevance or 0.0,
        "answerable": _answerable(scores),
        "retrieved": EVEN * hit.score,
    }


def _answerable(scores: PassageScores) -> float:
    """Log-odds that the passage answers."""
    return scores.spans[0].score - scores.no_answer if scores.spans else -10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question, read once."""

    parsed: Question
    stated: Stated


def _candidates(asked: _Asked, hit: Hit, scores: PassageScores) -> list[Candidate]:
    total = sum(math.exp(span.score - scores.spans[0].score) for span in scores.spans)
    text = hit.passage.text
    within = sentences(text)
    article = hit.document
    strange = of_another_year(asked.parsed.text, article, text)
    shared = {**_relevance_features(hit, scores), **_covered(asked.stated, around(hit), "_around")}
    found = []
    for span in scores.spans[:SPANS]:
        sentence = next((s for s in within if s.start <= span.start < s.end), None)
        if sentence is None:
            continue
        answer = which(asked.parsed.text, tidied(text[span.start : min(span.end, sentence.end)]))
        features = {
            **shared,
            **_covered(asked.stated, text[sentence.start : sentence.end]),
            "span": span.score - scores.spans[0].score - math.log(total),
            "fits": fits(asked.parsed, answer),
            "echo": asked.stated.echo(answer),
            "long": math.log(1 + len(answer) / 20),
        }
        place = Span(hit.passage.start + sentence.start, hit.passage.start + sentence.end)
        fitting = not strange and not misfit(
            asked.parsed, text, Span(span.start, span.end), sentence, article=article.text, published=article.published
        )
        left = has_left(asked.parsed.text, text[sentence.start : span.start], text[span.end : sentence.end])
        found.append(Candidate(hit=hit, answer=answer, sentence=place, features=features, fitting=fitting, left=left))
    return found


def which(question: str, answer: str) -> str:
    """Of "which force" the force alone, where the answer names it behind who belongs to it; of a day its month or year,
    of a place the country or state that it lies in, of "half of the 16,000" the share.

    >>> which("Which force did Roe lead?", "General Ada Roe, commander of the Quds Force")
    'Quds Force'
    >>> which("Which force came?", "the Quds Force"), which("Which city is it in?", "Ada Roe, mayor of Lyon")
    ('the Quds Force', 'Ada Roe, mayor of Lyon')
    >>> which("In which month did they meet?", "on 13 February 2020"), which("What year was it?", "February 13, 2020")
    ('February', '2020')
    >>> which("In which country did they meet?", "Brussels, Belgium"), which("In what city?", "Brussels, Belgium")
    ('Belgium', 'Brussels, Belgium')
    >>> which("What percentage are American?", "half of the 16,000"), which("How many are?", "half of the 16,000")
    ('half', 'half of the 16,000')
    """
    if part := _part_of_day(question, answer):
        return part
    if _SHARE_ASKED.search(question) and (told := _SHARE.match(answer)):
        return told["share"]
    asked = _WHICH.search(question)
    if asked is None or "," not in answer:
        return answer
    if asked["noun"].lower() in {"country", "state"} and (place := _PLACE_WITHIN.fullmatch(answer)):
        return place["wider"]
    found = re.search(rf"(?:[A-Z][\w’'-]*\s)+{asked['noun'].capitalize()}\b", answer)
    return found.group() if found and found.group() not in question else answer


def _part_of_day(question: str, answer: str) -> str | None:
    """The month or the year of the only day in an answer, where that is asked for; "February 2020" stays as it is."""
    asked, days = _PART_OF_DAY.search(question), list(_DAY.finditer(answer))
    if asked is None or len(days) != 1:
        return None
    (day,) = days
    year = asked[1].lower() == "year"
    return day["year"] if year else day["month"] if day["day"] or day["after"] else None


def tidied(answer: str) -> str:
    """An answer without the marks that a sentence put around it.

    >>> tidied("$20,000."), tidied("U.S."), tidied("(RSM"), tidied("Yes (of 2020),")
    ('$20,000', 'U.S.', 'RSM', 'Yes (of 2020)')
    """
    bare = answer.strip(" ,;:–—")
    if bare.count(".") == 1:
        bare = bare.removesuffix(".")
    for opening, closing in ("()", "[]", "“”"):
        if bare.count(opening) > bare.count(closing):
            bare = bare.removeprefix(opening)
        elif bare.count(closing) > bare.count(opening):
            bare = bare.removesuffix(closing)
    return bare or answer


def _covered(stated: Stated, text: str, suffix: str = "") -> dict[str, float]:
    """Shares of the question's words and names that stand there; not yet measured apart from the other features."""
    found = stated.covered_by(text)
    return {f"words{suffix}": found.words, f"names{suffix}": found.names}


def _company(candidate: Candidate, found: Sequence[Candidate]) -> dict[str, float]:
    """How likely other articles give the same value, and how likely any passage gives another one."""
    support, rival = 0.0, 0.0
    for other in found:
        if other is candidate:
            continue
        likely = _likelihood(other.features)
        if same_value(candidate.answer, other.answer):
            support += likely if other.hit.document.id != candidate.hit.document.id else 0.0
        else:
            rival = max(rival, likely)
    return {"support": min(support, 3.0), "rival": rival}


def _likelihood(features: Mapping[str, float]) -> float:
    return math.exp(features["span"]) / (1 + math.exp(-max(features["answerable"], -30.0)))
