"""The commands of the README are real, and what it shows is what is printed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from rag.settings import Settings
from tests.helpers import ROOT, newscheck, printed_lines, program

README = (ROOT / "README.md").read_text()
COMMANDS = [shlex.split(line, comments=True) for line in README.splitlines() if line.startswith("    newscheck ")]
TRANSCRIPTS = re.findall(
    r"^    \$ newscheck (ask|check) \"(.*)\"\n((?:^    (?!\$).*\n|^\n(?=    (?!\$)))+)", README, re.MULTILINE
)


def test_the_first_lines_are_the_two_commands() -> None:
    assert re.match(r"# newscheck\n\n    make ask .*\n    make test .*\n", README)
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^    make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.slow
def test_the_commands_run_one_after_the_other(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCHECK_CACHE", str(cache))
    assert len(COMMANDS) >= 8
    for command in COMMANDS:
        run = newscheck(*command[1:], archive=tmp_path)
        assert run.returncode == 0, (command, run.stderr)


@pytest.mark.parametrize(("command", "question", "shown"), TRANSCRIPTS)
def test_the_transcripts_are_what_is_printed(
    command: str, question: str, shown: str, seed_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSCHECK_CACHE", str(seed_settings.cache))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NEWSCHECK_ARCHIVE", str(seed_settings.archive))
    monkeypatch.setenv("PATH", str(Path(program()).parent), prepend=os.pathsep)
    printed = subprocess.run(["newscheck", command, question], capture_output=True, text=True, check=True).stdout
    expected = [line.removeprefix("    ") for line in shown.rstrip().splitlines()]
    assert printed_lines(printed) == printed_lines("\n".join(expected))


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 2


def test_the_python_example_runs(seed_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCHECK_ARCHIVE", str(seed_settings.archive))
    monkeypatch.setenv("NEWSCHECK_CACHE", str(seed_settings.cache))
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(example, {})


def test_every_linked_file_is_there() -> None:
    for link in re.findall(r"\]\(([^)h][^)]*)\)", README):
        assert (ROOT / link).exists()
