"""Embedding on the machines of a Ray cluster. The one door to ray.

Only vectors are made there: reading, splitting and writing stay with the program that adds, which commits as always. A
machine that is lost costs the texts that it was embedding, which another one embeds again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from index.embedding import Embedder, Fingerprint, Vectors, open_embedder
from index.errors import ClusterAway, EmbedderMismatch, NewscheckError, SettingsError
from index.settings import IndexSettings

TEXTS = 64
"""Embedded by one task: about half a second, which is what a lost machine costs."""

TASKS = 4
"""For each machine at once, so that none waits for the slowest one long."""

TRIES = 10
"""Of a task whose worker dies: a text that kills each worker must not go round for ever."""

PATIENCE = 1_800.0
"""Seconds for what was given at once; without machines, a cluster waits for ever for some to come."""


class ClusterEmbedder:
    """The embedder of this program, but for passages, which are spread over the cluster."""

    def __init__(self, here: Embedder, address: str, name: str) -> None:
        ray = _ray()
        self._here = here
        self._address = address
        self._name = name
        nodes = [int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node["Alive"]]
        processors = min((cores for cores in nodes if cores), default=0)
        if not processors:
            raise ClusterAway(address, found="it has no processors")
        self.machines = sum(cores // processors for cores in nodes)
        """Tasks that run at the same time: an embedder uses all processors of a machine, or its share of a larger."""
        self._embedded = ray.remote(num_cpus=processors, max_retries=TRIES)(embedded)

    @property
    def at_once(self) -> int:
        """Texts that keep all machines at work."""
        return TEXTS * TASKS * self.machines

    @property
    def fingerprint(self) -> Fingerprint:
        """Of the weights here, which those of each machine must equal."""
        return self._here.fingerprint

    @property
    def max_tokens(self) -> int:
        """As here."""
        return self._here.max_tokens

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """(n, d); each task gets texts of like length.

        Raises:
            EmbedderMismatch: a machine has other weights by that name.
            ClusterAway: no machine is left, or newscheck is not on it.
        """
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        parts = [order[first : first + TEXTS] for first in range(0, len(order), TEXTS)]
        rows = np.zeros((len(texts), self.fingerprint.dimension), np.float32)
        wanted = self.fingerprint
        tasks = [self._embedded.remote(self._name, wanted, [texts[at] for at in part]) for part in parts]
        for part, found in zip(parts, self._gathered(tasks), strict=True):
            rows[part] = found
        return rows

    def embed_question(self, text: str) -> Vectors:
        """(d,), here."""
        return self._here.embed_question(text)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Here."""
        return self._here.count_tokens(texts)

    def _gathered(self, tasks: Sequence[Any]) -> list[Vectors]:
        ray = _ray()
        try:
            found: list[Vectors] = ray.get(list(tasks), timeout=PATIENCE)
        except ray.exceptions.RayError as error:
            cause = getattr(error, "cause", None)
            if isinstance(cause, NewscheckError):
                raise cause from error
            raise ClusterAway(self._address, found=_line(cause or error)) from error
        return found


@contextmanager
def on_cluster(address: str, settings: IndexSettings) -> Iterator[ClusterEmbedder]:
    """Join a cluster for as long as its machines are to embed.

    Args:
        address: As Ray takes it: HOST:PORT from one of its machines, ray://HOST:10001 from elsewhere, or auto.
        settings: Which embedder; each machine must have it by that name, and newscheck itself.

    Raises:
        ClusterAway: it does not answer.
    """
    ray = _ray()
    if address != "auto":
        _must_listen(address)
    try:
        ray.init(address=address, logging_level="error", log_to_driver=False)
    except Exception as error:  # as many kinds as there are ways of not being there
        raise ClusterAway(address, found=_line(error)) from error
    try:
        here = open_embedder(settings.embedder, cache=settings.cache)
        yield ClusterEmbedder(here, address, settings.embedder)
    finally:
        ray.shutdown()


def embedded(name: str, wanted: Fingerprint, texts: Sequence[str]) -> Vectors:
    """(n, d): what one machine of the cluster does."""
    embedder = _opened(name)
    if embedder.fingerprint != wanted:
        raise EmbedderMismatch(built_with=str(wanted), asked_with=f"{embedder.fingerprint} on a machine of the cluster")
    return embedder.embed_passages(texts)


@lru_cache(maxsize=1)
def _opened(name: str) -> Embedder:
    """Kept by the worker for its next task."""
    return open_embedder(name, cache=IndexSettings().cache)


def _must_listen(address: str) -> None:
    """Ray would try for minutes, and say so on standard error."""
    try:
        at = urlsplit(address if "://" in address else f"//{address}")
        with closing(HTTPConnection(at.hostname or "", at.port, timeout=10)) as connection:
            connection.connect()
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or str(error)
        raise ClusterAway(address, found=found.lower()) from error


def _line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__).rstrip(".")


def _ray() -> Any:  # noqa: ANN401 -- the module, when first needed
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would tell its makers
    try:
        import ray
    except ImportError:
        raise SettingsError("--ray needs Ray.", hint="Install it: pip install 'newscheck[ray]'") from None
    return ray
