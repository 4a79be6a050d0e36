"""Question to Answer, and claim to Verdict, as LangChain Runnables: retrieve, rerank, read or verify, answer.

Each step of `rag.pipeline` is a named one here, so that a chain composes, batches, streams its events and is traced
like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from langchain_core.callbacks import dispatch_custom_event
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from rag.asking import Ask, checked
from rag.pipeline import Pipeline, by_parts
from rag.records import Answer, Verdict
from rag.whether import Answering, claim_of

if TYPE_CHECKING:
    from rag.writing import Writer

Said = TypeVar("Said", Answer, Verdict)


def chain_of(pipeline: Pipeline[Said]) -> Runnable[str | Ask, Said]:
    """The chain; `invoke`, `batch`, `stream` and their async forms take a question (or claim) or an `Ask`.

    Its first step raises UserError where that is nothing that can be looked up.
    """
    found = RunnableLambda(pipeline.retrieve) | RunnableLambda(pipeline.rerank)
    return (found | RunnableLambda(pipeline.weigh) | RunnableLambda(pipeline.say)).with_config(run_name="newscheck")


def answer_chain(answering: Answering) -> Runnable[str | Ask, Answer]:
    """`chain_of` the steps by which a question is read; a yes-or-no question is checked, part by part, and several
    questions in one are answered one by one."""
    read = chain_of(answering.read)

    def said(asked: str | Ask, config: RunnableConfig) -> Answer:
        ask = checked(asked, "question")
        found = answering.each(ask, lambda one: way(one).invoke(one, config))
        return found or way(ask).invoke(ask, config)

    def way(ask: Ask) -> Runnable[str | Ask, Answer]:
        claim = claim_of(ask)
        if claim is None or answering.checks is None:
            return read
        check = parted_chain(chain_of(answering.checks()))

        def settle(_: str | Ask, config: RunnableConfig) -> Answer:
            return answering.settled(ask, claim, lambda one: check.invoke(one, config))

        return RunnableLambda(settle)

    return RunnableLambda(said).with_config(run_name="newscheck")


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


def parted_chain(check: Runnable[str | Ask, Verdict]) -> Runnable[str | Ask, Verdict]:
    """The chain that checks, for claims that state several things: each is checked, and the whole follows from them."""

    def parted(asked: str | Ask, config: RunnableConfig) -> Verdict:
        return by_parts(lambda ask: check.invoke(ask, config), asked)

    return RunnableLambda(parted).with_config(run_name="newscheck")
