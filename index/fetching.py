"""Pages from the web, and only from the web: never from this machine or its network. The one door to httpcore.

Every host name is resolved here, every address it has must be public, and the connection goes to the address that
was checked, so that a name cannot change its meaning in between. Redirects are followed by the same rules. Proxies
are not used. Source of the attacks that this stands against: OWASP, Server Side Request Forgery.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

from index.errors import FetchRefused, InvalidArticle
from index.urls import tidy_url

MAX_REDIRECTS = 5
MAX_RATIO = 100
"""Bytes that one compressed byte may become, once the page is larger than a million."""
LONGEST_SILENCE = 10.0
"""Seconds that a server may let pass without a byte."""
USER_AGENT = "newscheck/0.1"

_TYPES = ("text/", "application/json", "application/xhtml+xml", "application/ld+json", "application/x-ndjson",
          "application/jsonl", "application/csv", "application/gzip", "application/x-gzip", "application/xml",
          "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/pdf",
          "application/epub+zip",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document")  # fmt: skip
_REDIRECTS = {301, 302, 303, 307, 308}

Resolve = Callable[[str, int], Iterable[str]]
"""Host and port to all its addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one page."""

    bytes: int = 20_000_000
    """After decompression."""
    seconds: float = 30.0
    """In all, redirects included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a URL gave."""

    url: str
    """Where it was found in the end, after redirects."""
    content: bytes
    charset: str | None
    """As the server stated it."""


def fetch(url: str, *, limits: Limits | None = None) -> Page:
    """The page at a URL.

    Raises:
        FetchRefused: the address is not public, or the page is not there, not text, or too large or slow.
    """
    return Fetcher(limits=limits or Limits()).fetch(url)


class Fetcher:
    """Fetches pages; `resolve` and `network` can be given in tests."""

    def __init__(
        self,
        *,
        limits: Limits,
        resolve: Resolve | None = None,
        network: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._limits = limits
        self._resolve = resolve or _addresses
        self._network = network or httpcore.SyncBackend()

    def fetch(self, url: str) -> Page:
        """Follows redirects; see `index.fetching.fetch`."""
        deadline = _Deadline(self._limits.seconds)
        for _ in range(MAX_REDIRECTS + 1):
            found = self._get(_checked(url), deadline)
            if isinstance(found, Page):
                return found
            url = found
        raise FetchRefused(f"more than {MAX_REDIRECTS} redirects")

    def _get(self, url: str, deadline: _Deadline) -> Page | str:
        """The page, or where it has moved to."""
        network = _PublicOnly(self._resolve, self._network, deadline)
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), min(LONGEST_SILENCE, self._limits.seconds))
        headers = [("Host", urlsplit(url).netloc), ("User-Agent", USER_AGENT), ("Accept-Encoding", "gzip")]
        try:
            with (
                httpcore.ConnectionPool(network_backend=network) as pool,
                pool.stream("GET", url, headers=headers, extensions={"timeout": timeouts}) as response,
            ):
                stated = _headers(response)
                if response.status in _REDIRECTS and stated["location"]:
                    return urljoin(url, str(stated["location"]))
                _refuse_unusable(response.status, stated)
                body = _decompressed(response.iter_stream(), stated["content-encoding"])
                content = b"".join(self._limited(body))
        except httpcore.TimeoutException:
            deadline.left()
            raise FetchRefused(f"no answer within {timeouts['read']:.0f} seconds") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
            raise FetchRefused(f"could not be fetched: {str(error) or type(error).__name__}") from None
        if not content:
            raise FetchRefused("empty page")
        charset: str | None = stated.get_content_charset()
        return Page(url=url, content=content, charset=charset)

    def _limited(self, body: Iterable[bytes]) -> Iterator[bytes]:
        size = 0
        for part in body:
            size += len(part)
            if size > self._limits.bytes:
                raise FetchRefused(f"larger than {self._limits.bytes:,} bytes")
            yield part


class _PublicOnly(httpcore.NetworkBackend):
    """Connects to hosts all of whose addresses are public, and to the very address that was looked at."""

    def __init__(self, resolve: Resolve, network: httpcore.NetworkBackend, deadline: _Deadline) -> None:
        self._resolve = resolve
        self._network = network
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of the host."""
        addresses = list(self._resolve(host, port))
        if not addresses:
            raise FetchRefused("host not found")
        if not all(is_public(address) for address in addresses):
            raise FetchRefused("address not public")
        left = self._deadline.left(timeout)
        stream = self._network.connect_tcp(addresses[0], port, left, local_address, socket_options)
        return _Timed(stream, self._deadline)


class _Deadline:
    """When a page must be there."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self, timeout: float | None = None) -> float:
        """Seconds that are left, at most `timeout`; raises FetchRefused when none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise FetchRefused(f"took longer than {self._seconds:g} seconds")
        return left if timeout is None else min(left, timeout)


class _Timed(httpcore.NetworkStream):
    """A connection no step of which outlasts the deadline.

    A time limit for each read is not enough: a server that sends its headers byte by byte keeps every one of them.
    """

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Timed(secured, self._deadline)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 -- as httpcore declares it
        return self._stream.get_extra_info(info)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also when written inside an IPv6 address.

    >>> [is_public(a) for a in ("93.184.216.34", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False, False]
    """
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _addresses(host: str, port: int) -> list[str]:
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise FetchRefused("host not found") from None


def _checked(url: str) -> str:
    """The URL in the form that is fetched: no credentials, no fragment, an ASCII host."""
    try:
        tidy, _ = tidy_url(url)
    except InvalidArticle as error:
        raise FetchRefused(str(error)) from None
    if tidy is None:
        raise FetchRefused("only http and https")
    parts = urlsplit(tidy)
    try:
        host = (parts.hostname or "").encode("idna").decode()
    except UnicodeError:
        raise FetchRefused("host not found") from None
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{parts.port}" if parts.port else ""
    return parts._replace(netloc=netloc, path=_quoted(parts.path) or "/", query=_quoted(parts.query)).geturl()


def _quoted(part: str) -> str:
    from urllib.parse import quote

    return quote(part, safe="/%:@!$&'()*+,;=~?[]-._")


def _headers(response: httpcore.Response) -> Message:
    """Absent names give None, as a Message does."""
    stated = Message()
    for name, value in response.headers:
        stated[name.decode("latin-1")] = value.decode("latin-1")
    return stated


def _refuse_unusable(status: int, stated: Message) -> None:
    if status != 200:
        raise FetchRefused(f"the server answered {status}")
    kind = stated.get_content_type()
    if "content-type" in stated and not kind.startswith(_TYPES):
        raise FetchRefused(f"content type {kind} is not text")


def _decompressed(parts: Iterable[bytes], encoding: str | None) -> Iterator[bytes]:
    """Counted while it expands."""
    if encoding in {None, "", "identity"}:
        yield from parts
        return
    if encoding not in {"gzip", "x-gzip"}:
        raise FetchRefused(f"content encoding {encoding} was not asked for")
    inflate, taken, given = zlib.decompressobj(wbits=31), 0, 0
    for part in parts:
        taken += len(part)
        while part:
            try:
                out = inflate.decompress(part, 1_000_000)
            except zlib.error:
                raise FetchRefused("gzip damaged") from None
            given += len(out)
            if given > max(1_000_000, MAX_RATIO * taken):
                raise FetchRefused(f"expands more than {MAX_RATIO} times")
            yield out
            part = inflate.unconsumed_tail  # noqa: PLW2901 -- what is left of it
