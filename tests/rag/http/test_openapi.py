"""GET /openapi.json says what is true, its examples work, and no request makes the server fail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from pydantic import BaseModel

from rag.checker import FactChecker
from rag.doors.http.chats import ChatRequest
from rag.doors.http.shapes import TEXT, Claim, NewArticle, Query, Question, Text
from rag.doors.http.stored import AddedShape, PageShape, RemovedShape
from rag.doors.shapes import Answer, Article, CheckedText, Found, Verdict
from rag.settings import Settings
from tests.helpers import CountingVerifier, add, article
from tests.rag.http.helpers import CLAIM, QUESTION, error_of, serving


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("fuzz")
    settings = Settings(archive=folder / "archive", cache=folder / "cache", embedder="letters", models=False)
    add(settings, [article("The RSM has 16,000 soldiers.", key="a", published="2020-02-15", source="Old Wire"),
                   article("The RSM has 12,000 soldiers.", key="b", published="2020-07-09")])  # fmt: skip
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as checker, serving(checker) as client:
        yield client


def example_of(operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    found: dict[str, Any] = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)["example"]
    return found


def test_every_request_with_a_body_has_an_example_that_works(small: httpx.Client) -> None:
    told = small.get("/openapi.json").json()
    tried = []
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            assert {"4XX", "5XX"} <= set(operation["responses"]) or path == "/metrics"
            if "requestBody" in operation:
                example = example_of(operation, told["components"]["schemas"])
                assert small.request(method, path, json=example).status_code in {200, 201}
                tried.append(path)
    assert set(tried) == {
        "/v1/ask", "/v1/check", "/v1/check-text", "/v1/search", "/v1/articles", "/v1/chat/completions",
    }  # fmt: skip


def test_the_pages_of_documentation_that_load_from_elsewhere_are_not_there(client: httpx.Client) -> None:
    for path in ("/docs", "/redoc"):
        error_of(client.get(path), 404)


def test_the_shapes_that_are_shown_are_those_that_come(small: httpx.Client, client: httpx.Client) -> None:
    shown: list[tuple[type[BaseModel], httpx.Response]] = [
        (Answer, client.post("/v1/ask", json={"question": QUESTION})),
        (Answer, small.post("/v1/ask", json={"question": "How many soldiers has the RSM?"})),
        (Answer, small.post("/v1/ask", json={"question": "What is tungsten?"})),
        (Verdict, client.post("/v1/check", json={"claim": CLAIM})),
        (Verdict, small.post("/v1/check", json={"claim": CLAIM})),
        (CheckedText, small.post("/v1/check-text", json={"text": f"{TEXT} It is a beautiful harbour."})),
        (Found, small.post("/v1/search", json={"query": "soldiers"})),
        (PageShape, small.get("/v1/articles")),
        (AddedShape, added := small.post("/v1/articles", json={"text": "The river fell again by Thursday noon."})),
        (Article, small.get(path := f"/v1/articles/{added.json()['articles'][0]['id']}")),
        (RemovedShape, small.delete(path)),
    ]  # fmt: skip
    for shape, response in shown:
        assert shape.model_validate(response.json()).model_dump(mode="json") == response.json()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
LIKELY = st.sampled_from(
    ["", " ", "2020-02-15", "RSM", QUESTION, CLAIM, "https://example.org/x", 1, True, "\x00", "[1]"]
)
MODELS = (Question, Claim, Text, Query, NewArticle, ChatRequest)
NAMES = sorted({name for model in MODELS for name in model.model_fields})
SAID = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "system", "x"]), "content": LIKELY | VALUES}
)
CHATS = st.fixed_dictionaries({"model": st.just("newscheck") | LIKELY, "messages": st.lists(SAID, max_size=3)})
BODIES = st.dictionaries(st.sampled_from(NAMES), LIKELY | VALUES, max_size=6) | CHATS | VALUES
OPERATIONS = st.sampled_from(
    ["/v1/ask", "/v1/check", "/v1/check-text", "/v1/search", "/v1/articles", "/v1/chat/completions"]
)


@pytest.mark.slow
@trying(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=OPERATIONS, body=BODIES)
def test_no_json_makes_the_server_fail(small: httpx.Client, path: str, body: object) -> None:
    content = json.dumps(body).encode()
    response = small.post(path, content=content, headers={"Content-Type": "application/json"})
    assert response.status_code < 500
    if response.status_code >= 400:
        error_of(response, response.status_code)


@pytest.mark.slow
@trying(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST", "DELETE", "PUT", "OPTIONS", "PATCH"]),
    path=st.sampled_from(["/v1/articles", "/v1/articles/", "/health", "/metrics", "/v1/ask", "/"]),
    name=st.text(max_size=20),
    query=st.dictionaries(st.sampled_from(["since", "limit", "offset", "source", "title"]), st.text(max_size=10)),
    media_type=st.sampled_from(["application/json", "text/plain", "multipart/form-data; boundary=x", "text/html", ""]),
    content=st.binary(max_size=200),
)
def test_no_path_query_or_body_makes_the_server_fail(
    small: httpx.Client, method: str, path: str, name: str, query: dict[str, str], media_type: str, content: bytes
) -> None:
    from urllib.parse import quote

    target = path + quote(name, safe="") if path.endswith("articles/") else path
    response = small.request(method, target, params=query, content=content, headers={"Content-Type": media_type})
    assert response.status_code < 500
    if response.status_code >= 400:
        error_of(response, response.status_code)
