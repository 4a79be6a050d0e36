"""The HTTP API keeps to its own OpenAPI schema, whatever it is sent: no failure, no surprise, nobody let in."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from functools import partial
from typing import NoReturn

import pytest
from fastapi.responses import JSONResponse
from starlette.types import Receive

from index.errors import NewscheckError, WrongCall
from index.filters import Filters
from index.loading import Loader
from index.places import FILE
from rag.checker import FactChecker
from rag.doors.http import articles, failing, gate, streaming
from rag.doors.http.limits import Keys
from rag.settings import Settings
from tests.helpers import SEED, CountingVerifier, add, article
from tests.promises import fuzzing
from tests.promises.conftest import Figure
from tests.promises.fuzzing import MALFORMED, fuzz
from tests.rag.http.helpers import BEARER, KEY, error_of, serving

WRITING = r"^(POST|DELETE) /v1/articles"
READING = rf"^(?!{WRITING[1:]})"


@pytest.fixture
def small(settings: Settings) -> Iterator[FactChecker]:
    """The seed article, read by rules that take no time."""
    add(settings, Loader([str(SEED)]))
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as checker:
        yield checker


def contents(checker: FactChecker) -> list[str]:
    """All that is stored, as SQL."""
    with closing(sqlite3.connect(checker.settings.archive / FILE)) as connection:
        return list(connection.iterdump())


@pytest.mark.slow
def test_every_operation_answers_as_its_schema_says_whatever_it_is_sent(small: FactChecker, figure: Figure) -> None:
    stored = contents(small)
    with serving(small, key=KEY) as client:
        reading = fuzz(client, examples=60, only=READING)
        assert contents(small) == stored
        writing = fuzz(client, examples=60, only="/v1/articles")
        told = client.get("/openapi.json", headers=BEARER).json()["paths"]

    operations = reading.operations + writing.operations
    statuses = reading.statuses + writing.statuses
    problems = reading.problems + writing.problems
    failed = sum(count for status, count in statuses.items() if status >= 500)
    figure(
        f"API fuzzing: {operations.total():,} requests to {len(operations)} operations, {failed} server errors,"
        f" {len(problems)} responses that are not as documented, {statuses[401]} requests without the key refused"
    )
    assert not problems, "\n\n".join(problems)
    assert set(operations) == {f"{method.upper()} {path}" for path, methods in told.items() for method in methods}
    assert {200, 201, 400, 401, 403, 404, 405, 415, 422} <= set(statuses)


@pytest.mark.slow
def test_nothing_that_is_said_makes_the_models_fail(seed_settings: Settings, figure: Figure) -> None:
    with FactChecker.open(settings=seed_settings) as checker, serving(checker, key=KEY) as client:
        tried = fuzz(client, examples=8, only="POST /v1/(ask|check|check-text|search)$", edges=False)

    figure(f"API fuzzing: {tried.operations.total()} requests to the models, {len(tried.problems)} problems")
    assert not tried.problems, "\n\n".join(tried.problems)
    assert tried.statuses[200] >= 12


def test_every_operation_refuses_more_bytes_than_it_reads(small: FactChecker) -> None:
    with serving(small, key=KEY, body=1_000, upload=1_000) as client:
        told = client.get("/openapi.json", headers=BEARER).json()["paths"]
        for path, methods in told.items():
            for method in methods:
                error_of(client.request(method, path, headers=BEARER, content=b" " * 1_001), 413)


def test_a_server_that_reads_whatever_comes_is_found_out(small: FactChecker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "_read", partial(whatever_comes, gate._read))
    with pytest.raises(AssertionError):
        test_every_operation_refuses_more_bytes_than_it_reads(small)


async def whatever_comes(read: Callable[..., Awaitable[bytes]], receive: Receive, *, most: int) -> bytes:
    return await read(receive, most=1_000 * most)


def fails(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("a mistake")


def calls_malformed(**_: object) -> NoReturn:
    raise WrongCall("since: it is not liked.", hint=MALFORMED)


LIST = "GET /v1/articles$"
ONE = "GET /v1/articles/"
ACCEPTED = partial(JSONResponse, status_code=202)
AS_HTML = partial(JSONResponse, media_type="text/html")

MUTATIONS: dict[str, tuple[str, str, object, str, object]] = {
    "a route raises": (LIST, "not_a_server_error", articles, "_facts", fails),
    "a field is missing": (LIST, "response_schema_conformance", articles, "_facts", lambda _: {"id": "67efb110"}),
    "errors of another shape": (ONE, "one_error_shape", NewscheckError, "to_dict", lambda _: {"detail": "Not found"}),
    "an undocumented status": (LIST, "status_code_conformance", articles, "JSONResponse", ACCEPTED),
    "an undocumented content type": (LIST, "content_type_conformance", articles, "JSONResponse", AS_HTML),
    "wrong data are taken": (LIST, "negative_data_rejection", articles, "bounds_of", lambda **_: Filters()),
    "right data are malformed": (LIST, "what_fits_is_not_malformed", articles, "bounds_of", calls_malformed),
    "a method is not told": (LIST, "allow_header_conformance", failing, "_methods_at", lambda *_: ["GET"]),
    "anybody is let in": (LIST, "ignored_auth", Keys, "caller", lambda *_: "anybody"),
    "a stream breaks off": ("POST /v1/ask", "a_stream_ends_with_an_answer", streaming, "rendered", fails),
}  # fmt: skip
"""Broken so, the operation fails that check."""


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTATIONS)
def test_a_server_that_is_broken_is_found_out(name: str, small: FactChecker, monkeypatch: pytest.MonkeyPatch) -> None:
    operation, check, place, attribute, instead = MUTATIONS[name]
    monkeypatch.setattr(place, attribute, instead)

    with serving(small, key=KEY) as client:
        tried = fuzz(client, examples=12, only=operation)

    assert any(problem.startswith(f"{check}:") for problem in tried.problems), tried.problems


@pytest.mark.slow
def test_a_request_that_hangs_is_found_out(small: FactChecker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "_facts", lambda _: time.sleep(0.3))
    monkeypatch.setattr(fuzzing, "MOST_SECONDS", 0.1)

    with serving(small, key=KEY) as client:
        tried = fuzz(client, examples=5, only=LIST)

    assert any("timeout" in problem.lower() for problem in tried.problems), tried.problems


def test_reading_that_writes_is_found_out(small: FactChecker, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = contents(small)

    def facts(_: object) -> dict[str, str]:
        assert add(small.settings, [article("The dam held all night, the fire brigade said.")]) == ["added"]
        return {}

    monkeypatch.setattr(articles, "_facts", facts)
    with serving(small, key=KEY) as client:
        assert client.get("/v1/articles", headers=BEARER).json()["articles"] == [{}]

    assert contents(small) != stored
