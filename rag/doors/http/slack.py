"""POST /slack/events: what happens in a Slack workspace, as requests that Slack signs instead of sending our key."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_sdk.signature import SignatureVerifier

from rag.checker import FactChecker
from rag.doors.bots.blocks import opening_at
from rag.doors.bots.slack import API, app_of
from rag.doors.bots.talking import Bot
from rag.doors.http.failing import Refusal, Unauthorized
from rag.doors.http.service import Service
from rag.doors.http.streaming import count_said

T = TypeVar("T")

PATH = "/slack/events"


class NotSigned(Unauthorized):
    """A request that Slack did not sign, or not just now."""

    def __init__(self) -> None:
        Refusal.__init__(
            self,
            "This is not signed by Slack.",
            hint="Is SLACK_SIGNING_SECRET that of the app that sends its events here?",
        )


def router_of(
    service: Service, *, token: str, signing_secret: str, page: str | None = None, base_url: str = API
) -> APIRouter:
    """The route, and at the end of the server time for what was asked.

    Args:
        service: Who answers.
        token: The bot's, xoxb-...
        signing_secret: By which Slack signs.
        page: Where people reach this server, with https://; None links citations to the articles' own addresses.
        base_url: Of Slack's Web API.
    """

    async def do(work: Callable[[FactChecker], T]) -> T:
        return await service.questions.run(lambda: work(service.checker))

    bot = Bot(do, link=opening_at(page), told=partial(count_said, service))
    handler = AsyncSlackRequestHandler(app_of(bot, token, signing_secret=signing_secret, base_url=base_url))
    verifier = SignatureVerifier(signing_secret)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await bot.finish()

    async def events(request: Request) -> Response:
        """slack-bolt checks the signature too, but first it parses what anybody sent."""
        if not _is_signed(verifier, await request.body(), request):
            raise NotSigned
        return await handler.handle(request)

    router = APIRouter(include_in_schema=False, lifespan=lifespan)
    router.add_api_route(PATH, events, methods=["POST"])
    return router


def _is_signed(verifier: SignatureVerifier, body: bytes, request: Request) -> bool:
    try:
        return verifier.is_valid_request(body, dict(request.headers))
    except ValueError:  # no text, or no time
        return False
