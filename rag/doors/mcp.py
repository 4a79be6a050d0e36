"""`newscheck mcp`: the archive for Claude Desktop, Cursor, VS Code, Zed, and whatever else speaks MCP."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import UserError, WrongCall
from rag.doors.common import command_of, settings_of

if TYPE_CHECKING:
    from mcp.server import Server

HOST = "127.0.0.1"
PORT = 8765


def mcp(
    context: typer.Context,
    http: Annotated[bool, typer.Option("--http", help="Serve over HTTP instead of standard input and output.")] = False,
    host: Annotated[str | None, typer.Option(help=f"Address to listen at (default: {HOST}).")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help=f"Port to listen at (default: {PORT}; 0: a free one).")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File with the key that clients send; a must beyond loopback.")
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Another name or address that clients reach it by.")
    ] = None,
) -> None:
    """Let chat clients ask the archive, by the Model Context Protocol, and check claims and whole texts against it.

    The client starts this command itself; the lines that tell it so are in docs/doors/mcp.md.

    Example: **newscheck mcp --http**
    """
    if not http and any(option is not None for option in (host, port, key_file, allow_host)):
        raise WrongCall("--host, --port, --key-file and --allow-host go with --http.", hint="Add: --http")
    settings = settings_of(context)
    from rag.doors.desk import Desk

    try:
        from rag.doors.mcp_server import server_of
    except ModuleNotFoundError as error:
        raise _without_extra(error) from error
    with closing(Desk(settings)) as desk:
        server = server_of(desk, command=command_of(context))
        if http:
            chosen = PORT if port is None else port
            _over_http(server, host=host or HOST, port=chosen, key_file=key_file, names=allow_host or ())
        else:
            _over_stdio(server)


def _over_stdio(server: Server[Any]) -> None:
    """Ctrl-C ends the process at once: nothing can wake the thread that waits for input, and nothing is to be saved."""
    import asyncio

    from rag.doors.mcp_server import serve_stdio

    if sys.stdin.isatty():  # who starts it by hand would see nothing at all
        typer.echo("Waiting for MCP messages, which a chat client sends: docs/doors/mcp.md. Ctrl-C ends it.", err=True)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    asyncio.run(serve_stdio(server))


def _over_http(server: Server[Any], *, host: str, port: int, key_file: Path | None, names: Sequence[str]) -> None:
    import asyncio

    from rag.doors.mcp_http import Place, serve_http

    place = Place.of(host=host, port=port, key_file=key_file, names=names)
    with place.listen() as listening:
        typer.echo(f"MCP at {place.url(listening)} until Ctrl-C", err=True)
        asyncio.run(serve_http(server, place, listening))


def _without_extra(error: ModuleNotFoundError) -> Exception:
    """What to install; the error itself where some other library is missing."""
    if (error.name or "").partition(".")[0] != "mcp":
        return error
    return UserError("`newscheck mcp` needs the MCP SDK.", hint="Install it: pip install 'newscheck[mcp]'")
