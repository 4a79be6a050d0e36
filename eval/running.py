"""A run: every case of a set put to the whole system, judged, and kept with all that it depends on."""

from __future__ import annotations

import hashlib
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from eval.attempts import Attempt, rows_of, times_of
from eval.follow_ups import Way, judge_asked, question_of
from eval.judging import Judged, Score, judge, verbatim
from eval.measures import holds, same_passage
from eval.provenance import named_model, provenance
from eval.records import Case, Dataset, Run
from eval.retrieval import Without, article_names, built, names_of, open_variant, stored_names, told_refused
from eval.verdicts import judge_verdict
from index.archive import Archive
from index.embedding import open_embedder
from index.encoders import sha256_of
from index.errors import UserError
from index.filters import filters_of
from index.records import Hit, Refused
from index.retrieving import STAGES, Retriever
from rag.calibration import FILE as CALIBRATION
from rag.calibration import VERDICTS
from rag.checker import FactChecker
from rag.models import Models, open_models, own_folder
from rag.models.folders import Role
from rag.pipeline import DEEP
from rag.records import Answer, Citation, Verdict
from rag.reranking import Reranker
from rag.settings import Settings
from rag.stating import stated
from rag.verifying import Pair

Shown = Literal["given", "hidden", "both"]

RANKED = 30
"""Hits taken per question for its ranking, so that ten articles are among them."""


