"""Which sentences of the passages speak to a claim, and which side each of them takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from index.records import Document, Hit
from index.splitting import Span
from rag.attributing import Speech, heard, passage_heard
from rag.compared import Comparison
from rag.comparing import compare, compare_all, names_a_time
from rag.correcting import corrected
from rag.covering import Coverage, Stated
from rag.denials import heeded
from rag.editions import of_another_year
from rag.heads import titled
from rag.polar import answered, stated, telling, told_in, topic
from rag.verifying import Pair, Stance, Stances, Verifier

LOOKED_AT = 12
"""Sentences that are judged, the nearest to the claim by their words: each costs one or two passes of the verifier."""

Side = Literal["supports", "refutes"]

_CLOSING = " \n\"”’')]"
_ENDS = tuple(".!?…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A sentence, and what it says to a claim."""

    document: Document
    sentence: Span
    stances: Stances
    """Of the sentence alone; the mean with that of sentence, the one before it and title, where these speak of more
    of the claim. Where values can be compared, or a phrase denies it, as that leaves them."""
    passage: Stances
    """Of the passage that it stands in."""
    rank: int
    """Of that passage, from 0."""
    here: Coverage
    """Of the claim by the sentence."""
    around: Coverage
    """Of the claim by title and passage."""
    copies: tuple[Document, ...] = ()
    """Other documents that tell the same passage in nearly the same words."""
    comparison: Comparison | None = None
    """Of the sentence's values with the claim's; None where there is none."""
    speech: Speech | None = None
    """Who says it; None where nobody looked."""

    @property
    def text(self) -> str:
        """Of the sentence."""
        return self.document.text[self.sentence.start : self.sentence.end]

    @property
    def side(self) -> Side:
        """The likelier one, however likely; of equals the one that upholds the claim."""
        return "refutes" if self.stances.refutes > self.stances.supports else "supports"

    @property
    def relevance(self) -> float:
        """How much sentence and passage speak of the claim, 0-1.

        What is about something else settles nothing, however sure the verifier is; and a neighbour of the sentence
        that settles it, judged with its surroundings, is not the one to be cited.
        """
        return fmean((self.here.words, self.around.words, self.around.names))

    @property
    def strength(self) -> float:
        """Probability of its side times relevance, 0-1."""
        return self.relevance * self.score_of(self.side)

    @property
    def clear(self) -> bool:
        """Whether it is to be counted for its side."""
        return self.strength > 0.5

    def score_of(self, stance: Stance) -> float:
        """Probability of a stance, 0-1."""
        scores: dict[Stance, float] = {
            "supports": self.stances.supports, "refutes": self.stances.refutes, "neither": self.stances.neither,
        }  # fmt: skip
        return scores[stance]


def hear(claim: str, hits: Sequence[Hit], verifier: Verifier) -> list[Voice]:
    """The voices of passages, the nearest to the claim first; empty when there are no hits.

    Args:
        claim: One statement.
        hits: The passages to read, best first.
        verifier: Asked once, with every text that is to be judged.
    """
    said = Stated.read(claim, (document for hit in hits for document in (hit.document, *hit.copies)))
    found = [one for rank, hit in enumerate(hits) for one in _sentences(said, hit, rank, _head(claim, hit.document))]
    nearest = sorted(found, key=lambda s: -s.nearness)[:LOOKED_AT]
    texts = list(dict.fromkeys(text for s in nearest for text in (*s.views, s.passage)))
    judged = verifier.verify([Pair(statement=_ended(claim), passage=text) for text in texts])
    stances = dict(zip(texts, judged, strict=True))
    return [s.voiced(claim, [stances[view] for view in s.views], stances[s.passage]) for s in nearest]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    hit: Hit
    rank: int
    span: Span
    """In the document."""
    text: str
    told: str
    """What of it is said by itself, without what is only asked."""
    views: tuple[str, ...]
    """That; and with title, explained abbreviations and the sentence before it, where they help. Where the
    claim says of when its figure is only the latter, below the day of publication."""
    passage: str
    subject: str
    """Title and explained abbreviations: what else tells what the sentence is about."""
    topic: str
    """The same with the question that it answers."""
    here: Coverage
    around: Coverage

    @property
    def nearness(self) -> float:
        """Which sentences are worth the verifier's time."""
        return self.here.words + (self.here.names + self.here.numbers + self.around.words) / 2 + 0.3 / (1 + self.rank)

    def voiced(self, claim: str, views: Sequence[Stances], passage: Stances) -> Voice:
        day, text = self.hit.document.published, self.hit.passage.text
        within = [text[start:end] for start, end in telling(told_in(text))]
        whole, place = self.hit.document.text, Span(self.hit.passage.start, self.hit.passage.end)
        strange = of_another_year(claim, self.hit.document, text)
        found = compare(claim, self.told, published=day, context=self.topic, article=whole) or strange
        around = compare_all(claim, within, published=day, context=self.subject, article=whole) or strange
        judged, nearby = (
            answered(heeded(s, claim, self.told), claim, self.text)
            for s in (corrected(_mean(views), found), corrected(passage, around))
        )
        speech, stances = heard(claim, self.hit.document, self.span, judged)
        return Voice(
            document=self.hit.document, sentence=self.span, stances=stances, rank=self.rank, copies=self.hit.copies,
            passage=passage_heard(claim, self.hit.document, place, nearby),
            here=self.here, around=self.around, comparison=found, speech=speech,
        )  # fmt: skip


def _head(claim: str, document: Document) -> tuple[str, str]:
    """(the day, the title) that the verifier is to read first: the day by itself where the claim says how things were
    at a time, and behind the title where it names a time otherwise."""
    if names_a_time(claim) and document.published:
        return f"{document.published:%-d %B %Y}", document.title
    return "", titled(claim, document)


def _sentences(claim: Stated, hit: Hit, rank: int, head: tuple[str, str]) -> Iterator[_Sentence]:
    day, title = head
    text, spans = hit.passage.text, telling(hit.passage.text)
    around = claim.covered_by(_joined(day, title, text))
    passage = _joined(day, title, told_in(text))
    for place, (start, end) in enumerate(spans):
        told = stated(text[start:end])
        before = stated(text[slice(*spans[place - 1])]) if place else ""
        nearby = text[spans[max(place - 1, 0)].start : end]
        here = claim.covered_by(text[start:end])
        subject = _joined(title, claim.explanation(nearby))
        context = _joined(day, subject, nearby if "?" not in nearby else f"{before} {told}".lstrip())
        views = (context,) if day else (told, context)
        helps = claim.covered_by(context).total > here.total or bool(claim.explanation(text[start:end]))
        yield _Sentence(
            hit=hit, rank=rank, span=Span(hit.passage.start + start, hit.passage.start + end), passage=passage,
            text=text[start:end], told=told, views=views if helps or day else views[:1], here=here, around=around,
            subject=subject, topic=_joined(subject, topic(text[start:end])),
        )  # fmt: skip


def _ended(claim: str) -> str:
    """With a full stop, as nearly all of what the verifier learned from: without one it is less sure, for no reason."""
    return claim if claim.rstrip(_CLOSING)[-1:] in _ENDS else f"{claim}."


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _mean(found: Sequence[Stances]) -> Stances:
    return Stances(
        supports=fmean(s.supports for s in found),
        refutes=fmean(s.refutes for s in found),
        neither=fmean(s.neither for s in found),
    )
