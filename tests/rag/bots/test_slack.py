"""Slack's own ways: threads, what counts as said to the bot, signs, limits of rate, tokens, a line that breaks off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from index.errors import UserError
from rag.doors.bots import slack
from rag.doors.bots.slack import typed
from rag.doors.bots.talking import HELP, Bot
from rag.doors.desk import Desk
from tests.rag.bots.slack_api import APP_TOKEN, CHANNEL, DIRECT, ME, TOKEN, SlackApi, shown, slack_api
from tests.rag.bots.standing_in import running

TROOPS = "How many troops serve in RSM?"


@asynccontextmanager
async def connected(desk: Desk) -> AsyncIterator[SlackApi]:
    async with slack_api() as api:
        told = lambda _: None  # noqa: E731
        serving = slack.serve(Bot(desk.do), token=TOKEN, app_token=APP_TOKEN, told=told, base_url=api.base_url)
        async with running(serving):
            await api.sockets.up_to(1)
            yield api


def in_slack(desk: Desk, scenario: Callable[[SlackApi], Awaitable[Any]]) -> list[dict[str, Any]]:
    """What was posted."""

    async def main() -> list[dict[str, Any]]:
        async with connected(desk) as api:
            await scenario(api)
            return api.sent.all

    return asyncio.run(main())


def test_a_mention_is_answered_in_its_thread_and_what_follows_there_is_understood(desk: Desk) -> None:
    async def scenario(api: SlackApi) -> None:
        first = await api.says(f"<@{ME}> {TROOPS}")
        await api.sent.up_to(1)
        await api.says(f"<@{ME}> And in KFOR?", thread_ts=first["event"]["ts"])
        await api.sent.up_to(2)
        await api.says(f"<@{ME}> And in KFOR?")
        await api.sent.up_to(3)

    first, following, elsewhere = in_slack(desk, scenario)
    assert first["channel"] == CHANNEL
    assert first["thread_ts"] == following["thread_ts"] != elsewhere["thread_ts"]
    assert shown(following).startswith("asked as: “How many troops serve in KFOR?”")
    assert not shown(elsewhere).startswith("asked as")


def test_a_direct_message_is_answered_below_it(desk: Desk) -> None:
    async def scenario(api: SlackApi) -> None:
        await api.says(TROOPS, channel=DIRECT)
        await api.sent.up_to(1)

    (reply,) = in_slack(desk, scenario)
    assert reply["channel"] == DIRECT
    assert "thread_ts" not in reply
    quiet = {"parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}
    assert {name: reply[name] for name in quiet} == quiet


def test_edits_joins_and_what_is_said_to_others_are_not_answered(desk: Desk) -> None:
    async def scenario(api: SlackApi) -> None:
        await api.says(TROOPS, channel=DIRECT, subtype="message_changed")
        await api.says(TROOPS, channel=DIRECT, user=ME)
        await api.says(TROOPS, type="message", channel_type="channel")
        await api.says(TROOPS, channel=DIRECT, subtype="bot_message", user=None)
        await api.says("help", channel=DIRECT)
        await api.sent.up_to(1)

    (reply,) = in_slack(desk, scenario)
    assert shown(reply) == HELP


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (f"<@{ME}> who leads &lt;NATO&gt; &amp; why?", "who leads <NATO> & why?"),
        (f"Who is <@U5> <@{ME}>", "Who is"),
        ("See <https://nato.int/a|nato.int/a> and <https://b.example>", "See nato.int/a and https://b.example"),
        ("In <#C1|general>, <!here>?", "In #general, !here?"),
    ],
    ids=["signs", "names", "links", "channels"],
)
def test_what_slack_sends_is_read_as_it_was_typed(text: str, meant: str) -> None:
    assert typed(text, me=ME) == meant


def test_when_slack_says_to_wait_the_reply_comes_later(desk: Desk) -> None:
    async def scenario(api: SlackApi) -> None:
        api.busy_for = 1
        await api.says(TROOPS, channel=DIRECT)
        await api.sent.up_to(1)

    assert len(in_slack(desk, scenario)) == 1


@pytest.mark.parametrize(
    ("token", "app_token", "told"),
    [("xoxb-other", APP_TOKEN, "SLACK_BOT_TOKEN is refused"), (TOKEN, "xapp-other", "SLACK_APP_TOKEN is refused")],
    ids=["bot", "app"],
)
def test_a_token_that_slack_refuses_ends_it_and_is_named(token: str, app_token: str, told: str, desk: Desk) -> None:
    async def main() -> None:
        async with slack_api() as api:
            await slack.serve(
                Bot(desk.do), token=token, app_token=app_token, told=lambda _: None, base_url=api.base_url
            )

    with pytest.raises(UserError, match=f"{told}: invalid_auth") as refused:
        asyncio.run(main())
    assert "https://api.slack.com/apps" in str(refused.value.hint)


def test_a_socket_that_breaks_off_is_opened_again(desk: Desk) -> None:
    async def scenario(api: SlackApi) -> None:
        await api.sockets.all[0].close()
        await api.sockets.up_to(2)
        await api.says("help", channel=DIRECT)
        await api.sent.up_to(1)

    assert len(in_slack(desk, scenario)) == 1
