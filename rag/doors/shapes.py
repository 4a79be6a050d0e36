"""The JSON of answers, verdicts, hits and articles as pydantic models: what their `to_dict` gives, field by field."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag import decomposing, records
from rag.verifying import Stance

Share = Annotated[float, Field(ge=0, le=1)]


class Shape(BaseModel):
    """Every field is always there; an unknown value is null."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Copy(Shape):
    """An article that tells a story in nearly the same words as another one, which is shown: no second witness."""

    article_id: str
    title: str
    published: date | None
    source: str | None
    url: str | None


class Citation(Shape):
    """A quote that was found, letter by letter, in a stored article."""

    number: int
    """The n of the mark [n]."""
    article_id: str
    title: str
    source: str | None
    author: str | None
    url: str | None
    published: date | None
    quote: str
    """Verbatim."""
    start: int
    """First character of the quote in the article's text, from 0."""
    end: int
    """One past the last."""
    page: int | None
    """Of the printed article, from 1, on which the quote begins; null where the article has no pages."""
    sha256: str
    """Of the article's text (UTF-8) that the quote was checked against."""
    copies: list[Copy]
    """Articles that tell the story in nearly the same words, but the quote otherwise or not at all; those that hold the
    very quote have citations of their own."""


class Alternative(Shape):
    """What one of the articles that differ says."""

    answer: str
    confidence: Share
    as_of: date | None
    citations: list[int]


class Derivation(Shape):
    """A number that no article gives, but that follows from the quote."""

    value: str
    working: str
    """How: "half of 16,000 is 8,000"."""


class Point(Shape):
    """A value that one article gives, on a timeline."""

    value: str
    """As it stands in the quote."""
    claimed: str | None
    """The claim's value that it is compared with; null in an answer."""
    day: date | None
    """First day of the time that the sentence gives the value for, or else the day of publication."""
    stated: str | None
    """That time as the sentence words it; null where it gives none."""
    published: date | None
    source: str | None
    citations: list[int]
    """The quote, and then the same quote in copies."""
    outdated_by: int | None
    """Number of the citation that gives the latest value, where that is another one; which is right is not said."""


class WrittenSentence(Shape):
    """A sentence of a language model's."""

    text: str
    citations: list[int]
    """Numbers of citations that support it, or say otherwise."""
    supported: bool | None
    """Whether they do; null where that could not be checked."""
    problem: str | None


class Written(Shape):
    """The answer in a language model's words."""

    writer: str
    sentences: list[WrittenSentence]
    note: str | None
    """Why there are none, or not all."""


class Answered(Shape):
    """What the articles say to one question."""

    question: str
    status: records.Status
    answer: str | None
    """Short; null where the question asks for more than a few words, or nothing was found."""
    statement: str | None
    """The sentence that says it, verbatim."""
    confidence: Share
    """Probability, 0-1, that the answer is right; that the articles do not say, if so."""
    as_of: date | None
    """Publication date of the first cited article."""
    citations: list[Citation]
    """For not_in_articles: the nearest sentences, which do not answer."""
    alternatives: list[Alternative]
    derived: Derivation | None
    """What the answer comes to, as "half of the 16,000" does; null where it needs no reckoning, or articles differ."""
    timeline: list[Point]
    """Oldest first; empty where all say the same."""
    written: Written | None
    """Where a language model is set: what it made of the passages, each sentence checked."""
    timings_ms: dict[str, float]


class Answer(Answered):
    """What the articles say to a question, which may ask several things."""

    also: list[Answered]
    """What else it asks, each answered by itself; all other fields are of what it asks first."""


class Witness(Shape):
    """A cited sentence, and the side that it takes."""

    stance: Stance
    score: Share
    citation: int
    speaker: str | None
    """Whose words it tells; null where the article says it itself, or nobody can tell who does."""
    outdated_by: int | None
    """Number of the citation that gives the latest value, where that is another one."""


class SubClaim(Shape):
    """A part of a claim that is checked by itself."""

    text: str
    """As it was checked: a sentence of its own."""
    start: int
    """First character in the claim of the words that it is from."""
    end: int
    label: records.Label
    confidence: Share
    evidence: list[Witness]
    explanation: str
    """Why, and what would change it; that of the part which decides is the verdict's."""
    attributed_to: list[str]
    """By whose words alone it is supported or refuted; empty where an article says so itself."""


class Verdict(Shape):
    """Whether the articles support a claim or refute it."""

    claim: str
    label: records.Label
    confidence: Share
    """Probability, 0-1, that the label is right."""
    as_of: date | None
    """Publication date of the first cited article."""
    explanation: str
    """Why, and what would change it, in a few plain sentences."""
    citations: list[Citation]
    """For not_enough_evidence: the nearest sentences, which settle nothing."""
    timeline: list[Point]
    """For each value of the claim what articles give, oldest first; empty where all say the same."""
    sub_claims: list[SubClaim]
    timings_ms: dict[str, float]


class Part(Shape):
    """A part of a sentence that is not judged."""

    text: str
    start: int
    """First character in the sentence, from 0."""
    end: int
    kind: decomposing.Kind


class CheckedSentence(Shape):
    """A sentence of a text, and what the articles say to it."""

    text: str
    start: int
    """First character in the text, from 0."""
    end: int
    """One past the last."""
    kind: decomposing.Kind
    """A claim where any part of it is."""
    verdict: Verdict | None
    """Of all that it claims; null where it claims nothing."""
    unjudged: list[Part]
    """Parts that cannot be right or wrong by articles, or do not say what they are about."""


class CheckedText(Shape):
    """A text with a verdict on each sentence that claims something."""

    text: str
    labels: dict[records.Label, int]
    """Sentences with each label."""
    sentences: list[CheckedSentence]
    """In order."""
    citations: list[Citation]
    """Of all verdicts, which number them so too."""
    notes: list[str]
    """What a language model proposed and was not taken, or why it was not asked to the end."""
    timings_ms: dict[str, float]
    """Milliseconds per stage; `divide` is that of its sentences into what they claim."""


class Evidence(Shape):
    """What one ranking said of a passage."""

    stage: Literal["dense", "lexical", "article", "rerank"]
    rank: int
    score: float


class Hit(Shape):
    """A passage of an article."""

    article_id: str
    title: str
    published: date | None
    source: str | None
    url: str | None
    start: int
    """First character of the passage in the article's text, from 0."""
    end: int
    text: str
    """Verbatim."""
    score: float
    evidence: list[Evidence]
    copies: list[Copy]
    """Articles that tell the same in nearly the same words."""


class Found(Shape):
    """The passages nearest to a query, best first."""

    query: str
    note: str | None
    """Why there was nothing to search, where that is so."""
    hits: list[Hit]
    timings_ms: dict[str, float]


class Facts(Shape):
    """What is known of a stored article."""

    id: str
    title: str
    published: date | None
    source: str | None
    author: str | None
    language: str | None
    url: str | None
    origin: str
    """Path or address that it was read from."""
    sha256: str
    pages: list[int]
    """Character of the text at which each printed page begins; empty where the article has no pages."""
    left_out: list[str]
    """Lines of the page that are not the article's own."""
    warnings: list[str]


class Article(Facts):
    """A stored article."""

    text: str
    """What citations point into: `text[start:end]` is the quote."""
