"""`newscheck mcp` as a chat client meets it: the SDK's client, and a server that is a process of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import MCPError

from rag.checker import FactChecker
from rag.doors import shapes
from rag.doors.toolbox import INSTRUCTIONS
from rag.points import Point
from rag.records import Alternative
from rag.rendering import rendered
from rag.settings import Settings
from tests.helpers import RSM, newscheck
from tests.rag.mcp_clients import Session, started, text_of

QUESTION = "How many troops serve in RSM?"
UNKNOWN = "What is the boiling point of tungsten?"
WORDS = "b4b4f985b6832ca19ee07e7631c157bf6c346766ccc86fcb3937f0b3be7109f8"
"""SHA-256 of all that a model is told of the tools: whoever changes it looks at it twice."""

MODELS = pytest.mark.parametrize("checker", [True], indirect=True, ids=["models"])


@pytest.fixture(scope="module")
def session(seed_settings: Settings) -> Iterator[Session]:
    """With the seed article and without models."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("NEWSCHECK_CACHE", str(seed_settings.cache))
        with started("--archive", str(seed_settings.archive), "--no-models", "mcp") as opened:
            yield opened


def untimed(said: dict[str, Any]) -> dict[str, Any]:
    return said | {"timings_ms": None}


def test_the_words_that_a_model_reads_of_the_tools_are_these(session: Session) -> None:
    tools = session.do(session.client.list_tools).tools
    told = [(tool.name, tool.title, tool.description, tool.input_schema) for tool in tools]
    assert [name for name, *_ in told] == ["ask", "check", "check_text", "search", "read_article"]
    assert session.client.instructions == INSTRUCTIONS
    assert hashlib.sha256(json.dumps([told, INSTRUCTIONS]).encode()).hexdigest() == WORDS


def test_every_tool_only_reads(session: Session) -> None:
    for tool in session.do(session.client.list_tools).tools:
        hints = tool.annotations
        assert (hints.read_only_hint, hints.destructive_hint, hints.open_world_hint) == (True, False, False)


@pytest.mark.parametrize("question", [QUESTION, UNKNOWN])
def test_an_answer_is_that_of_python_as_data_and_as_text(question: str, session: Session, plain: FactChecker) -> None:
    told, answer = session.call("ask", question=question), plain.ask(question)
    assert not told.is_error
    assert untimed(told.structured_content) == untimed(answer.to_dict())
    assert text_of(told) == rendered(answer)


def test_bounds_are_heeded_and_told(session: Session) -> None:
    told = session.call("ask", question=QUESTION, as_of="2020-02-14")
    assert text_of(told) == "The articles do not say: no stored article passes these filters (of 1 stored)."
    assert session.call("search", query="NATO", source="nobody").structured_content["note"]
    assert session.call("search", query="NATO", k=1, language="en").structured_content["note"] is None


