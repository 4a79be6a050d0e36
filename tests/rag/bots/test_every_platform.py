"""What every platform's bot does alike: nothing is lost, follow-ups are understood, once is once, and it goes on."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from index.errors import ArchiveMissing, UserError
from rag.checker import FactChecker
from rag.doors.bots.blocks import opening_at
from rag.doors.bots.talking import FAILED, HELP, UNABLE, Bot, Do
from rag.doors.desk import Desk
from tests.rag.bots.chats import Chat, Platform, Reply
from tests.rag.bots.standing_in import PATIENCE

T = TypeVar("T")

TROOPS = "How many troops serve in RSM?"
QUESTIONS = {
    "answered": "Who is the Spanish defence minister?",
    "conflicting": TROOPS,
    "not_in_articles": "What is the boiling point of tungsten?",
}
PAGE = "https://news.example.org"


def talk(platform: Platform, bot: Bot, scenario: Callable[[Chat], Awaitable[T]]) -> T:
    """What came of a conversation."""

    async def main() -> T:
        async with platform(bot) as chat:
            return await scenario(chat)

    return asyncio.run(main())


@pytest.mark.parametrize("status", QUESTIONS)
def test_no_citation_date_abstention_or_alternative_is_lost(status: str, platform: Platform, desk: Desk) -> None:
    said = desk.open().ask(QUESTIONS[status]).to_dict()
    assert said["status"] == status
    reply = talk(platform, Bot(desk.do, link=opening_at(PAGE)), lambda chat: chat.ask(QUESTIONS[status]))
    assert missing(said, reply) == []


def missing(said: dict[str, Any], reply: Reply) -> list[str]:
    """What a person must see of an answer and does not."""
    numbers = {citation["number"] for citation in said["citations"]}
    assert numbers
    wanted = [alternative["answer"] for alternative in said["alternatives"]]
    assert {number for alternative in said["alternatives"] for number in alternative["citations"]} <= numbers
    for citation in said["citations"]:
        quote, number = " ".join(citation["quote"].split()), citation["number"]
        wanted += [
            f"{'’' if '“' in quote else '”'} [{number}]",
            quote,
            f"[{number}] {citation['title']}",
            f"{citation['published']}, ",
            f"characters {citation['start']}-{citation['end']}, article {citation['article_id'][:8]}",
        ]
    sure = f"{min(99, round(said['confidence'] * 100))} % sure"
    wanted += {
        "answered": [f"{said['answer']} (as of 15 Feb 2020, {sure})"],
        "conflicting": ["The articles differ.", said["answer"], "9 Jul 2020, Example Wire", "15 Feb 2020, "],
        "not_in_articles": [f"The articles do not say. ({sure} of that)", "Nearest:"],
    }[said["status"]]
    links = [f"{PAGE}/?article={c['article_id']}&start={c['start']}&end={c['end']}" for c in said["citations"]]
    return [words for words in wanted if words not in reply.text] + [link for link in links if link not in reply.links]


def test_a_verdict_is_told_with_its_quote_and_source(platform: Platform, desk: Desk) -> None:
    reply = talk(platform, Bot(desk.do), lambda chat: chat.ask("check the RSM has 20,000 soldiers"))
    assert reply.text.startswith("Refuted, ")
    assert "half of the 16,000 soldiers affiliated with the RSM.” [" in reply.text


def test_without_a_page_a_citation_leads_to_the_article_where_it_was_published(platform: Platform, desk: Desk) -> None:
    reply = talk(platform, Bot(desk.do), lambda chat: chat.ask(TROOPS))
    assert reply.links == ["https://wire.example/cut"]


def test_a_follow_up_is_understood_and_told_in_full(platform: Platform, desk: Desk) -> None:
    async def scenario(chat: Chat) -> Reply:
        await chat.ask(TROOPS)
        return await chat.ask("And in KFOR?")

    reply = talk(platform, Bot(desk.do), scenario)
    assert reply.text.startswith("asked as: “How many troops serve in KFOR?”")


def test_what_is_sent_twice_and_what_a_bot_says_is_not_answered(platform: Platform, desk: Desk) -> None:
    async def scenario(chat: Chat) -> Chat:
        sent = await chat.say(TROOPS)
        await chat.replies(1)
        await chat.again(sent)
        await chat.say_as_bot(TROOPS)
        await chat.ask("help")
        return chat

    chat = talk(platform, Bot(desk.do), scenario)
    first, second = map(chat.show, chat.sent.all)  # also what was sent when it ended
    assert first.text.startswith("The articles differ.")
    assert second.text == HELP


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (UserError("It is empty.", hint='For example: newscheck ask "Who?"'), 'It is empty. For example: "Who?"'),
        (ArchiveMissing(Path("/home/ada/archive")), UNABLE),
        (RuntimeError("/home/ada/secret"), FAILED),
    ],
    ids=["the asker's", "the operator's", "ours"],
)
def test_what_fails_is_told_in_a_line_and_the_next_message_is_answered(
    error: Exception, told: str, platform: Platform, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    failing = [error]

    async def do(work: Callable[[FactChecker], Any]) -> Any:  # noqa: ANN401
        if failing:
            raise failing.pop()
        return await desk.do(work)

    async def scenario(chat: Chat) -> list[Reply]:
        return [await chat.ask("Who?"), await chat.ask(TROOPS)]

    with caplog.at_level(logging.ERROR):
        first, second = talk(platform, Bot(do), scenario)
    assert first.text == told
    assert second.text.startswith("The articles differ.")
    assert "ada" not in first.text
    assert ("ada" in caplog.text) == (told in {UNABLE, FAILED})


def test_while_a_question_is_answered_others_are_heard(platform: Platform, desk: Desk) -> None:
    begun, go_on = asyncio.Event(), threading.Event()

    async def scenario(chat: Chat) -> list[Reply]:
        await chat.say(TROOPS)
        await begun.wait()
        await chat.ask("help")
        go_on.set()
        return await chat.replies(2)

    first, second = talk(platform, Bot(held_up(desk, begun, go_on)), scenario)
    assert first.text == HELP
    assert second.text.startswith("The articles differ.")


def test_what_was_asked_is_answered_before_it_ends(platform: Platform, desk: Desk) -> None:
    begun, go_on = asyncio.Event(), threading.Event()

    async def scenario(chat: Chat) -> list[Reply]:
        await chat.say(TROOPS)
        await begun.wait()
        chat.serving.cancel()
        asyncio.get_running_loop().call_soon(go_on.set)  # after it was told to end
        with pytest.raises(asyncio.CancelledError):
            await chat.serving
        return await chat.replies(1)

    (reply,) = talk(platform, Bot(held_up(desk, begun, go_on)), scenario)
    assert reply.text.startswith("The articles differ.")


def held_up(desk: Desk, begun: asyncio.Event, go_on: threading.Event) -> Do:
    """Asks the archive as soon as it may go on."""

    async def do(work: Callable[[FactChecker], T]) -> T:
        begun.set()
        await asyncio.to_thread(go_on.wait, PATIENCE)
        return await desk.do(work)

    return do
