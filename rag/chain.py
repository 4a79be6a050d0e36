"""Question to Answer, and claim to Verdict, as LangChain Runnables: retrieve, rerank, read or verify, answer.

Each stage is a named step, so that the chain composes, batches, streams its events and is traced like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler, dispatch_custom_event
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from index.filters import ALL, Filters
from index.records import Hit
from index.retrieving import Clock, Retriever
from rag import answering, checking
from rag.asking import Kind, filters_from, number_of, text_of
from rag.calibration import VerdictCalibration
from rag.reading import Reader, Reading
from rag.records import Answer, Verdict, WrittenSentence
from rag.reranking import KeepOrder, Reranker
from rag.verifying import Verifier
from rag.voices import Voice, hear

if TYPE_CHECKING:
    from rag.writing import Writer

Said = TypeVar("Said", Answer, Verdict)

DEEP = 8
"""Hits retrieved at least where a reranker or the claim's words have a choice among them; the best are read.

Of 8, 12, 16, 20 and 30 none gave a better order on the given news questions and TIME than chance allows.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question with its bounds: what the chains take. A plain string is the question alone."""

    question: str
    """Or the claim, for the chain that checks."""
    filters: Filters = ALL
    passages: int | None = None
    """Hits to read; None takes the setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step of a chain that is done, told while the next one runs."""

    name: str
    """retrieve, rerank, and then read or verify."""
    hits: int
    """Passages that the next step gets."""
    timings_ms: Mapping[str, float]
    """Milliseconds per stage, as far as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    ask: Ask
    clock: Clock
    hits: tuple[Hit, ...] = ()
    readings: tuple[Reading, ...] = ()
    voices: tuple[Voice, ...] = ()


def answer_chain(
    *, retriever: Retriever, reranker: Reranker, reader: Reader, passages: int, threshold: float
) -> Runnable[str | Ask, Answer]:
    """The chain; `invoke`, `batch`, `stream` and their async forms take a question or an `Ask`.

    Its first step raises UserError where that is no question that can be looked up.
    """

    def read(state: _State) -> _State:
        hits = state.hits[: state.ask.passages or passages]
        with state.clock("read"):
            readings = reader.read(state.ask.question, hits)
        return replace(state, hits=hits, readings=tuple(readings))

    def answer(state: _State) -> Answer:
        return answering.compose(
            state.ask.question,
            state.readings,
            threshold=threshold,
            hits=state.hits,
            timings_ms=state.clock.timings_ms,
        )

    least = 1 if isinstance(reranker, KeepOrder) else DEEP
    return _chain(_retrieving(retriever, passages, "question", least=least), _reranking(reranker), read, answer)


def written_chain(answer: Runnable[str | Ask, Answer], writer: Writer) -> Runnable[str | Ask, Answer]:
    """The chain whose answers are also written out by a language model.

    Its custom events: "answer", what the articles give without one; "sentence", each that is written.
    """

    def write(said: Answer, config: RunnableConfig) -> Answer:
        whole = said
        dispatch_custom_event("answer", said, config=config)
        for event in writer.write(said):
            if isinstance(event, Answer):
                whole = event
            else:
                dispatch_custom_event("sentence", event, config=config)
        return whole

    return (answer | RunnableLambda(write)).with_config(run_name="newscheck")


def check_chain(
    *, retriever: Retriever, reranker: Reranker, verifier: Verifier, passages: int, calibration: VerdictCalibration
) -> Runnable[str | Ask, Verdict]:
    """The same for claims: takes a claim or an `Ask`, whose `passages` are those that are verified."""

    def verify(state: _State) -> _State:
        hits = state.hits[: state.ask.passages or passages]
        with state.clock("verify"):
            voices = hear(state.ask.question, hits, verifier)
        return replace(state, hits=hits, voices=tuple(voices))

    def check(state: _State) -> Verdict:
        return checking.compose(
            state.ask.question,
            state.voices,
            calibration=calibration,
            hits=state.hits,
            timings_ms=state.clock.timings_ms,
        )

    return _chain(_retrieving(retriever, passages, "claim", least=DEEP), _reranking(reranker), verify, check)


def parted_chain(check: Runnable[str | Ask, Verdict]) -> Runnable[str | Ask, Verdict]:
    """The chain that checks, for claims that state several things: each is checked, and the whole follows from them."""
    from rag.combining import combine
    from rag.decomposing.parting import parts_of

    def parted(asked: str | Ask, config: RunnableConfig) -> Verdict:
        ask = _checked(asked, "claim")
        parts = parts_of(ask.question)
        if len(parts) == 1 or any(part.kind == "unclear" for part in parts):
            return check.invoke(ask, config)
        verdicts = [check.invoke(replace(ask, question=part.text), config) for part in parts]
        return combine(ask.question, parts, verdicts)

    return RunnableLambda(parted).with_config(run_name="newscheck")


def _retrieving(retriever: Retriever, passages: int, kind: Kind, *, least: int) -> Callable[[str | Ask], _State]:
    def retrieve(asked: str | Ask) -> _State:
        ask = _checked(asked, kind)
        found = retriever.retrieve(ask.question, limit=max(ask.passages or passages, least), filters=ask.filters)
        clock = Clock()
        clock.timings_ms.update(found.timings_ms)
        return _State(ask=ask, clock=clock, hits=found.hits)

    return retrieve


def _checked(asked: str | Ask, kind: Kind) -> Ask:
    if not isinstance(asked, Ask):
        return Ask(question=text_of(asked, kind))
    return Ask(
        question=text_of(asked.question, kind),
        filters=filters_from(asked.filters),
        passages=number_of(asked.passages),
    )


def _reranking(reranker: Reranker) -> Callable[[_State], _State]:
    def rerank(state: _State) -> _State:
        with state.clock("rerank"):
            hits = reranker.rerank(state.ask.question, state.hits)
        return replace(state, hits=tuple(hits))

    return rerank


def _chain(*steps: Callable[[Any], Any]) -> Runnable[Any, Any]:
    """Each step keeps its name, by which events and traces know it."""
    first, second, third, last = (RunnableLambda(step) for step in steps)
    return (first | second | third | last).with_config(run_name="newscheck")


Step = Stage | Answer | WrittenSentence
"""What is told of a chain on its way: steps that are done; where a language model writes, the answer without it, and
each sentence."""


def run_in_stages(chain: Runnable[str | Ask, Said], ask: Ask, tell: Callable[[Step], None]) -> Said:
    """What `chain.invoke(ask)` gives; `tell` is called with each step, in this thread."""
    return chain.invoke(ask, config={"callbacks": [_Stages(tell)]})


class _Stages(BaseCallbackHandler):
    """Hears when a step begins, and by its name that it is done."""

    def __init__(self, tell: Callable[[Step], None]) -> None:
        self._tell = tell
        self._names: dict[UUID, str] = {}

    def on_chain_start(self, serialized: Any, inputs: Any, *, run_id: UUID, **told: Any) -> None:  # noqa: ANN401, ARG002
        self._names[run_id] = str(told.get("name"))

    def on_custom_event(self, name: str, data: Any, **_: Any) -> None:  # noqa: ANN401, ARG002
        self._tell(data)

    def on_chain_end(self, outputs: Any, *, run_id: UUID, **_: Any) -> None:  # noqa: ANN401
        name = self._names.pop(run_id, "")
        if isinstance(outputs, _State):
            timings_ms = dict(outputs.clock.timings_ms)
            self._tell(Stage(name=name, hits=len(outputs.hits), timings_ms=timings_ms))
