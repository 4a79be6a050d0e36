"""POST /v1/ask, /v1/check and /v1/search."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from rag.asking import Ask
from rag.doors.http.failing import NoVerifier
from rag.doors.http.service import Here, Service
from rag.doors.http.shapes import Claim, Query, Question
from rag.doors.http.stored import told
from rag.doors.http.streaming import Run, Work, stream, wants_stream, why_nothing
from rag.doors.shapes import Answer, Found, Verdict
from rag.verifying import no_verifier

router = APIRouter(tags=["questions"])


@router.post("/v1/ask", responses=told((200, Answer), streams=True))
async def ask(question: Question, request: Request, service: Here) -> Response:
    """Answer a question from the stored articles.

    With `stream`, or with Accept: text/event-stream, these events come: retrieved, reranked and read, each with the
    number of hits and the milliseconds so far; sentence, where a language model is set, for each that it writes; text,
    piece by piece; and answer, which is what comes otherwise.
    """
    asked = question.asking(question.question, "question")
    run = Run(service, answering(service, asked), asked)
    if question.stream or wants_stream(request):
        return stream(run)
    return JSONResponse((await run.done()).said.to_dict())


@router.post("/v1/check", responses=told((200, Verdict), streams=True))
async def check(claim: Claim, request: Request, service: Here) -> Response:
    """Check a claim against the stored articles.

    With `stream`, or with Accept: text/event-stream, these events come: retrieved, reranked, verified, text, verdict.
    """
    asked = claim.asking(claim.claim, "claim")
    run = Run(service, checking(service, asked), asked)
    if claim.stream or wants_stream(request):
        return stream(run)
    return JSONResponse((await run.done()).said.to_dict())


@router.post("/v1/search", responses=told((200, Found)))
async def search(query: Query, service: Here) -> Response:
    """Find the passages nearest to a query, best first."""
    asked, look = query.asking(query.query, "query"), service.checker.search
    found = await service.questions.run(lambda: look(asked.question, filters=asked.filters, k=asked.passages))
    note = await service.reading.run(lambda: why_nothing(service, found.hits, asked.filters))
    hits = [hit.to_dict() for hit in found.hits]
    return JSONResponse({"query": asked.question, "note": note, "hits": hits, "timings_ms": dict(found.timings_ms)})


def answering(service: Service, ask: Ask) -> Work:
    """To answer a question."""
    return partial(service.checker.answer, ask)


def checking(service: Service, ask: Ask) -> Work:
    """To check a claim.

    Raises:
        NoVerifier: there is none to check it by.
    """
    checker = service.checker
    if not checker.can_check:
        said = no_verifier(models=checker.settings.models)
        raise NoVerifier(str(said), hint=said.hint)
    return partial(checker.judge, ask)
