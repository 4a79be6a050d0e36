"""Errors over HTTP: one shape, {"error": {"kind", "message", "hint"}}, and a status for each kind."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route

from index import errors
from index.errors import NewscheckError, UserError, WrongCall

OPENAI = ("/v1/chat/", "/v1/models")
"""Paths whose errors carry OpenAI's fields beside ours."""

_OPENAI_STATUSES = {422: 400}
"""What OpenAI's API answers to a request that it cannot use."""
_OPENAI_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}

_DOCS = "What can be sent, with examples: GET /openapi.json"


class Refusal(UserError):
    """A request that is not answered; each kind has its status."""

    status = 400

    def __init__(self, message: str, *, hint: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message, hint=hint)
        self.headers = dict(headers or {})


class BadRequest(Refusal):
    """It cannot be read at all."""


class Unauthorized(Refusal):
    """No key, or none of those that are in the key file."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "No valid API key was given.",
            hint="Send it as a header: Authorization: Bearer KEY",
            headers={"WWW-Authenticate": 'Bearer realm="newscheck"'},
        )


class NotAllowed(Refusal):
    """What this server was started without, or what another site's page asked for."""

    status = 403


class NoSuchPath(Refusal):
    """Nothing is served there."""

    status = 404


class UnknownModel(NoSuchPath):
    """A model that is not in GET /v1/models."""


class WrongMethod(Refusal):
    """The path takes other methods."""

    status = 405


class TooSlow(Refusal):
    """The request did not arrive in time."""

    status = 408


class TooLarge(Refusal):
    """More bytes than are read."""

    status = 413

    def __init__(self, most: int) -> None:
        super().__init__(
            f"The request is larger than {most:,} bytes, the most that is read here.",
            hint="Send less at once, or add files on the server's machine: newscheck add FILES",
        )


class WrongMediaType(Refusal):
    """A form in which nothing is sent here."""

    status = 415


class WrongHost(Refusal):
    """A name that this server does not go by."""

    status = 421


class TooManyRequests(Refusal):
    """One caller asks more often than is allowed."""

    status = 429

    def __init__(self, *, wait: float) -> None:
        super().__init__(
            "These are too many requests at once.",
            hint="Ask again after the seconds that the header Retry-After gives.",
            headers={"Retry-After": str(max(1, round(wait)))},
        )


class ServerFailed(Refusal):
    """A mistake of ours; what it was stands in the server's log only."""

    status = 500

    def __init__(self) -> None:
        super().__init__("The server failed at this request.", hint="Its log says why; asking again may help.")


class NoVerifier(Refusal):
    """This server cannot check claims."""

    status = 501


class Busy(Refusal):
    """As many requests wait as may wait."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "The server has as many questions as it takes.", hint="Ask again in a moment.", headers={"Retry-After": "2"}
        )


class TimeIsUp(Refusal):
    """The answer took longer than is allowed."""

    status = 504

    def __init__(self, seconds: float, *, hint: str | None = None) -> None:
        super().__init__(
            f"This took longer than the {seconds:g} seconds that are allowed.",
            hint=hint or "Ask again when the server is less busy, or start it with more: newscheck serve --seconds N",
        )


STATUSES: Mapping[type[NewscheckError], int] = {
    errors.UnknownArticle: 404,
    errors.ArchiveInUse: 409,
    errors.UserError: 422,
    errors.ArchiveMissing: 503,
    errors.ArchiveNotWritable: 503,
    errors.ArchiveDamaged: 503,
    errors.ArchiveTooNew: 503,
    errors.ClusterAway: 503,
    errors.DatabaseAway: 503,
    errors.IndexAway: 503,
    errors.AuditNotWritten: 503,
    errors.EmbedderMismatch: 503,
    errors.ModelError: 503,
    errors.ArchiveFull: 507,
    errors.NoTemporaryFiles: 507,
    errors.NewscheckError: 500,
}
"""Of errors that other doors have too; of a class that is not named here, its nearest parent's."""


def status_of(error: NewscheckError) -> int:
    """HTTP status."""
    if isinstance(error, Refusal):
        return error.status
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def answer(error: NewscheckError, *, path: str) -> JSONResponse:
    """The response that tells an error."""
    status, told = status_of(error), error.to_dict()
    if path.startswith(OPENAI):
        status = _OPENAI_STATUSES.get(status, status)
        told = with_openai(error)
    headers = error.headers if isinstance(error, Refusal) else {}
    if isinstance(error, errors.ArchiveInUse):
        headers = {"Retry-After": "5"}
    return JSONResponse(told, status_code=status, headers=headers)


def install(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """What goes wrong in one of the routes is told in the one shape; what is nobody's fault but ours, by the gate."""

    async def tell(request: Request, error: Exception) -> JSONResponse:
        return answer(_as_ours(error, request, routes), path=request.url.path)

    for kind in (NewscheckError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, tell)


def as_told(error: Exception) -> NewscheckError:
    """What an error is told as: one of ours as it is; any other is a mistake, which goes into the log."""
    if isinstance(error, NewscheckError):
        return error
    logging.getLogger("uvicorn.error").error("A request failed", exc_info=error)
    return ServerFailed()


def _as_ours(error: Exception, request: Request, routes: Sequence[BaseRoute]) -> NewscheckError:
    if isinstance(error, RequestValidationError):
        return wrong_call(error.errors())
    return _from_starlette(error, request, routes) if isinstance(error, HTTPException) else as_told(error)


def wrong_call(problems: Sequence[Any]) -> WrongCall:
    """The first thing that pydantic finds wrong with a request."""
    first = problems[0]
    place = ".".join(str(part) for part in first["loc"] if part not in {"body", "query", "path"})
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "json_invalid":
        return WrongCall(f"The request is not JSON: {first['ctx']['error']}.", hint=_DOCS)
    if first["type"] == "model_attributes_type" and not place:
        return WrongCall("The request is no JSON object.", hint="Send one, as Content-Type: application/json")
    if first["type"] == "extra_forbidden":
        return WrongCall(f"There is no {place!r} in such a request.", hint=_DOCS)
    return WrongCall(f"{place or 'The request'}: {message[0].lower()}{message[1:]}.", hint=_DOCS)


def _from_starlette(error: HTTPException, request: Request, routes: Sequence[BaseRoute]) -> Refusal:
    if error.status_code == NoSuchPath.status:
        return NoSuchPath(f"Nothing is served at {request.url.path!r}.", hint=_DOCS)
    if error.status_code == WrongMethod.status:
        told = f"{request.url.path!r} does not take {request.method!r}."
        return WrongMethod(told, hint=_DOCS, headers={"Allow": ", ".join(_methods_at(request, routes))})
    return BadRequest(f"The request cannot be read: {error.detail}.", hint=_DOCS)


def _methods_at(request: Request, routes: Sequence[BaseRoute]) -> list[str]:
    """What the path takes: where it has several routes, the one that refuses knows only its own methods."""
    here = [route for route in routes if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for route in here for method in route.methods or ()})


def with_openai(error: NewscheckError) -> dict[str, dict[str, str | None]]:
    """The one shape, with OpenAI's fields beside ours."""
    status, told = status_of(error), error.to_dict()
    kind = _OPENAI_TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    return {"error": told["error"] | {"type": kind, "param": None, "code": type(error).__name__}}
