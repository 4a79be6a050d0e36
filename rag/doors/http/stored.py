"""What adding, removing and listing articles gives, as OpenAPI shows it, and the one shape of errors."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from rag.doors.shapes import Facts, Shape


class PageShape(Shape):
    """Some of the stored articles, newest first."""

    articles: list[Facts]
    total: int
    """Articles that pass the filters."""
    next: int | None
    """The offset of the next page; null after the last one."""


class StoredShape(Shape):
    """An article that is stored for good."""

    id: str
    outcome: Literal["added", "replaced", "unchanged"]
    passages: int
    """Newly embedded."""
    warnings: list[str]


class RefusedShape(Shape):
    """An article that was not taken."""

    origin: str
    reason: str


class AddedShape(Shape):
    """What became of the articles that were sent."""

    added: int
    replaced: int
    unchanged: int
    articles: list[StoredShape]
    refused: list[RefusedShape]


class NamedShape(Shape):
    """An article that was."""

    id: str
    title: str


class RemovedShape(Shape):
    """What is gone."""

    removed: list[NamedShape]


class Problem(Shape):
    """What is wrong, and what to do next."""

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


EVENTS: dict[str, Any] = {"content": {"text/event-stream": {"itemSchema": {
    "type": "object", "required": ["data"], "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
}}}}  # fmt: skip
"""What comes instead where a stream is asked for."""


def told(
    *shapes: tuple[int, type[BaseModel]], streams: bool = False, error: type[BaseModel] = ErrorShape
) -> dict[int | str, dict[str, Any]]:
    """What a route answers, for OpenAPI."""
    more = EVENTS if streams else {}
    return {status: {"model": shape, **more} for status, shape in shapes} | {
        "4XX": {"model": error},
        "5XX": {"model": error},
    }
