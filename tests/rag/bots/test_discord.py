"""Discord's own ways: channels, threads and replies, what may be mentioned, logging in, and a line that breaks off."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import discord as library
import pytest

from index.errors import UserError
from rag.doors.bots import discord
from rag.doors.bots.talking import HELP, Bot
from rag.doors.desk import Desk
from tests.rag.bots.chats import shown_in_discord
from tests.rag.bots.discord_api import CHANNEL, DIRECT, ME, SOMEBODY, THREAD, TOKEN, DiscordApi, discord_api
from tests.rag.bots.standing_in import running

TROOPS = "<@100> How many troops serve in RSM?"
KFOR = "<@100> And in KFOR?"


def in_discord(
    desk: Desk, patch: pytest.MonkeyPatch, scenario: Callable[[DiscordApi], Awaitable[None]]
) -> list[dict[str, Any]]:
    """What was sent."""

    async def main() -> list[dict[str, Any]]:
        async with (
            discord_api(patch) as api,
            running(discord.serve(Bot(desk.do), token=TOKEN, told=lambda _: None)),
        ):
            await api.identified.up_to(1)
            await scenario(api)
            return api.sent.all

    return asyncio.run(main())


def test_a_mention_is_answered_as_a_reply_that_mentions_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = []

    async def scenario(api: DiscordApi) -> None:
        ids.append(await api.says(TROOPS))
        await api.sent.up_to(1)

    (reply,) = in_discord(desk, monkeypatch, scenario)
    assert reply["channel"] == CHANNEL
    assert reply["message_reference"]["message_id"] == int(ids[0])
    assert reply["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert reply["flags"] & library.MessageFlags(suppress_embeds=True).value


@pytest.mark.parametrize(
    ("channel", "author", "understood"),
    [(THREAD, "201", True), (DIRECT, "200", True), (CHANNEL, "200", True), (CHANNEL, "201", False)],
    ids=["a thread", "a direct message", "a channel", "somebody else in a channel"],
)
def test_a_follow_up_is_understood_where_a_conversation_is(
    channel: str, author: str, understood: bool, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(api: DiscordApi) -> None:
        await api.says(TROOPS, channel=channel, mentions=channel != DIRECT)
        await api.sent.up_to(1)
        await api.says(KFOR, channel=channel, mentions=channel != DIRECT, author=SOMEBODY | {"id": author})
        await api.sent.up_to(2)

    _, reply = in_discord(desk, monkeypatch, scenario)
    assert reply["channel"] == channel
    assert shown_in_discord(reply).text.startswith("asked as: “How many troops serve in KFOR?”") == understood


def test_a_reply_to_the_bot_is_said_to_it_and_other_talk_is_not(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(api: DiscordApi) -> None:
        await api.says("How many troops serve in RSM?", mentions=False)
        await api.says("<@100> pinned", type=6)  # that somebody pinned a message
        await api.says("<@100> said by a webhook", webhook_id="900")
        await api.says("<@100> said by the bot", author=ME)
        await api.says("help", type=19)  # a reply, which mentions whom it answers
        await api.sent.up_to(1)

    (reply,) = in_discord(desk, monkeypatch, scenario)
    assert reply["content"] == HELP


def test_it_asks_discord_for_nothing_that_has_to_be_allowed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    identified = []

    async def scenario(api: DiscordApi) -> None:
        identified.extend(api.identified.all)

    in_discord(desk, monkeypatch, scenario)
    asked = library.Intents._from_value(identified[0]["intents"])
    assert {name for name, wanted in asked if wanted} == {"guilds", "guild_messages", "dm_messages"}


def test_a_line_that_breaks_off_is_taken_up_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(api: DiscordApi) -> None:
        await api.breaks_off()
        await api.resumed.up_to(1)
        await api.says("<@100> help")
        await api.sent.up_to(1)

    assert len(in_discord(desk, monkeypatch, scenario)) == 1


def test_a_token_that_discord_refuses_ends_it_and_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with discord_api(monkeypatch):
            await discord.serve(Bot(desk.do), token="another", told=lambda _: None)

    with pytest.raises(UserError, match="DISCORD_TOKEN is refused") as refused:
        asyncio.run(main())
    assert "https://discord.com/developers/applications" in str(refused.value.hint)


def test_a_gateway_that_is_down_at_the_start_ends_it_with_the_reason(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        async with discord_api(monkeypatch) as api:
            api.down = True
            await discord.serve(Bot(desk.do), token=TOKEN, told=lambda _: None)

    with pytest.raises(UserError, match="Discord cannot be reached: 503"):
        asyncio.run(main())
