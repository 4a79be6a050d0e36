"""Work in processes of their own, which start in milliseconds and may be killed at any moment."""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from index.vectors import FOLDER

T = TypeVar("T")

ROOT = Path(__file__).parent.parent

_ENDING = threading.Lock()
"""A process that is started asks all others whether they have ended, and each tells it once: not meanwhile to another
thread."""

KILLED = -9
"""Exit code of a process that got SIGKILL."""

STARTING = multiprocessing.get_context("forkserver")
"""Forks from a process without threads, in which the libraries are loaded."""

STARTING.set_forkserver_preload([
    "chromadb", "langchain.chat_models", "langchain_openai", "openvino", "pytest", "rag.checker", "rag.doors.adding",
    "rag.doors.asking", "rag.doors.chatting", "rag.doors.checking", "rag.doors.commands", "tests.promises.stories",
])  # fmt: skip


def done(work: Callable[..., T], *arguments: Any) -> T:  # noqa: ANN401
    """What work gives in a process of its own; what it raises there fails here."""
    here, there = STARTING.Pipe(duplex=False)
    process = prepared(_tell, there, work, arguments)
    process.start()
    there.close()
    try:
        result: T = here.recv()
    except EOFError:
        process.join()
        raise AssertionError(f"the process ended with {process.exitcode} and gave no result") from None
    process.join()
    return result


def prepared(work: Callable[..., object], *arguments: Any) -> BaseProcess:  # noqa: ANN401
    """One to be started: with the variables that are set now, not with those that were when the first one was."""
    return STARTING.Process(target=_as_here, args=(dict(os.environ), work, arguments))


def _as_here(variables: dict[str, str], work: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    os.environ.clear()
    os.environ.update(variables)
    work(*arguments)


def _tell(there: Connection, work: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    there.send(work(*arguments))


def killed(work: Callable[..., object], *arguments: Any, when: Callable[[], bool]) -> bool:  # noqa: ANN401
    """Whether a process was killed at that moment, and had not ended before."""
    process = prepared(work, *arguments)
    with _ENDING:
        process.start()
    while process.is_alive() and not when():
        process.join(0.0005)
    with _ENDING:
        process.kill()
        process.join()
    return process.exitcode == KILLED


def after(seconds: float, file: Path) -> Callable[[], bool]:
    """The moment so long after a file has come to be."""
    return later(seconds, file.exists)


def later(seconds: float, begun: Callable[[], bool]) -> Callable[[], bool]:
    """The moment so long after another one."""
    began: list[float] = []

    def when() -> bool:
        if not began and begun():
            began.append(time.monotonic())
        return bool(began) and time.monotonic() >= began[0] + seconds

    return when


def has_lines(file: Path, count: int) -> Callable[[], bool]:
    """The moment at which so many are in a file."""
    return lambda: file.exists() and file.read_bytes().count(b"\n") >= count


def lines(file: Path) -> list[str]:
    """Those of a file that were written to their end."""
    return file.read_text().split("\n")[:-1] if file.exists() else []


def index_changes(archive: Path, chance: random.Random) -> Callable[[], bool]:
    """The moment at which Chroma writes its graph, or some milliseconds later."""
    before, changed, wait = _files(archive), list[float](), chance.choice((0, 0, 0.001, 0.003, 0.010))

    def when() -> bool:
        now = _files(archive)
        if not changed and now - before:
            changed.append(time.monotonic())
        return bool(changed) and time.monotonic() >= changed[0] + wait

    return when


def _files(archive: Path) -> set[tuple[str, int, int]]:
    """(path, bytes, time) of each file of the graph; what goes away meanwhile is left out."""
    found: set[tuple[str, int, int]] = set()
    for folder in _below(archive / FOLDER):
        for file in _below(folder):
            with suppress(OSError):
                status = file.stat()
                found.add((str(file), status.st_size, status.st_mtime_ns))
    return found


def _below(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def ran(command: Sequence[str], *, given: str | None, seconds: float) -> Told:
    """The command line as a process of its own, which its libraries need not be loaded for.

    Args:
        command: The program and its arguments.
        given: What it reads from its standard input; None for nothing.
        seconds: After which it is killed, and the test fails.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").write_text(given or "")
        process = prepared(_become, list(command), folder)
        process.start()
        process.join(seconds)
        late = process.exitcode is None
        process.kill()
        process.join()
        assert not late, f"not done after {seconds} s: {command}"
        assert process.exitcode is not None
        return Told(code=process.exitcode, out=(folder / "out").read_text(), err=(folder / "err").read_text())


def _become(command: list[str], folder: Path) -> None:
    os.dup2(os.open(folder / "in", os.O_RDONLY), 0)
    sys.stdin, sys.argv = os.fdopen(0), command
    _print_into(folder / "out", folder / "err")
    os.chdir(ROOT)
    from rag.doors.cli import process

    process()


def _print_into(out: Path, err: Path) -> None:
    for file, to in ((out, 1), (err, 2)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), to)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")


def newscheck(
    arguments: list[str], folder: Path, *, largest_file: int | None = None, become: Callable[..., None] | None = None
) -> Told:
    """The command line in a process of its own: quicker than starting Python anew.

    Args:
        arguments: Of the command.
        folder: Where what it prints is kept meanwhile.
        largest_file: Bytes that one file may have; writing more fails, as on a full disk.
        become: What runs it; None takes `command`.
    """
    out, err = folder / "out.txt", folder / "err.txt"
    process = prepared(become or command, arguments, out, err, largest_file)
    process.start()
    process.join()
    assert process.exitcode is not None
    return Told(code=process.exitcode, out=out.read_text(), err=err.read_text())


def command(arguments: list[str], out: Path, err: Path, largest_file: int | None = None) -> None:
    """Become `newscheck`, with what it prints in files."""
    os.environ |= {"NEWSCHECK_EMBEDDER": "letters", "NEWSCHECK_MODELS": "false", "NEWSCHECK_INDEX_FROM": "0"}
    _print_into(out, err)
    if largest_file is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))
    from rag.doors.cli import main

    main(arguments)
