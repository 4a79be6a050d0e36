"""What is told to those who run newscheck: lines on standard error, and spans for an OpenTelemetry collector."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from functools import cache
from typing import Any

from index.errors import UserError
from rag.observing import LOG, REQUEST
from rag.settings import Settings

SERVER = logging.getLogger("uvicorn")
"""Whose lines are told in the same form."""


def begin(settings: Settings) -> None:
    """From now on, as the settings say; said again, the last counts.

    Raises:
        UserError: spans are wanted, and what sends them is not installed.
    """
    if settings.log:
        tell(settings.log)
    if settings.otel:
        _trace(in_words=settings.log_questions)


def tell(form: str) -> None:
    """Lines in that form: json, text or off."""
    handler = _StandardError()
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    for logger in (LOG, SERVER):
        logger.handlers = [] if form == "off" else [handler]
        logger.propagate = form == "off"
    LOG.setLevel(logging.WARNING if form == "off" else logging.INFO)


class _StandardError(logging.Handler):
    """Writes to what is standard error at that time."""

    def emit(self, record: logging.LogRecord) -> None:
        """A line at a time."""
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except Exception:
            self.handleError(record)


class JsonLines(logging.Formatter):
    """One object a line: time, level, event, request, and what the event tells of itself."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(_told(record, self), ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """The same for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Time and event, then name=value."""
        told = _told(record, self)
        time, event = told.pop("time"), told.pop("event")
        rest = " ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in told.items())
        return f"{time} {event} {rest}"


def _told(record: logging.LogRecord, formatter: logging.Formatter) -> dict[str, Any]:
    time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    told: dict[str, Any] = {"time": time, "level": record.levelname.lower(), "event": record.getMessage()}
    told |= {"request": REQUEST.get()} if REQUEST.get() else {}
    told |= getattr(record, "told", {})
    return told | ({"traceback": formatter.formatException(record.exc_info)} if record.exc_info else {})


@cache
def _trace(*, in_words: bool) -> None:
    """Once: a process has one provider of spans."""
    try:
        from rag.doors.tracing import begin_tracing

        begin_tracing(in_words=in_words)
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith(("opentelemetry", "openinference")):
            raise
        raise UserError(
            "Spans need OpenTelemetry.", hint="Install it: pip install 'newscheck[otel]'; or unset NEWSCHECK_OTEL."
        ) from error
