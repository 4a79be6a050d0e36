"""GET /metrics counts what was asked and answered, in Prometheus' text format."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from rag.checker import FactChecker
from rag.doors.http.metrics import BUCKETS, Metrics
from rag.settings import Settings
from tests.helpers import CountingVerifier, add, article
from tests.rag.http.helpers import serving

LINE = re.compile(r'(\w+)(?:\{((?:\w+="[^"\\\n]*",?)+)\})? (\d+(?:\.\d+)?)')


@pytest.fixture
def client(settings: Settings) -> Iterator[httpx.Client]:
    add(settings, [article("The RSM has 16,000 soldiers.", key="a")])
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as checker, serving(checker) as opened:
        yield opened


def test_requests_answers_and_what_is_stored_are_counted(client: httpx.Client) -> None:
    client.post("/v1/ask", json={"question": "What is the boiling point of tungsten?"})
    client.post("/v1/ask", json={"question": "What is the boiling point of tungsten?", "stream": True})
    client.post("/v1/check", json={"claim": "The RSM has 16,000 soldiers."})
    client.get("/v1/articles/abcdef")
    client.get("/nowhere/1")
    client.get("/nowhere/2")
    client.request("BREW", "/health")
    told = client.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = told.text.splitlines()
    for line in (
        'newscheck_requests_total{method="POST",route="/v1/ask",status="200"} 2',
        'newscheck_requests_total{method="GET",route="/v1/articles/{article}",status="404"} 1',
        'newscheck_requests_total{method="GET",route="other",status="404"} 2',
        'newscheck_request_seconds_count{route="/v1/ask"} 2',
        'newscheck_answers_total{status="not_in_articles"} 2',
        'newscheck_verdicts_total{label="supported"} 1',
        "newscheck_articles 1",
        "newscheck_passages 1",
    ):
        assert line in lines
    assert not any("BREW" in line for line in lines)
    assert [line for line in lines if not line.startswith("# ") and not LINE.fullmatch(line)] == []


def test_a_histogram_adds_up() -> None:
    metrics = Metrics()
    for seconds in (0.004, 0.3, 99):
        metrics.request(method="GET", route="/x", status=200, seconds=seconds)
    text = metrics.text(articles=0, passages=0)
    counts = [int(n) for n in re.findall(r'_bucket\{route="/x",le="[^"]+"\} (\d+)', text)]
    assert len(counts) == len(BUCKETS) + 1
    assert (counts[0], counts[-2], counts[-1]) == (1, 2, 3)
    assert counts == sorted(counts)
    assert 'newscheck_request_seconds_sum{route="/x"} 99.304000' in text
