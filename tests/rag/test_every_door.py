"""The same twenty questions through every door: no answer, citation, date or abstention is lost on the way."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from openai import OpenAI

from index.loading import Loader
from rag.checker import FactChecker
from rag.doors.bots.talking import Bot
from rag.doors.desk import Desk
from rag.doors.mcp_server import server_of
from rag.doors.wording import day
from rag.records import Answer
from rag.settings import Settings
from rag.tools import ask_tool
from tests.helpers import ROOT, add, newscheck
from tests.rag.bots import chats
from tests.rag.http.helpers import events_of, serving, untimed
from tests.rag.mcp_clients import connected, text_of

pytestmark = pytest.mark.slow

WIRE = ROOT / "eval" / "sets" / "wire"
MANY = 20

SEVERAL = "Who leads the Labour Front, and how many seats has the Civic Alliance won?"
"""Two questions in one."""

Told = tuple[dict[str, Any], str | None]
"""An answer as JSON, and as text where the door has one."""


def questions() -> list[str]:
    """Of every kind that needs no bounds, in turn, the last of each first, until there are enough."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for case in map(json.loads, reversed((WIRE / "cases.jsonl").read_text().splitlines())):
        if not {"as_of", "since", "until"} & set(case):
            by_kind[case["kind"]].append(case["question"])
    turns = [question for row in zip(*by_kind.values(), strict=False) for question in row]
    return [*turns[: MANY - 1], SEVERAL]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Settings:
    settings = Settings(archive=tmp_path_factory.mktemp("wire") / "archive", cache=cache)
    add(settings, Loader([str(WIRE / "articles")]))
    return settings


@pytest.fixture(scope="module")
def answers(archive: Settings) -> list[Answer]:
    """As Python gives them."""
    with FactChecker.open(settings=archive) as checker:
        return [checker.ask(question) for question in questions()]


@pytest.fixture(scope="module")
def doors(archive: Settings) -> Iterator[dict[str, Callable[[str], Told]]]:
    """A name to a call that asks there."""
    with ExitStack() as stack:
        checker = stack.enter_context(FactChecker.open(settings=archive))
        client = stack.enter_context(serving(checker))
        sdk = stack.enter_context(OpenAI(base_url=f"{client.base_url}/v1", api_key="none is needed", max_retries=0))
        session = stack.enter_context(connected(server_of(Desk(archive))))
        tool = ask_tool(checker)

        def http(question: str) -> Told:
            return client.post("/v1/ask", json={"question": question}).json(), None

        def stream(question: str) -> Told:
            events = events_of(client.post("/v1/ask", json={"question": question, "stream": True}))
            return events[-1][1], "".join(data["text"] for name, data in events if name == "text")

        def openai(question: str) -> Told:
            asked = sdk.chat.completions.create(model="newscheck", messages=[{"role": "user", "content": question}])
            assert asked.model_extra
            return asked.model_extra["newscheck"], asked.choices[0].message.content

        def mcp(question: str) -> Told:
            told = session.call("ask", question=question)
            assert told.structured_content
            return told.structured_content, text_of(told)

        def langchain(question: str) -> Told:
            call = {"name": "ask", "args": {"question": question}, "id": "1", "type": "tool_call"}
            message = tool.invoke(call)
            return message.artifact, message.content

        yield {"http": http, "stream": stream, "openai": openai, "mcp": mcp, "langchain": langchain}


def test_the_questions_are_of_every_sort_and_get_every_sort_of_answer(answers: list[Answer]) -> None:
    assert len({answer.question for answer in answers}) == MANY
    assert {answer.status for answer in answers} == {"answered", "conflicting", "not_in_articles"}
    assert [also.status for also in answers[-1].also] == ["conflicting"]


@pytest.mark.parametrize("door", ["http", "stream", "openai", "mcp", "langchain"])
def test_a_door_gives_what_python_gives(
    door: str, answers: list[Answer], doors: dict[str, Callable[[str], Told]]
) -> None:
    for answer in answers:
        told, text = doors[door](answer.question)
        assert untimed(told) == untimed(answer.to_dict())
        if text is not None:
            assert missing(answer, text) == []


def test_the_terminals_chat_gives_what_python_gives(archive: Settings, answers: list[Answer]) -> None:
    asked = "".join(f"{answer.question}\n" for answer in answers)
    run = newscheck("chat", "--json", archive=archive.archive, input=asked)
    told = [json.loads(line) for line in run.stdout.splitlines()]
    for line, answer in zip(told, answers, strict=True):
        expected = untimed(answer.to_dict())
        assert {name: untimed(line)[name] for name in expected} == expected


@pytest.mark.parametrize("platform", chats.PLATFORMS, ids=lambda platform: platform.__name__)
def test_a_bot_gives_what_python_gives(
    platform: Callable[..., Any], archive: Settings, answers: list[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it asks Python is answered as before, which takes no model."""
    given = {answer.question: answer for answer in answers}
    monkeypatch.setattr(FactChecker, "ask", lambda _, question: given[question])

    async def main(desk: Desk) -> list[str]:
        async with platform(Bot(desk.do), monkeypatch) as chat:
            return [await chat.whole(answer) for answer in answers]

    with closing(Desk(archive)) as desk:
        for answer, text in zip(answers, asyncio.run(main(desk)), strict=True):
            assert missing(answer, text) == []


def missing(answer: Answer, text: str) -> list[str]:
    """What a text that people read leaves out of an answer."""
    plain = " ".join(text.replace("\\", "").split())
    said = [answer.answer or ""] if answer.status == "answered" else [a.answer for a in answer.alternatives]
    dates = [day(citation.published) for citation in answer.citations]
    days = [citation.published.isoformat() if citation.published else "no date" for citation in answer.citations]
    wanted = [*said, *(f"[{citation.number}]" for citation in answer.citations)]
    wanted += [" ".join(citation.quote.split()) for citation in answer.citations]
    lost = [what for what in wanted if what not in plain]
    lost += [what for also in answer.also for what in (also.question, *missing(also, text)) if what not in plain]
    return lost + [a for a, b in zip(dates, days, strict=True) if a not in plain and b not in plain]
