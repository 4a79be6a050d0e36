"""What is told of every question, claim and text when it has been answered: to the audit log, the log and a span."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

from index.archive import Archive
from index.errors import NewscheckError
from index.tracing import span
from rag.asking import Ask
from rag.auditing import Audit, Kind
from rag.records import LABELS, Answer, Verdict, WrittenSentence
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.texts import CheckedText

Said = TypeVar("Said", Answer, Verdict, "CheckedText")

REQUEST: ContextVar[str | None] = ContextVar("request", default=None)
"""Id of the request that is being answered, where there is one."""

LOG = logging.getLogger("newscheck")


class Observer:
    """Stands where a FactChecker answers.

    Raises:
        AuditNotWritten: the settings name an audit log that cannot be written.
    """

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self._archive = archive
        self._audit = Audit(settings.audit) if settings.audit else None
        self._in_words = settings.log_questions

    @contextmanager
    def asked(self, kind: Kind, ask: Ask) -> Iterator[Callable[[Said], Said]]:
        """Around the work; what was said goes through the function, and is on the disk where it is to be then.

        Through that a writer's answer may also go later, which the span knows nothing of then.
        """
        began = time.perf_counter()
        with span(f"newscheck.{kind}", around=True) as tell_span:
            tell = tell_span
            if self._in_words:
                tell({"newscheck.asked": ask.question})

            def give(said: Said) -> Said:
                if self._audit:
                    self._audit.write(kind, ask, said, request=REQUEST.get(), archive=self._archive.token)
                tell({f"newscheck.{name}": value for name, value in _outcome(said).items()})
                self._tell("answered", kind, ask, began, **_outcome(said), timings_ms=dict(said.timings_ms))
                return said

            try:
                yield give
                tell = _nothing
            except NewscheckError as error:
                self._tell("refused", kind, ask, began, error=type(error).__name__)
                raise

    def _tell(self, event: str, kind: Kind, ask: Ask, began: float, **facts: Any) -> None:  # noqa: ANN401
        asked = {"asked": ask.question} if self._in_words else {}
        took = round((time.perf_counter() - began) * 1000, 1)
        LOG.info(event, extra={"told": {"kind": kind, **asked, **facts, "ms": took}})


def handed_over(
    events: Iterator[Answer | WrittenSentence], first: Answer, give: Callable[[Answer], Answer]
) -> Iterator[Answer | WrittenSentence]:
    """Events whose last, the whole answer, goes through `give`; or the first, which was shown, where it never comes."""
    whole = None
    try:
        for event in events:
            whole = give(event) if isinstance(event, Answer) else None
            yield whole or event
    finally:
        if whole is None:
            give(first)


def _nothing(_: object) -> None:
    pass


def _outcome(said: Answer | Verdict | CheckedText) -> dict[str, str | float]:
    """In single values."""
    if isinstance(said, Answer):
        also = {"also": ", ".join(other.status for other in said.also)} if said.also else {}
        return {"status": said.status, "confidence": said.confidence, **also}
    if isinstance(said, Verdict):
        return {"label": said.label, "confidence": said.confidence}
    return {label: said.count(label) for label in LABELS}
