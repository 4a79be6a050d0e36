"""Slack: mentions and direct messages, over socket mode or as signed requests; an answer is blocks.

What articles say stands in rich text and in plain text, in which Slack looks for no mention, link or emoji; so there
it is letter by letter. The `text` of a message, for notifications and screen readers, is escaped.
"""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from rag.doors.bots.blocks import Part, Run, packed, units
from rag.doors.bots.talking import Bot, Heard, NotDelivered
from rag.doors.bots.tokens import refused, unreachable

R = TypeVar("R")

API = "https://slack.com/api/"

PER_BLOCK = 3_000
BLOCKS = 50
PER_MESSAGE = 4_000
"""Slack's limits: characters of a block, blocks of a message, and characters of its `text`."""

_TYPED = {None, "file_share", "thread_broadcast"}
"""Subtypes of messages that somebody typed; edits, joins and the like have others."""
_IN_ANGLES = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def app_of(bot: Bot, token: str, *, signing_secret: str = "", base_url: str = API) -> AsyncApp:
    """Handlers of what happens in a workspace.

    Args:
        bot: Who answers.
        token: The bot's, xoxb-...
        signing_secret: By which requests over HTTP must be signed.
        base_url: Of the Web API.
    """
    app = AsyncApp(token=token, signing_secret=signing_secret)
    app.client.base_url = base_url
    app.client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))

    async def hear(event: dict[str, Any], context: Mapping[str, Any]) -> None:
        if _is_asked(event):
            text = typed(event.get("text") or "", me=context["bot_user_id"])
            thread = _thread_of(event)
            heard = Heard(id=(event["channel"], event["ts"]), thread=(event["channel"], thread), text=text)
            await bot.hear(heard, lambda parts: _send(app.client, parts, channel=event["channel"], thread_ts=thread))

    app.event("app_mention")(hear)
    app.event("message")(hear)
    return app


async def serve(bot: Bot, *, token: str, app_token: str, told: Callable[[str], None], base_url: str = API) -> None:
    """Answer in socket mode until cancelled.

    Args:
        bot: Who answers.
        token: The bot's, xoxb-...
        app_token: The app's, xapp-...
        told: Is told the name of the bot when it hears.
        base_url: Of the Web API.

    Raises:
        UserError: Slack cannot be reached, or takes one of the tokens for none.
    """
    app = app_of(bot, token, base_url=base_url)
    name = (await _accepted(app.client.auth_test(), "SLACK_BOT_TOKEN"))["user"]
    handler = AsyncSocketModeHandler(app, app_token)
    try:
        handler.client.wss_uri = await _accepted(handler.client.issue_new_wss_url(), "SLACK_APP_TOKEN")
        await handler.connect_async()  # type: ignore[no-untyped-call]
        told(f"@{name}")
        await asyncio.Event().wait()
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
        await bot.finish()


def typed(text: str, *, me: str) -> str:
    """What a person typed, of the text of an event: without the bot's name, with links and channels as they are shown.

    >>> typed("<@U1> is <https://nato.int|nato.int> in <#C1|general> &amp; who?", me="U1")
    'is nato.int in #general & who?'
    """
    plain = _IN_ANGLES.sub(lambda found: _shown(found[1], found[2]), text.replace(f"<@{me}>", " "))
    return html.unescape(plain).strip()


def messages_of(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """What is posted, message by message: `blocks`, and `text` for those who see none."""
    fitting = [part.fitting(PER_BLOCK, _size) for part in parts]
    packs = packed(fitting, most=PER_MESSAGE, size=_size, count=BLOCKS)
    return [{"blocks": [_block(part) for part in pack], "text": "\n".join(map(_text, pack))} for pack in packs]


async def _send(client: AsyncWebClient, parts: Sequence[Part], *, channel: str, thread_ts: str | None) -> None:
    quietly: dict[str, Any] = {"parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}
    try:
        for message in messages_of(parts):
            await client.chat_postMessage(channel=channel, thread_ts=thread_ts, **message, **quietly)
    except (SlackClientError, ClientError, TimeoutError) as error:
        raise NotDelivered(_reason(error)) from error


async def _accepted(call: Awaitable[R], token: str) -> R:
    try:
        return await call
    except SlackApiError as error:
        raise refused(token, _reason(error)) from error
    except (ClientError, TimeoutError, OSError) as error:
        raise unreachable("Slack", error) from error


def _reason(error: Exception) -> str:
    return str(error.response["error"]) if isinstance(error, SlackApiError) else str(error) or type(error).__name__


def _is_asked(event: Mapping[str, Any]) -> bool:
    """Whether a person said that to the bot; in channels, Slack tells of it by another event too."""
    if event.get("bot_id") or not event.get("user") or event.get("subtype") not in _TYPED:
        return False
    return event["type"] == "app_mention" or event.get("channel_type") == "im"


def _thread_of(event: Mapping[str, Any]) -> str | None:
    """Where the reply goes: a direct message is answered below it, any other in a thread."""
    direct = event["type"] == "message"
    thread: str | None = event.get("thread_ts") or (None if direct else event["ts"])
    return thread


def _shown(target: str, label: str | None) -> str:
    if target.startswith("@"):
        return label or " "
    return f"#{label}" if target.startswith("#") and label else label or target


def _block(part: Part) -> dict[str, Any]:
    if part.kind == "source":
        return {"type": "context", "elements": _context(part)}
    sections = [{"type": "rich_text_section", "elements": [_rich(run) for run in line]} for line in part.lines]
    if part.kind == "quote":
        sections[-1]["type"] = "rich_text_quote"
    return {"type": "rich_text", "elements": sections}


def _rich(run: Run) -> dict[str, Any]:
    return {"type": "text", "text": run.shown, **({"style": {"bold": True}} if run.strong else {})}


def _context(part: Part) -> list[dict[str, Any]]:
    """What a number stands for, as plain text, and the link beside it."""
    lines = ("".join(run.shown for run in line if not run.address).removesuffix(", ") for line in part.lines)
    links = [_signs(run) for line in part.lines for run in line if run.address]
    facts = {"type": "plain_text", "text": "\n".join(lines), "emoji": False}
    return [facts, *({"type": "mrkdwn", "text": link, "verbatim": True} for link in links)]


def _text(part: Part) -> str:
    return "\n".join("".join(map(_signs, line)) for line in part.lines)


def _signs(run: Run) -> str:
    """Escaped for what Slack reads as its own signs."""
    shown = html.escape(run.shown, quote=False)
    return f"<{html.escape(run.address, quote=False)}|{shown}>" if run.address else shown


def _size(part: Part) -> int:
    return units(_text(part))
