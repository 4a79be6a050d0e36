"""A run: every case of a set put to the whole system, judged, and kept with all that it depends on."""

from __future__ import annotations

import hashlib
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from eval.attempting import Bench
from eval.attempts import Attempt, rows_of, times_of
from eval.follow_ups import Way
from eval.provenance import named_model, provenance
from eval.records import Case, Dataset, Run
from eval.retrieval import built, stored_names, told_refused
from index.archive import Archive
from index.encoders import sha256_of
from index.errors import UserError
from index.records import Refused
from index.retrieving import STAGES
from rag.calibration import FILE as CALIBRATION
from rag.calibration import VERDICTS
from rag.models import Models, open_models, own_folder
from rag.models.folders import Role
from rag.settings import Settings

Shown = Literal["given", "hidden", "both"]

AT_ONCE = 8
"""Cases that are put to the system at the same time: what they have the models read is read together."""


def run(
    dataset: Dataset,
    settings: Settings,
    *,
    stages: Sequence[str] = STAGES,
    evidence: Shown = "given",
    models: Models | None = None,
    follow_ups: Way = "resolved",
    at_once: int = AT_ONCE,
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
        at_once: Cases asked at the same time. What is said does not depend on it; times of single answers are only
            kept where one is asked after the other.
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
        bench = Bench(archive, settings, tuple(stages), models or open_models(settings), follow_ups)
        tried, asking = list[Attempt](), (time.perf_counter(), time.process_time())
        with _threads(at_once) as threads:
            for done, attempts in enumerate(threads.map(lambda case: _tried(bench, case, evidence), dataset.cases), 1):
                tried += attempts
                on_done(done)
        took = time.perf_counter() - asking[0], time.process_time() - asking[1]
        facts |= {
            "stages": list(stages), "evidence": evidence, "seed": 0,
            "articles": archive.counts()[0], "passages": archive.counts()[1], "archive": fingerprint(archive),
            "models": _models(archive, bench.models, settings), "refused": told_refused(refused),
            "left_out": {a.case.id: a.left_out for a in tried if a.left_out},
            **({"follow_ups": follow_ups} if any(case.previous for case in dataset.cases) else {}),
        }  # fmt: skip
        kept = [attempt for attempt in tried if not attempt.left_out]
        rows = rows_of(kept, stored=given | stored_names(archive))
    times = {
        "started": started.isoformat(timespec="seconds"), "seconds": round(time.perf_counter() - began, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024), "at_once": at_once,
        "cases_per_s": round(len(tried) / took[0], 2), "cases_per_processor_s": round(len(tried) / took[1], 2),
        **(times_of(kept) if at_once == 1 else {}),
    }  # fmt: skip
    return Run(name=dataset.name, facts=facts, rows=rows, times=times)


@contextmanager
def _threads(many: int) -> Iterator[ThreadPoolExecutor]:
    """Who interrupts waits for the cases that are being asked, and for no others."""
    threads = ThreadPoolExecutor(many, thread_name_prefix="case")
    try:
        yield threads
    finally:
        threads.shutdown(cancel_futures=True)


def _tried(bench: Bench, case: Case, evidence: Shown) -> list[Attempt]:
    return [bench.attempt(case, right, hidden=right is not case) for right in _rights(case, evidence)]


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
