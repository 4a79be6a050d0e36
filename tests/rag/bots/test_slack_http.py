"""POST /slack/events of `newscheck serve`: signed by Slack, needs no key, answers once, and ends in good order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

import httpx
import pytest

from rag.checker import FactChecker
from rag.doors.bots.talking import HELP
from rag.doors.desk import Desk
from rag.doors.http.slack import PATH, router_of
from rag.settings import Settings
from tests.rag.bots.slack_api import DIRECT, SECRET, TOKEN, SlackApi, shown, signed, slack_api
from tests.rag.bots.test_slack import TROOPS
from tests.rag.http.helpers import KEY, error_of, serving
from tests.rag.http.test_serving import started

PAGE = "https://news.example.org"


class Slack:
    """Slack as it sends its events."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    async def __call__(self, payload: object, *, given: dict[str, str] | None = None, **how: Any) -> httpx.Response:  # noqa: ANN401
        body, headers = signed(payload, **how)
        return await asyncio.to_thread(self.client.post, PATH, content=body, headers=headers | (given or {}))


def over_http(
    checker: FactChecker, scenario: Callable[[SlackApi, Slack], Awaitable[None]], *, key: str | None = None
) -> list[dict[str, Any]]:
    """What was posted to Slack, after requests of Slack's."""

    async def main() -> list[dict[str, Any]]:
        async with slack_api() as api:
            routes = partial(router_of, token=TOKEN, signing_secret=SECRET, page=PAGE, base_url=api.base_url)
            with ExitStack() as stack:
                client = stack.enter_context(serving(checker, key=key, signed=routes))
                await scenario(api, Slack(client))
                await asyncio.to_thread(stack.close)  # what is answered then needs this loop
            return api.sent.all

    return asyncio.run(main())


@pytest.fixture(scope="module")
def checker(desk: Desk) -> FactChecker:
    return desk.open()


def test_slack_makes_sure_of_the_address(checker: FactChecker) -> None:
    async def scenario(_: SlackApi, post: Slack) -> None:
        told = await post({"type": "url_verification", "token": "old", "challenge": "a word"})
        assert told.json() == {"challenge": "a word"}

    over_http(checker, scenario)


def test_an_event_is_answered_without_our_key_and_under_any_name(checker: FactChecker) -> None:
    async def scenario(api: SlackApi, post: Slack) -> None:
        event = api.event(TROOPS, channel=DIRECT)
        assert (await post(event, given={"Host": "news.example.org", "Origin": "https://slack.com"})).status_code == 200
        await api.sent.up_to(1)

    for key in (None, KEY):
        (reply,) = over_http(checker, scenario, key=key)
        assert shown(reply).startswith("The articles differ.")
        assert f"<{PAGE}/?article=" in reply["text"]


def test_what_slack_sends_again_is_answered_once(checker: FactChecker) -> None:
    async def scenario(api: SlackApi, post: Slack) -> None:
        event = api.event(TROOPS, channel=DIRECT)
        await post(event)
        await post(event, given={"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"})
        await api.sent.up_to(1)
        await post(api.event("help", channel=DIRECT))
        await api.sent.up_to(2)

    first, second = over_http(checker, scenario)
    assert shown(first).startswith("The articles differ.")
    assert shown(second) == HELP


def test_the_first_time_that_slack_reaches_us_may_be_its_second(checker: FactChecker) -> None:
    async def scenario(api: SlackApi, post: Slack) -> None:
        await post(api.event("help", channel=DIRECT), given={"X-Slack-Retry-Num": "1"})
        await api.sent.up_to(1)

    assert len(over_http(checker, scenario)) == 1


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "another-secret"},
        {"at": time.time() - 600},
        {"given": {"X-Slack-Signature": ""}},
        {"given": {"X-Slack-Request-Timestamp": "yesterday"}},
    ],
    ids=["another secret", "ten minutes ago", "no signature", "no time"],
)
def test_what_slack_did_not_sign_just_now_is_refused(how: dict[str, Any], checker: FactChecker) -> None:
    async def scenario(api: SlackApi, post: Slack) -> None:
        told = error_of(await post(api.event(TROOPS, channel=DIRECT), **how), 401)
        assert told["kind"] == "NotSigned"
        assert "SLACK_SIGNING_SECRET" in told["hint"]
        await post(api.event("help", channel=DIRECT))
        await api.sent.up_to(1)

    (reply,) = over_http(checker, scenario)
    assert shown(reply) == HELP


def test_what_is_no_event_is_refused_before_it_is_parsed(checker: FactChecker) -> None:
    with serving(checker, signed=partial(router_of, token=TOKEN, signing_secret=SECRET)) as client:
        for body in (b"", b"{", b"[]", b"\xff", b"ssl_check=1"):
            error_of(client.post(PATH, content=body, headers={"Content-Type": "application/json"}), 401)
        error_of(client.get(PATH), 405)


def test_the_other_paths_still_need_the_key(checker: FactChecker) -> None:
    with serving(checker, key=KEY, signed=partial(router_of, token=TOKEN, signing_secret=SECRET)) as client:
        error_of(client.post(f"{PATH}/", content=b""), 401)
        error_of(client.post("/v1/ask", json={"question": TROOPS}), 401)


@pytest.mark.slow
def test_newscheck_serve_takes_events_where_the_secrets_are_set(
    newsroom: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", SECRET)
    body, headers = signed({"type": "url_verification", "token": "old", "challenge": "a word"})
    with started(newsroom) as (process, client):
        assert client.post(PATH, content=body, headers=headers).json() == {"challenge": "a word"}
        process.terminate()
        told, _ = process.communicate()
    assert f"Slack sends its events to {str(client.base_url).rstrip('/')}{PATH}" in told


def test_without_slack_nothing_is_served_there(checker: FactChecker) -> None:
    with serving(checker) as client:
        error_of(client.post(PATH, content=b""), 404)


def test_answers_in_slack_are_counted_with_the_others(checker: FactChecker) -> None:
    counted: list[str] = []

    async def scenario(api: SlackApi, post: Slack) -> None:
        await post(api.event(TROOPS, channel=DIRECT))
        await api.sent.up_to(1)
        counted.append((await asyncio.to_thread(post.client.get, "/metrics")).text)

    over_http(checker, scenario)
    assert 'newscheck_answers_total{status="conflicting"} 1' in counted[0]


def test_what_was_asked_is_answered_before_the_server_ends(checker: FactChecker) -> None:
    async def scenario(api: SlackApi, post: Slack) -> None:
        await post(api.event(TROOPS, channel=DIRECT))

    assert len(over_http(checker, scenario)) == 1
