"""A stand-in of Slack: a Web API that takes only what Slack documents, the socket of socket mode, and its signature."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web

from tests.rag.bots.standing_in import PATIENCE, Sent, listening

TOKEN, APP_TOKEN, SECRET = "xoxb-the-token-of-a-bot", "xapp-the-token-of-an-app", "a-signing-secret"
ME, SOMEBODY = "U100", "U200"
CHANNEL, DIRECT = "C300", "D400"
SCOPES: Mapping[str, str] = {"chat.postMessage": "chat:write"}
"""Method -> scope of the bot's token that it needs."""


class SlackApi:
    """One workspace."""

    def __init__(self) -> None:
        self.sent: Sent[dict[str, Any]] = Sent()
        self.called: set[str] = set()
        """Methods of the Web API."""
        self.sockets: Sent[web.WebSocketResponse] = Sent()
        self.busy_for = 0
        """Messages that are told to come later."""
        self._acknowledged: dict[str, asyncio.Event] = {}
        self._numbers = 0
        self.app = web.Application()
        self.app.add_routes([web.post("/api/{method}", self._call), web.get("/socket", self._socket)])
        self.base_url = ""

    def event(self, text: str, *, channel: str = CHANNEL, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """What Slack sends when somebody says something: a mention in a channel, or a direct message."""
        self._numbers += 1
        direct = channel == DIRECT
        event = {"type": "message", "channel_type": "im"} if direct else {"type": "app_mention"}
        event |= {"user": SOMEBODY, "text": text, "ts": f"1581768000.{self._numbers:06}", "channel": channel} | more
        about = {"token": "old", "team_id": "T1", "api_app_id": "A1", "event_id": f"Ev{self._numbers}"}
        return {"type": "event_callback", "event_time": 1_581_768_000, "event": event} | about

    async def tells(self, payload: dict[str, Any], *, envelope: str | None = None, attempt: int = 0) -> None:
        """Send an event over the socket, and wait until it is acknowledged."""
        self._numbers += 1
        envelope = envelope or f"envelope-{self._numbers}"
        heard = self._acknowledged.setdefault(envelope, asyncio.Event())
        about = {"envelope_id": envelope, "type": "events_api", "accepts_response_payload": False}
        retried = {"retry_attempt": attempt, "retry_reason": "timeout"} if attempt else {}
        await self.sockets.all[-1].send_json(about | {"payload": payload} | retried)
        async with asyncio.timeout(PATIENCE):
            await heard.wait()

    async def says(self, text: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """An event over the socket; what was sent."""
        payload = self.event(text, **more)
        await self.tells(payload)
        return payload

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.called.add(method)
        given = await request.json() if request.content_type == "application/json" else dict(await request.post())
        wanted = APP_TOKEN if method == "apps.connections.open" else TOKEN
        if request.headers.get("Authorization") != f"Bearer {wanted}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if method == "auth.test":
            about = {"user": "newscheck", "user_id": ME, "bot_id": "B100", "team": "A desk", "team_id": "T1"}
            return web.json_response({"ok": True, "url": "https://desk.slack.com/"} | about)
        if method == "apps.connections.open":
            return web.json_response({"ok": True, "url": f"ws://{request.host}/socket"})
        return self._post(given) if method == "chat.postMessage" else web.json_response({"ok": False})

    def _post(self, given: dict[str, Any]) -> web.Response:
        if self.busy_for:
            self.busy_for -= 1
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "0"})
        wrong = _wrong(given)
        if wrong:
            return web.json_response({"ok": False, "error": wrong})
        self._numbers += 1
        self.sent.add(given)
        return web.json_response({"ok": True, "channel": given["channel"], "ts": f"1581768001.{self._numbers:06}"})

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.sockets.add(socket)
        async for frame in socket:
            if frame.type == WSMsgType.TEXT and (envelope := json.loads(frame.data).get("envelope_id")):
                self._acknowledged[envelope].set()
        return socket


def _wrong(given: dict[str, Any]) -> str | None:
    """Slack's name for what is wrong with a message."""
    blocks = given["blocks"]
    if len(blocks) > 50 or not all(map(_is_block, blocks)):
        return "invalid_blocks"
    return "msg_too_long" if len(given["text"]) > 4_000 or not given["text"] else None


def _is_block(block: dict[str, Any]) -> bool:
    """The two kinds of which answers are made, with their limits as for sections."""
    if block["type"] == "rich_text":
        kinds = {"rich_text_section", "rich_text_quote"}
        texts = [element["text"] for section in block["elements"] for element in section["elements"]]
        return all(section["type"] in kinds for section in block["elements"]) and _fit(texts)
    assert block["type"] == "context"
    return len(block["elements"]) <= 10 and _fit([element["text"] for element in block["elements"]])


def _fit(texts: list[str]) -> bool:
    return bool(texts) and all(texts) and sum(map(len, texts)) <= 3_000


def shown(message: dict[str, Any]) -> str:
    """The blocks of a message as they are read, line by line."""
    lines = []
    for block in message["blocks"]:
        if block["type"] == "context":
            lines += [element["text"] for element in block["elements"]]
        else:
            lines += ["".join(element["text"] for element in section["elements"]) for section in block["elements"]]
    return "\n".join(lines)


def signed(payload: object, *, secret: str = SECRET, at: float | None = None) -> tuple[bytes, dict[str, str]]:
    """(body, headers) of a request as Slack signs it."""
    body = json.dumps(payload).encode()
    moment = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{moment}:".encode() + body, hashlib.sha256).hexdigest()
    signature = {"X-Slack-Signature": f"v0={digest}", "X-Slack-Request-Timestamp": moment}
    return body, {"Content-Type": "application/json", **signature}


@asynccontextmanager
async def slack_api() -> AsyncIterator[SlackApi]:
    """The stand-in, listening."""
    api = SlackApi()
    async with listening(api.app) as address:
        api.base_url = f"http://{address}/api/"
        yield api
