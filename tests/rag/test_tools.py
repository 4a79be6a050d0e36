"""The archive inside LangChain: tools in an agent with a scripted model, and citations as annotations."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from rag.checker import FactChecker
from rag.tools import answer_message, ask_tool, check_tool, cited
from tests.helpers import RSM

QUESTION = "How many troops serve in RSM?"


class Scripted(GenericFakeChatModel):
    """Says what it was told to, and takes any tools."""

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> Scripted:  # noqa: ANN401
        assert [tool.name for tool in tools] == ["ask", "check"]
        return self


def calls(name: str, **arguments: str) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": f"call {name}"}])


def run(checker: FactChecker, *script: AIMessage) -> list[BaseMessage]:
    """The messages of an agent whose model says these."""
    agent = create_agent(Scripted(messages=iter(script)), tools=[ask_tool(checker), check_tool(checker)])
    told: list[BaseMessage] = agent.invoke({"messages": [{"role": "user", "content": QUESTION}]})["messages"]
    return told


def test_an_agent_reads_marks_and_sources_and_keeps_the_whole_answer(checker: FactChecker) -> None:
    told = run(checker, calls("ask", question=QUESTION), AIMessage("16,000 [1]."))[2]
    assert isinstance(told, ToolMessage)
    assert told.status == "success"
    assert f"“{RSM}” [1]\n\n[1] Iraq: Washington to strengthen" in told.content
    assert without_times(told.artifact) == without_times(checker.ask(QUESTION).to_dict())


@pytest.mark.parametrize("checker", [True], indirect=True, ids=["models"])
def test_an_agent_checks_claims(checker: FactChecker) -> None:
    told = run(checker, calls("check", claim="The RSM has 12,000 soldiers."), AIMessage("No: 16,000 [1]."))[2]
    assert isinstance(told, ToolMessage)
    assert str(told.content).startswith("Refuted")
    assert told.artifact["citations"][0]["quote"] == RSM


def annotations_of(message: AIMessage) -> list[dict[str, Any]]:
    """Of the text of a message."""
    (block,) = (block for block in message.content_blocks if block["type"] == "text")
    return [dict(annotation) for annotation in block["annotations"]]


def without_times(said: dict[str, Any]) -> dict[str, Any]:
    return said | {"timings_ms": None}


def test_what_cannot_be_asked_is_told_to_the_model_with_what_to_do(plain: FactChecker) -> None:
    for arguments, hint in [
        ({"question": " "}, "For example: newscheck ask"),
        ({"question": QUESTION, "since": "last week"}, "Give a date"),
        ({"question": QUESTION, "when": "now"}, "It takes: question, since, until, as_of, source, language, k"),
        ({}, "It takes: question"),
    ]:
        told = run(plain, calls("ask", **arguments), AIMessage("Sorry."))[2]
        assert isinstance(told, ToolMessage)
        assert (told.status, told.artifact) == ("error", None)
        assert hint in told.content


def test_the_tools_answer_within_an_event_loop(plain: FactChecker) -> None:
    told = asyncio.run(ask_tool(plain).ainvoke({"question": QUESTION, "until": "2020-12-31", "k": 4}))
    assert "16,000 (as of 15 Feb 2020" in told.splitlines()[0]


def test_a_message_of_an_answer_carries_each_citation_with_both_places(checker: FactChecker) -> None:
    answer = checker.ask(QUESTION)
    message = (checker.chain | answer_message).invoke(QUESTION)
    (annotation,) = annotations_of(message)
    assert message.text[annotation["start_index"] : annotation["end_index"]] == f"“{RSM}” [1]"
    assert annotation["extras"] == answer.citations[0].to_dict()
    assert (annotation["cited_text"], annotation["title"]) == (RSM, answer.citations[0].title)
    extras = annotation["extras"]
    article = checker.article(extras["article_id"])
    assert article.text[extras["start"] : extras["end"]] == RSM
    assert article.sha256 == extras["sha256"]


def test_an_abstention_is_a_message_whose_citations_are_the_nearest(plain: FactChecker) -> None:
    unknown = "What is the boiling point of tungsten?"
    message = answer_message(plain.ask(unknown))
    assert message.text.startswith("The articles do not say. (")
    assert len(annotations_of(message)) == len(plain.ask(unknown).citations)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("16,000 [1].", ["[1]"]),
        ("16,000 [1], says the article [1, 9].", ["[1]", "[1, 9]"]),
        ("16,000 [2].", []),
        ("16,000, in [brackets] [0] [1a].", []),
    ],
    ids=["one", "with another that is none", "none of the answer's", "no marks"],
)
def test_the_marks_of_a_models_own_words_become_citations_where_the_answer_has_them(
    text: str, marked: list[str], plain: FactChecker
) -> None:
    found, said = run(plain, calls("ask", question=QUESTION), AIMessage(text))[2:]
    assert isinstance(found, ToolMessage)
    assert isinstance(said, AIMessage)
    message = cited(said, found.artifact)
    annotations = annotations_of(message)
    assert message.text == text
    assert [text[a["start_index"] : a["end_index"]] for a in annotations] == marked
    assert [a["extras"] for a in annotations] == [plain.ask(QUESTION).citations[0].to_dict()] * len(marked)


def test_a_message_with_other_blocks_keeps_them(plain: FactChecker) -> None:
    thought = {"type": "reasoning", "reasoning": "Look it up."}
    message = cited(AIMessage([thought, {"type": "text", "text": "16,000 [1]."}]), plain.ask(QUESTION).to_dict())
    assert message.content_blocks[0] == thought
    assert annotations_of(message)[0]["start_index"] == len("16,000 ")
