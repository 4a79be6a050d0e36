"""The server, put together: this is the one place where routers and mounted parts are joined."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from rag.doors.http import articles, failing, openai, pages, questions, watching
from rag.doors.http.gate import Gate
from rag.doors.http.service import Service

ROUTERS = (questions.router, articles.router, openai.router, watching.router, pages.router)


def create_app(service: Service) -> FastAPI:
    """An ASGI application over a service, which whoever made it closes afterwards.

    There are no pages of documentation: they would be loaded from elsewhere. GET /openapi.json describes all.
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
    app.add_middleware(Gate, keys=service.keys, limits=service.limits, metrics=service.metrics)
    failing.install(app)
    for router in ROUTERS:
        app.include_router(router)
    return app
