"""A hundred payloads in every field of an article and in the question: the page runs none and asks nobody for anything.

Shown to fail by `test_a_page_that_makes_markup_of_text_is_found_out`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from rag.checker import FactChecker
from rag.settings import Settings
from tests.helpers import CountingVerifier, add, article
from tests.promises.conftest import Figure
from tests.rag.http.helpers import serving

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: apt-get install chromium"),
]

RUN = "window.ran=(window.ran||0)+1"
"""What a payload does when it runs."""
AWAY = "http://away.example/"

BARE = (
    f"<script>{RUN}</script>", f"<img src=x onerror='{RUN}'>", f"<svg onload='{RUN}'>", f"<body onload='{RUN}'>",
    f"<iframe srcdoc=\"<script>parent.{RUN}</script>\"></iframe>", f"<details open ontoggle='{RUN}'>x</details>",
    f"<input autofocus onfocus='{RUN}'>", f"<video><source onerror='{RUN}'></video>", f"<audio src=x onerror='{RUN}'>",
    f"<math><mtext><table><mglyph><style><img src=x onerror='{RUN}'>", f"<a href='javascript:{RUN}'>x</a>",
    f"<object data='javascript:{RUN}'></object>", f"<embed src='javascript:{RUN}'>", f"<base href='{AWAY}'>",
    f"<form action='javascript:{RUN}'><input type=submit id=go></form>", f"<link rel=stylesheet href='{AWAY}a.css'>",
    f"<style>@import '{AWAY}b.css';</style>", f"<img src='{AWAY}pixel.png'>",
    f"<meta http-equiv=refresh content='0;{AWAY}'>",
    f"<svg><animate onbegin='{RUN}' attributeName=x dur=1s>", f"<svg><a xlink:href='javascript:{RUN}'>x</a></svg>",
    f"<select autofocus onfocus='{RUN}'>", f"<marquee onstart='{RUN}'>x</marquee>",
    f"<isindex action=javascript:{RUN}>",
    f"<template><script>{RUN}</script></template>",
)  # fmt: skip
WRAPS = ("{}", "\"'>{}", "</title></textarea></script>{}", "![x](javascript:" + RUN + ") [a](data:text/html,{})")
PAYLOADS = [wrap.format(bare) for bare, wrap in product(BARE, WRAPS)]
"""A hundred: each bare, breaking out of an attribute, out of an element, and behind Markdown."""
FEW = 20
"""Questions to a page, the first of them in its address: to open one takes longer than to be answered."""
URLS = (f"javascript:{RUN}", f"data:text/html,<script>{RUN}</script>", f"vbscript:{RUN}", f'{AWAY}"onclick="{RUN}')


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def client(settings: Settings) -> Iterator[httpx.Client]:
    """A server over a hundred articles, one for each payload in all of its fields."""
    articles = [
        article(f"{payload} The zebra{place} bridge is {place + 40} metres long, says {payload}.", key=str(place),
                title=f"{place} {payload}", source=payload, author=payload, url=URLS[place % 4])
        for place, payload in enumerate(PAYLOADS)
    ]  # fmt: skip
    assert {*add(settings, articles)} == {"added"}
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as checker, serving(checker) as opened:
        yield opened


class Watched:
    """A page of the server that counts what runs, and which others are asked for anything."""

    def __init__(self, browser: Browser, client: httpx.Client) -> None:
        self.base = str(client.base_url).rstrip("/")
        self.page: Page = browser.new_page()
        self.elsewhere: list[str] = []
        self.ran = 0
        self.page.set_default_timeout(60_000)
        self.page.on("dialog", lambda dialog: dialog.dismiss())
        self.page.route("**/*", self._asked)

    def _asked(self, route: Route) -> None:
        if route.request.url.startswith(self.base):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def visit(self, query: str) -> Page:
        self.page.goto(f"{self.base}/{query}")
        return self.page

    def ask(self, question: str, *, anew: bool) -> Page:
        """By the address of a page that is opened for it, or typed into the one that is open."""
        if anew:
            return self.visit(f"?text={quote(question)}")
        self.page.locator("#text").fill(question)
        self.page.locator("#text").press("Enter")
        return self.page

    def count(self) -> None:
        self.ran += self.page.evaluate("() => { const ran = window.ran || 0; window.ran = 0; return ran }")


def test_no_payload_runs_and_none_is_asked_for(client: httpx.Client, browser: Browser, figure: Figure) -> None:
    watched = Watched(browser, client)
    for place, payload in enumerate(PAYLOADS):
        page = watched.ask(f"How long is the zebra{place} bridge? {payload}", anew=place % FEW == 0)
        card = page.locator(".card", has=page.locator(".asked", has_text=f"zebra{place} bridge? {payload.split()[0]}"))
        card.locator(".cite, .sources button").first.click()
        page.locator("#article h2").wait_for()
        assert (
            page.locator("#article :is(img, script, svg, iframe, form, object, style), #said :is(img, script)").count()
            == 0
        )
        assert all(
            url.startswith("http") for url in page.locator("#article a").evaluate_all("all => all.map(a => a.href)")
        )
        page.keyboard.press("Escape")
        page.locator("#article").wait_for(state="hidden")
        watched.count()
    figure(
        f"web page: {len(PAYLOADS)} payloads, {watched.ran} scripts run, {len(watched.elsewhere)} requests elsewhere"
    )
    assert len(PAYLOADS) == 100
    assert watched.ran == 0
    assert watched.elsewhere == []


def test_a_page_that_makes_markup_of_text_is_found_out(client: httpx.Client, browser: Browser) -> None:
    """What the page puts there as text, put there as markup, and without its policy: payloads run and ask elsewhere."""
    opened = browser.new_page(bypass_csp=True)
    watched = Watched(browser, client)
    watched.page.close()
    watched.page = opened
    opened.route("**/*", watched._asked)
    watched.visit("")
    for payload in PAYLOADS[:72:4]:
        opened.evaluate(
            "html => document.getElementById('said').append(document.createRange().createContextualFragment(html))",
            payload,
        )
    opened.wait_for_timeout(500)
    watched.count()
    assert watched.ran >= 3
    assert watched.elsewhere
