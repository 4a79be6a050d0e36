"""OpenAI's chat API: the archive as a model, for tools that know no other door.

An archive has no instructions: what a system prompt says changes neither the answer nor what is cited.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sse_starlette import ServerSentEvent

from rag.asking import Ask
from rag.doors.http.chats import CHECKER, MODEL, ChatRequest, turns, url_citations
from rag.doors.http.completions import Completion, Model, Models, OpenAIError
from rag.doors.http.failing import UnknownModel, as_told, with_openai
from rag.doors.http.growing import Growing
from rag.doors.http.questions import checking
from rag.doors.http.service import Here, Service
from rag.doors.http.stored import told
from rag.doors.http.streaming import Done, Run, Work, events
from rag.following import Understood
from rag.pipeline import Step
from rag.records import Answer
from rag.rendering import Link

router = APIRouter(tags=["OpenAI"])

MADE = 1_577_836_800
"""1 January 2020: OpenAI's list of models asks for a time, and an archive changes with every article."""


@router.get("/v1/models", responses=told((200, Models), error=OpenAIError))
async def models(service: Here) -> Response:
    """The models that may be named: one that answers, and one that checks, where this server can check."""
    return JSONResponse({"object": "list", "data": [_model(name) for name in _names(service)]})


@router.get("/v1/models/{model}", responses=told((200, Model), error=OpenAIError))
async def model(model: str, service: Here) -> Response:
    """One of them."""
    return JSONResponse(_model(_known(model, service)))


@router.post("/v1/chat/completions", responses=told((200, Completion), streams=True, error=OpenAIError))
async def chat(body: ChatRequest, request: Request, service: Here) -> Response:
    """Answer the last message of a conversation, or check it as a claim.

    The text has `[n]` marks and a list of the sources; `annotations` has their places and addresses; the field
    `newscheck` has the answer or verdict as /v1/ask and /v1/check give it.
    """
    _known(body.model, service)
    body.check()
    ask = body.asked()
    run = Run(service, checking(service, ask) if body.model == CHECKER else _following(service, body, ask), ask.filters)
    base = str(request.base_url).rstrip("/")
    growing = Growing(ask.question)
    reply = _Reply(
        body=body, service=service, growing=growing, link=lambda c: c.url or f"{base}/v1/articles/{c.article_id}"
    )
    if body.stream:
        return events(reply.stream(run))
    return JSONResponse(await reply.whole(run))


@dataclass(frozen=True, kw_only=True)
class _Reply:
    """One completion, in whichever form."""

    body: ChatRequest
    service: Service
    growing: Growing
    link: Link
    """The address of a citation."""
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    async def whole(self, run: Run) -> dict[str, Any]:
        """All at once."""
        async for item in run:
            self.growing.hear(item)
        assert isinstance(item, Done)
        text, _ = self.growing.whole(item)
        cited = url_citations(text, self.link)
        message = {"role": "assistant", "content": text.text, "refusal": None, "annotations": cited}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        usage = await self._usage(text.text)
        return self._object("chat.completion", [choice], usage=usage, **self._ours(item))

    async def stream(self, run: Run) -> AsyncIterator[ServerSentEvent]:
        """Chunk by chunk: who speaks, line by line what is said, as soon as it is, and at the end what it rests on."""
        try:
            yield self._chunk({"role": "assistant", "content": ""})
            async for item in run:
                for chunk in self._lines(self.growing.hear(item)):
                    yield chunk
                if isinstance(item, Done):
                    async for chunk in self._end(item):
                        yield chunk
        except Exception as error:  # told as a chunk: the status was sent long ago
            yield _data(with_openai(as_told(error)))
        yield ServerSentEvent(data="[DONE]", sep="\n")

    def _lines(self, text: str) -> list[ServerSentEvent]:
        return [self._chunk({"content": line}) for line in text.splitlines(keepends=True)]

    async def _end(self, done: Done) -> AsyncIterator[ServerSentEvent]:
        text, added = self.growing.whole(done)
        for chunk in self._lines(added):
            yield chunk
        cited = {"annotations": url_citations(text, self.link)}
        yield self._chunk(cited, finish="stop", **self._ours(done))
        if self.body.stream_options and self.body.stream_options.include_usage:
            usage = await self._usage(text.text)
            yield _data(self._object("chat.completion.chunk", [], usage=usage))

    def _chunk(self, delta: dict[str, Any], *, finish: str | None = None, **more: object) -> ServerSentEvent:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _data(self._object("chat.completion.chunk", [choice], **more))

    def _ours(self, done: Done) -> dict[str, Any]:
        return {"newscheck": done.said.to_dict(), "follow_up_note": self.growing.note}

    def _object(self, kind: str, choices: list[dict[str, Any]], **more: object) -> dict[str, Any]:
        first = {"id": self.id, "object": kind, "created": self.created, "model": self.body.model}
        return first | {"choices": choices} | more

    async def _usage(self, text: str) -> dict[str, int]:
        """Tokens as the embedder counts them, which is the one model that reads all of it."""
        said = [message.text for message in self.body.messages]
        counts = await self.service.reading.run(lambda: self.service.checker.embedder.count_tokens([*said, text]))
        asked, answered = sum(counts[:-1]), counts[-1]
        return {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered}


def _following(service: Service, body: ChatRequest, ask: Ask) -> Work:
    """To answer a question that may follow others."""

    def work(tell: Callable[[Step | Understood], None]) -> Answer:
        understood = service.checker.in_full(ask.question, turns(body.messages[:-1]))
        tell(understood)
        return service.checker.answer(replace(ask, question=understood.question), tell)

    return work


def _names(service: Service) -> tuple[str, ...]:
    return (MODEL, CHECKER) if service.checker.can_check else (MODEL,)


def _known(name: str, service: Service) -> str:
    known = _names(service)
    if name not in known:
        raise UnknownModel(f"No model is called {name!r} here.", hint=f"There is: {', '.join(known)}")
    return name


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": MADE, "owned_by": "newscheck"}


def _data(value: dict[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(data=json.dumps(value, ensure_ascii=False), sep="\n")
