"""The commands and words of docs/doors/observing.md."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from index.archive import Archive
from rag.auditing import read_audit
from rag.doors.commands import run
from rag.observing import LOG
from rag.settings import Settings
from tests.helpers import ROOT

PAGE = (ROOT / "docs" / "doors" / "observing.md").read_text()


@pytest.fixture(autouse=True)
def quiet_afterwards() -> object:
    yield
    LOG.handlers = []


@pytest.mark.slow
def test_the_commands_of_the_page_run(
    seed_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSCHECK_ARCHIVE", str(seed_settings.archive))
    monkeypatch.setenv("NEWSCHECK_CACHE", str(seed_settings.cache))
    commands = [shlex.split(line) for line in re.findall(r"^    newscheck (.*)$", PAGE, re.MULTILINE)]
    assert [command[-2] for command in commands] == ["ask", "check", "replay"]

    assert [run(command) for command in commands] == [0, 0, 0]

    told = capsys.readouterr()
    assert told.out.endswith("2 asked again: 2 as before, 0 changed.\n")
    assert 'answered level="info" kind="claim" label="refuted"' in told.err
    archive = Archive(seed_settings.archive)
    [first, *_] = Path("answers.jsonl").read_text().splitlines()
    assert f'"archive":"{archive.token}"' in first
    shown = re.findall(r'^    \{"previous".*?\}$', PAGE, re.MULTILINE | re.DOTALL)
    assert re.findall(r'"(\w+)": ', shown[0]) == [
        "previous", "time", "request", "archive", "kind", "asked", "bounds", "since", "k", "said", "sha256"
    ]  # fmt: skip
    assert len(list(read_audit(Path("answers.jsonl")))) == 2


def test_the_settings_that_the_page_names_are_settings() -> None:
    named = {name.lower() for name in re.findall(r"NEWSCHECK_(\w+)", PAGE)}
    assert named == {"audit", "log", "log_questions", "otel"}
    assert named <= set(Settings.model_fields)
