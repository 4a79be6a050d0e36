"""What the stand-ins of the platforms share: a server on this machine, and waiting for what is sent to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, Generic, TypeVar

from aiohttp import web

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds that a test waits for what has to come."""


class Sent(Generic[T]):
    """What a bot sent, in order."""

    def __init__(self) -> None:
        self.all: list[T] = []
        self._changed = asyncio.Event()

    def add(self, message: T) -> None:
        self.all.append(message)
        self._changed.set()

    async def up_to(self, count: int) -> list[T]:
        """All of it, as soon as there are so many."""
        async with asyncio.timeout(PATIENCE):
            while len(self.all) < count:
                self._changed.clear()
                await self._changed.wait()
        return self.all


@asynccontextmanager
async def listening(app: web.Application) -> AsyncIterator[str]:
    """The address of a server on this machine, without its scheme."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"{host}:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def running(serving: Coroutine[Any, Any, None]) -> AsyncIterator[asyncio.Task[None]]:
    """A bot that answers meanwhile, and ends as Ctrl-C ends it."""
    task = asyncio.ensure_future(serving)
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
