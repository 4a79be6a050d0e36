"""A real server on this machine, in a thread of the test."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic, sleep
from typing import Any

import httpx
from fastapi import APIRouter

from rag.checker import FactChecker
from rag.doors.http.app import create_app
from rag.doors.http.limits import Keys, Limits
from rag.doors.http.service import Service
from rag.doors.http.serving import server_of

KEY = "a-key-of-some-length"
BEARER = {"Authorization": f"Bearer {KEY}"}
QUESTION = "How many troops serve in RSM?"
CLAIM = "The RSM has 12,000 soldiers."


@contextmanager
def serving(
    checker: FactChecker,
    *,
    key: str | None = None,
    allow_urls: bool = False,
    signed: Callable[[Service], APIRouter] | None = None,
    **limits: float,
) -> Iterator[httpx.Client]:
    """A client of a server that answers from the checker; it has its own threads, and sends no key by itself."""
    keys = Keys([key] if key else [])
    given = replace(Limits(rate=0, seconds=300), **limits)  # type: ignore[arg-type]
    service = Service.of(checker, keys=keys, limits=given, allow_urls=allow_urls)
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    server = server_of(create_app(service, signed=signed(service) if signed else None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=300) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
        assert service.close(within=10)


def error_of(response: httpx.Response, status: int) -> dict[str, Any]:
    """The error of a response, which has that status and the one shape."""
    assert response.status_code == status, response.text
    return the_error(response.json())


def the_error(body: Any) -> dict[str, Any]:  # noqa: ANN401
    """The error that a body tells, in the one shape."""
    assert list(body) == ["error"]
    error: dict[str, Any] = body["error"]
    assert {"kind", "message", "hint"} <= set(error)
    assert error["message"]
    return error


def events_of(response: httpx.Response) -> list[tuple[str, Any]]:
    """(event, its data) in order."""
    assert response.headers["content-type"].startswith("text/event-stream")
    found = [dict(line.split(": ", 1) for line in block.splitlines()) for block in response.text.strip().split("\n\n")]
    return [(event["event"], json.loads(event["data"])) for event in found]


def untimed(said: dict[str, Any]) -> dict[str, Any]:
    """An answer without what differs between two that are the same."""
    kept = {name: value for name, value in said.items() if name != "timings_ms"}
    return kept | ({"also": list(map(untimed, said["also"]))} if "also" in said else {})


def eventually(true: Callable[[], object], *, within: float) -> None:
    """Wait until something holds, and fail when it does not in time."""
    deadline = monotonic() + within
    while not true():
        assert monotonic() < deadline, "it did not become true in time"
        sleep(0.02)
