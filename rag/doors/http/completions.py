"""OpenAI's objects as OpenAPI shows them: models, a completion, and errors with OpenAI's fields beside ours."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from rag.doors.http.stored import Problem
from rag.doors.shapes import Answer, Shape, Verdict


class Model(Shape):
    """What may be named as a model."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: Literal["newscheck"]


class Models(Shape):
    """All of them."""

    object: Literal["list"]
    data: list[Model]


class Place(Shape):
    """A mark `[n]` in the text, and what it stands for."""

    start_index: int
    """First character of the mark, from 0."""
    end_index: int
    """One past the last."""
    title: str
    url: str


class Annotation(Shape):
    """A citation, as OpenAI's clients read it."""

    type: Literal["url_citation"]
    url_citation: Place


class Spoken(Shape):
    """The answer as a message."""

    role: Literal["assistant"]
    content: str
    refusal: None
    annotations: list[Annotation]


class Choice(Shape):
    """The one answer."""

    index: Literal[0]
    message: Spoken
    logprobs: None
    finish_reason: Literal["stop"]


class Usage(Shape):
    """Tokens, as the embedder counts them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(Shape):
    """An answer or verdict as a message, and as /v1/ask and /v1/check give it."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    newscheck: Answer | Verdict
    follow_up_note: str | None
    """Why a question that seems to follow another was asked as it is; null where nothing is to be said."""


class OpenAIProblem(Problem):
    """What is wrong, in our fields and in OpenAI's."""

    type: str
    param: None
    code: str


class OpenAIError(BaseModel):
    """Every status from 400 on has this body."""

    error: OpenAIProblem
