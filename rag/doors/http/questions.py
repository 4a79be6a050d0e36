"""POST /v1/ask, /v1/check, /v1/check-text and /v1/search."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from rag.asking import Ask, bounds_of, number_of
from rag.doors.http.failing import NoVerifier
from rag.doors.http.service import Here, Service
from rag.doors.http.shapes import Bounds, Claim, Query, Question, Text
from rag.doors.http.stored import told
from rag.doors.http.streaming import Progress, Run, Work, stream, wants_stream, why_nothing
from rag.doors.shapes import Answer, CheckedText, Found, Verdict
from rag.doors.texts.given import AS_A_FILE, text_given
from rag.texts import CheckedText as Checked
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
    run = Run(service, answering(service, asked), asked.filters)
    if question.stream or wants_stream(request):
        return stream(run)
    return JSONResponse((await run.done()).said.to_dict())


@router.post("/v1/check", responses=told((200, Verdict), streams=True))
async def check(claim: Claim, request: Request, service: Here) -> Response:
    """Check a claim against the stored articles.

    With `stream`, or with Accept: text/event-stream, these events come: retrieved, reranked, verified, text, verdict.
    """
    asked = claim.asking(claim.claim, "claim")
    run = Run(service, checking(service, asked), asked.filters)
    if claim.stream or wants_stream(request):
        return stream(run)
    return JSONResponse((await run.done()).said.to_dict())


@router.post("/v1/check-text", responses=told((200, CheckedText), streams=True))
async def check_text(text: Text, request: Request, service: Here) -> Response:
    """Check each sentence of a text against the stored articles: what it claims is judged, part by part.

    A text is checked for five minutes at most, waiting included. With `stream`, or with Accept: text/event-stream,
    these events come: progress, after each sentence, with how many are done and how many there are; text, in Markdown;
    and checked, which is what comes otherwise.
    """
    words = await service.reading.run(lambda: text_given(text.text))
    filters = bounds_of(**text.within())
    run = Run(service, reading(service, words, text), filters, workers=service.texts, hint=AS_A_FILE)
    if text.stream or wants_stream(request):
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


def reading(service: Service, text: str, bounds: Bounds) -> Work:
    """To check a text sentence by sentence; raises as `checking` does."""
    checking(service, Ask(question=text))

    def work(tell: Callable[[Progress], None]) -> Checked:
        def on_done(done: int, sentences: int) -> None:
            tell(Progress(done=done, sentences=sentences))

        return service.checker.check_text(text, k=number_of(bounds.k), on_done=on_done, **bounds.within())

    return work
