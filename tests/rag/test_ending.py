"""How the command line ends as a process: at once, with its exit code, and with all that it had to say."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rag.settings import Settings
from tests.helpers import program


def ended(script: str) -> subprocess.CompletedProcess[str]:
    """A process whose command does what the script says."""
    whole = (
        "import atexit, sys, threading\n"
        "from rag.doors import cli, commands\n"
        "def run(arguments):\n" + "".join(f"    {line}\n" for line in script.splitlines()) + "commands.run = run\n"
        "cli.process()\n"
    )
    return subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, timeout=30, check=False)


def test_weights_that_are_still_being_loaded_are_not_waited_for() -> None:
    run = ended(
        "from rag.models import open_ahead\n"
        "class Slow:\n"
        "    def open(self): threading.Event().wait()\n"
        "open_ahead(Slow())\n"
        "raise KeyboardInterrupt"
    )
    assert (run.returncode, run.stderr) == (130, "")


def test_another_thread_is_waited_for() -> None:
    run = ended("threading.Thread(target=lambda: (threading.main_thread().join(), print('written'))).start()\nreturn 3")
    assert (run.returncode, run.stdout) == (3, "written\n")


def test_what_is_to_be_done_at_the_end_is_done_and_told() -> None:
    run = ended("atexit.register(lambda: print('logs are written'))\nsys.stdout.write('answer\\n')\nreturn 1")
    assert (run.returncode, run.stdout) == (1, "answer\nlogs are written\n")


def test_a_last_word_in_place_of_an_exit_code_is_told() -> None:
    run = ended("sys.exit('No such place.')")
    assert (run.returncode, run.stderr) == (1, "No such place.\n")


def told(settings: Settings, *arguments: str) -> tuple[int, str]:
    """Exit code and standard error of a line for the shell."""
    line = " ".join((program(), "--archive", str(settings.archive), *arguments))
    run = subprocess.run(["bash", "-c", line], stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    return run.returncode, run.stderr


@pytest.mark.parametrize("form", ["", "--json"])
def test_output_that_cannot_be_written_is_told(form: str, seed_settings: Settings) -> None:
    full = "Error: The output could not be written: the disk is full.\nMake room.\n"
    assert told(seed_settings, "list", form, "> /dev/full") == (2, full)


def test_output_that_nobody_wants_is_no_error(seed_settings: Settings) -> None:
    assert told(seed_settings, "list", ">&-") == (0, "")
