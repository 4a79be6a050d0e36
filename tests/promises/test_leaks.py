"""What is opened is closed: descriptors, threads and memory are those of before."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

from index.archive import Archive
from rag.checker import FactChecker
from rag.settings import Settings
from tests.processes import done
from tests.promises.conftest import Figure
from tests.promises.served import Server, serving
from tests.promises.stories import fill, settings_in, story

REQUESTS, OPENINGS, STORIES = 300, 30, 100

SETTLING = 2.0
"""Seconds in which what is closed must be gone."""

MOST_GROWTH = 30_000_000
"""Bytes more after all requests than after the first third of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a process holds."""

    descriptors: int
    threads: int

    @classmethod
    def here(cls) -> Self:
        """By this one."""
        return cls(descriptors=len(list(Path("/proc/self/fd").iterdir())), threads=threading.active_count())


def ask(settings: Settings) -> None:
    """Open an archive, ask, and close it."""
    with FactChecker.open(settings=settings) as checker:
        assert checker.search(story(1).content).hits


def left(work: Callable[[], object], *, times: int) -> Held:
    """What is held more afterwards, when that was done several times."""
    for _ in range(3):
        work()
    gc.collect()
    before = Held.here()
    for _ in range(times):
        work()
    after, deadline = Held.here(), time.monotonic() + SETTLING
    while after.descriptors > before.descriptors and time.monotonic() < deadline:
        after = Held.here()  # Chroma's own threads close its files a moment later
    return Held(descriptors=after.descriptors - before.descriptors, threads=after.threads - before.threads)


def openings(settings: Settings) -> Held:
    """By archives that were opened, asked and closed."""
    return left(lambda: ask(settings), times=OPENINGS)


@pytest.mark.slow
@pytest.mark.parametrize("index_from", [0, 10**9], ids=["Chroma", "exact"])
def test_an_archive_that_is_closed_holds_nothing(index_from: int, settings: Settings, figure: Figure) -> None:
    settings = settings.model_copy(update={"index_from": index_from})
    done(fill, settings_in(settings.archive, index_from=index_from), range(STORIES))
    more = done(openings, settings)
    figure(
        f"leaks ({'exact' if index_from else 'Chroma'}): {OPENINGS} times opened and closed,"
        f" {more.descriptors:+} descriptors, {more.threads:+} threads"
    )
    assert more == Held(descriptors=0, threads=0)


def request(server: Server, times: int) -> None:
    """Ask, list and read, each time by a client of its own."""
    for number in range(times // 3):
        with server.client() as client:
            text = story(number % STORIES).content
            hits = client.post("/v1/search", json={"query": text}).raise_for_status().json()["hits"]
            client.post("/v1/ask", json={"question": text}).raise_for_status()
            client.get(f"/v1/articles/{hits[0]['article_id']}").raise_for_status()


def settled(server: Server) -> tuple[int, int, int]:
    """(descriptors, threads, bytes) at the least within a second: the last connection may be on its way out."""
    until, descriptors, threads = time.monotonic() + 1.0, server.descriptors, server.threads
    while time.monotonic() < until:
        descriptors, threads = min(descriptors, server.descriptors), min(threads, server.threads)
    return descriptors, threads, server.memory


@pytest.mark.slow
def test_a_server_holds_no_more_after_many_requests(settings: Settings, figure: Figure) -> None:
    """Shown to fail where each request leaves a file open (+300 descriptors), and where it leaves 200 KB (+61 MB)."""
    done(fill, settings_in(settings.archive), range(STORIES))
    with serving(settings.archive, index_from=10**9) as server:
        request(server, REQUESTS // 3)
        before = settled(server)
        request(server, REQUESTS)
        after = settled(server)
    descriptors, threads, memory = (now - then for now, then in zip(after, before, strict=True))
    figure(f"leaks: {REQUESTS} requests, {descriptors:+} descriptors, {threads:+} threads, {memory / 1e6:+.1f} MB")
    assert descriptors <= 0
    assert threads <= 0
    assert memory < MOST_GROWTH


@pytest.mark.slow
def test_what_is_not_closed_is_found_out(settings: Settings) -> None:
    done(fill, settings_in(settings.archive), range(1))
    kept: list[Archive] = []
    assert left(lambda: kept.append(Archive(settings.archive)), times=3).descriptors >= 3
    for archive in kept:
        archive.close()
    over = threading.Event()
    assert left(lambda: threading.Thread(target=over.wait).start(), times=3).threads == 3
    over.set()