def run(
    dataset: Dataset,
    settings: Settings,
    *,
    stages: Sequence[str] = STAGES,
    evidence: Shown = "given",
    models: Models | None = None,
    follow_ups: Way = "resolved",
    on_done: Callable[[int], None] = lambda _: None,
) -> Run:
    """Put every case of a set to the system.

    Args:
        dataset: Its articles are added to the archive of the settings first; without articles of its own it is
            asked of that archive as it is.
        settings: As for `ask`.
        stages: Rankings to fuse: "dense", "lexical", "article".
        evidence: With "hidden" each question's own articles are hidden, so that declining is right; questions whose
            articles are not known, or whose answer still stands in what is read, are left out, and named in
            `facts["left_out"]`. With "both" each is asked twice, but for those that have no answer anyway.
        models: Reader, reranker and verifier; None takes the settings'. Without a verifier claims are not checked,
            and only their ranking is judged.
        follow_ups: How a question that follows others is put: "resolved" as `newscheck chat` does, from what was
            answered before; "typed" as it is; "joined" behind the questions before; "by-hand" in a person's wording.
        on_done: Told the number of cases done.

    Returns:
        The run. A case that crashes counts 0.0 and holds the error; nothing but an interrupt ends a run early.
    """
    if not dataset.cases:
        raise UserError(f"The set {dataset.name!r} has no cases.")
    began, started = time.perf_counter(), datetime.now(UTC)
    facts, refused = provenance(dataset, settings), list[Refused]()  # read first: the commit may move while this runs
    given = set[str]()
    with built(dataset, settings, on_refused=refused.extend, on_given=given.add) as archive:
        bench = _Bench(archive, settings, tuple(stages), models or open_models(settings), follow_ups)
        tried = []
        for done, case in enumerate(dataset.cases, start=1):
            tried += [_tried(bench, case, right) for right in _rights(case, evidence)]
            on_done(done)
        facts |= {
            "stages": list(stages), "evidence": evidence, "seed": 0,
            "articles": archive.counts()[0], "passages": archive.counts()[1], "archive": fingerprint(archive),
            "models": _models(archive, bench.models, settings), "refused": told_refused(refused),
            "left_out": {a.case.id: a.left_out for a in tried if a.left_out},
            **({"follow_ups": follow_ups} if any(case.previous for case in dataset.cases) else {}),
        }  # fmt: skip
        kept = [attempt for attempt in tried if not attempt.left_out]
        rows = rows_of(kept, stored=given | stored_names(archive))
    times = times_of(kept) | {
        "started": started.isoformat(timespec="seconds"), "seconds": round(time.perf_counter() - began, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }  # fmt: skip
    return Run(name=dataset.name, facts=facts, rows=rows, times=times)


def fingerprint(archive: Archive) -> str:
    """First 12 hex digits of SHA-256 over the embedder and the ids of all articles, which are hashes of their texts."""
    digest = hashlib.sha256(str(archive.fingerprint).encode())
    for id_ in sorted(document.id for document in archive.documents()):
        digest.update(id_.encode())
    return digest.hexdigest()[:12]


def _models(archive: Archive, models: Models, settings: Settings) -> dict[str, str]:
    """Digests of weights, with their names where settings name them, and of the calibrations that were used."""
    embedder = archive.fingerprint.weights if archive.fingerprint else "none"
    fitted = {
        "calibration": (None if settings.reader else _fitted("reader")) if models.reader else CALIBRATION,
        "verdicts": (_fitted("verifier") if models.verdicts else VERDICTS) if models.verifier else None,
    }
    calibrations = {name: sha256_of(file)[:12] for name, file in fitted.items() if file}
    chosen: dict[Role, str | None] = {
        "reader": settings.reader, "reranker": settings.reranker, "verifier": settings.verifier
    }  # fmt: skip
    named = {str(role): named_model(name, role) for role, name in chosen.items() if name and role in models.names}
    return {"embedder": embedder[:12], **calibrations, **models.names, **named}


def _fitted(role: str) -> Path | None:
    """The calibration of newscheck's own model."""
    folder = own_folder(role)
    file = folder / "calibration.json" if folder else None
    return file if file and file.exists() else None


class _Noting:
    """A reranker that remembers its last order: made again beside other passages, it might be another one."""

    def __init__(self, reranker: Reranker) -> None:
        self._reranker = reranker
        self.order: Sequence[Hit] = ()

    def rerank(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:
        self.order = self._reranker.rerank(question, hits)
        return self.order


class _Bench:
    """One open archive with the system over it."""

    def __init__(
        self, archive: Archive, settings: Settings, stages: Sequence[str], models: Models, follow_ups: Way
    ) -> None:
        self._archive = archive
        self._settings = settings
        self._embedder = open_embedder(settings.embedder, cache=settings.cache)
        self._plain = open_variant(archive, settings, stages)
        self._follow_ups = follow_ups
        self.models = models
        self._noting = _Noting(models.reranker) if models.reranker else None
        self.checks = self._checker(self._plain).can_check

    def attempt(self, case: Case, right: Case, *, hidden: bool) -> Attempt:
        """Ask one case, whatever happens.

        Args:
            case: As the set has it.
            right: The same, or what is right when its articles are hidden.
            hidden: Whether they are.
        """
        try:
            return self._asked(case, right, hidden=hidden)
        except Exception as error:  # whatever it is, one case must not cost the run: it counts 0.0 and is listed
            scores = self._judged(right, None) | _found(right, []) | judge_asked(case, None)
            return Attempt(case=right, scores=scores, error=f"{type(error).__name__}: {error}")

    def _asked(self, case: Case, right: Case, *, hidden: bool) -> Attempt:
        retriever = Without(self._plain, self._archive, case.holding) if hidden else self._plain
        filters = filters_of(since=case.since, until=case.until, as_of=case.as_of)
        checker = self._checker(retriever, None if case.label else self._noting)
        case = replace(case, question=self._question(case, checker))
        start = time.perf_counter()
        answer = self._said(case, checker)
        took = (time.perf_counter() - start) * 1000
        read = answer.hits if answer else ()
        if hidden and any(holds(hit.passage.text, case.answers) for hit in read):
            return Attempt(case=right, left_out="an accepted answer stands in another article")
        hits = self._ranked(case, answer, retriever.retrieve(case.question, limit=RANKED, filters=filters).hits)
        scores = self._judged(right, answer) | _found(right, hits) | judge_asked(case, case.question)
        ranking = tuple(_ranking(self._archive, case, hits))
        return Attempt(case=right, answer=answer, ranking=ranking, scores=scores, milliseconds=took)

    def _question(self, case: Case, checker: FactChecker) -> str:
        """As it is put, after those before it were asked."""
        ask = partial(checker.ask, since=case.since, until=case.until, as_of=case.as_of)
        return question_of(case, ask, self._follow_ups) if case.previous else case.question

    def _ranked(self, case: Case, said: Answer | Verdict | None, found: Sequence[Hit]) -> Sequence[Hit]:
        """What was retrieved, in the order in which it was read, and behind it what was not read."""
        first: Sequence[Hit] = ()
        if self._noting and not case.label:
            first = self._noting.order if said else self._noting.rerank(case.question, found[:DEEP])
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
        said = stated(answer.question, answer.answer) if answer.answer else answer.statement
        pairs = [Pair(statement=said, passage=f"{cited.title}\n{cited.quote}") for cited in answer.citations]
        return [stances.likeliest == "supports" for stances in self.models.verifier.verify(pairs)]


def _rights(case: Case, evidence: Shown) -> list[Case]:
    """What is right, once for each time that a case is asked; the case itself where its articles are given.

    What has no answer in the first place has no articles to hide, and is asked once.
    """
    hopeless = case.status == "not_in_articles" or case.label == "not_enough_evidence"
    if evidence == "given" or hopeless:
        return [case]
    twin = _hidden(case)
    if evidence == "hidden":
        return [twin]
    return [case, replace(twin, id=f"{case.id} hidden", kind=f"{case.kind}, hidden")]


def _hidden(case: Case) -> Case:
    """What is right when the articles of a question or claim are hidden."""
    status, label = case.status and "not_in_articles", case.label and "not_enough_evidence"
    return replace(case, status=status, label=label, answers=(), evidence=(), relevant={}, holding=frozenset())


def _tried(bench: _Bench, case: Case, right: Case) -> Attempt:
    hidden = right is not case
    if hidden and case.status is None and case.label is None:
        return Attempt(case=right, left_out="only its ranking is judged, and its articles are hidden")
    if hidden and not case.holding:
        return Attempt(case=right, left_out="no article is known to hold its answer, so none can be hidden")
    return bench.attempt(case, right, hidden=hidden)


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
