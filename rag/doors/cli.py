"""The `newscheck` command begins here, and ends here with its exit code, however it ends."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

from rag.models import OPENING

GARBAGE = 100_000
"""New objects after which Python looks for garbage: a start makes nearly as many, which stay, and looking at them again
and again takes some 70 ms."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end with its exit code, by SystemExit."""
    try:
        from rag.doors.commands import run  # in here: Ctrl-C is also pressed while libraries load

        sys.exit(run(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)  # as shells know it


def process() -> None:
    """The command line as a process of its own, which ends at once.

    Python would first wait for weights that are still being loaded, seconds after Ctrl-C, and then take every object
    apart, a quarter of a second after an answer. Where a thread of another kind is at work, it is waited for.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed: nobody wants to read it
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 -- until the end
    gc.set_threshold(GARBAGE)
    try:
        main()
    except SystemExit as end:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is ending already
        code = end.code or 0
        if isinstance(code, int) and not any(_is_waited_for(thread) for thread in threading.enumerate()):
            _end(code)
        raise


def _is_waited_for(thread: threading.Thread) -> bool:
    return not (thread.daemon or thread is threading.main_thread() or thread.name.startswith(OPENING))


def _end(code: int) -> None:
    with suppress(OSError):  # what cannot be written, Python tells of
        atexit._run_exitfuncs()  # as multiprocessing ends its processes
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
