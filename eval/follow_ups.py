"""Questions that follow others: how they are put, and whether as they were meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from eval.judging import Score
from eval.measures import token_f1
from eval.records import Case
from index.lexical import stem
from rag.following import Conversation
from rag.questions import parse
from rag.records import Answer

Way = Literal["resolved", "typed", "joined", "by-hand"]

FOLLOW_UP_MEASURES = ("resolved", "asked F1")


def question_of(case: Case, ask: Callable[[str], Answer], way: Way) -> str:
    """A question as it is put after those before it.

    Args:
        case: With `previous`.
        ask: Answers a question; those before are only put to it where their answers are of use.
        way: As `eval.running.run` takes it. By hand, a question without a known wording is put as typed.
    """
    if way == "joined":
        return " ".join((*case.previous, case.question))
    if way == "by-hand":
        return next(iter(case.rewrites), case.question)
    conversation = Conversation(ask)
    for question in case.previous if way == "resolved" else ():
        conversation.ask(question)
    return conversation.in_full(case.question).question


def judge_asked(case: Case, asked: str | None) -> dict[str, Score]:
    """`FOLLOW_UP_MEASURES` of a question as it was put, None for one that crashed: each a score, or why there is none.

    resolved  1.0 where it asks for the same kind of thing, about the same names and figures, as an accepted
              wording, and holds all the words of that which matter; a question that stands by itself must
              therefore be put as it is
    asked F1  F1 of its words against the accepted wording that is most like it (Rajpurkar et al. 2016)
    """
    if not case.previous:
        return dict.fromkeys(FOLLOW_UP_MEASURES, "the question follows no other")
    if not case.rewrites:
        return dict.fromkeys(FOLLOW_UP_MEASURES, "no wording in full is known")
    if asked is None:
        return dict.fromkeys(FOLLOW_UP_MEASURES, 0.0)
    return {"resolved": _resolved(asked, case.rewrites), "asked F1": token_f1(asked, case.rewrites)}


def _resolved(asked: str, rewrites: Sequence[str]) -> float:
    put = parse(asked)
    said = {stem(term) for term in put.terms}
    return float(
        any(
            put.kind == meant.kind
            and set(put.names) == set(meant.names)
            and {stem(term) for term in meant.terms} <= said
            for meant in map(parse, rewrites)
        )
    )
