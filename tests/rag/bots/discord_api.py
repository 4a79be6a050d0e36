"""A stand-in of Discord: the part of its REST API and of its gateway by which a bot logs in, hears and replies."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
import yarl
from aiohttp import WSMsgType, web

from tests.rag.bots.standing_in import Sent, listening

TOKEN = "the-token-of-a-bot"
ME = {"id": "100", "username": "newscheck", "discriminator": "0", "avatar": None, "bot": True}
SOMEBODY = {"id": "200", "username": "ada", "discriminator": "0", "avatar": None}
GUILD, CHANNEL, THREAD, DIRECT = "300", "400", "401", "500"
LONGEST = 2_000

_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME, _RECONNECT, _HELLO, _HEARD = 0, 1, 2, 6, 7, 10, 11


class DiscordApi:
    """One server with one channel, and direct messages."""

    def __init__(self) -> None:
        self.sent: Sent[dict[str, Any]] = Sent()
        self.identified: Sent[dict[str, Any]] = Sent()
        self.resumed: Sent[dict[str, Any]] = Sent()
        self.down = False
        """Whether its gateway takes no connection."""
        self._socket: web.WebSocketResponse | None = None
        self._sequence = 0
        self._messages = 1_000
        self.app = web.Application()
        self.app.add_routes(
            [
                web.get("/users/@me", self._me),
                web.get("/oauth2/applications/@me", self._application),
                web.post("/channels/{channel}/messages", self._create),
                web.get("/gateway", self._gateway),
            ]
        )
        self.address = ""

    async def says(self, text: str, *, channel: str = CHANNEL, mentions: bool = True, **more: Any) -> str:  # noqa: ANN401
        """A message as the gateway tells of it; its id."""
        self._messages += 1
        message = _message(str(self._messages), channel, text, author=SOMEBODY)
        message["mentions"] = [ME] if mentions else []
        if channel != DIRECT:
            message |= {
                "guild_id": GUILD,
                "member": {"roles": [], "joined_at": "2020-01-01T00:00:00+00:00", "flags": 0},
            }
        await self.tells("MESSAGE_CREATE", message | more)
        return str((message | more)["id"])

    async def tells(self, event: str, data: dict[str, Any]) -> None:
        """Dispatch an event."""
        self._sequence += 1
        await self._send({"op": _DISPATCH, "t": event, "s": self._sequence, "d": data})

    async def breaks_off(self) -> None:
        """Ask the bot to connect anew, as Discord does every now and then."""
        await self._send({"op": _RECONNECT, "d": None, "s": None, "t": None})

    async def _me(self, request: web.Request) -> web.Response:
        if request.headers["Authorization"] != f"Bot {TOKEN}":
            return _json({"message": "401: Unauthorized", "code": 0}, status=401)
        return _json(ME)

    async def _application(self, _: web.Request) -> web.Response:
        about = {"name": "newscheck", "icon": None, "description": "", "bot_public": True, "verify_key": "0"}
        return _json({"id": "101", "flags": 0, "bot_require_code_grant": False, "owner": SOMEBODY} | about)

    async def _create(self, request: web.Request) -> web.Response:
        given = await request.json()
        if not 0 < len(given["content"]) <= LONGEST:
            return _json({"code": 50035, "message": "Invalid Form Body"}, status=400)
        self._messages += 1
        channel = request.match_info["channel"]
        self.sent.add({"channel": channel, **given})
        return _json(_message(str(self._messages), channel, given["content"], author=ME))

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        if self.down:
            raise web.HTTPServiceUnavailable
        self._socket = web.WebSocketResponse()
        await self._socket.prepare(request)
        await self._send({"op": _HELLO, "d": {"heartbeat_interval": 45_000}, "s": None, "t": None})
        async for frame in self._socket:
            if frame.type == WSMsgType.TEXT:
                await self._hear(json.loads(frame.data))
        return self._socket

    async def _hear(self, payload: dict[str, Any]) -> None:
        if payload["op"] == _HEARTBEAT:
            await self._send({"op": _HEARD, "d": None, "s": None, "t": None})
        elif payload["op"] == _IDENTIFY:
            ready = {"v": 10, "user": ME, "guilds": [{"id": GUILD, "unavailable": True}], "session_id": "a"}
            ready |= {"resume_gateway_url": f"ws://{self.address}/gateway", "application": {"id": "101", "flags": 0}}
            await self.tells("READY", ready)
            await self.tells("GUILD_CREATE", _guild())
            self.identified.add(payload["d"])
        elif payload["op"] == _RESUME:
            await self.tells("RESUMED", {})
            self.resumed.add(payload["d"])

    async def _send(self, payload: dict[str, Any]) -> None:
        assert self._socket
        await self._socket.send_json(payload)  # as text, which is never compressed


@asynccontextmanager
async def discord_api(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordApi]:
    """The stand-in, to which discord.py is led: the library has no setting for that."""
    api = DiscordApi()
    async with listening(api.app) as address:
        api.address = address
        monkeypatch.setattr(discord.http.Route, "BASE", f"http://{address}")
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"ws://{address}/gateway"))
        yield api


def _json(value: dict[str, Any], *, status: int = 200) -> web.Response:
    """Without a character set, as Discord does: the library looks for these very letters."""
    return web.Response(body=json.dumps(value).encode(), status=status, headers={"Content-Type": "application/json"})


def _message(id: str, channel: str, text: str, *, author: dict[str, Any]) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id, "channel_id": channel, "author": author, "content": text, "timestamp": "2020-02-15T12:00:00+00:00",
        "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
        "attachments": [], "embeds": [], "pinned": False, "type": 0, "flags": 0, "components": [],
    }  # fmt: skip


def _guild() -> dict[str, Any]:
    channels = [{"id": CHANNEL, "type": 0, "name": "general", "position": 0, "permission_overwrites": []}]
    meta = {"archived": False, "auto_archive_duration": 60, "archive_timestamp": "2020-01-01T00:00:00+00:00"}
    thread = {"id": THREAD, "type": 11, "name": "a thread", "parent_id": CHANNEL, "owner_id": "200", "message_count": 0}
    thread |= {
        "guild_id": GUILD,
        "member_count": 1,
        "rate_limit_per_user": 0,
        "thread_metadata": meta | {"locked": False},
    }
    everyone = {"id": GUILD, "name": "@everyone", "permissions": "0", "position": 0, "color": 0, "hoist": False}
    members = [
        {"user": ME, "roles": [], "joined_at": "2020-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
    ]
    lists: dict[str, list[Any]] = {name: [] for name in ("emojis", "features", "voice_states", "presences", "stickers")}
    return {
        "id": GUILD, "name": "a server", "owner_id": "200", "channels": channels, "threads": [thread], **lists,
        "roles": [everyone | {"managed": False, "mentionable": False}], "members": members, "member_count": 2,
        "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
        "nsfw_level": 0, "premium_tier": 0, "preferred_locale": "en-US", "system_channel_flags": 0,
        "unavailable": False, "afk_timeout": 60, "icon": None, "premium_progress_bar_enabled": False,
    }  # fmt: skip
