"""What the server counts, in the text format of Prometheus."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of the histogram of latencies, in seconds."""

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counts requests and what was answered. For one thread: the event loop's."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._within: Counter[tuple[str, float]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._answers: Counter[str] = Counter()
        self._verdicts: Counter[str] = Counter()

    def answered(self, status: str) -> None:
        """An answer was given: answered, conflicting or not_in_articles."""
        self._answers[status] += 1

    def judged(self, label: str) -> None:
        """A verdict was given: supported, refuted, conflicting or not_enough_evidence."""
        self._verdicts[label] += 1

    def request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered, or a stream has ended.

        Args:
            method: GET, POST, ...
            route: As it is declared: few and known, unlike paths.
            status: Of the response.
            seconds: From the first byte of the request to the last one of the response.
        """
        self._requests[method, route, status] += 1
        self._seconds[route] += seconds
        for bound in BUCKETS:
            self._within[route, bound] += seconds <= bound

    def text(self, *, articles: int, passages: int) -> str:
        """All of it, with what the archive holds now."""
        return "".join(f"{line}\n" for line in self._lines(articles, passages))

    def _lines(self, articles: int, passages: int) -> Iterator[str]:
        yield from _head("newscheck_requests_total", "counter", "Requests answered.")
        for (method, route, status), count in sorted(self._requests.items()):
            yield f'newscheck_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}'
        yield from self._histogram("newscheck_request_seconds")
        yield from _counter("newscheck_answers_total", "Answers given.", "status", self._answers)
        yield from _counter("newscheck_verdicts_total", "Claims checked.", "label", self._verdicts)
        yield from _head("newscheck_articles", "gauge", "Articles stored.")
        yield f"newscheck_articles {articles}"
        yield from _head("newscheck_passages", "gauge", "Passages stored.")
        yield f"newscheck_passages {passages}"

    def _histogram(self, name: str) -> Iterator[str]:
        yield from _head(name, "histogram", "Seconds from a request to the end of its response.")
        counts: Counter[str] = Counter()
        for (_, route, _), count in self._requests.items():
            counts[route] += count
        for route in sorted(counts):
            for bound in BUCKETS:
                yield f'{name}_bucket{{route="{route}",le="{bound:g}"}} {self._within[route, bound]}'
            yield f'{name}_bucket{{route="{route}",le="+Inf"}} {counts[route]}'
            yield f'{name}_sum{{route="{route}"}} {self._seconds[route]:.6f}'
            yield f'{name}_count{{route="{route}"}} {counts[route]}'


def _head(name: str, kind: str, about: str) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"


def _counter(name: str, about: str, label: str, counts: Mapping[str, int]) -> Iterator[str]:
    yield from _head(name, "counter", about)
    for value, count in sorted(counts.items()):
        yield f'{name}{{{label}="{value}"}} {count}'
