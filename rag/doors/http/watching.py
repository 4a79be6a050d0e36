"""GET /health and /metrics: what those look at who run the server."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel

from rag.doors.http.metrics import MEDIA_TYPE
from rag.doors.http.service import Here
from rag.doors.http.stored import told

router = APIRouter(tags=["watching"])
open_router = APIRouter(tags=["watching"])
"""What needs no key."""


PLAIN: dict[int | str, Any] = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}


class Health(BaseModel):
    """The archive can be read."""

    status: str


@open_router.get("/health", responses=told((200, Health)))
async def health(service: Here) -> Response:
    """Whether the archive can be read. Needs no key."""
    await service.reading.run(service.checker.reach)
    return JSONResponse({"status": "ok"})


class Stored(BaseModel):
    """What can be asked of this server."""

    articles: int
    passages: int
    checks: bool
    """Whether claims are checked: there is a verifier."""
    urls: bool
    """Whether an article may be fetched by its URL."""


@router.get("/v1/archive", responses=told((200, Stored)))
async def archive(service: Here) -> Response:
    """How much is stored, and what this server does beside answering questions."""
    articles, passages = await service.reading.run(service.checker.must_be_open().counts)
    can = {"checks": service.checker.can_check, "urls": service.allow_urls}
    return JSONResponse({"articles": articles, "passages": passages, **can})


@router.get("/metrics", response_class=Response, responses=told() | PLAIN)
async def metrics(service: Here) -> Response:
    """What was asked and answered so far, how fast, and what is stored, in the text format of Prometheus."""
    articles, passages = await service.reading.run(service.checker.must_be_open().counts)
    return PlainTextResponse(service.metrics.text(articles=articles, passages=passages), media_type=MEDIA_TYPE)
