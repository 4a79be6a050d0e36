"""`newscheck bot`: connected to a chat platform until it is told to end."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Coroutine
from contextlib import closing, suppress
from importlib import import_module
from typing import Annotated, Any

import typer

from rag.doors.bots import tokens
from rag.doors.common import INTERRUPTED, settings_of
from rag.doors.wording import count

SIGNALS = (signal.SIGINT, signal.SIGTERM)

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help="Answer in Slack, Discord or Telegram.")

Page = Annotated[
    str | None,
    typer.Option(
        "--page",
        metavar="URL",
        help="Where people reach `newscheck serve`: citations lead there, to the sentence (or NEWSCHECK_PAGE).",
    ),
]


@app.command()
def slack(context: typer.Context, page: Page = None) -> None:
    """Answer mentions and direct messages in Slack, in socket mode: nothing needs to reach this machine.

    Takes SLACK_BOT_TOKEN and SLACK_APP_TOKEN from the environment. Over HTTP it is `newscheck serve` that answers.

    Example: **newscheck bot slack --page https://news.example.org**
    """
    token, app_token = tokens.for_slack("SLACK_APP_TOKEN")
    _answer(context, page, "Slack", token=token, app_token=app_token)


@app.command()
def discord(context: typer.Context, page: Page = None) -> None:
    """Answer mentions and direct messages in Discord.

    Takes DISCORD_TOKEN from the environment.

    Example: **newscheck bot discord --page https://news.example.org**
    """
    _answer(context, page, "Discord", token=tokens.token("DISCORD_TOKEN"))


@app.command()
def telegram(context: typer.Context, page: Page = None) -> None:
    """Answer in Telegram: private chats, and in groups /ask, /check, mentions and replies.

    Takes TELEGRAM_TOKEN from the environment.

    Example: **newscheck bot telegram --page https://news.example.org**
    """
    _answer(context, page, "Telegram", token=tokens.token("TELEGRAM_TOKEN"))


def _answer(context: typer.Context, page: str | None, platform: str, **given: str) -> None:
    """Open the archive, connect, and answer until SIGINT or SIGTERM; what was asked until then is answered."""
    import asyncio

    try:
        door = import_module(f"rag.doors.bots.{platform.lower()}")
    except ModuleNotFoundError as error:
        raise tokens.without_extra(error) from error

    from rag.doors.bots.blocks import opening_at
    from rag.doors.bots.talking import Bot
    from rag.doors.desk import Desk

    settings = settings_of(context, page=page)
    _log_to_standard_error()
    with closing(Desk(settings)) as desk:
        desk.open().warm_up()
        bot = Bot(desk.do, link=opening_at(settings.page))
        told = _greeting(platform, desk.open().reach()[0])
        asyncio.run(_until_told(door.serve(bot, told=told, **given)))
        typer.echo("Ended." if bot.finished else "Ended, before all that was asked was answered.")
        if not bot.finished:
            os._exit(1)  # a thread cannot be stopped


async def _until_told(serving: Coroutine[Any, Any, None]) -> None:
    """Run until it fails or this process is told to end, once; told so again, it ends at once."""
    import asyncio

    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(serving)

    def end() -> None:
        if task.cancelling():
            os._exit(INTERRUPTED)
        task.cancel()

    for kind in SIGNALS:
        with suppress(NotImplementedError):  # on Windows, where Ctrl-C ends it at once
            loop.add_signal_handler(kind, end)
    with suppress(asyncio.CancelledError):
        await task


def _greeting(platform: str, articles: int) -> Callable[[str], None]:
    """Tells once, however often the connection is made anew."""
    told: list[str] = []

    def tell(name: str) -> None:
        if not told:
            typer.echo(f"Answering from {count(articles, 'article')} as {name} on {platform} (Ctrl-C ends it).")
        told.append(name)

    return tell


class _Lines(logging.Formatter):
    """A line for what a library reports, also of an exception; the whole story where it is ours."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name.startswith("rag.") or not record.exc_info:
            return super().format(record)
        short = logging.makeLogRecord(record.__dict__ | {"exc_info": None, "exc_text": None})
        error = record.exc_info[1]
        return f"{super().format(short)}: {str(error) or type(error).__name__}"


def _log_to_standard_error() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines("%(asctime)s %(name)s: %(message)s", datefmt="%H:%M:%S"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
