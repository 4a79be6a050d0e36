"""Passages and articles as OpenAPI shows them, and the one shape of errors."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.doors.http.shapes import DAY, ID

_STRICT = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class EvidenceShape(BaseModel):
    """What one ranking said of a passage."""

    model_config = _STRICT

    stage: str
    rank: int
    score: float


class HitShape(BaseModel):
    """A passage that was found."""

    model_config = _STRICT

    article_id: str
    title: str
    published: str | None = Field(json_schema_extra=DAY)
    source: str | None
    url: str | None
    start: int
    end: int
    text: str
    score: float
    evidence: list[EvidenceShape]
    copies: list[str]
    """Ids of articles that tell the same."""


class FoundShape(BaseModel):
    """Passages nearest to a query, best first."""

    model_config = _STRICT

    query: str
    hits: list[HitShape]
    timings_ms: dict[str, float]


class FactsShape(BaseModel):
    """An article without its text."""

    model_config = _STRICT

    id: str = Field(examples=[ID])
    title: str
    published: str | None = Field(json_schema_extra=DAY)
    source: str | None
    author: str | None
    language: str | None
    url: str | None
    origin: str
    """The file, without its folders, or the URL that it was read from."""
    sha256: str
    left_out: list[str]
    """Lines of the page that are not the article's own."""
    warnings: list[str]


class ArticleShape(FactsShape):
    """A stored article."""

    text: str
    """What citations point into: `text[start:end]` is the quote."""


class PageShape(BaseModel):
    """Some of the stored articles, newest first."""

    model_config = _STRICT

    articles: list[FactsShape]
    total: int
    """Articles that pass the filters."""
    next: int | None
    """The offset of the next page; null after the last one."""


class StoredShape(BaseModel):
    """An article that is stored for good."""

    model_config = _STRICT

    id: str
    outcome: Literal["added", "replaced", "unchanged"]
    passages: int
    """Newly embedded."""
    warnings: list[str]


class RefusedShape(BaseModel):
    """An article that was not taken."""

    model_config = _STRICT

    origin: str
    reason: str


class AddedShape(BaseModel):
    """What became of the articles that were sent."""

    model_config = _STRICT

    added: int
    replaced: int
    unchanged: int
    articles: list[StoredShape]
    refused: list[RefusedShape]


class NamedShape(BaseModel):
    """An article that was."""

    model_config = _STRICT

    id: str
    title: str


class RemovedShape(BaseModel):
    """What is gone."""

    model_config = _STRICT

    removed: list[NamedShape]


class Problem(BaseModel):
    """What is wrong, and what to do next."""

    model_config = _STRICT

    kind: str
    message: str
    hint: str | None


class ErrorShape(BaseModel):
    """Every status from 400 on has this body."""

    model_config = ConfigDict(json_schema_extra={"example": {"error": {
        "kind": "UserError", "message": "since is 'last week'.",
        "hint": "Give a date, or one as text such as 2020-02-15.",
    }}})  # fmt: skip

    error: Problem


def told(*shapes: tuple[int, type[BaseModel]]) -> dict[int | str, dict[str, Any]]:
    """What a route answers, for OpenAPI."""
    errors = {"4XX": {"model": ErrorShape}, "5XX": {"model": ErrorShape}}
    return {status: {"model": shape} for status, shape in shapes} | errors
