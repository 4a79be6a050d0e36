"""`newscheck verify`, and exports of one claim, as a person and a build meet them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from index.errors import UserError
from rag.checker import FactChecker
from rag.doors.commands import app
from rag.settings import Settings
from tests.helpers import ROOT, CountingVerifier, add, article, newscheck, program
from tests.rag.exports import FIRST, TEXT, fill

Command = Callable[..., Result]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Command:
    """The command line within this process, over the archive of the harbour."""
    fill(settings)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str, text: str | None = None) -> Result:
        with monkeypatch.context() as patched:
            if arguments[0] != "verify":
                opened = FactChecker.open(settings=settings, verifier=CountingVerifier())
                patched.setattr(FactChecker, "open", lambda **_: opened)
            return CliRunner().invoke(app, ["--archive", str(settings.archive), *arguments], input=text)

    return run


@pytest.fixture
def report(command: Command, tmp_path: Path) -> Path:
    """A text's report, as a shell keeps it."""
    (tmp_path / "draft.txt").write_text(TEXT)
    made = tmp_path / "checked.html"
    made.write_text(command("check", "--file", str(tmp_path / "draft.txt"), "--format", "html").stdout)
    return made


@pytest.mark.parametrize("option", [["--format", "claimreview"], ["--format", "csv"], ["--format", "html"], ["--json"]])
def test_one_claim_is_exported_and_verified_as_a_text_is(command: Command, option: list[str]) -> None:
    run = command("check", "The harbour was built in 1911.", *option)
    assert run.exit_code == 0
    again = command("verify", "-", text=run.stdout)
    assert again.exit_code == 0
    assert again.stdout.startswith("2 quotes: 2 stand.\n")


def test_the_json_of_an_answer_is_verified_too(command: Command) -> None:
    answer = command("ask", "When was the harbour built?", "--json").stdout
    assert command("verify", "-", text=answer).exit_code == 0


def test_markdown_of_one_claim_has_its_footnote(command: Command) -> None:
    told = command("check", "The harbour was built in 1911.", "--format", "markdown").stdout
    assert "**(refuted)**[^1]" in told


def test_labels_of_an_export_can_fail_a_build(command: Command) -> None:
    run = command("check", "The harbour was built in 1911.", "--format", "csv", "--fail-on", "refuted")
    assert (run.exit_code, run.stderr) == (1, "Failed: refuted.\n")


def test_why_there_was_nothing_to_read_is_told_beside_data(command: Command) -> None:
    run = command("check", "The harbour was built in 1911.", "--format", "claimreview", "--since", "2030-01-01")
    assert run.stderr == "Not enough evidence: no stored article passes these filters (of 3 stored).\n"
    assert len(json.loads(run.stdout)["@graph"]) == 1


def test_what_became_of_each_quote_fits_a_terminal_and_ends_with_one_where_one_does_not_stand(
    command: Command, report: Path, settings: Settings
) -> None:
    add(settings, [article(f"New.\n\n{FIRST}", key="a", title="Harbour", url="https://wire.example/a?b=1&c")])
    run = command("verify", str(report))
    assert run.exit_code == 1
    assert run.stdout.startswith("4 quotes: 2 stand, 1 moved, 1 gone.\n")
    assert "[1] moved: =Harbour <i>\n" in run.stdout
    assert "The article has changed since; the quote stands at characters 6-36 now." in run.stdout
    assert f"open: newscheck --archive {settings.archive} show " in run.stdout
    assert max(len(line) for line in run.stdout.splitlines() if "open: " not in line) <= 80
    assert "\x1b" not in run.stdout


def test_json_has_the_shape_of_python(command: Command, report: Path) -> None:
    said = json.loads(command("verify", str(report), "--json").stdout)
    assert (said["kind"], said["stands"], len(said["quotes"])) == ("html", True, 4)


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "no such file"), (b"", "empty"), (b"\x89PNG\r\n", "PNG"), (b"Hello.", "neither JSON nor HTML")],
    ids=["no file", "empty", "a picture", "prose"],
)
def test_what_is_no_export_is_told(command: Command, tmp_path: Path, content: bytes | None, message: str) -> None:
    given = tmp_path / "given"
    if content is not None:
        given.write_bytes(content)
    error = command("verify", str(given)).exception
    assert isinstance(error, UserError)
    assert message in str(error)
    assert error.hint


def test_verifying_loads_no_model_and_ends_with_two_for_what_is_no_export(seed_settings: Settings) -> None:
    run = newscheck("verify", "-", archive=seed_settings.archive, input="Hello.")
    assert (run.returncode, run.stdout) == (2, "")
    assert "Make one: " in run.stderr
    assert f"--archive {seed_settings.archive} check CLAIM --format claimreview" in " ".join(run.stderr.split())
    heavy = "{'torch', 'openvino', 'chromadb', 'nupunkt', 'tokenizers', 'langchain_core'}"
    script = f"import sys, rag.reverifying, index.archive; print({heavy} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT).stdout
        == "set()\n"
    )


PAGE = (ROOT / "docs" / "doors" / "exports.md").read_text()
COMMANDS = re.findall(r"^    (newscheck (?:check|ask|verify) .*)$", PAGE, re.MULTILINE)
SHOWN = re.findall(r"^    \$ (newscheck verify .*)\n((?:    (?!\$).*\n|\n(?=    (?!\$)))+)", PAGE, re.MULTILINE)


@pytest.mark.slow
def test_the_commands_of_the_page_run_and_print_what_it_shows(
    seed_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (draft,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "draft.txt").write_text(draft)
    for name, value in (("CACHE", seed_settings.cache), ("ARCHIVE", seed_settings.archive)):
        monkeypatch.setenv(f"NEWSCHECK_{name}", str(value))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PATH", str(Path(program()).parent), prepend=os.pathsep)
    assert len(COMMANDS) >= 6
    for line in COMMANDS:
        run = subprocess.run(line, shell=True, capture_output=True, text=True, cwd=tmp_path, check=False)
        assert (run.returncode, run.stderr) == (0, ""), line
    assert SHOWN
    for line, shown in SHOWN:
        run = subprocess.run(line, shell=True, capture_output=True, text=True, cwd=tmp_path, check=False)
        assert run.stdout.split("\n") == [one.removeprefix("    ") for one in shown.split("\n")]


@pytest.mark.slow
def test_the_python_of_the_page_runs(
    seed_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSCHECK_CACHE", str(seed_settings.cache))
    monkeypatch.setenv("NEWSCHECK_ARCHIVE", str(seed_settings.archive))
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(code, "exports.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == ["True", "1 stands None"]


def test_every_option_that_the_page_shows_is_one_of_the_command(tmp_path: Path) -> None:
    told = {name: newscheck(name, "--help", archive=tmp_path).stdout for name in ("check", "verify", "ask")}
    for line in (one for command in COMMANDS for one in command.split("|")):
        name = line.split()[1]
        assert all(option in told[name] for option in re.findall(r"--[a-z-]+", line)), line
