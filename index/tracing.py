"""Spans for OpenTelemetry, where the program that asks has set it up; otherwise nothing. The one door to its API."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

Value = str | int | float | bool
Tell = Callable[[Mapping[str, Value]], None]
"""Adds attributes to the span."""

TRACER = "newscheck"


@contextmanager
def span(name: str, *, around: bool = False) -> Iterator[Tell]:
    """Time what happens inside, as one span; an error that leaves it is told in it.

    Args:
        name: Of the span.
        around: Whether spans begun inside are its children. Not where the inside hands values out before it ends, as a
            generator does: what runs in between would be taken for its own.
    """
    trace = sys.modules.get("opentelemetry.trace")  # who never imported it has set up nothing
    if trace is None:
        yield lambda _: None
        return
    tracer = trace.get_tracer(TRACER)
    if around:
        with tracer.start_as_current_span(name) as begun:
            yield begun.set_attributes
        return
    begun = tracer.start_span(name)
    try:
        yield begun.set_attributes
    except Exception as error:
        begun.record_exception(error)
        begun.set_status(trace.StatusCode.ERROR)
        raise
    finally:
        begun.end()
