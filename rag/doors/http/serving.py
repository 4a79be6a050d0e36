"""`newscheck serve`: the HTTP door opened, and closed in good order. Imports no server before it is called."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import SettingsError, UserError
from rag.doors.common import open_checker, settings_of
from rag.doors.observing import tell
from rag.doors.wording import count

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI
    from uvicorn import Server

    from rag.checker import FactChecker
    from rag.doors.http.limits import Keys
    from rag.doors.http.service import Service

PORT = 8377

WRITER_SHARE = 2 / 3
"""Of the time for a question: what a language model may have of it, so that there is an answer when it has none."""


def serve(
    context: typer.Context,
    host: Annotated[
        str, typer.Option(help="Address to listen at. Any but this machine's own needs --key-file.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 takes a free one.")] = PORT,
    key_file: Annotated[
        Path | None, typer.Option("--key-file", metavar="FILE", help="API keys, one a line; others are refused.")
    ] = None,
    allow_urls: Annotated[
        bool, typer.Option("--allow-urls", help="Fetch pages from the web for clients that add a URL.")
    ] = False,
    rate: Annotated[float, typer.Option(min=0, help="Requests a second from one client; 0 for no limit.")] = 50,
    seconds: Annotated[float, typer.Option(min=0.1, help="For one question, waiting included.")] = 30,
    threads: Annotated[
        int | None, typer.Option(min=1, max=64, help="Questions at the same time (default: one per processor core).")
    ] = None,
) -> None:
    """Answer over HTTP, for programs and for chat tools that talk to OpenAI's API.

    Ctrl-C ends it; what is being answered then is answered first.

    Example: **newscheck serve --port 8377**
    """
    from rag.doors.http.limits import GRACE, Keys, Limits

    keys = Keys.read(key_file) if key_file else Keys()
    _refuse_strangers(host, keys)
    limits = Limits(rate=rate, seconds=seconds, threads=threads or os.cpu_count() or 2)
    settings = settings_of(context)
    tell(settings.log or "json")
    patience = min(settings.llm_seconds, WRITER_SHARE * seconds)
    with (
        open_checker(context, streams=None, llm_seconds=patience) as checker,
        _listening(host, port) as listener,
    ):
        checker.warm_up()  # models are loaded, or found wanting, while somebody looks
        from rag.doors.http.app import create_app
        from rag.doors.http.service import Service

        service = Service.of(checker, keys=keys, limits=limits, allow_urls=allow_urls)
        slack = _slack(service)
        _tell_where(checker, host, listener, keys, slack=slack is not None)
        for kind in (signal.SIGINT, signal.SIGTERM):
            signal.signal(kind, lambda *_: None)  # what the server hands its signals on to when it has ended
        server_of(create_app(service, signed=slack)).run(sockets=[listener])
        typer.echo("Ended.")
        if not service.close(within=GRACE):
            os._exit(1)  # a thread cannot be stopped; what is stored is stored whole


def server_of(app: FastAPI) -> Server:
    """Runs until it gets SIGINT or SIGTERM; what is being answered then has `GRACE` seconds to end."""
    from uvicorn import Config, Server
    from uvicorn.config import LOGGING_CONFIG

    from rag.doors.http.limits import GRACE
    from rag.observing import LOG

    config = Config(
        app,
        log_config=None if LOG.handlers else LOGGING_CONFIG,  # where rag.doors.observing has said how, that stays
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # who asks is who is connected: a header can say anything
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=int(GRACE),
    )
    return Server(config)


def _refuse_strangers(host: str, keys: Keys) -> None:
    from rag.doors.http.limits import MAKE_A_KEY, is_loopback

    if not keys and not is_loopback(host):
        raise SettingsError(
            f"At {host!r} others could read and change the archive.",
            hint=f"Name a file with an API key: --key-file newscheck.key. {MAKE_A_KEY}",
        )


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise UserError(f"Port {port} at {host!r} cannot be had: {why}.", hint="Take another one: --port N") from None


def _slack(service: Service) -> APIRouter | None:
    """The route for Slack, where its secrets are in the environment."""
    if not {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"} <= os.environ.keys():
        return None
    from rag.doors.bots import tokens

    token, secret = tokens.for_slack("SLACK_SIGNING_SECRET")
    try:
        from rag.doors.http.slack import router_of
    except ModuleNotFoundError as error:
        raise tokens.without_extra(error) from error
    return router_of(service, token=token, signing_secret=secret, page=service.checker.settings.page)


def _tell_where(checker: FactChecker, host: str, listener: socket.socket, keys: Keys, *, slack: bool) -> None:
    port = listener.getsockname()[1]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    articles, _ = checker.reach()
    key = ' -H "Authorization: Bearer KEY"' if keys else ""
    typer.echo(f"Answering from {count(articles, 'article')} at {url} (Ctrl-C ends it).")
    typer.echo(f'Ask: curl {url}/v1/ask{key} --json \'{{"question": "..."}}\'')
    if slack:
        typer.echo(f"Slack sends its events to {url}/slack/events, by a public https:// address that leads there.")
