"""Who asks the archive for doors that are event loops: threads of its own, and one archive between them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from rag.checker import FactChecker
from rag.settings import Settings

T = TypeVar("T")

THREADS = 4
"""Calls that are worked on at once; each thread keeps a connection to the archive."""


class Desk:
    """Asks the archive beside the event loop, and opens it at the first call that finds it there."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._checker: FactChecker | None = None
        self._opening = threading.Lock()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="asking")

    async def do(self, work: Callable[[FactChecker], T]) -> T:
        """What `work` gives, done in a thread.

        Raises:
            NewscheckError: as `FactChecker.open` or the work does.
        """
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, copy_context().run, lambda: work(self.open())
        )

    def open(self) -> FactChecker:
        """The archive, which `close` lets go of.

        Raises:
            NewscheckError: as `FactChecker.open` does.
        """
        with self._opening:
            self._checker = self._checker or FactChecker.open(settings=self._settings)
            return self._checker

    def close(self) -> None:
        """Wait for the work that was begun, and let go of the archive."""
        self._threads.shutdown(cancel_futures=True)
        if self._checker:
            self._checker.close()
