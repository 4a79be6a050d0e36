"""Question to Answer, and claim to Verdict, step by step: retrieve, rerank, read or verify, say.

Plain functions, so that a command starts without LangChain; `rag.chain` makes the same steps LangChain's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from index.filters import Filters
from index.records import Hit
from index.retrieving import Clock, Retrieval, Retriever
from rag import answering
from rag.asking import Ask, Kind, checked
from rag.calibration import VerdictCalibration
from rag.lately import asked_on, of_that_time, retrieve_dated
from rag.reading import Reader, Reading
from rag.records import Answer, Verdict, WrittenSentence
from rag.reranking import Reranker
from rag.spelling_out import spelled_out
from rag.verifying import Verifier

if TYPE_CHECKING:
    from rag.voices import Voice

Said = TypeVar("Said", Answer, Verdict)

DEEP = 8
"""Hits retrieved at least: a reranker, or the claim's words, have a choice among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step that is done, told while the next one runs."""

    name: str
    """retrieve, rerank, and then read or verify."""
    hits: int
    """Passages that the next step gets."""
    timings_ms: Mapping[str, float]
    """Milliseconds per stage, as far as it is."""


Step = Stage | Answer | WrittenSentence
"""What is told on the way: steps that are done; where a language model writes, the answer without it, and each
sentence."""

Tell = Callable[[Step], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is known between two steps."""

    ask: Ask
    clock: Clock
    hits: tuple[Hit, ...] = ()
    readings: tuple[Reading, ...] = ()
    voices: tuple[Voice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline(Generic[Said]):
    """What is asked to what is said, in four steps; each is a function of that name."""

    retrieve: Callable[[str | Ask], State]
    """Raises UserError where that is nothing that can be looked up."""
    rerank: Callable[[State], State]
    weigh: Callable[[State], State]
    """Called read or verify."""
    say: Callable[[State], Said]

    def __call__(self, asked: str | Ask, tell: Tell | None = None) -> Said:
        """All of them; `tell` is called after each but the last, in this thread."""
        state = _told(self.retrieve(asked), self.retrieve.__name__, tell)
        for step in (self.rerank, self.weigh):
            state = _told(step(state), step.__name__, tell)
        return self.say(state)


def _told(state: State, name: str, tell: Tell | None) -> State:
    if tell:
        tell(Stage(name=name, hits=len(state.hits), timings_ms=dict(state.clock.timings_ms)))
    return state


def answers(
    *, retriever: Retriever, reranker: Reranker, reader: Reader, passages: int, threshold: float | None
) -> Pipeline[Answer]:
    """For questions; `threshold` is the least probability of an answer that is given, None takes the reader's."""
    least = reader.threshold if threshold is None else threshold

    def read(state: State) -> State:
        hits = state.hits[: state.ask.passages or passages]
        first = hits[: state.ask.passages or reader.reads]
        with state.clock("read"):
            readings = spelled_out(state.ask.question, hits) or reader.read(state.ask.question, first)
            told = of_that_time(readings, state.ask.question, asked_on(state.ask.filters), least)
        return replace(state, hits=hits, readings=tuple(told))

    def answer(state: State) -> Answer:
        return answering.compose(
            state.ask.question, state.readings, threshold=least, hits=state.hits,
            timings_ms=state.clock.timings_ms,
        )  # fmt: skip

    return Pipeline(
        retrieve=_retrieving(retriever, passages, "question"), rerank=_reranking(reranker), weigh=read, say=answer
    )


def verdicts(
    *, retriever: Retriever, reranker: Reranker, verifier: Verifier, passages: int, calibration: VerdictCalibration
) -> Pipeline[Verdict]:
    """For claims that state one thing; `Ask.passages` are those that are verified."""
    from rag import checking  # as much to import as all that a question needs of rag
    from rag.voices import hear

    def verify(state: State) -> State:
        hits = state.hits[: state.ask.passages or passages]
        with state.clock("verify"):
            voices = hear(state.ask.question, hits, verifier)
        return replace(state, hits=hits, voices=tuple(voices))

    def check(state: State) -> Verdict:
        return checking.compose(
            state.ask.question, state.voices, calibration=calibration, hits=state.hits,
            timings_ms=state.clock.timings_ms,
        )  # fmt: skip

    return Pipeline(
        retrieve=_retrieving(retriever, passages, "claim"), rerank=_reranking(reranker), weigh=verify, say=check
    )


def by_parts(check: Callable[[Ask], Verdict], asked: str | Ask) -> Verdict:
    """The verdict on a claim that may state several things: each is checked, and the whole follows from them."""
    from rag.combining import combine
    from rag.decomposing.parting import parts_of

    ask = checked(asked, "claim")
    parts = parts_of(ask.question)
    if len(parts) == 1 or any(part.kind == "unclear" for part in parts):
        return check(ask)
    return combine(ask.question, parts, [check(replace(ask, question=part.text)) for part in parts])


def _retrieving(retriever: Retriever, passages: int, kind: Kind) -> Callable[[str | Ask], State]:
    def retrieve(asked: str | Ask) -> State:
        ask = checked(asked, kind)
        limit = max(ask.passages or passages, DEEP)
        look = retrieve_dated if kind == "question" else _retrieve
        found = look(retriever, ask.sought, limit=limit, filters=ask.filters)
        clock = Clock()
        clock.timings_ms.update(found.timings_ms)
        return State(ask=ask, clock=clock, hits=found.hits)

    return retrieve


def _retrieve(retriever: Retriever, claim: str, *, limit: int, filters: Filters) -> Retrieval:
    """Of whatever days: what a claim is about may be told of whenever."""
    return retriever.retrieve(claim, limit=limit, filters=filters)


def _reranking(reranker: Reranker) -> Callable[[State], State]:
    def rerank(state: State) -> State:
        with state.clock("rerank"):
            hits = reranker.rerank(state.ask.question, state.hits)
        return replace(state, hits=tuple(hits))

    return rerank
