"""Every platform as a person uses it: something is said to the bot, and its replies are read as they are shown."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from rag.doors.bots import discord, slack, telegram
from rag.doors.bots.blocks import Part, parts_of
from rag.doors.bots.talking import Bot
from rag.records import Answer
from tests.rag.bots import discord_api, slack_api, telegram_api
from tests.rag.bots.standing_in import Sent, running


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A message of the bot's."""

    text: str
    links: list[str]


@dataclass(frozen=True, kw_only=True)
class Chat:
    """A conversation with the bot."""

    say: Callable[[str], Awaitable[Any]]
    """As a person; gives what the platform sent."""
    say_as_bot: Callable[[str], Awaitable[Any]]
    """As another bot."""
    again: Callable[[Any], Awaitable[None]]
    """What the platform sent before, a second time."""
    sent: Sent[Any]
    drawn: Callable[[Sequence[Part]], Sequence[Any]]
    """Parts as the messages that they become."""
    show: Callable[[Any], Reply]
    serving: asyncio.Task[None]
    """The bot at work."""

    async def replies(self, count: int) -> list[Reply]:
        """The first ones, as soon as there are so many; there may be no more of them."""
        sent = await self.sent.up_to(count)
        return [self.show(message) for message in sent]

    async def ask(self, text: str) -> Reply:
        """The reply to one message."""
        before = len(self.sent.all)
        await self.say(text)
        return (await self.replies(before + 1))[before]

    async def whole(self, answer: Answer) -> str:
        """What is told when its question is asked, in however many messages."""
        before, count = len(self.sent.all), len(self.drawn(parts_of(answer)))
        await self.say(answer.question)
        return "\n".join(reply.text for reply in (await self.replies(before + count))[before:])


Platform = Callable[[Bot], AbstractAsyncContextManager[Chat]]


@asynccontextmanager
async def in_slack(bot: Bot, _: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    async with slack_api.slack_api() as api:
        serving = slack.serve(
            bot, token=slack_api.TOKEN, app_token=slack_api.APP_TOKEN, told=lambda _: None, base_url=api.base_url
        )
        async with running(serving) as task:
            await api.sockets.up_to(1)
            yield Chat(
                say=lambda text: api.says(f"<@{slack_api.ME}> {text}", channel=slack_api.DIRECT),
                say_as_bot=lambda text: api.says(text, channel=slack_api.DIRECT, bot_id="B999"),
                again=lambda payload: api.tells(payload, attempt=1),
                sent=api.sent,
                drawn=slack.messages_of,
                show=shown_in_slack,
                serving=task,
            )


@asynccontextmanager
async def in_discord(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    async with (
        discord_api.discord_api(monkeypatch) as api,
        running(discord.serve(bot, token=discord_api.TOKEN, told=lambda _: None)) as task,
    ):
        await api.identified.up_to(1)
        yield Chat(
            say=lambda text: api.says(f"<@100> {text}"),
            say_as_bot=lambda text: api.says(f"<@100> {text}", author=discord_api.SOMEBODY | {"bot": True}),
            again=lambda sent: _again(api, sent),
            sent=api.sent,
            drawn=discord.messages_of,
            show=shown_in_discord,
            serving=task,
        )


@asynccontextmanager
async def in_telegram(bot: Bot, _: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    async with telegram_api.telegram_api() as api:
        serving = telegram.serve(bot, token=telegram_api.TOKEN, told=lambda _: None, base_url=api.base_url)

        async def say(text: str, **more: Any) -> Any:  # noqa: ANN401
            return api.says(text, **more)

        async def again(message: Any) -> None:  # noqa: ANN401
            api.tells({"message": message})

        async with running(serving) as task:
            yield Chat(
                say=say,
                say_as_bot=lambda text: say(text, **{"from": {"id": 9, "is_bot": True, "first_name": "Other"}}),
                again=again,
                sent=api.sent,
                drawn=telegram.messages_of,
                show=shown_in_telegram,
                serving=task,
            )


PLATFORMS = (in_slack, in_discord, in_telegram)


async def _again(api: discord_api.DiscordApi, sent: str) -> None:
    await api.says("<@100> again", id=sent)


def shown_in_slack(message: dict[str, Any]) -> Reply:
    text = slack_api.shown(message)
    links = [link.replace("&amp;", "&") for link in re.findall(r"<(http[^|>]*)\|open>", text)]
    return Reply(text=text, links=links)


def shown_in_discord(message: dict[str, Any]) -> Reply:
    """Without Discord's signs, and with those that were escaped."""
    content = message["content"]
    links = re.findall(r"\[open\]\(<([^>]*)>\)", content)
    text = re.sub(r"\[open\]\(<[^>]*>\)", "open", content)
    text = re.sub(r"^(?:> |-# )", "", text.replace("**", ""), flags=re.MULTILINE)
    return Reply(text=re.sub(r"\\([^\w\s]|_)", r"\1", text), links=links)


def shown_in_telegram(message: dict[str, Any]) -> Reply:
    shown = telegram_api.Shown.of(message["text"])
    return Reply(text=shown.text, links=shown.links)
