"""The `newscheck` command begins here, and ends here with its exit code, however it ends."""

from __future__ import annotations

import signal
import sys


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from rag.doors.commands import run  # in here: Ctrl-C is also pressed while libraries load

        sys.exit(run(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)  # as shells know it
