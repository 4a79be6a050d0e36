"""What the routes share: the archive, the threads that work on it, the limits and the counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from fastapi import Depends, Request

from rag.checker import FactChecker
from rag.doors.http.limits import Keys, Limits
from rag.doors.http.metrics import Metrics
from rag.doors.http.working import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One server's parts."""

    checker: FactChecker
    keys: Keys
    limits: Limits
    allow_urls: bool
    """Whether an article may be fetched from the web for whoever asks for it."""
    metrics: Metrics
    questions: Workers
    reading: Workers
    """For what is looked up in milliseconds, so that it does not wait behind questions."""
    texts: Workers
    """One thread: a text takes as long as many questions, which are not to wait behind it."""
    writing: Workers
    """One thread: one archive has one writer at a time."""

    @classmethod
    def of(
        cls, checker: FactChecker, *, keys: Keys | None = None, limits: Limits | None = None, allow_urls: bool = False
    ) -> Self:
        """With threads of its own, which `close` ends."""
        limits = limits or Limits()
        seconds, waiting = limits.seconds, limits.waiting
        return cls(
            checker=checker,
            keys=keys or Keys(),
            limits=limits,
            allow_urls=allow_urls,
            metrics=Metrics(),
            questions=Workers("question", threads=limits.threads, waiting=waiting, seconds=seconds),
            reading=Workers("reading", threads=2, waiting=waiting, seconds=seconds),
            texts=Workers("text", threads=1, waiting=waiting, seconds=limits.text_seconds),
            writing=Workers("writing", threads=1, waiting=waiting, seconds=limits.adding_seconds),
        )

    def close(self, *, within: float) -> bool:
        """Whether all that was begun is done within so many seconds; nothing else is begun."""
        done = [workers.close(within=within) for workers in (self.questions, self.texts, self.reading, self.writing)]
        return all(done)


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Here = Annotated[Service, Depends(_service)]
"""The service of the app that a route belongs to."""
