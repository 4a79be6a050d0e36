"""What another program adds is found at once by a server that has been open all the time."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import sync_playwright

from index.archive import Archive
from index.vectors import ExactVectors
from rag.doors.desk import Desk
from rag.doors.mcp_server import server_of
from rag.settings import Settings
from tests.processes import done, newscheck
from tests.promises.conftest import Figure
from tests.promises.served import Server, serving
from tests.promises.stories import fill, settings_in, story, written
from tests.rag.mcp_clients import Session, connected

CHROMIUM = shutil.which("chromium")

BEFORE, ADDED = 100, 200

MOST_SECONDS = 2.0
"""From the end of the command that adds, to the last answer that shows what was added."""

PAGE = "the web page"

Ask = Callable[[str], list[str]]
"""A query to the titles that are found."""


def by_rest(client: httpx.Client) -> Ask:
    def ask(query: str) -> list[str]:
        response = client.post("/v1/search", json={"query": query, "k": 3})
        return [hit["title"] for hit in response.raise_for_status().json()["hits"]]

    return ask


def by_mcp(session: Session) -> Ask:
    def ask(query: str) -> list[str]:
        told = session.call("search", query=query, k=3)
        assert not told.is_error, told
        return [hit["title"] for hit in (told.structured_content or {})["hits"]]

    return ask


@contextmanager
def page_of(server: Server) -> Iterator[dict[str, Ask]]:
    """As a reader sees it on the web page, which is opened once; nothing where there is no browser."""
    if CHROMIUM is None:
        yield {}
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.goto(server.url)

        def ask(query: str) -> list[str]:
            page.locator("#text").fill(query)
            page.locator("#text").press("Enter")
            page.locator(".card .asked", has_text=query).wait_for()
            return page.locator(".sources .title").all_inner_texts()

        yield {PAGE: ask}
        browser.close()


@contextmanager
def asked_meanwhile(ask: Ask) -> Iterator[list[bool]]:
    """Whether each question was answered rightly that was asked without a pause."""
    right: list[bool] = []
    over = threading.Event()

    def go_on() -> None:
        while not over.is_set():
            right.append(ask(story(1).content)[:1] == ["Story 1"])

    with ThreadPoolExecutor(1) as thread:
        asking = thread.submit(go_on)
        try:
            yield right
        finally:
            over.set()
        asking.result()


def found(ask: Ask, numbers: Iterable[int]) -> int:
    """Stories that are found first by their own text."""
    return sum(ask(story(number).content)[:1] == [f"Story {number}"] for number in numbers)


def asked_for(door: str, settings: Settings) -> range:
    """All that was added; of the page, which is slow and asks as REST does, some where there is an index as well."""
    return range(BEFORE, BEFORE + ADDED, 1 if settings.index_from or door != PAGE else 8)


def seconds_until_found(ask: Ask, number: int, *, patience: float) -> float:
    """From now until a story is found."""
    start = time.monotonic()
    while not found(ask, [number]) and time.monotonic() < start + patience:
        pass
    return time.monotonic() - start


@pytest.fixture(params=[0, 10**9], ids=["Chroma", "exact"])
def opened(request: pytest.FixtureRequest, settings: Settings) -> Iterator[tuple[Settings, dict[str, Ask]]]:
    """An archive, two servers that have been asked already, and the page of one of them in a browser."""
    settings = settings.model_copy(update={"index_from": request.param})
    done(fill, settings_in(settings.archive), range(BEFORE))
    with (
        serving(settings.archive, index_from=request.param) as server,
        server.client() as client,
        closing(Desk(settings)) as desk,
        connected(server_of(desk, command="newscheck")) as session,
        page_of(server) as page,
    ):
        asks = {"REST": by_rest(client), "MCP": by_mcp(session), **page}
        assert [found(ask, range(5)) for ask in asks.values()] == [5] * len(asks)
        yield settings, asks


@pytest.mark.slow
def test_what_the_command_line_adds_is_found_by_open_servers(
    opened: tuple[Settings, dict[str, Ask]], tmp_path: Path, figure: Figure
) -> None:
    settings, asks = opened
    file = written(range(BEFORE, BEFORE + ADDED), tmp_path / "stories.jsonl")
    with asked_meanwhile(asks["REST"]) as right:
        told = newscheck(["--archive", str(settings.archive), "add", str(file)], tmp_path)
    assert (told.code, told.err) == (0, "")

    seconds = {door: seconds_until_found(ask, BEFORE + ADDED - 1, patience=30.0) for door, ask in asks.items()}
    asked = {door: asked_for(door, settings) for door in asks}
    seen = {door: found(ask, asked[door]) for door, ask in asks.items()}
    figure(
        f"fresh reader ({'Chroma' if not settings.index_from else 'exact'}): "
        + ", ".join(f"{seen[door]} of {len(asked[door])} found by {door} after {seconds[door]:.2f} s" for door in asks)
        + ("" if CHROMIUM else "; the web page not asked: chromium is not installed")
        + f"; {right.count(False)} of {len(right)} questions meanwhile answered wrongly"
    )
    assert seen == {door: len(numbers) for door, numbers in asked.items()}
    assert all(right)
    assert max(seconds.values()) < MOST_SECONDS


@pytest.mark.slow
def test_a_reader_that_keeps_what_it_has_read_is_found_out(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(fill, settings_in(settings.archive), range(BEFORE))
    monkeypatch.setattr(ExactVectors, "_following", lambda _, held: held)
    monkeypatch.setattr(Archive, "match", lambda *_, **__: [])
    with closing(Desk(settings)) as desk, connected(server_of(desk, command="newscheck")) as session:
        ask = by_mcp(session)
        assert found(ask, [1]) == 1
        assert found(ask, [2]) == 0  # the second question is answered from what is held, and nothing is
        done(fill, settings_in(settings.archive), range(BEFORE, BEFORE + 1))
        assert seconds_until_found(ask, BEFORE, patience=0.2) >= 0.2
