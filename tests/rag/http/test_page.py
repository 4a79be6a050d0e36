"""The web page, in a real browser: Debian's Chromium, without a window."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Dialog, Page, Request, expect, sync_playwright

from rag.checker import FactChecker
from rag.settings import Settings
from tests.helpers import RSM, add, article
from tests.rag.http.helpers import CLAIM, KEY, QUESTION, serving
from tests.rag.scripted import ScriptedModel

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: apt-get install chromium"),
]

expect.set_options(timeout=60_000)  # on a machine that has other things to do

HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>'

Opened = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser) -> Opened:
    """Opens a page of a server, and fails where it says a word on the console or asks anybody else for anything.

    A browser itself says on the console that it got an error, where one is expected.
    """

    @contextmanager
    def opened(client: httpx.Client, query: str = "", *, width: int = 1280, error: int = 0) -> Iterator[Page]:
        problems: list[str] = []
        base = str(client.base_url).rstrip("/")
        page = browser.new_page(viewport={"width": width, "height": 800})

        def asked(request: Request) -> None:
            problems.extend([] if request.url.startswith(base) else [request.url])

        def talked(dialog: Dialog) -> None:
            problems.append(dialog.message)
            dialog.dismiss()

        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", talked)
        page.on("request", asked)
        page.goto(f"{base}/{query}")
        yield page
        page.close()
        assert [problem for problem in problems if f"status of {error}" not in problem] == []

    return opened


@pytest.fixture
def several(settings: Settings) -> Iterator[httpx.Client]:
    """A server over articles that differ, and over one that wants to be a script."""
    add(settings, [
        article("Some 16,000 soldiers serve in the Halden Force.", key="a", published="2020-02-15", source="Old Wire"),
        article("Only 12,000 soldiers serve in the Halden Force.", key="b", published="2021-03-01", source="New Wire"),
        article(f"{HOSTILE} The zebra bridge is 40 metres long, says {HOSTILE}.", key="c", title=HOSTILE,
                url="javascript:alert(3)", source=HOSTILE, author=HOSTILE),
    ])  # fmt: skip
    with FactChecker.open(settings=settings) as checker, serving(checker) as client:
        yield client


def test_a_question_is_answered_and_its_citation_opens_the_article_at_the_sentence(
    client: httpx.Client, visit: Opened
) -> None:
    with visit(client) as page:
        page.keyboard.press("/")
        page.keyboard.type(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator(".short")).to_have_text("16,000")
        expect(page.locator(".how")).to_contain_text("% sure")
        expect(page.locator(".how")).to_contain_text("as of 15 Feb 2020")
        page.locator(".cite").first.press("Enter")
        expect(page.locator("#article mark")).to_have_text(RSM)
        expect(page.locator("#article mark")).to_be_in_viewport()
        page.keyboard.press("Escape")
        expect(page.locator("#article")).to_be_hidden()
        expect(page.locator(".cite").first).to_be_focused()


def test_each_of_several_questions_in_one_is_answered_and_its_citation_opens(
    client: httpx.Client, visit: Opened
) -> None:
    with visit(client, "?text=Who leads NATO, and how many troops serve in RSM?") as page:
        expect(page.locator(".also .asked")).to_have_text("How many troops serve in RSM?")
        expect(page.locator(".also .short")).to_have_text("16,000")
        page.locator(".also .cite").first.click()
        expect(page.locator("#article mark")).to_have_text(RSM)


def test_a_link_opens_the_answer_and_the_article_at_the_sentence(client: httpx.Client, visit: Opened) -> None:
    cited = client.post("/v1/ask", json={"question": QUESTION}).json()["citations"][0]
    place = f"article={cited['article_id']}&start={cited['start']}&end={cited['end']}"
    with visit(client, f"?text={QUESTION}&{place}") as page:
        expect(page.locator("#article mark")).to_have_text(RSM)
        expect(page.locator(".short")).to_have_text("16,000")
        page.go_back()
    with visit(client, f"?{place}") as page:
        expect(page.locator("#article mark")).to_have_text(RSM)


def test_articles_that_differ_are_a_table_the_newest_first(several: httpx.Client, visit: Opened) -> None:
    with visit(several, "?text=How many soldiers serve in the Halden Force?") as page:
        expect(page.locator(".declined")).to_have_text("The articles differ.")
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(2)
        expect(rows.nth(0)).to_contain_text(re.compile("12,000.*1 Mar 2021.*New Wire"))
        expect(rows.nth(1)).to_contain_text(re.compile("16,000.*15 Feb 2020.*Old Wire"))


def test_what_the_articles_do_not_say_is_told_with_the_nearest_passages(client: httpx.Client, visit: Opened) -> None:
    with visit(client, "?text=Who won the football match in Lisbon?") as page:
        expect(page.locator(".declined")).to_have_text("The articles do not say.")
        expect(page.locator("blockquote").first).to_be_visible()
    with visit(client, "?text=Who commands the RSM?&until=1999-01-01") as page:
        expect(page.locator(".declined")).to_contain_text("no stored article passes these filters")
        expect(page.locator("meter")).to_have_count(0)


def test_a_claim_is_checked_and_what_the_article_says_instead_is_told(client: httpx.Client, visit: Opened) -> None:
    with visit(client) as page:
        page.get_by_label("Check a claim").check()
        page.get_by_role("textbox", name="Claim").fill(CLAIM)
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator(".refuted")).to_contain_text("the article says 16,000")
        expect(page.locator("blockquote")).to_contain_text(RSM)


def test_a_text_is_shown_back_and_leads_from_each_sentence_to_its_claims_and_quotes(
    client: httpx.Client, visit: Opened
) -> None:
    with visit(client) as page:
        page.get_by_label("Check a claim or text").check()
        box = page.get_by_role("textbox", name="Claim or text")
        box.fill(f"{CLAIM} {HOSTILE}\n- Was that wise?")
        box.press("Enter")
        expect(page.locator(".counted")).to_contain_text("1 refuted")
        expect(page.locator(".counted")).to_contain_text("1 question")
        expect(page.locator(".checked")).to_contain_text(f"{CLAIM}\u00a0refuted {HOSTILE}")
        expect(page.locator(".checked")).to_contain_text("- Was that wise?\u00a0question")
        page.locator(".checked .refuted a").press("Enter")
        claim = page.locator(".claims > li").first
        expect(claim).to_be_focused()
        expect(claim).to_contain_text(re.compile(r"refuted, \d\d % sure"))
        expect(claim).to_contain_text("gives 16,000 where the claim says 12,000")
        claim.locator(".cite").click()
        expect(page.locator("#article mark")).to_have_text(RSM)
        assert page.locator("#said img, body script").count() == 0


def test_a_text_that_is_too_long_for_an_address_stays_with_the_tab(client: httpx.Client, visit: Opened) -> None:
    text = f"{CLAIM}\n{'Is it? ' * 20}\n{'x' * 1990}"
    with visit(client) as page:
        page.get_by_label("Check a claim or text").check()
        page.get_by_role("textbox", name="Claim or text").fill(text)
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator(".counted")).to_contain_text("1 refuted")
        assert page.url.endswith("?mode=check")
        page.locator(".claims .cite").first.click()
        expect(page.locator("#article mark")).to_have_text(RSM)
        page.reload()
        expect(page.locator(".counted")).to_contain_text("1 refuted")
        expect(page.locator("#text")).to_have_value(text)
        page.go_back()
        expect(page.locator("#article")).to_be_hidden()
        page.go_back()
        expect(page.locator(".counted")).to_have_count(0)


def test_what_a_language_model_writes_stands_apart_and_what_is_not_supported_stands_out(
    seed_settings: Settings, visit: Opened
) -> None:
    model = ScriptedModel(f"{RSM[:-1]} [1]. It has 90,000 cooks [1].")
    opened = FactChecker.open(settings=seed_settings, llm=model)
    with opened as checker, serving(checker) as client, visit(client, f"?text={QUESTION}") as page:
        expect(page.locator(".short")).to_have_text("16,000")
        written = page.locator("section.written")
        expect(written.locator("h3")).to_have_text(f"Written by {model.name}")
        expect(written.locator(".doubted")).to_have_text("It has 90,000 cooks.")
        written.locator(".cite").first.click()
        expect(page.locator("#article mark")).to_have_text(RSM)


def test_text_of_an_article_never_becomes_markup_and_its_url_never_a_script(
    several: httpx.Client, visit: Opened
) -> None:
    with visit(several, "?text=How long is the zebra bridge?") as page:
        page.locator(".cite").first.click()
        expect(page.locator("#article h2")).to_have_text(HOSTILE)
        expect(page.locator("#article .text")).to_contain_text(HOSTILE)
        assert page.locator("#article a, #article img, #said img, body script").count() == 0
    with visit(several, f"?text={HOSTILE}") as page:
        expect(page.locator(".asked")).to_have_text(HOSTILE)


def test_an_error_tells_what_to_do_next(client: httpx.Client, visit: Opened) -> None:
    with visit(client, "?mode=check&text=Who commands it?", error=422) as page:
        expect(page.get_by_role("alert")).to_contain_text("That is a question")
        expect(page.get_by_role("alert")).to_contain_text("Ask it:")


def test_what_was_asked_is_kept_in_the_browser_until_it_is_forgotten(client: httpx.Client, visit: Opened) -> None:
    with visit(client, f"?text={QUESTION}") as page:
        expect(page.locator(".short")).to_be_visible()
        page.goto(str(client.base_url))
        page.get_by_role("button", name="History").click()
        page.locator("#past button").click()
        expect(page.locator(".short")).to_have_text("16,000")
        page.get_by_role("button", name="Forget all").click()
        expect(page.locator("#past li")).to_have_count(0)


def test_a_dropped_file_is_added_and_found(several: httpx.Client, visit: Opened, tmp_path: Path) -> None:
    (tmp_path / "tower.txt").write_text("The Orlen tower is 212 metres high, its builders said on Friday.")
    with visit(several) as page:
        page.get_by_role("button", name="Add articles").click()
        page.locator("#files").set_input_files(tmp_path / "tower.txt")
        expect(page.locator("#added")).to_contain_text("tower.txt: 1 added")
        expect(page.locator("#stored")).to_have_text("4 articles")
        page.get_by_role("textbox", name="Question").fill("How high is the Orlen tower?")
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator(".card")).to_contain_text("212 metres")


def test_where_a_key_is_needed_it_is_asked_for_once(seeds: FactChecker, browser: Browser) -> None:
    with serving(seeds, key=KEY) as client:
        page = browser.new_page()
        page.goto(f"{client.base_url}?text={QUESTION}")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.get_by_role("textbox", name="Key").fill(KEY)
        page.get_by_role("button", name="Go on").click()
        expect(page.locator(".short")).to_have_text("16,000")
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_window(width: int, several: httpx.Client, visit: Opened) -> None:
    with visit(several, "?text=How many soldiers serve in the Halden Force?", width=width) as page:
        expect(page.locator("table")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator(".cite").first.click()
        expect(page.locator("#article mark")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_field_and_button_has_a_name(client: httpx.Client, visit: Opened) -> None:
    with visit(client, f"?text={QUESTION}") as page:
        expect(page.locator(".short")).to_be_visible()
        nameless = page.evaluate(
            "[...document.querySelectorAll('input, button, summary')]"
            ".filter((e) => !(e.labels?.length || e.textContent.trim() || e.ariaLabel)).map((e) => e.outerHTML)"
        )
        assert nameless == []


def test_the_page_may_load_nothing_from_elsewhere_and_stand_in_no_other_page(client: httpx.Client) -> None:
    page = client.get("/")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "DENY"
    links = re.findall(r'(?:src|href)="([^"#]+)"', page.text)
    assert links
    assert not [link for link in links if urlsplit(link).netloc]
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("name", ["..%2fapp.py", "%2e%2e/http/app.py", "none.js", "index.html%00"])
def test_nothing_but_the_pages_own_files_is_served(name: str, client: httpx.Client) -> None:
    assert client.get(f"/web/{name}").status_code == 404
