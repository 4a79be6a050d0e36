"""What a person reads: answers, verdicts and guesses, each told as what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from index.records import Evidence, Hit, Passage
from index.splitting import Span
from rag.answering import compose
from rag.citing import cite
from rag.doors.ranking import show_why
from rag.doors.terminal import show_answer, show_verdict
from rag.reading import Reading
from rag.records import Answer, Label, Verdict
from rag.reranking import KeepOrder, Reranker, ordered
from tests.helpers import RSM, document

WHOLE = Span(0, len(RSM))


def answer(short: str | None, probability: float, *, threshold: float = 0.1) -> Answer:
    reading = Reading(document=document(RSM), sentence=WHOLE, answer=short, probability=probability)
    return compose("How many troops serve in RSM?", [reading], threshold=threshold)


def verdict(label: Label, confidence: float) -> Verdict:
    cited = cite(document(RSM), WHOLE, number=1)
    return Verdict(
        claim="The RSM has 12,000 soldiers.", label=label, confidence=confidence, as_of=None, citations=(cited,),
        sub_claims=(),
    )  # fmt: skip


def told(said: Answer | Verdict) -> str:
    """The first line."""
    out = StringIO()
    console = Console(file=out, width=80)
    show_answer(console, said) if isinstance(said, Answer) else show_verdict(console, said)
    return " ".join(out.getvalue().splitlines()[0].split())


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (answer("16,000", 0.5), "16,000 undated, 50 % sure"),
        (answer("16,000", 0.22), "Perhaps 16,000 undated, 22 % sure"),
        (answer("Margarita Robles", 0.22), "Perhaps Margarita Robles undated, 22 % sure"),
        (answer(None, 0.7), "The articles say: undated, 70 % sure"),
        (answer(None, 0.3), "Perhaps: undated, 30 % sure"),
        (answer("16,000", 0.2, threshold=0.3), "The articles do not say. 80 % sure of that"),
        (answer("16,000", 0.7, threshold=0.8), "Perhaps the articles do not say. 30 % sure of that"),
    ],
    ids=["sure", "a guess", "a name", "a sentence", "a sentence as a guess", "declined", "declined as a guess"],
)
def test_an_answer_more_likely_wrong_than_right_is_told_as_a_guess(said: Answer, line: str) -> None:
    assert told(said) == line


@pytest.mark.parametrize(
    ("label", "sure", "unsure"),
    [
        ("supported", "Supported,", "Perhaps supported,"),
        ("refuted", "Refuted,", "Perhaps refuted,"),
        ("conflicting", "The articles differ,", "Perhaps the articles differ,"),
        ("not_enough_evidence", "Not enough evidence,", "Perhaps not enough evidence,"),
    ],
)
def test_a_verdict_more_likely_wrong_than_right_is_told_as_a_guess(label: Label, sure: str, unsure: str) -> None:
    assert told(verdict(label, 0.8)).startswith(f"{sure} 80 % sure")
    assert told(verdict(label, 0.35)).startswith(f"{unsure} 35 % sure")


def test_a_guess_has_the_same_shape_for_programs() -> None:
    sure, guess = answer("16,000", 0.9), answer("16,000", 0.22)
    assert guess.to_dict() == replace(sure, confidence=0.22).to_dict()


class LongestFirst:
    """A reranker that one can predict."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:
        return ordered(hits, [float(len(hit.passage.text)) for hit in hits])


def why(reranker: Reranker) -> str:
    """The table of two passages, of which the ranking put the short one first."""
    found = [
        Hit(
            passage=Passage(document_id=str(rank), start=0, text=text), document=document(text), score=1 / (10 + rank),
            evidence=(Evidence(stage="dense", rank=rank, score=0.5),),
        )
        for rank, text in enumerate(("Short.", "A longer one."), start=1)
    ]  # fmt: skip
    out = StringIO()
    show_why(Console(file=out, width=80), replace(answer("16,000", 0.9), hits=tuple(reranker.rerank("Why?", found))))
    return " ".join(out.getvalue().split())


def test_why_tells_the_order_and_the_scores_of_a_reranker() -> None:
    told = why(LongestFirst())
    assert "rerank score dense lexical article passage 1. 13.00 0.083 2. 0.50 - - " in told
    assert "2. 6.00 0.091 1. 0.50 - - " in told
    assert "rerank: the order that the rows stand in" in told


def test_without_a_reranker_why_tells_of_none() -> None:
    told = why(KeepOrder())
    assert "score dense lexical article passage 0.091 1. 0.50 - - " in told
    assert "rerank" not in told
    assert "count half" not in told


class Dated(KeepOrder):
    """As if others were of the days that are asked about."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:
        return [replace(hit, weight=0.5) for hit in super().rerank(question, hits)]


def test_why_tells_that_scores_were_halved_for_their_days() -> None:
    assert "scores of articles that are not of the days asked about count half" in why(Dated())
