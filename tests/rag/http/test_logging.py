"""What a server tells of its requests, and what it never does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.auditing import read_audit
from rag.checker import FactChecker
from rag.doors.observing import tell
from rag.settings import Settings
from tests.helpers import add, article
from tests.rag.http.helpers import BEARER, KEY, error_of, serving

QUESTION = {"question": "Did the dam hold?"}


@pytest.fixture(autouse=True)
def told(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    tell("json")
    yield
    tell("off")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "answers.jsonl"


@pytest.fixture
def checker(settings: Settings, log: Path) -> Iterator[FactChecker]:
    add(settings, [article("The dam held all night, the fire brigade said.")])
    with FactChecker.open(settings=settings.model_copy(update={"audit": log})) as opened:
        yield opened


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_all_lines_of_a_request_have_its_id_and_so_has_the_response(
    checker: FactChecker, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(checker) as client:
        response = client.post("/v1/ask", json=QUESTION, headers={"X-Request-ID": "mine-1"})

    text = capsys.readouterr().err
    assert text.startswith("{"), text
    answered, request = lines(text)

    assert response.headers["X-Request-ID"] == "mine-1"
    assert (answered["event"], answered["request"]) == ("answered", "mine-1")
    assert {name: request[name] for name in ("event", "request", "method", "route", "status")} == {
        "event": "request", "request": "mine-1", "method": "POST", "route": "/v1/ask", "status": 200,
    }  # fmt: skip
    assert request["ms"] >= answered["ms"]
    assert [json.loads(line)["request"] for line in log.read_text().splitlines()] == ["mine-1"]


@pytest.mark.parametrize(
    "given", ["", "two words", "x" * 65, 'a"b', "naïve"], ids=["none", "words", "long", "quote", "ï"]
)
def test_an_id_that_is_no_plain_word_is_not_taken(checker: FactChecker, given: str) -> None:
    with serving(checker) as client:
        response = client.get("/health", headers=[(b"X-Request-ID", given.encode())])
    assert len(response.headers["X-Request-ID"]) == 32


def test_no_key_no_question_and_no_address_is_told(checker: FactChecker, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(checker, key=KEY) as client:
        client.post("/v1/ask?secret=1", json=QUESTION, headers=BEARER)
        client.get("/nowhere/secret", headers=BEARER)
        client.get("/v1/archive", headers={"Authorization": "Bearer secret"})

    text = capsys.readouterr().err

    assert [line["route"] for line in lines(text) if line["event"] == "request"] == ["/v1/ask", "other", "other"]
    assert [line["status"] for line in lines(text) if line["event"] == "request"] == [200, 404, 401]
    for never in (KEY, "secret", "dam"):
        assert never not in text


def test_nothing_is_answered_that_is_not_in_the_audit_log(checker: FactChecker, log: Path) -> None:
    log.unlink()
    log.mkdir()
    with serving(checker) as client:
        error = error_of(client.post("/v1/ask", json=QUESTION), 503)
        streamed = client.post("/v1/ask", json={**QUESTION, "stream": True}).text
    assert error["kind"] == "AuditNotWritten"
    assert "AuditNotWritten" in streamed
    assert "event: answer" not in streamed


def test_what_is_answered_at_the_same_time_is_logged_whole(checker: FactChecker, log: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with serving(checker) as client, ThreadPoolExecutor(8) as callers:
        done = list(callers.map(lambda _: client.post("/v1/ask", json=QUESTION).status_code, range(24)))
    assert done == [200] * 24
    assert len(list(read_audit(log))) == 24
