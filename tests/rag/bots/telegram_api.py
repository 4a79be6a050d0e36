"""A stand-in of Telegram: the part of its Bot API by which a bot is known, hears and replies."""

from __future__ import annotations

import asyncio
import html.parser
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.rag.bots.standing_in import Sent, listening

TOKEN = "1000:the-token-of-a-bot"
ME = {"id": 1000, "is_bot": True, "first_name": "newscheck", "username": "newscheck_bot"}
SOMEBODY = {"id": 2000, "is_bot": False, "first_name": "Ada"}
PRIVATE = {"id": 2000, "type": "private", "first_name": "Ada"}
GROUP = {"id": -3000, "type": "supergroup", "title": "A desk"}
LONGEST = 4_096


class TelegramApi:
    """One bot's chats."""

    def __init__(self) -> None:
        self.sent: Sent[dict[str, Any]] = Sent()
        self.asked_for_updates: Sent[int] = Sent()
        """The offset of each request for updates: what comes before it is acknowledged."""
        self.busy_for = 0
        """Messages that are told to come later."""
        self._updates: list[dict[str, Any]] = []
        self._changed = asyncio.Event()
        self._numbers = 0
        self.app = web.Application()
        self.app.add_routes([web.post("/bot{token}/{method}", self._call)])
        self.base_url = ""

    def says(self, text: str, *, chat: dict[str, Any] = PRIVATE, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """A message, as an update brings it."""
        self._numbers += 1
        about = {"message_id": self._numbers, "date": 1_581_768_000, "chat": chat, "from": SOMEBODY}
        message = about | {"text": text, "entities": _entities(text)} | more
        self.tells({"message": message})
        return message

    def tells(self, update: dict[str, Any]) -> None:
        """An update, with a number of its own where it has none."""
        self._numbers += 1
        self._updates.append({"update_id": self._numbers} | update)
        self._changed.set()

    async def _call(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return _refused(401, "Unauthorized")
        given = {name: _value(str(value)) for name, value in (await request.post()).items()}
        method = request.match_info["method"]
        if method == "getMe":
            return _told(ME | {"can_join_groups": True, "can_read_all_group_messages": False})
        if method == "getUpdates":
            return _told(await self._waited_for(int(given.get("offset", 0)), float(given.get("timeout", 0))))
        if method == "sendMessage":
            return self._send(given)
        return _told(method == "deleteWebhook")

    async def _waited_for(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        self.asked_for_updates.add(offset)
        try:
            async with asyncio.timeout(seconds):
                while not any(update["update_id"] >= offset for update in self._updates):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return []
        return [update for update in self._updates if update["update_id"] >= offset]

    def _send(self, given: dict[str, Any]) -> web.Response:
        if self.busy_for:
            self.busy_for -= 1
            return _refused(429, "Too Many Requests", parameters={"retry_after": 0.05})
        try:
            shown = Shown.of(given["text"])
        except ValueError as error:
            return _refused(400, f"Bad Request: can't parse entities: {error}")
        if not 0 < len(shown.text.encode("utf-16-le")) // 2 <= LONGEST:
            return _refused(400, "Bad Request: message is too long")
        self._numbers += 1
        self.sent.add(given)
        chat = PRIVATE if int(given["chat_id"]) == PRIVATE["id"] else GROUP
        return _told({"message_id": self._numbers, "date": 1_581_768_001, "chat": chat, "text": shown.text, "from": ME})


class Shown(html.parser.HTMLParser):
    """A text in Telegram's HTML, as it is shown.

    Raises:
        ValueError: a tag is none of Telegram's, or is not closed.
    """

    ALLOWED = ("a", "b", "blockquote", "code")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.bare = ""
        """What stands in no code and no link: of this Telegram makes links itself."""
        self.links: list[str] = []
        self._open: list[str] = []

    @classmethod
    def of(cls, text: str) -> Shown:
        shown = cls()
        shown.feed(text)
        shown.close()
        if shown._open:
            raise ValueError(f"{shown._open} left open")
        return shown

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.ALLOWED:
            raise ValueError(f"unsupported tag {tag}")
        self.links += [value or "" for name, value in attrs if name == "href"]
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            raise ValueError(f"unexpected end of {tag}")

    def handle_data(self, data: str) -> None:
        self.text += data
        self.bare += " " if {"a", "code"} & set(self._open) else data


def _entities(text: str) -> list[dict[str, Any]]:
    found = []
    for word in text.split():
        if word[0] in "@/":
            kind = "mention" if word[0] == "@" else "bot_command"
            found.append({"type": kind, "offset": text.index(word), "length": len(word)})
    return found


def _value(given: str) -> Any:  # noqa: ANN401 -- any JSON
    return json.loads(given) if given[:1] in "{[" else given


def _told(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refused(code: int, why: str, **more: object) -> web.Response:
    return web.json_response({"ok": False, "error_code": code, "description": why, **more}, status=code)


@asynccontextmanager
async def telegram_api() -> AsyncIterator[TelegramApi]:
    """The stand-in, listening."""
    api = TelegramApi()
    async with listening(api.app) as address:
        api.base_url = f"http://{address}/bot"
        yield api
