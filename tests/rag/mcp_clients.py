"""The SDK's own client, as a chat program holds it: one session, asked from outside its event loop."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.types import CallToolResult, TextContent, TextResourceContents

from tests.helpers import program


class Session:
    """A client's calls, each waited for."""

    def __init__(self, client: Client, portal: BlockingPortal) -> None:
        self.client = client
        self._portal = portal

    def do(self, call: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401 -- as the client's method gives
        return self._portal.call(call, *arguments)

    def call(self, tool: str, **arguments: Any) -> CallToolResult:  # noqa: ANN401
        told = self.do(self.client.call_tool, tool, arguments)
        assert isinstance(told, CallToolResult)
        return told

    def read(self, uri: str) -> TextResourceContents:
        (content,) = self.do(self.client.read_resource, uri).contents
        assert isinstance(content, TextResourceContents)
        return content


def text_of(told: CallToolResult) -> str:
    (content,) = told.content
    assert isinstance(content, TextContent)
    return content.text


@contextmanager
def connected(server: Any, **options: Any) -> Iterator[Session]:  # noqa: ANN401 -- whatever a Client takes
    """A session with a server, in this process or another."""
    with start_blocking_portal() as portal:
        client = Client(server, **options)
        with portal.wrap_async_context_manager(client):
            yield Session(client, portal)


@contextmanager
def started(*arguments: str, command: str | None = None, log: Path | None = None) -> Iterator[Session]:
    """A session with a process of its own, which speaks over its standard input and output.

    Args:
        arguments: Of the command.
        command: What to start; None takes the installed newscheck.
        log: Where its standard error goes.
    """
    kept = {name: os.environ[name] for name in ("NEWSCHECK_CACHE", "PYTHONPATH") if name in os.environ}
    parameters = StdioServerParameters(command=command or program(), args=list(arguments), env=kept)
    with (log or Path(os.devnull)).open("w") as errors, connected(stdio_client(parameters, errlog=errors)) as session:
        yield session
