"""Many clients at once, beside a program that writes: each gets the answer that it would get alone."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from index.settings import IndexSettings
from tests.processes import done
from tests.promises.conftest import Figure
from tests.promises.served import Server, serving
from tests.promises.stories import fill, settings_in, story

CLIENTS, STORIES = 32, 300

SECONDS = 15 * float(os.environ.get("PROMISES_SHARE", "1"))

MOST_GROWTH = 50_000_000
"""Bytes that the server may hold more at the end."""


@dataclass(kw_only=True)
class Asked:
    """What many clients got."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def ask(self, client: httpx.Client, number: int, oracle: dict[int, str]) -> None:
        """One question, and whether its first passage is the one that it has when nobody else asks."""
        start = time.monotonic()
        try:
            first = top(client, number)
        except httpx.HTTPError as error:
            self.errors.append(repr(error))
            return
        self.seconds.append(time.monotonic() - start)
        if first != oracle[number]:
            self.wrong.append(f"{number}: {first}")

    def percentile(self, share: float) -> float:
        """Seconds within which that share of the questions was answered."""
        return sorted(self.seconds)[min(int(share * len(self.seconds)), len(self.seconds) - 1)]


def top(client: httpx.Client, number: int) -> str:
    """The first passage for two words of a story."""
    response = client.post("/v1/search", json={"query": " ".join(story(number).content.split()[3:6]), "k": 3})
    return str(response.raise_for_status().json()["hits"][0]["title"])


def storm(server: Server, oracle: dict[int, str], *, seconds: float) -> Asked:
    """Every client asks one question after the other."""
    asked, end = Asked(), time.monotonic() + seconds

    def go_on(seed: int) -> None:
        chance = random.Random(seed)
        with server.client() as client:
            while time.monotonic() < end:
                asked.ask(client, chance.randrange(STORIES), oracle)

    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(go_on, range(CLIENTS)))
    return asked


def write(settings: IndexSettings, over: Callable[[], bool]) -> int:
    """Add articles, a few each time, each time in a process of its own; how many."""
    number = STORIES
    while not over():
        done(fill, settings, range(number, number + 5))
        number += 5
    return number - STORIES


@pytest.mark.slow
@pytest.mark.parametrize("index_from", [0, 10**9], ids=["Chroma", "exact"])
def test_many_clients_get_the_answers_that_each_gets_alone(index_from: int, tmp_path: Path, figure: Figure) -> None:
    settings = settings_in(tmp_path / "archive", index_from=index_from)
    done(fill, settings, range(STORIES))
    with serving(settings.archive, index_from=index_from) as server:
        with server.client() as client:
            oracle = {number: top(client, number) for number in range(STORIES)}
        storm(server, oracle, seconds=SECONDS / 5)
        memory = server.memory
        over = threading.Event()
        with ThreadPoolExecutor(1) as beside:
            added = beside.submit(write, settings, over.is_set)
            try:
                asked = storm(server, oracle, seconds=SECONDS / 2)
            finally:
                over.set()
        grown = server.memory - memory

    figure(
        f"concurrency ({'exact' if index_from else 'Chroma'}): {CLIENTS} clients, {len(asked.seconds):,} questions in"
        f" {SECONDS / 2:.0f} s while {added.result()} articles were added: {len(asked.errors)} errors,"
        f" {len(asked.wrong)} wrong, p50 {asked.percentile(0.5):.2f} s, p99 {asked.percentile(0.99):.2f} s,"
        f" {grown / 1e6:+.0f} MB"
    )
    assert sum(title == f"Story {number}" for number, title in oracle.items()) == STORIES
    assert (asked.errors, asked.wrong) == ([], [])
    assert added.result() > 0
    assert grown < MOST_GROWTH


def test_errors_and_wrong_answers_are_found_out() -> None:
    asked = Asked()
    statuses = iter((200, 200, 500))

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(next(statuses), json={"hits": [{"title": "Story 2"}]})

    with httpx.Client(base_url="http://server", transport=httpx.MockTransport(answer)) as client:
        for number in (2, 1, 2):
            asked.ask(client, number, {1: "Story 1", 2: "Story 2"})
    assert (len(asked.seconds), asked.wrong, len(asked.errors)) == (2, ["1: Story 2"], 1)
