"""What is sent, and answers and verdicts as OpenAPI shows them: what comes is `to_dict()`, not made from these."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.asking import LONGEST, Kind, bounds_of, number_of, text_of
from rag.chain import Ask

QUESTION = "How many troops serve in RSM?"
CLAIM = "The RSM has 12,000 soldiers."
QUOTE = "The US troops currently account for half of the 16,000 soldiers affiliated with the RSM."
ID = "67efb110d8d5b2b7"

DAY: dict[str, Any] = {"format": "date", "examples": ["2020-02-15"]}

Share = Annotated[float, Field(ge=0, le=1)]


def _with_example(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", use_attribute_docstrings=True, json_schema_extra={"example": example})


class Bounds(BaseModel):
    """Which articles are read, and how many passages of them."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    since: str | None = Field(default=None, json_schema_extra=DAY)
    """Only articles of this day or later."""
    until: str | None = Field(default=None, json_schema_extra=DAY)
    """Only articles of this day or earlier."""
    as_of: str | None = Field(default=None, json_schema_extra=DAY)
    """Ask as if it were this day: what was published later is not known."""
    source: str | None = Field(default=None, max_length=200)
    """Part of a source's name or host."""
    language: str | None = Field(default=None, max_length=20)
    """ISO 639-1."""
    k: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None
    """Passages to read; null takes the server's setting."""

    def asking(self, text: str, kind: Kind) -> Ask:
        """What a chain takes; raises UserError for a text or a bound that is none."""
        filters = bounds_of(
            since=self.since, until=self.until, as_of=self.as_of, source=self.source, language=self.language
        )
        return Ask(question=text_of(text, kind), filters=filters, passages=number_of(self.k))


class Question(Bounds):
    """A question for the articles."""

    model_config = _with_example({"question": QUESTION, "until": "2020-12-31"})

    question: str = Field(json_schema_extra={"minLength": 1, "maxLength": LONGEST})
    """In words, up to 2,000 characters."""
    stream: bool = False
    """Send the stages, the text and the answer as events while they come."""


class Claim(Bounds):
    """A statement to be checked."""

    model_config = _with_example({"claim": CLAIM})

    claim: str = Field(json_schema_extra={"minLength": 1, "maxLength": LONGEST})
    """One statement, up to 2,000 characters."""
    stream: bool = False
    """Send the stages, the text and the verdict as events while they come."""


class Query(Bounds):
    """Words to look for."""

    model_config = _with_example({"query": "training of Iraqi forces", "k": 3})

    query: str = Field(json_schema_extra={"minLength": 1, "maxLength": LONGEST})
    """Words or a question, up to 2,000 characters."""


class NewArticle(BaseModel):
    """An article to be stored; what is not stated is found in its text where it stands there."""

    model_config = _with_example({
        "text": "The dam held all night, the fire brigade said on Friday.", "title": "Dam held",
        "published": "2021-05-07", "source": "Example Wire", "url": "https://example.org/dam",
    })  # fmt: skip

    text: str | None = None
    """Plain text or HTML. Without it, `url` is fetched, where the server was started with --allow-urls."""
    title: str | None = None
    published: str | None = Field(default=None, json_schema_extra=DAY)
    source: str | None = None
    """Publisher."""
    author: str | None = None
    language: str | None = None
    """ISO 639-1."""
    url: str | None = None
    """Of the article: another one with this URL takes its place."""


class CitationShape(BaseModel):
    """A quote that stands, letter by letter, in a stored article."""

    model_config = _with_example({
        "number": 1, "article_id": ID, "title": "Iraq: Washington to strengthen presence of NATO", "source": None,
        "author": None, "url": None, "published": "2020-02-15", "quote": QUOTE, "start": 826, "end": 914,
        "sha256": "0f" * 32,
    })  # fmt: skip

    number: int
    """From 1, in the order of being shown."""
    article_id: str
    title: str
    source: str | None
    author: str | None
    url: str | None
    published: str | None = Field(json_schema_extra=DAY)
    quote: str
    start: int
    """First character of the quote in the article's text, from 0."""
    end: int
    """One past the last."""
    sha256: str
    """Of the article's text that the quote was checked against."""


class AlternativeShape(BaseModel):
    """What another article says."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    answer: str
    confidence: Share
    as_of: str | None = Field(json_schema_extra=DAY)
    citations: list[int]
    """Numbers of citations."""


class WrittenSentenceShape(BaseModel):
    """A sentence of a language model's, and what the passages that it cites say to it."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    text: str
    citations: list[int]
    """Numbers of citations that support it, or say otherwise."""
    supported: bool | None
    """null where there is no verifier."""
    problem: str | None
    """What is wrong with it."""


class WrittenShape(BaseModel):
    """The answer in a language model's words."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    writer: str
    """The model."""
    sentences: list[WrittenSentenceShape]
    note: str | None
    """Why there are none, or not all."""


class AnswerShape(BaseModel):
    """What the articles say to a question, how sure that is, and as of when."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    question: str
    status: Literal["answered", "conflicting", "not_in_articles"]
    answer: str | None
    """Short, such as "16,000"; null where more than a few words are asked for, or nothing was found."""
    statement: str | None
    """The sentence that says it, verbatim."""
    confidence: Share
    """Probability that the answer is right; that the articles do not say, if so."""
    as_of: str | None = Field(json_schema_extra=DAY)
    """Publication date of the first cited article."""
    citations: list[CitationShape]
    """For not_in_articles: the nearest passages, which do not answer."""
    alternatives: list[AlternativeShape]
    """Where the articles differ: who else says what."""
    written: WrittenShape | None
    """null where no language model is set."""
    timings_ms: dict[str, float]
    """Milliseconds per stage."""


class WitnessShape(BaseModel):
    """A cited sentence, and the side that it takes."""

    model_config = ConfigDict(extra="forbid")

    stance: Literal["supports", "refutes", "neither"]
    score: Share
    citation: int


class SubClaimShape(BaseModel):
    """A part of a claim that is checked by itself."""

    model_config = ConfigDict(extra="forbid")

    text: str
    start: int
    end: int
    label: Literal["supported", "refuted", "conflicting", "not_enough_evidence"]
    confidence: Share
    evidence: list[WitnessShape]


class VerdictShape(BaseModel):
    """Whether the articles support a claim or refute it, how sure that is, and as of when."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    claim: str
    label: Literal["supported", "refuted", "conflicting", "not_enough_evidence"]
    confidence: Share
    as_of: str | None = Field(json_schema_extra=DAY)
    citations: list[CitationShape]
    """For not_enough_evidence: the nearest sentences, which settle nothing."""
    sub_claims: list[SubClaimShape]
    timings_ms: dict[str, float]
