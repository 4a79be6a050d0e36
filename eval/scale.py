"""How writing and finding grow with an archive: steps to a given size, each measured in processes of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from typing import TypeVar

import numpy as np

from eval.recombining import Donors
from eval.sizes import Asked, Indexed, Step, keep, read_steps
from eval.speed import environment_of
from index.archive import Archive
from index.building import BATCH, open_builder, sync_index
from index.embedding import Vectors, open_embedder
from index.places import FILE
from index.records import Article
from index.retrieving import DEPTH, HybridRetriever
from index.storing import Entry, open_writer
from index.vectors import FOLDER, ChromaVectors, FollowingVectors
from rag.settings import Settings

T = TypeVar("T")

HITS = 8
"""Hits of a question."""

BEST = 10
"""First of each ranking by vectors, compared with the exact one."""

NEVER = 1 << 40
"""Passages from which on there is an index."""

COLD = 2
"""Processes that ask one question each; the faster one counts."""

ONE_MORE = (
    "The harbour bridge of Quillhaven was opened on Monday by the mayor, who thanked the 340 people who built it. "
)


def grow(
    donors: Path, settings: Settings, questions: Sequence[str], *, passages: int, steps: int, out: Path,
    index: bool = True,
) -> Iterator[Step]:  # fmt: skip
    """Steps to so many passages in `out`/archive, each twice as large as the one before, those of earlier runs first.

    Args:
        donors: Folder of the archive that articles are made of.
        settings: Which embedder its vectors are of.
        questions: Asked at each step.
        passages: Of the last step.
        steps: How many.
        out: Folder for the archive and what was measured.
        index: False leaves the Chroma index out.
    """
    ours = settings.model_copy(update={"archive": out / "archive"})
    out.mkdir(parents=True, exist_ok=True)
    known = read_steps(out)
    yield from known
    reached = known[-1].passages if known else 0
    asked = _apart(_embedded, questions, settings)
    for size in (passages >> doubling for doubling in reversed(range(steps))):
        if size > reached:
            found = _measured(donors, ours, asked, size, index=index)
            keep(found, out)
            yield found


def rebuild(out: Path) -> tuple[float, float, float]:
    """Seconds, seconds of CPU and most MB that the Chroma index takes when it is made anew from the stored vectors."""
    return _apart(_rebuild, out / "archive")


def _measured(donors: Path, settings: Settings, asked: dict[str, Vectors], size: int, *, index: bool) -> Step:
    folder, exact = settings.archive, settings.model_copy(update={"index_from": NEVER})
    written, writing_s, writing_cpu_s, writing_mb = _apart(_write, donors, settings, size)
    warm, truth = _apart(_ask, exact, asked)
    chroma = _indexed(settings.model_copy(update={"index_from": 0}), asked, truth) if index else None
    started = _started(exact, next(iter(asked)))  # it leaves the index behind
    archive = Archive(folder)
    articles, passages = archive.counts()
    archive.close()
    return Step(
        articles=articles, passages=passages, written=written, writing_s=writing_s, writing_cpu_s=writing_cpu_s,
        writing_mb=writing_mb, archive_mb=_megabytes([*folder.glob(FILE + "*")]), exact=Asked(**warm, **started),
        chroma=chroma,
    )  # fmt: skip


def _indexed(settings: Settings, asked: dict[str, Vectors], truth: Sequence[Sequence[int]]) -> Indexed:
    seconds, cpu_s, peak = _apart(_index, settings.archive)
    warm, found = _apart(_ask, settings, asked)
    return Indexed(
        seconds=seconds, cpu_s=cpu_s, peak_mb=peak, mb=_megabytes([*(settings.archive / FOLDER).rglob("*")]),
        asked=Asked(**warm, **_started(settings, next(iter(asked)))),
        recall_best=_recall(truth, found, BEST), recall_all=_recall(truth, found, DEPTH),
    )  # fmt: skip


def _started(settings: Settings, question: str) -> dict[str, float]:
    """What starts with each process."""
    cold_s, cold_cpu_s = _cold(question, settings)
    one_more_s, one_more_cpu_s = _apart(_one_more, settings)
    return {
        "cold_s": cold_s, "cold_cpu_s": cold_cpu_s, "one_more_s": one_more_s, "one_more_cpu_s": one_more_cpu_s
    }  # fmt: skip


def _apart(work: Callable[..., T], *values: object) -> T:
    """In a process of its own, whose memory tells of nothing else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *values).result()


def _write(donors: Path, settings: Settings, size: int) -> tuple[int, float, float, float]:
    """Articles after those that are there, until there are so many passages: (passages, seconds, of CPU, MB)."""
    given = Archive(donors)
    made = Donors(given)
    took = cpu = 0.0
    with open_writer(settings.archive, create=True) as archive:
        if archive.fingerprint is None:
            assert given.fingerprint is not None
            tokens = int(given.meta("max_tokens") or 0)
            archive.set_embedder(given.fingerprint, probes=given.probes, max_tokens=tokens)
        given.close()
        first, start = archive.counts()
        passages, before = start, _peak()
        for batch in _batches((made.entry(number) for number in count(first)), size - start):
            clock, used = time.perf_counter(), time.process_time()
            archive.put(batch)
            took, cpu = took + time.perf_counter() - clock, cpu + time.process_time() - used
            passages += sum(len(entry.passages) for entry in batch)
    return passages - start, took, cpu, _peak() - before


