"""Blocking work of an async server: so many threads, so much that may wait for them, and no longer than so long."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from rag.doors.http.failing import Busy, TimeIsUp

T = TypeVar("T")


class Workers:
    """A few threads that stay, so that each keeps its connection to the archive.

    Args:
        name: Of the threads.
        threads: Pieces of work done at the same time.
        waiting: Pieces that may wait for a thread; with one more, the caller is told that the server is busy.
        seconds: From being handed in to being done.
    """

    def __init__(self, name: str, *, threads: int, waiting: int, seconds: float) -> None:
        self.seconds = seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = threading.BoundedSemaphore(threads + waiting)
        self._places = threads + waiting

    def start(self, work: Callable[[], T]) -> Future[T]:
        """Hand work in; a future that is cancelled before a thread has taken it is never begun.

        Raises:
            Busy: there is no room.
        """
        if not self._room.acquire(blocking=False):
            raise Busy
        future = self._pool.submit(copy_context().run, work)  # whose request it is goes along
        future.add_done_callback(self._leave)
        return future

    async def run(self, work: Callable[[], T]) -> T:
        """The result of work.

        Raises:
            Busy: there is no room.
            TimeIsUp: it is not done in time. A thread that has begun it still ends it.
        """
        future = self.start(work)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self.seconds)
        except TimeoutError:
            raise TimeIsUp(self.seconds) from None

    def close(self, *, within: float) -> bool:
        """Begin no more; whether all that was begun is done within so many seconds."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        deadline = time.monotonic() + within
        return all(self._room.acquire(timeout=max(0.0, deadline - time.monotonic())) for _ in range(self._places))

    def _leave(self, _: Future[Any]) -> None:
        self._room.release()
