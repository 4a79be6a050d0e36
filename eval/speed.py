"""How fast articles are added, against embedding alone, and how fast questions are answered."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from eval.records import Dataset
from eval.retrieval import built, open_variant
from eval.yardsticks import Spread, Yardsticks
from index.archive import Archive
from index.building import open_builder
from index.embedding import Embedder, Vectors, open_embedder
from index.encoders import model_folder
from index.errors import UserError
from index.records import Article, Refused
from rag.checker import FactChecker
from rag.models import open_models, open_span_model
from rag.records import Answer
from rag.settings import Settings

WARM_UP = 64
"""Texts embedded before the clock starts: loading the model is told apart."""

YARDSTICK_EVERY = 10
"""One in so many batches is embedded a second time, off the clock: the yardstick of the same minutes."""

SAMPLE = 1_024
"""Texts of these batches that sentence-transformers embeds at the end: the yardstick that does not change with us."""


MANY = 30
"""Hits, as many as are worth putting in order where there is time."""

ASKED = 25
"""Questions for which so many are read."""

STARTED = 5
"""Cold processes."""

IN_A_ROW = 12
"""Questions, one after the other as someone asks them; then the yardsticks of these. Between two questions they would
push what an answer needs out of the processor's caches."""

TRANSFORMER_BATCH = 16
"""Texts: on two cores 46 passages/s at 16 against 39 at 64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddingReport:
    """One run over a set's articles into an empty archive."""

    articles: int
    passages: int
    seconds: float
    """Parsing, splitting, embedding and writing; without loading the model."""
    embedding_alone: float
    """Seconds that the passages take in the model alone, by the batches that were embedded a second time."""
    alone_rates: Spread
    """Passages/s of these batches, each by itself."""
    embedding_share: float
    """Of `seconds`, spent in the model."""
    transformer_rate: float | None
    """Passages/s of sentence-transformers alone, in bfloat16 where the processor has it, sorted by length; None for
    the embedder that counts letters."""
    peak_mb: float
    """Most memory that the process held, model included, before sentence-transformers was loaded."""
    disk_mb: float

    @property
    def ratio(self) -> float:
        """Speed of adding against embedding alone: 1 would be nothing but embedding."""
        return self.embedding_alone / self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Cold:
    """Processes that start, do one thing and end, one after the other."""

    seconds: Spread
    processor: float
    """Median of the seconds that the processor worked: others who use the machine change these less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingReport:
    """Milliseconds of answers from an open archive, and seconds of a cold process."""

    articles: int
    passages: int
    warm: Spread
    p95: float
    processor: float
    """Median of the milliseconds that the processor worked for an answer, all its cores together."""
    stages_ms: dict[str, float]
    """p50 of each stage"""
    beside: dict[str, tuple[Spread, Spread]]
    """By yardstick: its milliseconds, and how many times as long an answer took, question by question."""
    cold: Cold
    """`newscheck ask`"""
    cold_beside: Cold
    """A process that only imports numpy and openvino."""
    many_ms: float | None
    """p50 of reading `MANY` hits at once, which puts them in order; None without a model that does so."""

    @property
    def cold_ratios(self) -> tuple[float, float]:
        """How many times as long a question takes as the imports alone, and how many times the processor's work."""
        bare = self.cold_beside
        return self.cold.seconds.median / bare.seconds.median, self.cold.processor / bare.processor


class Timed:
    """An embedder that counts the time spent in it, and embeds some batches again to know what they take alone."""

    def __init__(self, embedder: Embedder, *, again_every: int = YARDSTICK_EVERY) -> None:
        self._embedder = embedder
        self._again_every = again_every
        self._calls = -1  # the first call is for the probe sentences
        self.seconds = 0.0
        self.again_seconds = 0.0
        self.again_texts = 0
        self.again_rates: list[float] = []
        self.sample: list[str] = []
        self.fingerprint = embedder.fingerprint
        self.max_tokens = embedder.max_tokens
        self.embed_question = embedder.embed_question
        self.count_tokens = embedder.count_tokens

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """As the embedder does."""
        start = time.perf_counter()
        rows = self._embedder.embed_passages(texts)
        done = time.perf_counter()
        self.seconds += done - start
        if self._calls % self._again_every == 0:
            self._embedder.embed_passages(texts)
            again = time.perf_counter() - done
            self.again_seconds += again
            self.again_texts += len(texts)
            self.again_rates.append(len(texts) / again)
            self.sample += texts[: SAMPLE - len(self.sample)]
        self._calls += 1
        return rows


def measure_adding(
    dataset: Dataset, settings: Settings, *, limit: int | None = None, keep: Path | None = None
) -> AddingReport:
    """Add a set's articles, the first `limit` of them, to an archive that is made for it.

    Args:
        dataset: Whose articles.
        settings: How they are split and embedded.
        limit: None takes them all.
        keep: Folder to leave the archive in; None removes it.

    Raises:
        UserError: the folder holds something already.
    """
    if keep is not None and keep.is_dir() and any(keep.iterdir()):
        raise UserError(f"{keep} is not empty.", hint="Adding is timed from nothing: name a new folder.")
    embedder = open_embedder(settings.embedder, cache=settings.cache)
    embedder.embed_passages(["warm up"] * WARM_UP)
    timed = Timed(embedder)
    with tempfile.TemporaryDirectory() as folder:
        ours = settings.at(keep or Path(folder))
        start = time.perf_counter()
        with open_builder(ours, embedder=timed) as builder:
            for _ in builder.add(_first(dataset, limit)):
                pass
        seconds = time.perf_counter() - start - timed.again_seconds
        archive = Archive(ours.archive)
        articles, passages = archive.counts()
        archive.close()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        disk = sum(file.stat().st_size for file in ours.archive.rglob("*") if file.is_file()) / 1e6
    return AddingReport(
        articles=articles, passages=passages, seconds=seconds,
        embedding_alone=timed.again_seconds / timed.again_texts * passages,
        alone_rates=Spread.of(timed.again_rates), embedding_share=timed.seconds / seconds,
        transformer_rate=_transformer_rate(settings.embedder, timed.sample),
        peak_mb=peak, disk_mb=disk,
    )  # fmt: skip


