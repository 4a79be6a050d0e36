"""`newscheck mcp --http`: real requests to a process of its own; who is refused, and how it ends."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from index.errors import UserError
from rag.checker import FactChecker
from rag.doors.mcp_http import Place
from rag.settings import Settings
from tests.helpers import program
from tests.rag.mcp_clients import connected

QUESTION = "How many troops serve in RSM?"
KEY = "0123456789abcdef" * 2
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: str


class Running(NamedTuple):
    process: subprocess.Popen[str]
    url: str

    def post(self, *, method: str = "POST", body: str = json.dumps(CALL), **headers: str) -> Reply:
        """What a request is answered; `headers` are beside those of every client."""
        usual = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        connection.request(method, "/mcp", body, usual | headers)
        response = connection.getresponse()
        told = Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read().decode())
        connection.close()
        return told


@contextmanager
def serving(settings: Settings, *options: str) -> Iterator[Running]:
    """The server at a free port, without models."""
    arguments = ["--archive", str(settings.archive), "--no-models", "mcp", "--http", "--port", "0", *options]
    with (
        pytest.MonkeyPatch.context() as patched,
        subprocess.Popen([program(), *arguments], text=True, stderr=subprocess.PIPE) as process,
    ):
        patched.setenv("NEWSCHECK_CACHE", str(settings.cache))
        try:
            assert process.stderr
            (url,) = re.findall(r"MCP at (http\S+/mcp) until Ctrl-C\n", process.stderr.readline())
            yield Running(process, url)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def server(seed_settings: Settings) -> Iterator[Running]:
    with serving(seed_settings) as running:
        yield running


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    return file


def test_the_sdks_client_gets_the_answer_of_python(server: Running, plain: FactChecker) -> None:
    with connected(server.url) as session:
        told = session.call("ask", question=QUESTION).structured_content
    assert told | {"timings_ms": None} == plain.ask(QUESTION).to_dict() | {"timings_ms": None}


def test_a_client_of_the_older_protocol_is_served_too(server: Running) -> None:
    with connected(server.url, mode="legacy") as session:
        assert session.call("ask", question=QUESTION).structured_content["answer"] == "16,000"
        assert session.call("read_article", article="000_530c").structured_content["published"] == "2020-02-15"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:80"}, 200),
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1.evil.example"}, 421),
        ({"host": "evil.example:8765"}, 421),
        ({"origin": "http://localhost:3000"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://localhost.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"body": "x" * 270_000}, 413),
        ({"body": "{"}, 400),
        ({"method": "GET"}, 405),
        ({"method": "DELETE"}, 405),
    ],
    ids=str,
)
def test_only_this_machine_and_its_pages_are_answered(headers: dict[str, str], status: int, server: Running) -> None:
    assert server.post(**headers).status == status


def test_a_key_is_asked_for_and_the_host_checked_as_well(seed_settings: Settings, key_file: Path) -> None:
    with serving(seed_settings, "--key-file", str(key_file), "--allow-host", "news.example") as server:
        for given in ({}, {"authorization": "Bearer wrong"}, {"authorization": KEY}):
            refused = server.post(**given)
            assert (refused.status, refused.headers["www-authenticate"]) == (401, "Bearer")
            assert json.loads(refused.body)["error"]["hint"] == "Send the header: Authorization: Bearer KEY"
        right = {"authorization": f"Bearer {KEY}"}
        assert server.post(**right).status == 200
        assert server.post(host="news.example", origin="https://news.example", **right).status == 200
        assert server.post(host="evil.example", **right).status == 421
        assert server.post(origin="https://evil.example", **right).status == 403


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"host": "192.0.2.7"}, "Other machines can reach 192.0.2.7"),
        ({"host": "news.example", "names": ["news.example"]}, "Other machines can reach news.example"),
        ({"host": "::", "key": KEY}, ":: stands for every address"),
        ({"host": "0.0.0.0", "key": "short"}, "holds no key of 16"),
        ({"host": "127.0.0.1", "key": "ключ" * 9}, "holds no key of 16"),
        ({"host": "127.0.0.1", "key": None}, "No key can be read from"),
    ],
    ids=str,
)
def test_it_does_not_start_where_it_would_be_open_or_out_of_reach(
    where: dict[str, Any], told: str, tmp_path: Path
) -> None:
    file = tmp_path / "key"
    if where.get("key"):
        file.write_text(where["key"])
    with pytest.raises(UserError, match=re.escape(told)):
        Place.of(
            host=where["host"], port=0, key_file=file if "key" in where else None, names=where.get("names", ())
        )  # fmt: skip


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1"])
def test_loopback_needs_no_key_and_answers_to_its_own_name(host: str) -> None:
    place = Place.of(host=host, port=0, key_file=None, names=())
    assert place.key is None
    with place.listen() as listening:
        assert urlsplit(place.url(listening)).netloc.rpartition(":")[0] in place.names


def test_elsewhere_it_answers_to_the_address_and_the_names_it_was_given(key_file: Path) -> None:
    place = Place.of(host="192.0.2.7", port=0, key_file=key_file, names=["news.example"])
    assert {"192.0.2.7", "news.example", "localhost"} <= set(place.names)
    with pytest.raises(UserError, match="Cannot listen at 192.0.2.7:0"):
        place.listen()


def test_a_port_that_is_taken_is_told_with_what_to_do() -> None:
    with Place.of(host="127.0.0.1", port=0, key_file=None, names=()).listen() as taken:
        place = Place.of(host="127.0.0.1", port=taken.getsockname()[1], key_file=None, names=())
        with pytest.raises(UserError, match="Address already in use") as caught:
            place.listen()
    assert caught.value.hint == "Take another port: --port 0 takes any that is free."


def test_ctrl_c_ends_it_without_a_traceback(seed_settings: Settings) -> None:
    with serving(seed_settings) as server:
        assert server.post().status == 200
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=10) == 130
        assert server.process.stderr
        assert server.process.stderr.read() == ""
