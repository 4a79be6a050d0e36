"""Addresses that must not be fetched, and servers on this machine that do what servers should not."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import FetchRefused
from index.fetching import Fetcher, Limits
from index.loading import Loader
from index.records import Refused
from tests.index.test_fetching import PUBLIC, LocalNetwork

HTML = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

PRIVATE = (
    "http://localhost/", "http://127.1/", "http://0x7f000001/", "http://2130706433/", "http://[::1]/",
    "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://0/",
)  # fmt: skip


@contextmanager
def server(*answers: bytes, forever: bytes = b"") -> Iterator[int]:
    """The port of a server that answers each connection; the last answer goes on for ever, where that is said."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                for answer in answers:
                    connection, _ = listening.accept()
                    with connection, suppress(OSError):
                        connection.recv(65_536)
                        connection.sendall(answer)
                        while forever:
                            connection.sendall(forever)

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


def why(
    port: int, *, resolve: Callable[[str, int], Iterable[str]] = lambda *_: [PUBLIC], limits: Limits | None = None
) -> str:
    """Why a page of that server was not taken; empty where it was."""
    fetcher = Fetcher(limits=limits or Limits(), resolve=resolve, network=LocalNetwork(port))
    try:
        fetcher.fetch("http://news.example/")
    except FetchRefused as error:
        return str(error)
    return ""


def refused(url: str) -> str:
    """The reason, by way of everything that `add` does."""
    (item,) = Loader([url])
    return item.reason if isinstance(item, Refused) else f"taken: {item}"


def unlike(expected: dict[str, str], found: Callable[[str], str]) -> str:
    """What has another reason than the one expected."""
    told = {name: found(name) for name in expected}
    return "; ".join(f"{name}: {reason}" for name, reason in told.items() if expected[name] not in reason)


def schemes(_: Path) -> str:
    urls = (
        "file:///etc/passwd",
        "gopher://city.example/",
        "ftp://city.example/a",
        "data:text/html,x",
        "javascript:alert(1)",
    )
    return unlike(dict.fromkeys(urls, "only http and https"), refused)


def long_urls(_: Path) -> str:
    return unlike({"https://city.example/" + "a" * 100_000: "at most 2,048"}, refused)


def private_addresses(_: Path) -> str:
    with server() as port:
        both = why(port, resolve=lambda *_: [PUBLIC, "10.0.0.1"])
    wrong = unlike(dict.fromkeys(PRIVATE, "address not public"), refused)
    return wrong or ("" if both == "address not public" else f"two answers: {both}")


def moved(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


def redirects_and_rebinding(_: Path) -> str:
    def inside(host: str, port: int) -> list[str]:
        return ["10.0.0.5"] if host == "inside.example" else [PUBLIC]

    names = iter([[PUBLIC], ["127.0.0.1"]])
    with server(moved("http://inside.example/")) as port:
        private = why(port, resolve=inside)
    with server(*[moved("/again")] * 9) as port:
        circle = why(port)
    with server(f"{HTML}Content-Length: 5\r\n\r\nhello".encode()) as port:
        rebound = why(port, resolve=lambda *_: next(names))
    found = (private, circle, rebound, len(list(names)))
    expected = ("address not public", "more than 5 redirects", "", 1)
    return "" if found == expected else f"{found} instead of {expected}"


ANSWERS: dict[str, tuple[bytes, bytes, str]] = {
    "endless": (f"{HTML}\r\n".encode(), b"a" * 65_536, "larger than 1,000,000 bytes"),
    "a byte at a time": (f"{HTML}Transfer-Encoding: chunked\r\n\r\n".encode(), b"1\r\na\r\n",
        "took longer than 1 seconds"),
    "expanding": (
        f"{HTML}Content-Encoding: gzip\r\n\r\n".encode() + gzip.compress(b"a" * 50_000_000), b"", "larger than|expands"
    ),
    "empty": (f"{HTML}Content-Length: 0\r\n\r\n".encode(), b"", "empty page"),
    "not there": (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", b"", "the server answered 404"),
    "broken": (b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", b"", "the server answered 500"),
    "a picture": (b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 1\r\n\r\nx", b"",
        "image/png is not text"),
    "no HTTP": (b"SSH-2.0-OpenSSH\r\n", b"", "could not be fetched"),
}  # fmt: skip


def bad_servers(_: Path) -> str:
    wrong = []
    for name, (answer, forever, expected) in ANSWERS.items():
        limits = Limits(bytes=200_000_000 if name == "a byte at a time" else 1_000_000, seconds=1)
        with server(answer, forever=forever) as port:
            found = why(port, limits=limits)
        if not any(part in found for part in expected.split("|")):
            wrong.append(f"{name}: {found}")
    return "; ".join(wrong)


ADDRESSES: tuple[tuple[int, Callable[[Path], str]], ...] = (
    (51, long_urls),
    (52, schemes),
    (53, private_addresses),
    (54, redirects_and_rebinding),
    (55, bad_servers),
)