def _transformer_rate(name: str, texts: Sequence[str]) -> float | None:
    if name == "letters":
        return None
    from index.transformer import load_transformer

    model = load_transformer(model_folder(name), half=True)
    model.encode_document(["warm up"] * WARM_UP, show_progress_bar=False)
    start = time.perf_counter()
    model.encode_document(list(texts), batch_size=TRANSFORMER_BATCH, show_progress_bar=False)
    return len(texts) / (time.perf_counter() - start)


def measure_asking(dataset: Dataset, settings: Settings) -> AskingReport:
    """Ask a set's questions, one after the other, of its archive; behind some of them, what their parts take alone."""
    with built(dataset, settings) as archive:
        articles, passages = archive.counts()
    took: list[float] = []
    worked: list[float] = []
    stages: dict[str, list[float]] = {}
    beside: dict[str, list[tuple[float, float]]] = {}
    with FactChecker.open(settings=settings) as checker, tempfile.TemporaryDirectory() as folder:
        model = open_span_model(settings) if settings.models else None
        sticks = Yardsticks(checker.must_be_open(), checker.embedder, model, folder=Path(folder))
        for warming in dataset.cases[:2]:
            sticks.use(warming.question, checker.ask(warming.question).hits)
        for first in range(0, len(dataset.cases), IN_A_ROW):
            asked = [(case.question, _asked(checker, case.question)) for case in dataset.cases[first:][:IN_A_ROW]]
            for question, (answer, elapsed, processor) in asked:
                took.append(elapsed)
                worked.append(processor)
                for stage, milliseconds in answer.timings_ms.items():
                    stages.setdefault(stage, []).append(milliseconds)
                for name, milliseconds in sticks.use(question, answer.hits).items():
                    beside.setdefault(name, []).append((milliseconds, elapsed / milliseconds))
        sticks.close()
    cold, cold_beside = _cold(dataset.cases[0].question, settings)
    return AskingReport(
        articles=articles, passages=passages, warm=Spread.of(took), p95=sorted(took)[int(len(took) * 0.95)],
        processor=median(worked), stages_ms={stage: round(median(values), 2) for stage, values in stages.items()},
        beside={name: (Spread.of([ms for ms, _ in found]), Spread.of([r for _, r in found]))
                for name, found in beside.items()},
        cold=cold, cold_beside=cold_beside, many_ms=_reading(dataset, settings),
    )  # fmt: skip


def _asked(checker: FactChecker, question: str) -> tuple[Answer, float, float]:
    """What is answered, and the milliseconds that it took and that the processor worked for it."""
    start, before = time.perf_counter(), time.process_time()
    answer = checker.ask(question)
    return answer, (time.perf_counter() - start) * 1000, (time.process_time() - before) * 1000


def _reading(dataset: Dataset, settings: Settings) -> float | None:
    reader, took = open_models(settings).reader, []
    if reader is None:
        return None
    with built(dataset, settings) as archive:
        retriever = open_variant(archive, settings)
        for case in dataset.cases[:ASKED]:
            hits = retriever.retrieve(case.question, limit=MANY).hits
            start = time.perf_counter()
            reader.read(case.question, hits)
            took.append((time.perf_counter() - start) * 1000)
    return median(took)


def environment_of(settings: Settings) -> dict[str, str]:
    """Variables by which another process has the same cache and models."""
    named = {role: getattr(settings, role) for role in ("embedder", "reader", "reranker", "verifier")}
    environment = {"NEWSCHECK_CACHE": str(settings.cache), "NEWSCHECK_MODELS": str(settings.models)}
    return environment | {f"NEWSCHECK_{role.upper()}": name for role, name in named.items() if name}


def _cold(question: str, settings: Settings) -> tuple[Cold, Cold]:
    """A new process each time, as `newscheck ask` starts one, and one that only imports, in turn."""
    ask = ["from rag.doors.cli import process; process()", "--archive", str(settings.archive), "ask", question]
    bare = ["import numpy, openvino"]
    times: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    for _ in range(STARTED):
        for command, found in zip((ask, bare), times, strict=True):
            start, before = time.perf_counter(), _worked()
            subprocess.run(
                [sys.executable, "-c", *command], env=environment_of(settings), capture_output=True, check=True
            )
            found.append((time.perf_counter() - start, _worked() - before))
    first, second = (
        Cold(seconds=Spread.of([wall for wall, _ in found]), processor=median(work for _, work in found))
        for found in times
    )
    return first, second


def _worked() -> float:
    """Seconds that the processor worked for the processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _first(dataset: Dataset, limit: int | None) -> Iterator[Article | Refused]:
    return islice(dataset.articles() if dataset.articles else (), limit)
