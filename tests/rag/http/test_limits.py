"""Who may ask, how often, and how much; what is refused is refused in the one shape."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path

import httpx
import pytest
from openai import APIError, OpenAI

from index.archive import Archive
from index.embedding import open_embedder
from index.records import Hit
from rag.checker import FactChecker
from rag.doors.http.limits import Keys, Rates
from rag.reading import Reading
from rag.settings import Settings
from tests.helpers import add, article
from tests.rag.http.helpers import BEARER, KEY, error_of, events_of, eventually, serving

ASKED = {"question": "Did the dam hold?"}
PATHS = ["/v1/articles", "/metrics", "/openapi.json", "/nowhere", "/v1/articles/abcd"]


class Holding:
    """A reader that waits to be let go, and tells how many wait."""

    threshold = 0.5
    reads = None

    def __init__(self) -> None:
        self.go = threading.Event()
        self.reading = 0

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        self.reading += 1
        self.go.wait(20)
        return []


@pytest.fixture
def reader() -> Iterator[Holding]:
    made = Holding()
    yield made
    made.go.set()


@pytest.fixture
def checker(settings: Settings, reader: Holding) -> Iterator[FactChecker]:
    add(settings, [article("The dam held all night, the fire brigade said.")])
    embedder = open_embedder(settings.embedder, cache=settings.cache)
    with FactChecker(Archive(settings.archive), embedder, settings, reader=reader) as made:
        yield made


@pytest.fixture
def client(checker: FactChecker) -> Iterator[httpx.Client]:
    with serving(checker) as opened:
        yield opened


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Bearer {KEY[:-1]}"}, {"Authorization": f"Basic {KEY}"},
     {"Authorization": KEY}, {"Authorization": "Bearer"}, {"X-Api-Key": KEY}],
    ids=["none", "wrong", "part of it", "another scheme", "no scheme", "empty", "another header"],
)  # fmt: skip
def test_without_the_key_nothing_is_answered_but_health_and_the_empty_page(
    checker: FactChecker, headers: dict[str, str]
) -> None:
    with serving(checker, key=KEY) as client:
        assert client.get("/health", headers=headers).json() == {"status": "ok"}
        assert client.get("/", headers=headers).text.startswith("<!doctype html>")
        for path in PATHS:
            refused = client.get(path, headers=headers)
            assert error_of(refused, 401)["kind"] == "Unauthorized"
            assert refused.headers["www-authenticate"].startswith("Bearer")
        for method, path in [("POST", "/v1/ask"), ("POST", "/v1/articles"), ("DELETE", "/v1/articles/abcd")]:
            error_of(client.request(method, path, headers=headers, json={"text": "x" * 100}), 401)
        assert client.get("/v1/articles", headers=BEARER).status_code == 200


def test_a_key_file_may_hold_several_keys_and_notes(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(f"# of the news room\n{KEY}\n\n  another-key-of-some-length\n")
    keys = Keys.read(tmp_path / "keys")
    names = [keys.caller(f"Bearer {key}") for key in (KEY, "another-key-of-some-length", "neither")]
    assert names[0] != names[1]
    assert None not in names[:2]
    assert names[2] is None
    assert keys.caller("Bearer # of the news room") is None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "127.0.0.1"}, 200),
        ({"Host": "localhost:8377"}, 200),
        ({"Host": "[::1]:8377"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example"}, 421),
        ({"Host": "10.0.0.5:8377"}, 421),
        ({"Host": "127.0.0.1", "Origin": "http://127.0.0.1"}, 200),
        ({"Host": "127.0.0.1", "Origin": "http://evil.example"}, 403),
        ({"Host": "127.0.0.1:8377", "Origin": "http://127.0.0.1:3000"}, 403),
        ({"Host": "127.0.0.1", "Origin": "null"}, 403),
    ],
)
def test_without_a_key_only_pages_and_names_of_this_machine_are_let_in(
    client: httpx.Client, headers: dict[str, str], status: int
) -> None:
    response = client.get("/v1/articles", headers=headers)
    assert response.status_code == status
    if status != 200:
        error_of(response, status)


def test_with_a_key_any_name_will_do(checker: FactChecker) -> None:
    with serving(checker, key=KEY) as client:
        headers = {**BEARER, "Host": "news.example.org", "Origin": "https://other.example"}
        assert client.get("/v1/articles", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/chat/completions", "/nowhere"])
@pytest.mark.parametrize("chunked", [False, True], ids=["length told", "in chunks"])
def test_a_large_request_is_refused_before_it_is_looked_into(client: httpx.Client, path: str, chunked: bool) -> None:
    body = b'{"question": "' + b"x" * 1_000_000 + b'"}'
    content = (body[i : i + 65_536] for i in range(0, len(body), 65_536)) if chunked else body
    error = error_of(client.post(path, content=content), 413)
    assert error["kind"] == "TooLarge"
    assert "1,000,000 bytes" in error["message"]


def test_a_request_that_does_not_arrive_is_given_up(checker: FactChecker) -> None:
    with serving(checker, seconds=0.2) as client:
        with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as slow:
            slow.sendall(b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{")
            assert slow.recv(100).startswith(b"HTTP/1.1 408")
        assert client.get("/health").status_code == 200


def test_who_asks_too_often_is_told_when_to_come_back_and_others_are_served(checker: FactChecker) -> None:
    with serving(checker, key=KEY, rate=5) as client:
        found = [client.get("/v1/articles", headers=BEARER) for _ in range(15)]
        refused = [response for response in found if response.status_code != 200]
        assert [response.status_code for response in found[:10]] == [200] * 10
        assert refused
        assert error_of(refused[-1], 429)["kind"] == "TooManyRequests"
        assert int(refused[-1].headers["retry-after"]) >= 1
        assert client.get("/health").status_code == 200
        error_of(client.get("/v1/articles"), 401)  # another caller, who has asked nothing yet


def test_guessing_keys_is_slowed_down_too(checker: FactChecker) -> None:
    with serving(checker, key=KEY, rate=5) as client:
        statuses = [client.get("/v1/articles", headers={"Authorization": f"Bearer {n}"}).status_code for n in range(15)]
        assert statuses[:10] == [401] * 10
        assert 429 in statuses
        assert client.get("/v1/articles", headers=BEARER).status_code == 200


def test_a_rate_is_made_up_for_by_waiting() -> None:
    now = [0.0]
    rates = Rates(2, clock=lambda: now[0])
    assert [rates.wait("a") for _ in range(5)] == [0.0, 0.0, 0.0, 0.0, 0.5]
    assert rates.wait("b") == 0.0
    now[0] = 0.5
    assert [rates.wait("a") for _ in range(2)] == [0.0, 0.5]


def test_an_answer_that_takes_too_long_is_given_up(checker: FactChecker, reader: Holding) -> None:
    with serving(checker, seconds=0.2, threads=1) as client:
        assert error_of(client.post("/v1/ask", json=ASKED), 504)["kind"] == "TimeIsUp"
        events = events_of(client.post("/v1/ask", json={**ASKED, "stream": True}))
        assert [(name, data["error"]["kind"]) for name, data in events] == [("error", "TimeIsUp")]
        reader.go.set()


def test_a_chat_that_takes_too_long_is_given_up_with_the_error_of_the_sdk(
    checker: FactChecker, reader: Holding
) -> None:
    chat = {"model": "newscheck", "messages": [{"role": "user", "content": "Did the dam hold?"}]}
    with serving(checker, seconds=0.2, threads=1) as client:
        error_of(client.post("/v1/chat/completions", json=chat), 504)
        with OpenAI(base_url=f"{client.base_url}/v1", api_key="-") as sdk, pytest.raises(APIError) as caught:
            list(sdk.chat.completions.create(**chat, stream=True))  # type: ignore[call-overload]
        assert caught.value.code == "TimeIsUp"
        reader.go.set()


def test_only_so_many_questions_wait(checker: FactChecker, reader: Holding) -> None:
    with serving(checker, threads=1, waiting=1) as client, ThreadPoolExecutor(3) as others:
        asked = [others.submit(client.post, "/v1/ask", json=ASKED)]
        eventually(lambda: reader.reading, within=5)
        asked += [others.submit(client.post, "/v1/ask", json=ASKED) for _ in range(2)]
        first, _ = wait(asked, timeout=5, return_when=FIRST_COMPLETED)
        assert [future.result().status_code for future in first] == [503]  # the other of the two waits
        for stream in (False, True):
            refused = client.post("/v1/ask", json={**ASKED, "stream": stream})
            assert error_of(refused, 503)["kind"] == "Busy"
            assert refused.headers["retry-after"]
        assert client.get("/v1/articles").json()["total"] == 1  # what is quick does not wait behind them
        reader.go.set()
        assert sorted(future.result().status_code for future in asked) == [200, 200, 503]


def test_a_question_that_nobody_waits_for_any_more_is_not_begun(checker: FactChecker, reader: Holding) -> None:
    with serving(checker, threads=1, waiting=1) as client, ThreadPoolExecutor(1) as other:
        first = other.submit(client.post, "/v1/ask", json=ASKED)
        eventually(lambda: reader.reading == 1, within=5)
        with client.stream("POST", "/v1/ask", json={**ASKED, "stream": True}):
            pass  # and left again, while it waits
        left = 'newscheck_requests_total{method="POST",route="/v1/ask",status="200"} 1'
        eventually(lambda: left in client.get("/metrics").text, within=5)
        reader.go.set()
        assert first.result().status_code == 200
        assert client.post("/v1/search", json={"query": "dam"}).status_code == 200
    assert reader.reading == 1
