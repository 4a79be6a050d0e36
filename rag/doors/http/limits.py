"""Who may ask, how often, and how much at once."""

from __future__ import annotations

import hmac
import ipaddress
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.errors import SettingsError

SHORTEST_KEY = 16
"""Characters: fewer could be guessed."""

MOST_CALLERS = 10_000
"""Whose rates are remembered."""

GRACE = 10.0
"""Seconds that running requests get to end, when the server is told to end."""

MAKE_A_KEY = 'Make one: python -c "import secrets; print(secrets.token_urlsafe(32))" > newscheck.key'


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one server."""

    rate: float = 50.0
    """Requests a second from one caller, who may ask for two seconds' worth at once; 0 for as many as he likes."""
    seconds: float = 30.0
    """For one question, waiting included, and for a request to arrive."""
    threads: int = 2
    """Questions that are worked on at the same time."""
    waiting: int = 64
    """Questions that may wait for a thread."""
    body: int = 1_000_000
    """Bytes of a request."""
    upload: int = 20_000_000
    """Bytes of a request that brings articles."""
    text_seconds: float = 300.0
    """For one text to be checked, waiting included."""
    adding_seconds: float = 300.0
    """For the articles of one request to be stored."""


class Keys:
    """API keys, of which only digests are kept."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        self._digests = [sha256(key.encode()).digest() for key in keys]

    @classmethod
    def read(cls, file: Path) -> Keys:
        """One key a line; empty lines and those that begin with # are passed over.

        Raises:
            SettingsError: no such file, no key in it, or one that is too short.
        """
        try:
            lines = [line.strip() for line in file.read_text().splitlines()]
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not text"
            raise SettingsError(f"The key file {str(file)!r} cannot be read: {why.lower()}.", hint=MAKE_A_KEY) from None
        keys = [line for line in lines if line and not line.startswith("#")]
        if not keys:
            raise SettingsError(f"There is no key in {str(file)!r}.", hint=MAKE_A_KEY)
        if any(len(key) < SHORTEST_KEY for key in keys):
            raise SettingsError(f"A key in {str(file)!r} is shorter than {SHORTEST_KEY} characters.", hint=MAKE_A_KEY)
        return cls(keys)

    def __bool__(self) -> bool:
        return bool(self._digests)

    def caller(self, authorization: str) -> str | None:
        """A name for the holder of the key in that header; None when it is none of ours.

        Every key is compared, in a time that does not depend on how much of it is right.
        """
        scheme, _, given = authorization.partition(" ")
        digest = sha256(given.strip().encode("latin-1", "replace")).digest()
        found = [known for known in self._digests if hmac.compare_digest(known, digest)]
        return found[0].hex() if found and scheme.lower() == "bearer" else None


class Rates:
    """A bucket of tokens for each caller, refilled at a steady rate."""

    def __init__(self, rate: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._most = max(1.0, 2 * rate)
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, caller: str) -> float:
        """Seconds until this caller may ask again; 0.0 where he may ask now, which counts as one request."""
        if not self._rate:
            return 0.0
        now = self._clock()
        left, then = self._left.pop(caller, (self._most, now))
        left = min(self._most, left + (now - then) * self._rate)
        allowed = left >= 1
        self._left[caller] = (left - allowed, now)  # the callers of longest ago come first
        if len(self._left) > MOST_CALLERS:
            del self._left[next(iter(self._left))]
        return 0.0 if allowed else (1 - left) / self._rate


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address.

    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "192.168.1.5", "example.org")]
    [True, True, True, False, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(header: str) -> str:
    """The name in a Host header or an Origin, without its port.

    >>> host_of("localhost:8377"), host_of("[::1]:8377"), host_of("http://127.0.0.1:3000"), host_of("null")
    ('localhost', '::1', '127.0.0.1', 'null')
    """
    name = header.rpartition("//")[2].lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0]
