"""Answers to a data set's questions: right, wrong, or declined, and when each should have been."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.datasets import Case, Dataset
from eval.measures import Figure, figure, holds, normalised
from eval.retrieval import Without, built, open_retriever
from index.embedding import open_embedder
from rag.checker import FactChecker
from rag.records import Answer
from rag.settings import Settings
from rag.values import same_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One question with its answer and what was right about it."""

    case: Case
    answer: Answer
    answerable: bool

    @property
    def declined(self) -> bool:
        """Whether the articles are said not to say."""
        return self.answer.status == "not_in_articles"

    @property
    def statement_right(self) -> bool:
        """Whether the quoted sentence is the evidence, or holds an accepted answer."""
        if self.declined or not self.answer.statement:
            return False
        evidence = {normalised(sentence) for sentence in self.case.evidence}
        return normalised(self.answer.statement) in evidence or holds(self.answer.statement, self.case.answers)

    @property
    def short_right(self) -> bool:
        """Whether the short answer says the same as an accepted one."""
        short = self.answer.answer
        return short is not None and any(same_value(short, accepted) for accepted in self.case.answers)

    @property
    def right(self) -> bool:
        """What a reader wants: a right statement where there is an answer, else that it was declined."""
        return self.statement_right if self.answerable else self.declined


def judge_answers(dataset: Dataset, settings: Settings, *, without_evidence: bool = False) -> Iterator[Judged]:
    """Ask every question of the set.

    Args:
        dataset: Its articles are added to the archive of the settings first.
        settings: As for `ask`.
        without_evidence: Hide each question's own articles, so that the right answer is to decline; questions
            whose answer still stands in what is found are left out.
    """
    with built(dataset, settings) as archive:
        embedder = open_embedder(settings.embedder, cache=settings.cache)
        for case in dataset.cases:
            plain = open_retriever(archive, settings)
            retriever = Without(plain, archive, case.holding) if without_evidence else plain
            checker = FactChecker(archive, embedder, settings, retriever=retriever)
            answer = checker.ask(case.question)
            if without_evidence and any(holds(hit.passage.text, case.answers) for hit in answer.hits):
                continue
            answerable = bool(case.answers) and not without_evidence
            yield Judged(case=case, answer=answer, answerable=answerable)


def answer_figures(judged: Sequence[Judged]) -> dict[str, Figure]:
    """Shares of cases; measures without any case are absent."""
    answerable = [j for j in judged if j.answerable]
    given = [j for j in judged if not j.declined]
    short = [j for j in answerable if j.answer.answer is not None]
    shares = {
        "right": [float(j.right) for j in judged],
        "statement right": [float(j.statement_right) for j in answerable],
        "short answer right, where given": [float(j.short_right) for j in short],
        "declined, of answerable": [float(j.declined) for j in answerable],
        "declined, of unanswerable": [float(j.declined) for j in judged if not j.answerable],
        "right, of answers given": [float(j.statement_right and j.answerable) for j in given],
        "told as differing, of answers given": [float(j.answer.status == "conflicting") for j in given],
        "Brier score of confidence": [(j.answer.confidence - float(j.right)) ** 2 for j in judged],
    }
    return {name: figure(values) for name, values in shares.items() if values}
