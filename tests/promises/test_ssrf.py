"""A URL leads to a page of the open web or to nothing: never to this machine or its network, whatever it is named.

Shown to fail by the tests whose names end with `is_found_out`.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore
import pytest

from index import fetching
from index.errors import FetchRefused
from index.fetching import Fetcher, Limits, fetch, is_public
from tests.promises.conftest import Figure

PUBLIC = "93.184.216.34"
SECRET = b"what only this network may read"

HOSTILE = [
    # other schemes
    "file:///etc/passwd", "file://localhost/etc/passwd", "gopher://127.0.0.1:{port}/_GET", "ftp://127.0.0.1/",
    "data:text/html,<p>hello</p>", "dict://127.0.0.1:{port}/", "jar:http://127.0.0.1:{port}!/", "//127.0.0.1:{port}/",
    # this machine, by its usual names and in every way of writing an address
    "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://LOCALHOST.:{port}/", "http://127.1:{port}/",
    "http://2130706433:{port}/", "http://0x7f000001:{port}/", "http://0177.0.0.1:{port}/", "http://127.0.0.1.:{port}/",
    "http://0:{port}/", "http://0.0.0.0:{port}/", "http://[::1]:{port}/", "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/", "http://[::ffff:7f00:1]:{port}/", "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/", "http://127。0。0。1:{port}/", "http://%31%32%37.0.0.1:{port}/",
    # credentials and delimiters that hide the host
    "http://news.example@127.0.0.1:{port}/", "http://127.0.0.1:{port}#@news.example/",
    "http://127.0.0.1:{port}\\@news.example/", "http://news.example:80@127.0.0.1:{port}/",
    # the network around it, and what clouds keep there
    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/", "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/meta-data/", "http://[fe80::1]/", "http://100.64.0.1/", "http://224.0.0.1/",
    "http://[64:ff9b::7f00:1]:{port}/", "http://[2002:7f00:1::]:{port}/",
]  # fmt: skip
REDIRECTS = [
    "http://127.0.0.1:{port}/secret", "http://localhost:{port}/secret", "//127.0.0.1:{port}/secret", "file:///etc/passwd",
    "http://[::1]:{port}/secret", "http://inside.example:{port}/secret",
]  # fmt: skip


class Spied:
    """Every connection of this process, as the sockets make it."""

    def __init__(self) -> None:
        self.inside: list[Any] = []
        """Addresses of this machine or its network."""


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> Spied:
    """Notes connections and lets none through."""
    found = Spied()

    def connect(_: socket.socket, address: tuple[str, int]) -> None:
        if not is_public(address[0]):
            found.inside.append(address)
        raise ConnectionRefusedError("nothing is reached in this test")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return found


@contextmanager
def inside(location: str = "") -> Iterator[tuple[int, list[str]]]:
    """A server on this machine with a secret, and a page that leads elsewhere: its port, the paths that were asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            to = location.format(port=server.server_port)
            self.send_response(302 if to and self.path != "/secret" else 200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Location", to)
            self.end_headers()
            self.wfile.write(SECRET)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server.server_port, asked
    server.shutdown()
    server.server_close()


class PublicIsHere(httpcore.SyncBackend):
    """The one public address is this test's server; notes every address that is asked for."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.asked: list[str] = []

    def connect_tcp(self, host: str, port: int, *rest: Any, **named: Any) -> httpcore.NetworkStream:  # noqa: ANN401
        self.asked.append(host)
        return super().connect_tcp("127.0.0.1", self._port, *rest, **named)


def names(*answers: str) -> fetching.Resolve:
    """One answer after the other for news.example, the last for ever; this machine for all others."""
    left = list(answers)

    def resolve(host: str, _: int) -> list[str]:
        if host != "news.example":
            return ["127.0.0.1"]
        return [left.pop(0) if len(left) > 1 else left[0]]

    return resolve


def test_no_hostile_address_leads_inside(spy: Spied, figure: Figure) -> None:
    refused = 0
    for url in HOSTILE:
        with pytest.raises(FetchRefused):
            fetch(url.format(port=8377), limits=Limits(seconds=5))
        refused += 1
    figure(f"URLs: {refused} of {len(HOSTILE)} hostile ones refused, {len(spy.inside)} connections inside")
    assert len(HOSTILE) == 40
    assert spy.inside == []


def test_no_redirect_and_no_name_that_changes_leads_inside(figure: Figure) -> None:
    reached = 0
    for location in REDIRECTS:
        with inside(location) as (port, paths):
            network = PublicIsHere(port)
            with pytest.raises(FetchRefused):
                Fetcher(limits=Limits(seconds=5), resolve=names(PUBLIC), network=network).fetch("http://news.example/")
            reached += paths.count("/secret") + sum(not is_public(address) for address in network.asked)
            assert paths == ["/"]
    with inside("http://news.example/again") as (port, paths):  # the name is the public server's once
        network = PublicIsHere(port)
        with pytest.raises(FetchRefused, match="address not public"):
            Fetcher(limits=Limits(seconds=5), resolve=names(PUBLIC, "127.0.0.1"), network=network).fetch(
                "http://news.example/"
            )
        reached += sum(not is_public(address) for address in network.asked)
        assert paths == ["/"]
    figure(f"URLs: {len(REDIRECTS)} hostile redirects and a rebinding name refused, {reached} connections inside")
    assert reached == 0


def test_a_fetcher_without_its_check_is_found_out(spy: Spied, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "is_public", lambda _: True)
    for url in HOSTILE:
        with pytest.raises(FetchRefused):
            fetch(url.format(port=8377), limits=Limits(seconds=5))
    assert len(spy.inside) > 20


def test_a_fetcher_that_looks_at_the_first_address_only_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "is_public", lambda _: True)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        test_no_redirect_and_no_name_that_changes_leads_inside(lambda _: None)


def test_a_fetcher_that_asks_for_a_name_twice_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checked is one answer, connected to is the next: what rebinding lives by."""
    connect = fetching._PublicOnly.connect_tcp

    def careless(self: Any, host: str, port: int, *rest: Any, **named: Any) -> httpcore.NetworkStream:  # noqa: ANN401
        connect(self, host, port, *rest, **named).close()
        stream: httpcore.NetworkStream = self._network.connect_tcp(next(iter(self._resolve(host, port))), port)
        return stream

    monkeypatch.setattr(fetching._PublicOnly, "connect_tcp", careless)
    with inside() as (port, _):
        network = PublicIsHere(port)
        page = Fetcher(limits=Limits(seconds=5), resolve=names(PUBLIC, "127.0.0.1"), network=network).fetch(
            "http://news.example/"
        )
    assert page.content == SECRET
    assert network.asked == [PUBLIC, "127.0.0.1"]
