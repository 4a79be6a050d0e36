"""Only pages of the open web are fetched, whatever a name, a redirect or a server says."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpcore
import pytest

from index.errors import FetchRefused
from index.fetching import Fetcher, Limits, is_public

PUBLIC = "93.184.216.34"


class LocalNetwork(httpcore.SyncBackend):
    """Notes which address is asked for, and connects to the test's own server instead."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[tuple[str, int]] = []

    def connect_tcp(self, host: str, port: int, *rest: Any, **named: Any) -> httpcore.NetworkStream:  # noqa: ANN401
        self.asked.append((host, port))
        return super().connect_tcp("127.0.0.1", self.port, *rest, **named)


Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def network() -> Iterator[Callable[[dict[str, Answer]], LocalNetwork]]:
    """A server on this machine that gives set answers by path."""
    servers: list[HTTPServer] = []

    def serve(answers: dict[str, Answer]) -> LocalNetwork:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = answers[self.path]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return LocalNetwork(server.server_port)

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


Network = Callable[[dict[str, Answer]], LocalNetwork]
HTML = {"Content-Type": "text/html; charset=utf-8"}


def fetcher(network: LocalNetwork, *addresses: str, limits: Limits | None = None) -> Fetcher:
    def resolve(host: str, port: int) -> Iterable[str]:
        return addresses or (PUBLIC,)

    return Fetcher(limits=limits or Limits(), resolve=resolve, network=network)


def test_a_page_is_fetched_from_the_address_that_was_looked_at(network: Network) -> None:
    local = network({"/story?a=1": (200, HTML, b"<p>Bridge opens</p>")})
    page = fetcher(local).fetch("http://news.example/story?a=1#top")
    assert (page.content, page.charset) == (b"<p>Bridge opens</p>", "utf-8")
    assert page.url == "http://news.example/story?a=1"
    assert local.asked == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "224.0.0.1", "::",
    ],
)  # fmt: skip
def test_a_name_that_leads_to_this_machine_or_network_is_refused(network: Network, address: str) -> None:
    local = network({})
    assert not is_public(address)
    with pytest.raises(FetchRefused, match="address not public"):
        fetcher(local, address).fetch("http://news.example/")
    assert local.asked == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(network: Network) -> None:
    local = network({})
    with pytest.raises(FetchRefused, match="address not public"):
        fetcher(local, PUBLIC, "10.0.0.1").fetch("http://news.example/")
    assert local.asked == []


def test_a_name_that_changes_its_address_is_asked_for_once(network: Network) -> None:
    """DNS rebinding: the second answer would be this machine."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    local = network({"/": (200, HTML, b"<p>text</p>")})
    Fetcher(limits=Limits(), resolve=lambda host, port: next(answers), network=local).fetch("http://news.example/")
    assert local.asked == [(PUBLIC, 80)]


def test_redirects_are_followed_to_where_the_page_is(network: Network) -> None:
    local = network({"/old": (301, {"Location": "/new"}, b""), "/new": (200, HTML, b"<p>here</p>")})
    assert fetcher(local).fetch("http://news.example/old").url == "http://news.example/new"


def test_a_redirect_into_this_network_is_refused(network: Network) -> None:
    local = network({"/": (302, {"Location": "http://inside.example/secret"}, b"")})

    def resolve(host: str, port: int) -> list[str]:
        return ["10.0.0.5"] if host == "inside.example" else [PUBLIC]

    with pytest.raises(FetchRefused, match="address not public"):
        Fetcher(limits=Limits(), resolve=resolve, network=local).fetch("http://news.example/")
    assert local.asked == [(PUBLIC, 80)]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "gopher://news.example/", "ftp://news.example/a"])
def test_a_redirect_to_another_scheme_is_refused(network: Network, location: str) -> None:
    local = network({"/": (302, {"Location": location}, b"")})
    with pytest.raises(FetchRefused, match="only http and https"):
        fetcher(local).fetch("http://news.example/")


def test_a_circle_of_redirects_ends(network: Network) -> None:
    local = network({"/": (302, {"Location": "/"}, b"")})
    with pytest.raises(FetchRefused, match="more than 5 redirects"):
        fetcher(local).fetch("http://news.example/")


def test_a_page_that_is_too_large_is_refused(network: Network) -> None:
    local = network({"/": (200, HTML, b"a" * 5000)})
    with pytest.raises(FetchRefused, match="larger than 1,000 bytes"):
        fetcher(local, limits=Limits(bytes=1000)).fetch("http://news.example/")


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("first", "then"),
    [(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), (CHUNKED, b"1\r\na\r\n")],
    ids=["before the page", "within the page"],
)
def test_a_server_that_never_comes_to_an_end_is_left_when_the_time_is_over(first: bytes, then: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_go_on_for_ever, args=(server, first, then), daemon=True).start()
        local = LocalNetwork(server.getsockname()[1])
        with pytest.raises(FetchRefused, match="took longer than 0.2 seconds"):
            fetcher(local, limits=Limits(seconds=0.2)).fetch("http://news.example/")


def _go_on_for_ever(server: socket.socket, first: bytes, then: bytes) -> None:
    connection, _ = server.accept()
    with connection, suppress(OSError):
        connection.sendall(first)
        while True:
            connection.sendall(then)


def test_a_compressed_page_is_counted_as_it_expands(network: Network) -> None:
    bomb = gzip.compress(b"a" * 50_000_000)
    local = network({"/": (200, HTML | {"Content-Encoding": "gzip"}, bomb)})
    with pytest.raises(FetchRefused, match="larger|expands"):
        fetcher(local).fetch("http://news.example/")


def test_a_compressed_page_is_read(network: Network) -> None:
    local = network({"/": (200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(b"<p>text</p>"))})
    assert fetcher(local).fetch("http://news.example/").content == b"<p>text</p>"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, HTML, b"gone"), "the server answered 404"),
        ((200, {"Content-Type": "image/png"}, b"PNG"), "content type image/png is not text"),
        ((200, HTML, b""), "empty page"),
    ],
)
def test_what_is_no_page_is_refused_with_the_reason(network: Network, answer: Answer, reason: str) -> None:
    local = network({"/": answer})
    with pytest.raises(FetchRefused, match=reason):
        fetcher(local).fetch("http://news.example/")


def test_credentials_in_a_url_are_not_sent(network: Network) -> None:
    local = network({"/": (200, HTML, b"<p>text</p>")})
    assert fetcher(local).fetch("http://user:secret@news.example/").url == "http://news.example/"
