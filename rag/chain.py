"""Question to Answer as a LangChain Runnable: retrieve, rerank, read, answer.

Each stage is a named step, so that the chain composes, batches, streams its events and is traced like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import Runnable, RunnableLambda

from index.filters import ALL, Filters
from index.records import Hit
from index.retrieving import Clock, Retriever
from rag.answering import compose
from rag.reading import Reader, Reading
from rag.records import Answer
from rag.reranking import Reranker


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question with its bounds: what the chain takes. A plain string is the question alone."""

    question: str
    filters: Filters = ALL
    passages: int | None = None
    """Hits to read; None takes the setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    ask: Ask
    clock: Clock
    hits: tuple[Hit, ...] = ()
    readings: tuple[Reading, ...] = ()


def answer_chain(
    *, retriever: Retriever, reranker: Reranker, reader: Reader, passages: int, threshold: float
) -> Runnable[str | Ask, Answer]:
    """The chain; `invoke`, `batch`, `stream` and their async forms take a question or an `Ask`."""

    def retrieve(asked: str | Ask) -> _State:
        ask = Ask(question=asked) if isinstance(asked, str) else asked
        found = retriever.retrieve(ask.question, limit=ask.passages or passages, filters=ask.filters)
        clock = Clock()
        clock.timings_ms.update(found.timings_ms)
        return _State(ask=ask, clock=clock, hits=found.hits)

    def rerank(state: _State) -> _State:
        with state.clock("rerank"):
            hits = reranker.rerank(state.ask.question, state.hits)
        return _State(ask=state.ask, clock=state.clock, hits=tuple(hits))

    def read(state: _State) -> _State:
        with state.clock("read"):
            readings = reader.read(state.ask.question, state.hits)
        return _State(ask=state.ask, clock=state.clock, hits=state.hits, readings=tuple(readings))

    def answer(state: _State) -> Answer:
        return compose(
            state.ask.question,
            state.readings,
            threshold=threshold,
            hits=state.hits,
            timings_ms=state.clock.timings_ms,
        )

    steps: list[RunnableLambda[Any, Any]] = [RunnableLambda(step) for step in (retrieve, rerank, read, answer)]
    return (steps[0] | steps[1] | steps[2] | steps[3]).with_config(run_name="newscheck")
