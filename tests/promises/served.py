"""`newscheck serve` as a process of its own, asked by many clients, and what it holds open."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.helpers import ROOT, program


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that runs."""

    url: str
    process: int

    @property
    def memory(self) -> int:
        """Bytes that it holds."""
        status = Path(f"/proc/{self.process}/status").read_text()
        found = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
        assert found
        return 1024 * int(found[1])

    @property
    def descriptors(self) -> int:
        """Files and sockets that it holds open."""
        return len(list(Path(f"/proc/{self.process}/fd").iterdir()))

    @property
    def threads(self) -> int:
        """That it has."""
        return len(list(Path(f"/proc/{self.process}/task").iterdir()))

    def client(self) -> httpx.Client:
        """One of its own connection."""
        return httpx.Client(base_url=self.url, timeout=60)


@contextmanager
def serving(archive: Path, *, index_from: int) -> Iterator[Server]:
    """Answers by rules, with the embedder that counts letters, at a free port."""
    environment = os.environ | {"NEWSCHECK_EMBEDDER": "letters", "NEWSCHECK_INDEX_FROM": str(index_from)}
    command = [program(), "--archive", str(archive), "--no-models", "serve", "--port", "0", "--rate", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as process:
        try:
            assert process.stdout
            found = re.search(r"http://[\d.:]+", process.stdout.readline())
            assert found, "the server did not say where it is"
            yield Server(url=found[0], process=process.pid)
        finally:
            process.terminate()
            process.communicate(timeout=60)
