"""The MCP server over streamable HTTP: on this machine alone, or elsewhere with a key; Host and Origin are checked."""

from __future__ import annotations

import errno
import hmac
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.responses import JSONResponse

from index.errors import UserError, WrongCall

if TYPE_CHECKING:
    from mcp.server import Server
    from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/mcp"

LARGEST = 262_144
"""Bytes of one request: a text that is checked has 20,000 characters at most, each of twelve bytes at most in JSON."""

SHORTEST = 16
"""Characters of a key."""

_MAKE_KEY = "Make a key: openssl rand -hex 32 > FILE"
_HERE = ("127.0.0.1", "localhost", "[::1]")


class Unauthorized(UserError):
    """A request without the key that the server was started with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to listen, and to whom."""

    host: str
    port: int
    """0 takes a free one."""
    key: str | None
    names: tuple[str, ...]
    """Values of the Host header that are taken, without their ports."""

    @classmethod
    def of(cls, *, host: str, port: int, key_file: Path | None, names: Sequence[str]) -> Self:
        """A place that may be listened at.

        Raises:
            UserError: other machines would reach it without a key, it has no name, or the key cannot be read.
        """
        key = _key(key_file) if key_file else None
        if not _is_here(host) and key is None:
            raise UserError(
                f"Other machines can reach {host}: it is served with a key only.",
                hint=f"{_MAKE_KEY}, and name the file: --key-file FILE",
            )
        if _is_everywhere(host) and not names:
            raise UserError(
                f"{host} stands for every address, and the Host of each request is checked.",
                hint="Say by which name or address it is reached: --allow-host news.example.org",
            )
        own = () if _is_everywhere(host) else (_in_url(host),)
        return cls(host=host, port=port, key=key, names=(*_HERE, *own, *names))

    def listen(self) -> socket.socket:
        """An open socket.

        Raises:
            UserError: the address is taken, or not this machine's.
        """
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            return socket.create_server((self.host, self.port), family=family)
        except OSError as error:
            other = "Take another port: --port 0 takes any that is free."
            raise UserError(
                f"Cannot listen at {_in_url(self.host)}:{self.port}: {_reason(error)}.",
                hint=other if error.errno == errno.EADDRINUSE else "Name an address of this machine.",
            ) from error

    def url(self, listening: socket.socket) -> str:
        """What clients are given."""
        return f"http://{_in_url(self.host)}:{listening.getsockname()[1]}{PATH}"


async def serve_http(server: Server[Any], place: Place, listening: socket.socket) -> None:
    """Answer requests until SIGINT or SIGTERM, which lets those that were begun end; three seconds at most."""
    app: ASGIApp = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,  # every call is whole in itself, so that nothing is kept for clients that went away
        max_request_body_size=LARGEST,
        transport_security=_security(place.names),
    )
    config = uvicorn.Config(
        _Gate(app, place.key),
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=3,
    )
    await uvicorn.Server(config).serve(sockets=[listening])


class _Gate:
    """Lets through what carries the key, where there is one, and asks something."""

    def __init__(self, app: ASGIApp, key: str | None) -> None:
        self._app = app
        self._expected = f"Bearer {key}".encode() if key else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self._refused(scope) if scope["type"] == "http" else None
        await (refused or self._app)(scope, receive, send)

    def _refused(self, scope: Scope) -> JSONResponse | None:
        if self._expected and not hmac.compare_digest(_authorization(scope), self._expected):
            error = Unauthorized("The key is missing or wrong.", hint="Send the header: Authorization: Bearer KEY")
            return JSONResponse(error.to_dict(), status_code=401, headers={"WWW-Authenticate": "Bearer"})
        if scope["path"] == PATH and scope["method"] != "POST":  # a stream of events, of which there are none
            wrong = WrongCall(f"{PATH} takes POST.", hint="An MCP client does that by itself.")
            return JSONResponse(wrong.to_dict(), status_code=405, headers={"Allow": "POST"})
        return None


def _authorization(scope: Scope) -> bytes:
    given: bytes = dict(scope["headers"]).get(b"authorization", b"")
    return given


def _security(names: Sequence[str]) -> TransportSecuritySettings:
    """With any port, for those who forward one."""
    origins = [f"{scheme}://{name}" for scheme in ("http", "https") for name in names]
    return TransportSecuritySettings(
        allowed_hosts=[*names, *(f"{name}:*" for name in names)],
        allowed_origins=[*origins, *(f"{origin}:*" for origin in origins)],
    )


def _key(file: Path) -> str:
    try:
        key = file.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"No key can be read from {str(file)!r}: {error}.") from error
    if len(key) < SHORTEST or not key.isascii() or not key.isprintable():
        raise UserError(
            f"{str(file)!r} holds no key of {SHORTEST} letters and digits or more.",
            hint=_MAKE_KEY,
        )
    return key


def _reason(error: OSError) -> str:
    """In the system's words, which has none for a name that stands for no address."""
    number = error.errno or 0
    return os.strerror(number) if number > 0 else "no address has that name"


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_everywhere(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return host == ""


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
