"""The server, put together: this is the one place where routers and mounted parts are joined."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter, FastAPI, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from rag.doors.http import articles, failing, openai, pages, questions, watching
from rag.doors.http.gate import Gate
from rag.doors.http.service import Service

ROUTERS = (questions.router, articles.router, openai.router, watching.router)
OPEN_ROUTERS = (watching.open_router, pages.router)
"""What needs no key."""

KEY = Security(HTTPBearer(auto_error=False, scheme_name="key", description="One of the server's key file."))
"""Says in OpenAPI that a key is needed; the gate has looked at it before."""


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
    open_routers = (*OPEN_ROUTERS, *([signed] if signed else []))
    failing.install(app, [*app.routes, *(route for router in (*ROUTERS, *open_routers) for route in router.routes)])
    for router in ROUTERS:
        app.include_router(router, dependencies=[KEY] if service.keys else [])
    for router in open_routers:
        app.include_router(router)
    return app
