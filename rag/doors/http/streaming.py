"""Answers as server-sent events: stages as they are done, sentences as they are written, the text, and the answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from index.filters import Filters
from index.records import Hit
from rag.asking import Ask
from rag.doors.http.failing import TimeIsUp, as_told
from rag.doors.http.limits import GRACE
from rag.doors.http.service import Service
from rag.doors.wording import nothing_passes
from rag.following import Understood
from rag.pipeline import Stage, Step
from rag.records import Answer, Verdict, WrittenSentence
from rag.rendering import rendered

EVENTS = {"retrieve": "retrieved", "rerank": "reranked", "read": "read", "verify": "verified"}
"""Step of a chain -> the event that tells that it is done."""

Work = Callable[[Callable[[Step | Understood], None]], Answer | Verdict]
"""Answers, and tells each step meanwhile, and before them how it understood a follow-up question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The end of a run that went well."""

    said: Answer | Verdict
    nothing: str | None
    """Why there was nothing to read, where that is so."""


Item = Step | Understood | Done
"""What a run yields."""


class Run:
    """A question on its way through its chain, in a thread of the service.

    Raises:
        Busy: there is no room for it.
    """

    def __init__(self, service: Service, work: Work, ask: Ask) -> None:
        self._service = service
        self._work = work
        self._ask = ask
        self._loop = asyncio.get_running_loop()
        self._told: asyncio.Queue[Item | Exception] = asyncio.Queue()
        self._future = service.questions.start(self._in_thread)

    async def __aiter__(self) -> AsyncIterator[Item]:
        """What the work tells, when it tells it, and the end.

        Raises:
            TimeIsUp: it took too long.
            NewscheckError: as the chain does.
        """
        deadline = self._loop.time() + self._service.questions.seconds
        try:
            while True:
                item = await asyncio.wait_for(self._told.get(), deadline - self._loop.time())
                if isinstance(item, Exception):
                    raise item
                if isinstance(item, Done):
                    count_said(self._service, item.said)
                yield item
                if isinstance(item, Done):
                    return
        except TimeoutError:
            raise TimeIsUp(self._service.questions.seconds) from None
        finally:
            self._future.cancel()  # where it still waits: nobody listens any more

    async def done(self) -> Done:
        """The end alone; raises as the iteration does."""
        found = [item async for item in self]
        end = found[-1]
        assert isinstance(end, Done)
        return end

    def _in_thread(self) -> None:
        try:
            said = self._work(self._tell)
            self._tell(Done(said=said, nothing=why_nothing(self._service, said.hits, self._ask.filters)))
        except Exception as error:  # whatever it is, it is told where it was waited for
            self._tell(error)

    def _tell(self, item: Item | Exception) -> None:
        self._loop.call_soon_threadsafe(self._told.put_nowait, item)


def count_said(service: Service, said: Answer | Verdict) -> None:
    """Into the metrics."""
    if isinstance(said, Answer):
        service.metrics.answered(said.status)
    else:
        service.metrics.judged(said.label)


def why_nothing(service: Service, hits: Sequence[Hit], filters: Filters) -> str | None:
    """Why there was nothing to read; None where there was, or where nothing was like what was asked."""
    if hits:
        return None
    passing, stored = service.checker.reach(filters)
    return nothing_passes(passing=passing, stored=stored)


def wants_stream(request: Request) -> bool:
    """Whether the client takes nothing but events."""
    return "text/event-stream" in request.headers.get("accept", "")


def stream(run: Run) -> Response:
    """A run as events, each with JSON as its data."""
    return events(_events(run))


def events(found: AsyncIterator[ServerSentEvent]) -> Response:
    """A response that also ends well when the server is told to end meanwhile."""
    return EventSourceResponse(found, sep="\n", shutdown_grace_period=GRACE)


async def _events(run: Run) -> AsyncIterator[ServerSentEvent]:
    try:
        async for item in run:
            if isinstance(item, Stage):
                yield _event(EVENTS[item.name], {"hits": item.hits, "timings_ms": dict(item.timings_ms)})
                continue
            if isinstance(item, WrittenSentence):
                yield _event("sentence", item.to_dict())
                continue
            if not isinstance(item, Done):
                continue
            for line in rendered(item.said, markdown=True, nothing=item.nothing).splitlines(keepends=True):
                yield _event("text", {"text": line})
            yield _event("answer" if isinstance(item.said, Answer) else "verdict", item.said.to_dict())
    except Exception as error:  # told as an event: the status was sent long ago
        yield _event("error", as_told(error).to_dict())


def _event(name: str, value: dict[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(event=name, data=json.dumps(value, ensure_ascii=False), sep="\n")
