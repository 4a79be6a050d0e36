"""Telegram's own ways: private chats and groups, commands, limits of rate, and a network that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from index.errors import UserError
from rag.doors.bots import telegram
from rag.doors.bots.talking import HELP, Bot
from rag.doors.desk import Desk
from tests.rag.bots.chats import shown_in_telegram
from tests.rag.bots.standing_in import running
from tests.rag.bots.telegram_api import GROUP, ME, PRIVATE, SOMEBODY, TOKEN, TelegramApi, telegram_api

TROOPS = "How many troops serve in RSM?"


def in_telegram(desk: Desk, scenario: Callable[[TelegramApi], Awaitable[None]]) -> list[dict[str, Any]]:
    """What was sent."""

    async def main() -> list[dict[str, Any]]:
        async with telegram_api() as api:
            serving = telegram.serve(Bot(desk.do), token=TOKEN, told=lambda _: None, base_url=api.base_url)
            async with running(serving):
                await scenario(api)
            return api.sent.all

    return asyncio.run(main())


def test_in_private_it_answers_without_a_reference_or_a_preview(desk: Desk) -> None:
    async def scenario(api: TelegramApi) -> None:
        api.says(TROOPS)
        await api.sent.up_to(1)

    (reply,) = in_telegram(desk, scenario)
    assert reply["parse_mode"] == "HTML"
    assert reply["link_preview_options"] == {"is_disabled": True}
    assert "reply_parameters" not in reply


@pytest.mark.parametrize(
    ("text", "more", "begins"),
    [
        (f"/ask {TROOPS}", {}, "The articles differ."),
        (f"/ask@newscheck_bot {TROOPS}", {}, "The articles differ."),
        ("/check the RSM has 20,000 soldiers", {}, "Refuted"),
        (f"@newscheck_bot {TROOPS}", {}, "The articles differ."),
        (TROOPS, {"reply_to_message": {"message_id": 1, "date": 1, "chat": GROUP, "from": ME}}, "The articles differ."),
        ("/help@newscheck_bot", {}, HELP),
        ("/check", {}, HELP),
    ],
    ids=["/ask", "/ask by name", "/check", "a mention", "a reply", "/help by name", "nothing to check"],
)
def test_in_a_group_it_answers_as_a_reply(text: str, more: dict[str, Any], begins: str, desk: Desk) -> None:
    said = []

    async def scenario(api: TelegramApi) -> None:
        said.append(api.says(text, chat=GROUP, **more))
        await api.sent.up_to(1)

    (reply,) = in_telegram(desk, scenario)
    assert shown_in_telegram(reply).text.startswith(begins)
    assert reply["reply_parameters"]["message_id"] == said[0]["message_id"]


def test_what_is_said_to_others_edited_or_posted_in_a_channel_is_not_answered(desk: Desk) -> None:
    async def scenario(api: TelegramApi) -> None:
        for text in (TROOPS, f"/ask@other_bot {TROOPS}", "/start", f"@other_bot {TROOPS}"):
            api.says(text, chat=GROUP)
        message = {"message_id": 90, "date": 1, "chat": PRIVATE, "from": SOMEBODY, "text": TROOPS}
        api.tells({"edited_message": message})
        api.tells({"channel_post": message | {"chat": {"id": -1, "type": "channel", "title": "A channel"}}})
        api.says("/start")
        await api.sent.up_to(1)

    (reply,) = in_telegram(desk, scenario)
    assert shown_in_telegram(reply).text == HELP


@pytest.mark.parametrize(
    ("who", "topic", "understood"), [(2000, 5, True), (2001, 5, False), (2000, 6, False)],
    ids=["the same", "somebody else", "another topic"],
)  # fmt: skip
def test_in_a_group_a_follow_up_is_one_of_the_same_person_in_the_same_topic(
    who: int, topic: int, understood: bool, desk: Desk
) -> None:
    async def scenario(api: TelegramApi) -> None:
        api.says(f"/ask {TROOPS}", chat=GROUP, is_topic_message=True, message_thread_id=5)
        await api.sent.up_to(1)
        asked = {"is_topic_message": True, "message_thread_id": topic, "from": SOMEBODY | {"id": who}}
        api.says("/ask And in KFOR?", chat=GROUP, **asked)
        await api.sent.up_to(2)

    _, reply = in_telegram(desk, scenario)
    assert reply["message_thread_id"] == str(topic)
    assert shown_in_telegram(reply).text.startswith("asked as: “How many troops serve in KFOR?”") == understood


def test_an_update_that_comes_twice_is_answered_once_and_all_are_acknowledged_at_the_end(desk: Desk) -> None:
    apis = []

    async def scenario(api: TelegramApi) -> None:
        apis.append(api)
        message = {"message_id": 7, "date": 1, "chat": PRIVATE, "from": SOMEBODY, "text": TROOPS}
        api.tells({"update_id": 70, "message": message})
        api.tells({"update_id": 70, "message": message})
        await api.sent.up_to(1)
        api.tells({"update_id": 71, "message": message | {"message_id": 8, "text": "help"}})
        await api.sent.up_to(2)

    first, second = in_telegram(desk, scenario)
    assert first["text"].startswith("<b>The articles differ.")
    assert second["text"] == HELP
    assert apis[0].asked_for_updates.all[-1] == 72


def test_when_telegram_says_to_wait_the_reply_comes_later(desk: Desk) -> None:
    async def scenario(api: TelegramApi) -> None:
        api.busy_for = 1
        api.says(TROOPS)
        await api.sent.up_to(1)

    assert len(in_telegram(desk, scenario)) == 1


def test_a_token_that_telegram_refuses_ends_it_and_is_named_without_being_shown(desk: Desk) -> None:
    async def main() -> None:
        async with telegram_api() as api:
            await telegram.serve(Bot(desk.do), token="1:another", told=lambda _: None, base_url=api.base_url)

    with pytest.raises(UserError, match="TELEGRAM_TOKEN is refused") as refused:
        asyncio.run(main())
    assert "@BotFather" in str(refused.value.hint)
    assert "another" not in str(refused.value)


def test_a_telegram_that_cannot_be_reached_ends_it_with_the_reason(desk: Desk) -> None:
    serving = telegram.serve(Bot(desk.do), token=TOKEN, told=lambda _: None, base_url="http://127.0.0.1:9/bot")
    with pytest.raises(UserError, match="Telegram cannot be reached"):
        asyncio.run(serving)
