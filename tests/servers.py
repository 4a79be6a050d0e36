"""Real servers, started for tests on free ports of this machine and stopped after them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from psycopg import Connection

POSTGRES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
"""Where Debian keeps its programs."""

PATIENCE = 120.0
"""Seconds for a server to come up, on a machine that does much else."""

_DATABASES = count()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    """A cluster of its own in a temporary folder."""

    folder: Path
    port: int

    def database(self) -> str:
        """The address of a new and empty one."""
        name = f"news{next(_DATABASES)}"
        with self.connected("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        return self.address(name)

    def address(self, name: str) -> str:
        """Of the database of that name."""
        return f"postgresql://newscheck@127.0.0.1:{self.port}/{name}"

    def connected(self, name: str) -> Connection[Any]:
        """As the cluster's owner."""
        import psycopg

        return psycopg.connect(self.address(name), autocommit=True)

    def start(self) -> None:
        """Also after `kill`."""
        options = f"-p {self.port} -k '' -c listen_addresses=127.0.0.1 -c max_connections=60"
        _as_nobody("pg_ctl", "start", "-w", "-D", "data", "-l", "log", "-o", options, folder=self.folder)

    def kill(self) -> None:
        """All of its processes at once, as when the power fails."""
        process = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        all_of_it = [process, *_children(process)]
        for one in all_of_it:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        wait_until(lambda: not any(_runs(one) for one in all_of_it))
        (self.folder / "data" / "postmaster.pid").unlink()  # a dead process that nobody buries counts as one that runs

    def stop(self) -> None:
        """What is asked for is left unfinished."""
        with suppress(AssertionError):  # it does not run: a test has killed it
            _as_nobody("pg_ctl", "stop", "-w", "-D", "data", "-m", "immediate", folder=self.folder)


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """A new cluster; skips where Debian's PostgreSQL or psycopg is not installed."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'newscheck[postgres]'")
    if POSTGRES is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody", "nogroup")
        given = ("--auth=trust", "--username=newscheck", "--no-sync", "--locale=C.UTF-8")
        _as_nobody("initdb", "-D", "data", *given, folder=folder)
        server = PostgresServer(folder=folder, port=free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _as_nobody(program: str, *arguments: str, folder: Path) -> None:
    """PostgreSQL refuses to run as root."""
    assert POSTGRES
    become: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(
        [str(POSTGRES / program), *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, check=False, timeout=PATIENCE, **become,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def _runs(process: int) -> bool:
    """Not so when it is gone, or dead and not yet buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@dataclass(slots=True)
class ChromaServer:
    """`chroma run`, the server written in Rust that comes with chromadb."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Until it answers."""
        program = Path(sys.executable).with_name("chroma")
        command = [str(program), "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(lambda: _answers(self.port))

    def kill(self) -> None:
        """Without a word."""
        assert self.process
        self.process.kill()
        self.process.wait()


@contextmanager
def chroma(folder: Path) -> Iterator[ChromaServer]:
    """One that keeps its files in a folder."""
    server = ChromaServer(folder, free_port())
    server.start()
    try:
        yield server
    finally:
        server.kill()


def free_port() -> int:
    """One that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(holds: Callable[[], bool]) -> None:
    """Looks again and again, for as long as there is patience."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.02)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
