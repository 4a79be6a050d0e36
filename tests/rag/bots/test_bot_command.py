"""`newscheck bot` as its user meets it, and what docs/doors/bots.md says of it."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord as library
import pytest
import yaml
from typer.testing import CliRunner

from index.errors import SettingsError
from rag.doors.bots import discord, slack, telegram, tokens
from rag.doors.bots.talking import TURNS, Bot
from rag.doors.commands import app
from rag.doors.desk import Desk
from rag.doors.http.slack import PATH
from rag.settings import Settings
from tests.helpers import ROOT
from tests.rag.bots import discord_api, slack_api, telegram_api
from tests.rag.bots.chats import shown_in_discord, shown_in_slack, shown_in_telegram
from tests.rag.bots.standing_in import PATIENCE, running

PAGE = (ROOT / "docs" / "doors" / "bots.md").read_text()
COMMANDS = {line.split()[2]: shlex.split(line) for line in PAGE.splitlines() if line.startswith("newscheck bot ")}
(MANIFEST,) = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
TROOPS = "How many troops serve in RSM?"
NAMES = {"slack": "@newscheck on Slack", "discord": "@newscheck on Discord", "telegram": "@newscheck_bot on Telegram"}
TOKENS = {
    "SLACK_BOT_TOKEN": slack_api.TOKEN,
    "SLACK_APP_TOKEN": slack_api.APP_TOKEN,
    "DISCORD_TOKEN": discord_api.TOKEN,
    "TELEGRAM_TOKEN": telegram_api.TOKEN,
}
LED = "import functools\nfrom rag.doors.bots import {name} as door\n{patch}\nfrom rag.doors.cli import main\nmain()"
AT_BASE = "door.serve = functools.partial(door.serve, base_url={url!r})"
AT_GATEWAY = (
    "door.discord.http.Route.BASE = 'http://{url}'\n"
    "import yarl; door.discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL('ws://{url}/gateway')"
)


@asynccontextmanager
async def platform(name: str, patch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Any, str]]:
    """(the stand-in, the Python that leads a process to it)"""
    if name == "slack":
        async with slack_api.slack_api() as in_slack:
            yield in_slack, AT_BASE.format(url=in_slack.base_url)
    elif name == "telegram":
        async with telegram_api.telegram_api() as in_telegram:
            yield in_telegram, AT_BASE.format(url=in_telegram.base_url)
    else:
        async with discord_api.discord_api(patch) as in_discord:
            yield in_discord, AT_GATEWAY.format(url=in_discord.address)


async def ask(api: Any) -> str:  # noqa: ANN401
    """The reply to the question, with the addresses that it links."""
    if isinstance(api, slack_api.SlackApi):
        await api.says(TROOPS, channel=slack_api.DIRECT)
        reply = shown_in_slack((await api.sent.up_to(1))[0])
    elif isinstance(api, telegram_api.TelegramApi):
        api.says(TROOPS)
        reply = shown_in_telegram((await api.sent.up_to(1))[0])
    else:
        await api.says(f"<@100> {TROOPS}")
        reply = shown_in_discord((await api.sent.up_to(1))[0])
    return f"{reply.text} {reply.links}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "end"),
    [("slack", signal.SIGINT), ("discord", signal.SIGTERM), ("telegram", signal.SIGINT)],
    ids=["slack, Ctrl-C", "discord, SIGTERM", "telegram, Ctrl-C"],
)
def test_the_command_of_the_page_starts_a_bot_that_answers_and_ends_when_told(
    name: str, end: signal.Signals, newsroom: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = {"NEWSCHECK_ARCHIVE": str(newsroom.archive), "NEWSCHECK_CACHE": str(newsroom.cache)}

    async def main() -> None:
        async with platform(name, monkeypatch) as (api, patch):
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", LED.format(name=name, patch=patch), *COMMANDS[name][1:],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
                env=os.environ | TOKENS | variables | {"NEWSCHECK_MODELS": "false"},
            )  # fmt: skip
            try:
                async with asyncio.timeout(PATIENCE):
                    assert process.stdout
                    first = (await process.stdout.readline()).decode()
                    assert first == f"Answering from 2 articles as {NAMES[name]} (Ctrl-C ends it).\n"
                    assert "https://news.example.org/?article=" in await ask(api)
                    process.send_signal(end)
                    rest, errors = await process.communicate()
            finally:
                if process.returncode is None:
                    process.kill()
            assert (rest, errors, process.returncode) == (b"Ended.\n", b"", 0)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("platform", "variable", "where"),
    [
        ("slack", "SLACK_BOT_TOKEN", "api.slack.com"),
        ("slack", "SLACK_APP_TOKEN", "connections:write"),
        ("discord", "DISCORD_TOKEN", "discord.com/developers"),
        ("telegram", "TELEGRAM_TOKEN", "@BotFather"),
    ],
)
def test_a_token_that_is_missing_is_named_with_where_to_get_it(
    platform: str, variable: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in TOKENS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv(variable)
    error = CliRunner().invoke(app, ["bot", platform]).exception
    assert isinstance(error, SettingsError)
    assert str(error) == f"{variable} is not set."
    assert where in str(error.hint)


def test_tokens_of_slack_that_were_swapped_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack_api.APP_TOKEN)
    with pytest.raises(SettingsError, match="does not begin with 'xoxb-'"):
        tokens.token("SLACK_BOT_TOKEN")


def test_what_makes_slack_bolt_forget_the_token_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "2")
    with pytest.raises(SettingsError, match="SLACK_CLIENT_ID and SLACK_CLIENT_SECRET"):
        tokens.for_slack()


@pytest.mark.parametrize("page", ["news.example.org", "ftp://news.example.org", "https://a b", "https://a/?q=1"])
def test_a_page_that_is_no_address_is_refused(page: str) -> None:
    with pytest.raises(SettingsError, match="'page'.*it is no address such as https://"):
        Settings.load(flags={"page": page})


@pytest.mark.parametrize("name", COMMANDS)
def test_without_the_libraries_it_says_what_to_install(name: str) -> None:
    without = (
        "import sys\n"
        "sys.modules |= dict.fromkeys(['slack_bolt', 'discord', 'telegram'])\n"
        "from rag.doors.cli import main\n"
        f"main(['bot', {name!r}])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", without], capture_output=True, text=True, check=False, cwd=ROOT, env=os.environ | TOKENS
    )
    assert run.returncode == 2
    assert run.stderr.splitlines()[1] == "Install them: pip install 'newscheck[bots]'"


def test_the_manifest_asks_for_what_is_used_and_for_no_more(desk: Desk) -> None:
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    needed = {"app_mention": "app_mentions:read", "message.im": "im:history"}

    async def main() -> slack_api.SlackApi:
        async with slack_api.slack_api() as api:
            given = {"token": slack_api.TOKEN, "app_token": slack_api.APP_TOKEN, "base_url": api.base_url}
            async with running(slack.serve(Bot(desk.do), told=lambda _: None, **given)):
                await api.sockets.up_to(1)
                for number, event in enumerate(events, start=1):
                    await api.says("help", channel=slack_api.DIRECT if event.endswith(".im") else slack_api.CHANNEL)
                    await api.sent.up_to(number)
            return api

    used = {needed[event] for event in events}
    used |= {slack_api.SCOPES[method] for method in asyncio.run(main()).called if method in slack_api.SCOPES}
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == used
    assert MANIFEST["settings"]["socket_mode_enabled"] is True


def test_the_page_invites_to_discord_with_the_rights_that_are_used() -> None:
    (number,) = re.findall(r"permissions=(\d+)", PAGE)
    rights = {name for name, granted in library.Permissions(int(number)) if granted}
    assert rights == {"read_messages", "send_messages", "send_messages_in_threads", "read_message_history"}


def test_the_page_names_every_variable_limit_and_path() -> None:
    assert set(re.findall(r"^export (\w+)=", PAGE, re.MULTILINE)) == {*tokens.WHERE, "NEWSCHECK_PAGE"}
    limits = (discord.PER_MESSAGE, telegram.PER_MESSAGE, slack.BLOCKS, slack.PER_MESSAGE)
    assert all(f"{limit:,}" in PAGE for limit in limits)
    assert f"https://news.example.org{PATH}" in PAGE
    assert TURNS == 10
    assert "ten questions" in PAGE
