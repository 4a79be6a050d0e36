"""The gate: every request passes it, is counted, and is let in or told why not, before anything else looks at it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Collection, MutableMapping
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.tracing import span
from rag.doors.http.failing import (
    NotAllowed,
    Refusal,
    TooLarge,
    TooManyRequests,
    TooSlow,
    Unauthorized,
    WrongHost,
    as_told,
)
from rag.doors.http.failing import answer as answered
from rag.doors.http.limits import Keys, Limits, Rates, host_of, is_loopback
from rag.doors.http.metrics import Metrics
from rag.observing import LOG, REQUEST

OPEN = ("/health", "/")
"""Paths that need no key and count against no rate."""

PARTS = "/web/"
"""What the page is made of, which is as open."""

UPLOADS = "/v1/articles"

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Gate:
    """ASGI middleware.

    Without keys the server is on a loopback address, and a browser is what a stranger could reach it through: the
    names in Host and Origin must be this machine's then. A key is nothing that a stranger's page could send.

    `signed` are paths whose requests carry a signature, which the route checks: no page could send that either.
    """

    def __init__(
        self, app: ASGIApp, *, keys: Keys, limits: Limits, metrics: Metrics, signed: Collection[str] = ()
    ) -> None:
        self._app = app
        self._keys = keys
        self._limits = limits
        self._metrics = metrics
        self._signed = signed
        self._rates = Rates(limits.rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in, or answer it."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http":
            await self._counted(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, request = time.perf_counter(), _request_id(scope)
        sent, token = _Sent(send, request), REQUEST.set(request)
        try:
            with span("newscheck.request", around=True):
                await self._admitted(scope, receive, sent)
        except Exception as error:
            if sent.begun:
                raise  # nothing can be told any more: the connection breaks off
            await answered(as_told(error), path=scope["path"])(scope, receive, sent)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "other"
            took = time.perf_counter() - began
            self._metrics.request(method=method, route=_route(scope), status=sent.status, seconds=took)
            told = {"method": method, "route": _route(scope), "status": sent.status, "ms": round(took * 1000, 1)}
            LOG.info("request", extra={"told": told})
            REQUEST.reset(token)

    async def _admitted(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._check(scope)
            body = await self._body(scope, receive)
        except Refusal as refusal:
            await answered(refusal, path=scope["path"])(scope, receive, send)
        except ClientDisconnect:
            return
        else:
            await self._app(scope, _Replay(body, receive), send)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if scope["path"] in self._signed:
            return
        if not self._keys:
            _check_names(headers)
        if scope["path"] in OPEN or scope["path"].startswith(PARTS):
            return
        address = scope["client"][0] if scope.get("client") else ""
        known = self._keys.caller(headers.get("authorization", "")) if self._keys else address
        wait = self._rates.wait(address if known is None else known)
        if wait:
            raise TooManyRequests(wait=wait)
        if known is None:
            raise Unauthorized

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        most = self._limits.upload if scope["path"] == UPLOADS else self._limits.body
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await _read(receive, most=most)
        except TimeoutError:
            raise TooSlow(f"The request did not arrive within {self._limits.seconds:g} seconds.") from None


class _Sent:
    """What is sent, with two headers more; remembers the status."""

    def __init__(self, send: Send, request: str) -> None:
        self._send = send
        self._headers = [(b"x-content-type-options", b"nosniff"), (b"x-request-id", request.encode())]
        self.begun = False
        self.status = 499
        """Until there is one: the client left before."""

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.begun, self.status = True, message["status"]
            headers = [*message.get("headers", []), *self._headers]
            message = {**message, "headers": headers}
        await self._send(message)


class _Replay:
    """The body that was read, once; then what comes from the client, which is only that it left."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


def _check_names(headers: Headers) -> None:
    host, origin = headers.get("host", ""), headers.get("origin")
    if not is_loopback(host_of(host)):
        raise WrongHost(
            f"This server does not go by the name {host!r}.",
            hint="Use http://127.0.0.1 or http://localhost, or start it with --key-file.",
        )
    if origin is not None and origin.rpartition("//")[2].lower() != host.lower():
        raise NotAllowed(
            f"A page of {origin!r} may not use this server.", hint="To let other sites' pages in, set --key-file."
        )


async def _read(receive: Receive, *, most: int) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise TooLarge(most)
        if not message.get("more_body"):
            return b"".join(parts)


def _request_id(scope: Scope) -> str:
    """The caller's own, where it is a plain word: what stands in a log must not look like another line."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if re.fullmatch(r"[\w.-]{1,64}", given, re.ASCII) else uuid4().hex


def _route(scope: Scope) -> str:
    """As it was declared; all that is served nowhere is one."""
    return str(getattr(scope.get("route"), "path", "other"))
