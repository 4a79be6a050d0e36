"""The tool check_text: a whole text for a chat client, as data, as text with marks, and told while it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from rag.checker import FactChecker
from rag.doors.desk import Desk
from rag.doors.mcp_server import server_of
from rag.doors.texts.plain import as_text
from rag.settings import Settings
from rag.tools import check_text_tool, cited
from tests.helpers import CountingVerifier, add, article
from tests.rag.http.test_texts import SENTENCES, TEXT, untimed
from tests.rag.mcp_clients import Session, connected, text_of


class Given(Desk):
    """A desk at which a checker sits already."""

    def __init__(self, checker: FactChecker) -> None:
        super().__init__(checker.settings)
        self._given = checker

    def open(self) -> FactChecker:
        return self._given


@pytest.fixture
def checker(settings: Settings) -> Iterator[FactChecker]:
    add(settings, [article("The harbour was built in 1907. The harbour has nine cranes.", title="A harbour",
                           published="2020-07-09", url="https://wire.example/a")])  # fmt: skip
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as opened:
        yield opened


@pytest.fixture
def session(checker: FactChecker) -> Iterator[Session]:
    with connected(server_of(Given(checker))) as opened:
        yield opened


def test_a_checked_text_is_that_of_python_as_data_and_as_text(session: Session, checker: FactChecker) -> None:
    told, checked = session.call("check_text", text=TEXT), checker.check_text(TEXT)
    assert told.structured_content
    assert untimed(told.structured_content) == untimed(checked.to_dict())
    assert text_of(told) == as_text(checked)


def test_the_text_has_a_verdict_behind_each_sentence_and_a_source_for_each_mark(session: Session) -> None:
    told = text_of(session.call("check_text", text=TEXT))
    assert told.startswith("4 sentences: 1 supported, 1 refuted, 1 not enough evidence; not judged: 1 question.\n\n")
    assert (
        "has nine cranes. (supported [1][2])\n\n- Is it old? (question)\n- The harbour was built in 1911. (refu" in told
    )
    assert re.search(r"\n    refuted, \d\d % sure: The harbour was built in 1911\. \[1]\n", told)
    assert (
        "\n[1] A harbour\n    “The harbour was built in 1907.”\n    2020-07-09, wire.example, characters 0-30, " in told
    )
    assert set(re.findall(r"\[\d+]", told)) == {"[1]", "[2]"}


def test_a_client_that_wants_to_know_is_told_how_far_it_is(session: Session) -> None:
    heard: list[tuple[float, float | None]] = []

    async def on_progress(progress: float, total: float | None, message: str | None) -> None:
        heard.append((progress, total))

    session.do(partial(session.client.call_tool, progress_callback=on_progress), "check_text", {"text": TEXT})
    assert heard == [(done, SENTENCES) for done in range(1, SENTENCES + 1)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"text": ""}, "There is no sentence in the text."),
        ({"text": 5}, "The text is 5, which is no text."),
        ({"text": "The dam held.\n\n" * 101}, "The text has 101 sentences; at most 100 are taken."),
        ({"claim": TEXT}, "'text' is missing."),
        ({"text": TEXT, "source": "nobody"}, None),
    ],
    ids=["empty", "no text", "many sentences", "a claim", "bounds that nothing passes"],
)
def test_what_cannot_be_checked_is_told(arguments: dict[str, Any], told: str | None, session: Session) -> None:
    answer = session.call("check_text", **arguments)
    assert answer.is_error == (told is not None)
    assert (told or "\nNot enough evidence: no stored article passes these filters (of 1 stored).\n") in text_of(answer)


def test_an_agent_gets_the_same_and_its_marks_become_citations(checker: FactChecker) -> None:
    call = {"name": "check_text", "args": {"text": TEXT}, "id": "1", "type": "tool_call"}
    message = check_text_tool(checker).invoke(call)
    assert message.content == as_text(checker.check_text(TEXT))
    from langchain_core.messages import AIMessage

    said = cited(AIMessage("It is from 1907 [1]."), message.artifact)
    (annotation,) = said.content_blocks[0]["annotations"]  # type: ignore[typeddict-item]
    assert dict(annotation)["cited_text"] == "The harbour was built in 1907."
