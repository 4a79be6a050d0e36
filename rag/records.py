"""The nouns of answering and of checking claims, in the shape that every door shows.

`to_dict` is the one serialisation: no field is ever dropped, an unknown value is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from index.records import Copy, Hit
from rag.points import Point
from rag.verifying import Stance

Status = Literal["answered", "conflicting", "not_in_articles"]
Label = Literal["supported", "refuted", "conflicting", "not_enough_evidence"]
LABELS: tuple[Label, ...] = ("supported", "refuted", "conflicting", "not_enough_evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quote that was found, letter by letter, in a stored article."""

    number: int
    """From 1, in the order of being shown."""
    article_id: str
    title: str
    source: str | None
    author: str | None
    url: str | None
    published: date | None
    quote: str
    start: int
    """First character of the quote in the article's text, from 0."""
    end: int
    """One past the last: `text[start:end] == quote`."""
    page: int | None = None
    """Of the printed article, from 1, on which the quote begins; None where the article has no pages."""
    sha256: str
    """Of the article's text (UTF-8) that the quote was checked against."""
    copies: tuple[Copy, ...] = ()
    """Articles that tell the story in nearly the same words, but the quote otherwise or not at all: no further support.
    Those that hold the very quote have citations of their own."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values; the date as YYYY-MM-DD."""
        return {
            "number": self.number,
            "article_id": self.article_id,
            "title": self.title,
            "source": self.source,
            "author": self.author,
            "url": self.url,
            "published": _day(self.published),
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "page": self.page,
            "sha256": self.sha256,
            "copies": [copy.to_dict() for copy in self.copies],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """What another article says."""

    answer: str
    confidence: float
    as_of: date | None
    citations: tuple[int, ...]
    """Numbers of citations of the same Answer."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        told = {"answer": self.answer, "confidence": self.confidence, "as_of": _day(self.as_of)}
        return told | {"citations": list(self.citations)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """A number or a country that an article does not name, but that follows from the quote by one step."""

    value: str
    """In the form of the number that it follows from: "8,000"; or "Iran"."""
    working: str
    """How: "half of 16,000 is 8,000", "“Iranian” is of Iran"."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"value": self.value, "working": self.working}


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSentence:
    """A sentence of a language model's, and what the passages that it cites say to it."""

    text: str
    """Without marks; plain text, as the model worded it."""
    citations: tuple[int, ...]
    """Numbers of citations of the same Answer: of each passage that it cites and that supports it, or says otherwise,
    the sentence that does; the nearest ones where no verifier is set; empty where no passage says anything to it."""
    supported: bool | None
    """Whether these passages support it; None where no verifier is set."""
    problem: str | None
    """What is wrong with it, as a sentence; None where nothing is."""

    @property
    def stands(self) -> bool:
        """Whether it is supported, or could not be checked."""
        return self.supported is not False

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        citations = list(self.citations)
        return {"text": self.text, "citations": citations, "supported": self.supported, "problem": self.problem}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a language model made of the passages."""

    writer: str
    """The model, as the settings name it."""
    sentences: tuple[WrittenSentence, ...]
    """In order; empty where it was not asked, or failed."""
    note: str | None
    """Why there are none, or not all of them; None where all is well."""

    @property
    def stands(self) -> bool:
        """Whether any of its sentences does; else the extractive answer is all there is."""
        return any(sentence.stands for sentence in self.sentences)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"writer": self.writer, "sentences": [one.to_dict() for one in self.sentences], "note": self.note}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the articles say to a question, how sure that is, and as of when."""

    question: str
    status: Status
    answer: str | None
    """Short, such as "16,000" or "Yes"; None where the question asks for more than a few words, or nothing is found."""
    statement: str | None
    """The sentence that says it, verbatim; None when not in the articles."""
    confidence: float
    """Probability, 0-1, that `answer` (or else `statement`) is right; that the articles do not say, if so."""
    as_of: date | None
    """Publication date of the first cited article."""
    citations: tuple[Citation, ...]
    """For not_in_articles: the nearest passages, which do not answer. What only a written sentence cites comes last."""
    alternatives: tuple[Alternative, ...] = ()
    derived: Derivation | None = None
    """What the answer comes to, as "half of the 16,000" does; None where it needs no reckoning, or articles differ."""
    timeline: tuple[Point, ...] = ()
    """The values that articles give, oldest first; empty where all that is known say the same."""
    written: Written | None = None
    """The answer in a language model's words; None where none is set."""
    also: tuple[Answer, ...] = ()
    """What else is asked in the same question, each in full and answered by itself; all else here is of what is asked
    first. Their citations are numbered on from these."""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds per stage."""
    hits: tuple[Hit, ...] = ()
    """What was retrieved; shown by --why, not part of the serialised answer."""

    def to_dict(self) -> dict[str, Any]:
        """The shape shared by --json, REST, MCP and Python."""
        return {
            "question": self.question,
            "status": self.status,
            "answer": self.answer,
            "statement": self.statement,
            "confidence": self.confidence,
            "as_of": _day(self.as_of),
            "citations": [citation.to_dict() for citation in self.citations],
            "alternatives": [alternative.to_dict() for alternative in self.alternatives],
            "derived": self.derived.to_dict() if self.derived else None,
            "timeline": [point.to_dict() for point in self.timeline],
            "written": self.written.to_dict() if self.written else None,
            "timings_ms": dict(self.timings_ms),
            "also": [{k: v for k, v in other.to_dict().items() if k != "also"} for other in self.also],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A cited sentence, and the side that it takes."""

    stance: Stance
    score: float
    """Probability, 0-1, that the sentence takes that side, as the verifier sees it; and where its values can be
    compared with the claim's, as that leaves it."""
    citation: int
    """Number of a citation of the same Verdict; a copy of a story has one of its own."""
    speaker: str | None = None
    """Whose words the sentence tells, as the article names him most fully; None where the article says it itself, or
    nobody can tell who does."""
    outdated_by: int | None = None
    """Number of the citation that gives the latest value, where that is another one than this sentence's."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "stance": self.stance,
            "score": self.score,
            "citation": self.citation,
            "speaker": self.speaker,
            "outdated_by": self.outdated_by,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SubClaim:
    """A part of a claim that is checked by itself; a claim that states one thing is its own only part."""

    text: str
    """As it was checked, a sentence of its own: with the subject or the speaker that it shares with another part."""
    start: int
    """First character in the claim, from 0, of the words that it is from."""
    end: int
    """One past the last; of a claim that states one thing, `claim[start:end] == text`."""
    label: Label
    confidence: float
    evidence: tuple[Witness, ...]
    """In the order of their citations."""
    explanation: str = ""
    """Why, and what would change it; that of the part which decides is the verdict's."""
    attributed_to: tuple[str, ...] = ()
    """By whose words alone it is supported or refuted; empty where an article says so itself, where nothing settles it,
    and of a claim about what somebody says."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "label": self.label,
            "confidence": self.confidence,
            "evidence": [witness.to_dict() for witness in self.evidence],
            "explanation": self.explanation,
            "attributed_to": list(self.attributed_to),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the articles support a claim or refute it, how sure that is, and as of when."""

    claim: str
    label: Label
    confidence: float
    """Probability, 0-1, that `label` is right. That articles differ is as sure as that both speak of the claim (where
    values differ, the share of it that the less telling one speaks of: not fitted), whichever of them is right."""
    as_of: date | None
    """Publication date of the first cited article; None when there is not enough evidence."""
    citations: tuple[Citation, ...]
    """For not_enough_evidence: the nearest sentences, which settle nothing."""
    sub_claims: tuple[SubClaim, ...]
    explanation: str = ""
    """Why, and what would change it, in a few plain sentences: of what the claim, the citations and their dates say."""
    timeline: tuple[Point, ...] = ()
    """For each value of the claim the values that articles give, oldest first; empty where all say the same."""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds per stage."""
    hits: tuple[Hit, ...] = ()
    """What was read; shown by --why, not part of the serialised verdict."""

    def to_dict(self) -> dict[str, Any]:
        """The shape shared by --json, REST, MCP and Python."""
        return {
            "claim": self.claim,
            "label": self.label,
            "confidence": self.confidence,
            "as_of": _day(self.as_of),
            "explanation": self.explanation,
            "citations": [citation.to_dict() for citation in self.citations],
            "timeline": [point.to_dict() for point in self.timeline],
            "sub_claims": [part.to_dict() for part in self.sub_claims],
            "timings_ms": dict(self.timings_ms),
        }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