def _batches(entries: Iterator[Entry], passages: int) -> Iterator[list[Entry]]:
    """Of as many passages as are committed together, until there are so many."""
    while passages > 0:
        batch: list[Entry] = []
        while sum(len(entry.passages) for entry in batch) < min(BATCH, passages):
            batch.append(next(entries))
        passages -= sum(len(entry.passages) for entry in batch)
        yield batch


def _index(folder: Path) -> tuple[float, float, float]:
    return _timed_writing(folder, lambda archive: sync_index(archive, index_from=0))


def _rebuild(folder: Path) -> tuple[float, float, float]:
    return _timed_writing(folder, ChromaVectors(folder).rebuild)


def _timed_writing(folder: Path, work: Callable[[Archive], object]) -> tuple[float, float, float]:
    """(seconds, of CPU, most MB above what was held)"""
    with open_writer(folder) as archive:
        before, clock, cpu = _peak(), time.perf_counter(), time.process_time()
        work(archive)
        return time.perf_counter() - clock, time.process_time() - cpu, _peak() - before


def _ask(settings: Settings, asked: dict[str, Vectors]) -> tuple[dict[str, float], list[list[int]]]:
    """Times, and the rows of the passages nearest to each question."""
    before, start, cpu = _peak(), time.perf_counter(), time.process_time()
    archive = Archive(settings.archive)
    vectors = FollowingVectors(archive, index_from=settings.index_from)
    retriever = HybridRetriever(archive, _Known(asked), vectors)
    retriever.retrieve(next(iter(asked)), limit=HITS)
    opened = {"open_s": time.perf_counter() - start, "open_cpu_s": time.process_time() - cpu}
    retriever.retrieve(next(iter(asked)), limit=HITS)  # the exact form holds all vectors from the second question on
    took, stages, cpu = [], [], time.process_time()
    for question in asked:
        start = time.perf_counter()
        stages.append(retriever.retrieve(question, limit=HITS).timings_ms)
        took.append((time.perf_counter() - start) * 1000)
    cpu = (time.process_time() - cpu) * 1000 / len(took)
    peak, took = _peak() - before, sorted(took)
    nearest = [[row for row, _ in vectors.nearest(vector, limit=DEPTH)] for vector in asked.values()]
    archive.close()
    times = {f"{name}_ms": median(each.get(name, 0.0) for each in stages) for name in ("dense", "lexical", "article")}
    times |= {"p50_ms": took[len(took) // 2], "p95_ms": took[int(len(took) * 0.95)], "cpu_ms": cpu}
    return {**times, **opened, "peak_mb": peak}, nearest


def _one_more(settings: Settings) -> tuple[float, float]:
    name = f"https://recombined.invalid/one-more/{settings.index_from}/{time.time_ns()}"
    article = Article(origin=name, key=name, media_type="text/plain", content=f"{name}\n\n" + ONE_MORE * 3)
    embedder = open_embedder(settings.embedder, cache=settings.cache)
    embedder.embed_passages([ONE_MORE])
    clock, cpu = time.perf_counter(), time.process_time()
    with open_builder(settings, embedder=embedder) as builder:
        list(builder.add([article]))
    return time.perf_counter() - clock, time.process_time() - cpu


def _cold(question: str, settings: Settings) -> tuple[float, float]:
    """A new process each time, as `newscheck search` starts one: (seconds, of CPU)"""
    command = [sys.executable, "-c", "from rag.doors.cli import main; main()", "--archive", str(settings.archive)]
    environment = {**environment_of(settings), "NEWSCHECK_INDEX_FROM": str(settings.index_from)}
    times = []
    for _ in range(COLD):
        clock, cpu = time.perf_counter(), _children()
        subprocess.run([*command, "search", question], env=environment, capture_output=True, check=True)
        times.append((time.perf_counter() - clock, _children() - cpu))
    return min(times)


def _children() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Known:
    """A `QuestionEmbedder` of questions whose vectors are known."""

    def __init__(self, vectors: dict[str, Vectors]) -> None:
        self._vectors = vectors

    def embed_question(self, text: str) -> Vectors:
        """(d,)"""
        return self._vectors[text]


def _embedded(questions: Sequence[str], settings: Settings) -> dict[str, Vectors]:
    embedder = open_embedder(settings.embedder, cache=settings.cache)
    return {question: np.asarray(embedder.embed_question(question)) for question in questions}


def _recall(truth: Sequence[Sequence[int]], found: Sequence[Sequence[int]], best: int) -> float:
    pairs = zip(truth, found, strict=True)
    return sum(len({*true[:best]} & {*rows[:best]}) / len(true[:best]) for true, rows in pairs) / len(truth)


def _peak() -> float:
    """Most MB that this process held; not of getrusage, which begins with what the process held that started it."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found, "Linux tells it"
    return int(found[1]) / 1024


def _megabytes(files: Sequence[Path]) -> float:
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6