@pytest.mark.slow
@MODELS
def test_a_verdict_is_that_of_python_as_data_and_as_text(
    checker: FactChecker, seed_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSCHECK_CACHE", str(seed_settings.cache))
    verdict = checker.check("The RSM has 12,000 soldiers.")
    with started("--archive", str(seed_settings.archive), "mcp") as session:
        told = session.call("check", claim=verdict.claim)
    assert untimed(told.structured_content) == untimed(verdict.to_dict())
    assert text_of(told) == rendered(verdict)
    assert text_of(told).startswith("Refuted")


def test_an_article_that_was_found_can_be_read_and_the_offsets_point_into_it(session: Session) -> None:
    (hit, *_) = session.call("search", query="soldiers of the RSM").structured_content["hits"]
    told = session.call("read_article", article=hit["article_id"][:8])
    article = told.structured_content
    assert article["text"][hit["start"] : hit["end"]] == hit["text"]
    assert text_of(told).startswith("Iraq: Washington to strengthen")
    assert article["text"] in text_of(told)


def test_articles_are_resources_with_date_and_source_beside_the_text(session: Session) -> None:
    (resource,) = session.do(session.client.list_resources).resources
    assert "(2020-02-15" in resource.title
    assert resource.description is None
    read = session.read(resource.uri)
    (citation,) = session.call("ask", question=QUESTION).structured_content["citations"]
    assert read.text[citation["start"] : citation["end"]] == citation["quote"] == RSM
    assert len(read.text.encode()) == resource.size
    assert read.meta is not None
    assert (read.meta["published"], read.meta["sha256"]) == ("2020-02-15", citation["sha256"])
    (template,) = session.do(session.client.list_resource_templates).resource_templates
    assert template.uri_template.format(id=citation["article_id"]) == resource.uri


@pytest.mark.parametrize(
    ("tool", "arguments", "kind", "hint"),
    [
        ("ask", {"question": ""}, "UserError", "For example: "),
        ("ask", {"question": 5}, "UserError", "Give a string"),
        ("ask", {"question": QUESTION, "since": "last week"}, "UserError", "Give a date"),
        ("ask", {"question": QUESTION, "k": 0}, "UserError", "Leave it out"),
        ("ask", {"question": QUESTION, "k": 101}, "WrongCall", "At most 100"),
        ("ask", {"claim": QUESTION}, "WrongCall", "It takes: question, since"),
        ("search", {"query": "NATO", "until": "2020", "why": 1}, "WrongCall", "It takes: query, since"),
        ("check", {"claim": "The RSM has 12,000 soldiers."}, "UserError", "Leave out --no-models"),
        ("read_article", {"article": "nothing like it"}, "UnknownArticle", "See their names: "),
        ("read_article", {}, "WrongCall", "It takes: article"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_wrong_call_is_answered_with_kind_message_and_what_to_do(
    tool: str, arguments: dict[str, Any], kind: str, hint: str, session: Session
) -> None:
    told = session.call(tool, **arguments)
    assert told.is_error
    error = told.structured_content["error"]
    assert error["kind"] == kind
    assert error["hint"].startswith(hint)
    assert text_of(told) == f"{error['message']}\n{error['hint']}"


def test_what_is_not_there_is_an_error_of_the_protocol(session: Session) -> None:
    for call, *arguments in (
        (session.client.call_tool, "remove", {}),
        (session.client.read_resource, "newscheck://article/ffff"),
        (session.client.read_resource, "file:///etc/hostname"),
    ):
        with pytest.raises(MCPError) as caught:
            session.do(call, *arguments)
        assert caught.value.error.data["error"]["hint"]


@pytest.mark.slow
def test_without_an_archive_it_tells_what_to_do_and_what_is_added_meanwhile_is_found(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSCHECK_CACHE", str(cache))
    archive = tmp_path / "an archive"
    with started("--archive", str(archive), "--no-models", "mcp") as session:
        error = session.call("ask", question=QUESTION).structured_content["error"]
        assert error["kind"] == "ArchiveMissing"
        assert error["hint"].endswith(f"--archive '{archive}' add ARTICLES")
        assert session.do(session.client.list_resources).resources == []

        newscheck("add", "seeds", archive=archive)
        assert session.call("ask", question=QUESTION).structured_content["answer"] == "16,000"

        story = "The lighthouse at Quill Point is 61 metres tall. It was lit in 1874."
        newscheck("add", "-", "--title", "Quill Point", archive=archive, input=story)
        told = session.call("ask", question="How tall is the lighthouse at Quill Point?").structured_content
        assert told["answer"].startswith("61")
        assert len(session.do(session.client.list_resources).resources) == 2


POINT = Point(
    value="16,000", claimed=None, day=None, stated=None, published=None, source=None, citations=(1,), outdated_by=None
)


@MODELS
def test_the_schemas_name_the_fields_of_answers_verdicts_hits_and_articles(checker: FactChecker) -> None:
    answer, verdict = checker.ask(QUESTION).to_dict(), checker.check("The RSM has 12,000 soldiers.").to_dict()
    hit = checker.search("NATO").hits[0].to_dict()
    for shape, said in (
        (shapes.Answer, answer),
        (shapes.Citation, answer["citations"][0]),
        (shapes.Alternative, Alternative(answer="", confidence=0.5, as_of=None, citations=(1,)).to_dict()),
        (shapes.Point, POINT.to_dict()),
        (shapes.Verdict, verdict),
        (shapes.SubClaim, verdict["sub_claims"][0]),
        (shapes.Witness, verdict["sub_claims"][0]["evidence"][0]),
        (shapes.Hit, hit),
        (shapes.Evidence, hit["evidence"][0]),
        (shapes.Article, checker.article("000_530c").to_dict()),
    ):
        assert list(shape.model_fields) == list(said)
        shape.model_validate(said)
