"""A server under load: `newscheck serve` as a process of its own, asked by clients at the same time."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from eval.records import Dataset
from eval.retrieval import built
from eval.speed import environment_of
from eval.yardsticks import Spread
from index.errors import UserError
from rag.checker import FactChecker
from rag.settings import Settings

FIRSTS = 20
"""Questions whose first words are timed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """So many clients, each asking the next question as soon as it has an answer."""

    clients: int
    requests: int
    seconds: float
    p50_ms: float
    p95_ms: float
    failed: int
    """Requests that were not answered with 200."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What one server did."""

    articles: int
    alone_ms: Spread
    """Of the same questions asked in this process, before the server starts."""
    first_stage_ms: float
    """p50, until a client that streams knows what was retrieved."""
    first_words_ms: float
    """p50, until it has the first of the answer."""
    loads: tuple[Load, ...]
    memory_mb: tuple[float, float]
    """Of the server: after the loads, and after the requests that came behind them."""
    endurance: int
    """How many those were."""
    endurance_failed: int
    """Of these, not answered with 200: what is refused costs no memory."""

    @property
    def ratio(self) -> float:
        """p50 of the first load against asking in process: 1 would be a door that costs nothing."""
        return self.loads[0].p50_ms / self.alone_ms.median


class Client:
    """One connection, kept open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.close = self._connection.close

    def ask(self, question: str) -> bool:
        """Whether it was answered."""
        self._send(question, stream=False)
        response = self._connection.getresponse()
        response.read()
        return response.status == 200

    def firsts(self, question: str) -> tuple[float, float]:
        """Milliseconds until the first event, and until the first words, of a streamed answer.

        Raises:
            UserError: there were none.
        """
        began = time.perf_counter()
        self._send(question, stream=True)
        response = self._connection.getresponse()
        lines = iter(response.readline, b"")
        stage = _until(lines, b"event: retrieved", began)
        words = _until(lines, b"event: text", began)
        response.read()
        return stage, words

    def _send(self, question: str, *, stream: bool) -> None:
        body = json.dumps({"question": question, "stream": stream})
        self._connection.request("POST", "/v1/ask", body, {"Content-Type": "application/json"})


def measure_load(
    dataset: Dataset, settings: Settings, *, clients: Sequence[int], seconds: float, endurance: int
) -> LoadReport:
    """Ask a set's questions of a server over its archive.

    Args:
        dataset: Whose articles and questions.
        settings: Of the server.
        clients: How many at once, one load after the other.
        seconds: Of each load.
        endurance: Requests behind them, after which the memory is looked at again; 0 for none.

    Raises:
        UserError: the set has no questions, or the server does not start or answer.
    """
    with built(dataset, settings) as archive:
        articles, _ = archive.counts()
    asked = [case.question for case in dataset.cases if case.label is None and not case.previous]
    if not asked:
        raise UserError("This set has no questions.", hint="Name one that has: newscheck eval serving wire")
    alone = _alone(asked[:FIRSTS], settings)
    with _serving(settings) as (process, port):
        with closing(Client(port)) as client:
            stages, words = zip(*map(client.firsts, asked[:FIRSTS]), strict=True)
        loads = tuple(_load(port, asked, number, seconds) for number in clients)
        before = _memory(process)
        failed = _many(port, asked, endurance)
        return LoadReport(
            articles=articles, alone_ms=alone, first_stage_ms=median(stages), first_words_ms=median(words), loads=loads,
            memory_mb=(before, _memory(process)), endurance=endurance, endurance_failed=failed,
        )  # fmt: skip


def _alone(asked: Sequence[str], settings: Settings) -> Spread:
    took = []
    with FactChecker.open(settings=settings) as checker:
        checker.warm_up()
        for question in asked:
            start = time.perf_counter()
            checker.ask(question)
            took.append((time.perf_counter() - start) * 1000)
    return Spread.of(took)


@contextmanager
def _serving(settings: Settings) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server's process, ready, and its port."""
    command = [sys.executable, "-c", "from rag.doors.cli import main; main()", "--archive", str(settings.archive)]
    with subprocess.Popen(
        [*command, "serve", "--port", "0", "--rate", "0", "--seconds", "120"],
        env=os.environ | environment_of(settings) | {"NEWSCHECK_LOG": "off"}, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            told = process.stdout.readline()
            port = re.search(r":(\d+) ", told)
            if port is None:
                raise UserError("The server did not start.", hint="Start it by hand: newscheck serve")
            yield process, int(port[1])
        finally:
            process.send_signal(signal.SIGTERM)


def _load(port: int, asked: Sequence[str], clients: int, seconds: float) -> Load:
    began = time.perf_counter()

    def run(number: int) -> list[tuple[float, bool]]:
        took = []
        with closing(Client(port)) as client:
            for question in itertools.islice(itertools.cycle(asked), number, None):
                start = time.perf_counter()
                if start - began > seconds:
                    break
                answered = client.ask(question)
                took.append(((time.perf_counter() - start) * 1000, answered))
        return took

    with ThreadPoolExecutor(clients) as threads:
        found = [one for part in threads.map(run, range(clients)) for one in part]
    times = sorted(milliseconds for milliseconds, _ in found)
    return Load(
        clients=clients, requests=len(found), seconds=time.perf_counter() - began, p50_ms=times[len(times) // 2],
        p95_ms=times[int(len(times) * 0.95)], failed=sum(not answered for _, answered in found),
    )  # fmt: skip


def _many(port: int, asked: Sequence[str], count: int) -> int:
    """How many of so many requests were not answered."""
    with closing(Client(port)) as client:
        return sum(not client.ask(question) for question in itertools.islice(itertools.cycle(asked), count))


def _until(lines: Iterator[bytes], wanted: bytes, began: float) -> float:
    if not any(line.startswith(wanted) for line in lines):
        raise UserError("The server did not answer.", hint="Ask it by hand: newscheck serve")
    return (time.perf_counter() - began) * 1000


def _memory(process: subprocess.Popen[str]) -> float:
    """Megabytes that the process holds."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())
    return int(found[1]) / 1024 if found else float("nan")
