"""Cases put to the system one by one: what it says and finds is judged, whatever happens."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from eval.attempts import Attempt
from eval.follow_ups import Way, judge_asked, question_of
from eval.judging import Judged, Score, judge, verbatim
from eval.measures import holds, same_passage
from eval.records import Case
from eval.retrieval import Without, article_names, bounds_of_case, names_of, open_variant
from eval.verdicts import judge_verdict
from index.archive import Archive
from index.embedding import open_embedder
from index.records import Hit
from index.retrieving import Retriever
from rag.asking import Ask
from rag.checker import FactChecker
from rag.models import Models
from rag.pipeline import DEEP
from rag.records import Answer, Citation, Verdict
from rag.reranking import Reranker
from rag.settings import Settings
from rag.stating import stated
from rag.verifying import Pair, Stance
from rag.whether import SAID, claim_of

SUPPORTS: Stance = "supports"
RANKED = 30
"""Hits taken per question for its ranking, so that ten articles are among them."""


class _Noting:
    """A reranker that remembers its last order: made again beside other passages, it might be another one."""

    def __init__(self, reranker: Reranker) -> None:
        self._reranker = reranker
        self.order: Sequence[Hit] = ()

    def rerank(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:
        self.order = self._reranker.rerank(question, hits)
        return self.order


class Bench:
    """One open archive with the system over it; several threads may put cases to it."""

    def __init__(
        self, archive: Archive, settings: Settings, stages: Sequence[str], models: Models, follow_ups: Way
    ) -> None:
        self._archive = archive
        self._settings = settings
        self._embedder = open_embedder(settings.embedder, cache=settings.cache)
        self._plain = open_variant(archive, settings, stages)
        self._follow_ups = follow_ups
        self.models = models
        self.checks = self._checker(self._plain).can_check

    def attempt(self, case: Case, right: Case, *, hidden: bool) -> Attempt:
        """Ask one case, whatever happens.

        Args:
            case: As the set has it.
            right: The same, or what is right when its articles are hidden.
            hidden: Whether they are.
        """
        if hidden and (why := _unhidden(case)):
            return Attempt(case=right, left_out=why)
        try:
            return self._asked(case, right, hidden=hidden)
        except Exception as error:  # whatever it is, one case must not cost the run: it counts 0.0 and is listed
            scores = self._judged(right, None) | _found(right, []) | judge_asked(case, None)
            return Attempt(case=right, scores=scores, error=f"{type(error).__name__}: {error}")

    def _asked(self, case: Case, right: Case, *, hidden: bool) -> Attempt:
        retriever = Without(self._plain, self._archive, case.holding) if hidden else self._plain
        noting = _Noting(self.models.reranker) if self.models.reranker and not case.label else None
        checker = self._checker(retriever, noting)
        case = replace(case, question=self._question(case, checker))
        start = time.perf_counter()
        answer = self._said(case, checker)
        took = (time.perf_counter() - start) * 1000
        read = answer.hits if answer else ()
        if hidden and any(holds(hit.passage.text, case.answers) for hit in read):
            return Attempt(case=right, left_out="an accepted answer stands in another article")
        found = retriever.retrieve(case.question, limit=RANKED, filters=bounds_of_case(case)).hits
        hits = self._ranked(case, noting, found, asked=answer is not None)
        scores = self._judged(right, answer) | _found(right, hits) | judge_asked(case, case.question)
        ranking = tuple(_ranking(self._archive, case, hits))
        return Attempt(case=right, answer=answer, ranking=ranking, scores=scores, milliseconds=took)

    def _question(self, case: Case, checker: FactChecker) -> str:
        """As it is put, after those before it were asked."""
        ask = partial(checker.ask, since=case.since, until=case.until, as_of=case.as_of)
        return question_of(case, ask, self._follow_ups) if case.previous else case.question

    def _ranked(self, case: Case, noting: _Noting | None, found: Sequence[Hit], *, asked: bool) -> Sequence[Hit]:
        """What was retrieved, in the order in which it was read, and behind it what was not read."""
        first: Sequence[Hit] = ()
        if noting:
            first = noting.order if asked else noting.rerank(case.question, found[:DEEP])
        elif self.models.claim_reranker:
            first = self.models.claim_reranker.rerank(case.question, found[:DEEP])
        read = {hit.passage for hit in first}
        return [*first, *(hit for hit in found if hit.passage not in read)]

    def _checker(self, retriever: Retriever, reranker: Reranker | None = None) -> FactChecker:
        return FactChecker(
            self._archive, self._embedder, self._settings, retriever=retriever, reranker=reranker, models=self.models
        )

    def _said(self, case: Case, checker: FactChecker) -> Answer | Verdict | None:
        """None where only the ranking is judged."""
        if case.label is not None and self.checks:
            return checker.check(case.question, since=case.since, until=case.until, as_of=case.as_of)
        if case.status is not None:
            return checker.ask(case.question, since=case.since, until=case.until, as_of=case.as_of)
        return None

    def _judged(self, case: Case, said: Answer | Verdict | None) -> dict[str, Score]:
        citations: tuple[Citation, ...] = said.citations if said else ()
        found = [verbatim(cited, self._archive) for cited in citations]
        names = {cited.article_id: names_of(self._archive, cited.article_id) for cited in citations}
        answer, verdict = (said, None) if not isinstance(said, Verdict) else (None, said)
        supported = self._supported(answer)
        scores = judge(Judged(case=case, answer=answer, names=names, verbatim=found, supported=supported))
        return scores | judge_verdict(case, verdict, verbatim=found, checked=self.checks)

    def _supported(self, answer: Answer | None) -> list[bool] | None:
        """Of each citation of an answer, whether it supports it: empty where there is none, or articles differ."""
        if self.models.verifier is None:
            return None
        if answer is None or answer.status != "answered" or not answer.statement:
            return []
        said, wanted = _said(answer.question, answer.answer) if answer.answer else (answer.statement, SUPPORTS)
        pairs = [Pair(statement=said, passage=f"{cited.title}\n{cited.quote}") for cited in answer.citations]
        return [stances.likeliest == wanted for stances in self.models.verifier.verify(pairs)]


def _said(question: str, answer: str) -> tuple[str, Stance]:
    """What an answer comes to, and the side of a sentence that supports it: no is supported by what refutes."""
    claim = claim_of(Ask(question=question))
    side = next((stance for stance, told in SAID.items() if told == answer), None)
    return (claim.question, side) if claim and side else (stated(question, answer), SUPPORTS)


def _unhidden(case: Case) -> str | None:
    """Why a case cannot be asked without its articles."""
    if case.status is None and case.label is None:
        return "only its ranking is judged, and its articles are hidden"
    return None if case.holding else "no article is known to hold its answer, so none can be hidden"


def _found(case: Case, hits: Sequence[Hit]) -> dict[str, Score]:
    """answer@5: an accepted answer stands in the first five passages. evidence@10: share of the evidence in ten."""
    texts = [hit.passage.text for hit in hits[:10]]
    answer: Score = "no answer is known"
    evidence: Score = "no evidence is known"
    if case.answers:
        answer = float(any(holds(text, case.answers) for text in texts[:5]))
    if case.evidence:
        found = [any(same_passage(given.quote, text) for text in texts) for given in case.evidence]
        evidence = sum(found) / len(found)
    return {"answer@5": answer, "evidence@10": evidence}


def _ranking(archive: Archive, case: Case, hits: Sequence[Hit]) -> list[str]:
    """Articles by the names that the case knows them by, or else by their least name, each once.

    A hit that shows copies of a story shows all of them, so each that the case knows has its place.
    """
    ranking: dict[str, None] = {}
    for hit in hits:
        names = sorted(article_names(archive, hit))
        ranking |= dict.fromkeys([name for name in names if name in case.relevant] or names[:1])
    return list(ranking)
