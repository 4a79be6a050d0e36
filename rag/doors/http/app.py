"""The server, put together: this is the one place where routers and mounted parts are joined."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from rag.doors.http import articles, failing, openai, pages, questions, watching
from rag.doors.http.gate import Gate
from rag.doors.http.service import Service

ROUTERS = (questions.router, articles.router, openai.router, watching.router, pages.router)


def create_app(service: Service, *, signed: APIRouter | None = None) -> FastAPI:
    """An ASGI application over a service, which whoever made it closes afterwards.

    There are no pages of documentation: they would be loaded from elsewhere. GET /openapi.json describes all.

    Args:
        service: What answers.
        signed: Routes whose requests are known by a signature, which they check, and not by a key of ours.
    """
    app = FastAPI(
        title="newscheck",
        version=version("newscheck"),
        description="Answers questions and checks claims from an archive of news articles, with checked citations.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"auto_configure": False},
    )
    app.state.service = service
    paths = [route.path for route in signed.routes if isinstance(route, APIRoute)] if signed else []
    app.add_middleware(Gate, keys=service.keys, limits=service.limits, metrics=service.metrics, signed=paths)
    failing.install(app)
    for router in (*ROUTERS, *([signed] if signed else [])):
        app.include_router(router)
    return app
