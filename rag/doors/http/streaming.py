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
from rag.doors.http.failing import TimeIsUp, as_told
from rag.doors.http.limits import GRACE
from rag.doors.http.service import Service
from rag.doors.http.working import Workers
from rag.doors.texts.markdown import as_markdown
from rag.doors.wording import nothing_passes
from rag.following import Understood
from rag.pipeline import Stage, Step
from rag.records import Answer, Verdict, WrittenSentence
from rag.rendering import rendered
from rag.texts import CheckedText

EVENTS = {"retrieve": "retrieved", "rerank": "reranked", "read": "read", "verify": "verified"}
"""Step of a chain -> the event that tells that it is done."""

Said = Answer | Verdict | CheckedText

LAST: dict[type[Said], str] = {Answer: "answer", Verdict: "verdict", CheckedText: "checked"}
"""What was said -> the event that brings it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a text is checked."""

    done: int
    sentences: int
    """All that there are."""


Work = Callable[[Callable[[Step | Understood | Progress], None]], Said]
"""Answers, and tells each step meanwhile, and before them how it understood a follow-up question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The end of a run that went well."""

    said: Said
    nothing: str | None
    """Why there was nothing to read, where that is so."""


Item = Step | Understood | Progress | Done
"""What a run yields."""


class _LeftAlone(Exception):
    """Nobody waits for a text any more."""


class Run:
    """A question on its way through its chain, or a text through its sentences, in a thread of the service.

    Args:
        service: Whose.
        work: What is done.
        filters: Of the articles that it reads.
        workers: The threads; None takes those for questions.
        hint: What to do where it takes too long; None takes the usual.

    Raises:
        Busy: there is no room for it.
    """

    def __init__(
        self,
        service: Service,
        work: Work,
        filters: Filters,
        *,
        workers: Workers | None = None,
        hint: str | None = None,
    ) -> None:
        self._service = service
        self._work = work
        self._filters = filters
        self._hint = hint
        self._left = False
        self._loop = asyncio.get_running_loop()
        self._told: asyncio.Queue[Item | Exception] = asyncio.Queue()
        self._workers = workers or service.questions
        self._future = self._workers.start(self._in_thread)

    async def __aiter__(self) -> AsyncIterator[Item]:
        """What the work tells, when it tells it, and the end.

        Raises:
            TimeIsUp: it took too long.
            NewscheckError: as the chain does.
        """
        deadline = self._loop.time() + self._workers.seconds
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
            raise TimeIsUp(self._workers.seconds, hint=self._hint) from None
        finally:
            self._left = True
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
            looked = not isinstance(said, CheckedText) or said.claims
            nothing = why_nothing(self._service, said.hits, self._filters) if looked else None
            self._tell(Done(said=said, nothing=nothing))
        except _LeftAlone:
            return
        except Exception as error:  # whatever it is, it is told where it was waited for
            self._tell(error)

    def _tell(self, item: Item | Exception) -> None:
        if self._left and isinstance(item, Progress):
            raise _LeftAlone  # which ends it between two sentences
        self._loop.call_soon_threadsafe(self._told.put_nowait, item)


def count_said(service: Service, said: Said) -> None:
    """Into the metrics; of a text, each sentence that claims something."""
    if isinstance(said, Answer):
        service.metrics.answered(said.status)
        return
    for label in [said.label] if isinstance(said, Verdict) else [sentence.label for sentence in said.sentences]:
        if label:
            service.metrics.judged(label)


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
            if isinstance(item, Progress):
                yield _event("progress", {"done": item.done, "sentences": item.sentences})
                continue
            if not isinstance(item, Done):
                continue
            for line in _markdown(item).splitlines(keepends=True):
                yield _event("text", {"text": line})
            yield _event(LAST[type(item.said)], item.said.to_dict())
    except Exception as error:  # told as an event: the status was sent long ago
        yield _event("error", as_told(error).to_dict())


def _markdown(done: Done) -> str:
    if isinstance(done.said, CheckedText):
        return as_markdown(done.said, nothing=done.nothing)
    return rendered(done.said, markdown=True, nothing=done.nothing)


def _event(name: str, value: dict[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(event=name, data=json.dumps(value, ensure_ascii=False), sep="\n")
