"""`newscheck ask --llm` as a person meets it, and what docs/doors/writer.md shows of it, with servers of our own."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from rag.checker import FactChecker
from rag.doors.commands import app
from rag.doors.terminal import show_answer
from rag.records import WrittenSentence
from rag.settings import Settings
from tests.helpers import ROOT, RSM, CountingVerifier, add, article, newscheck, printed_lines, program
from tests.rag.scripted import Script, ScriptedModel, anthropic, anthropic_message, event, ollama, serving

if importlib.util.find_spec("langchain_openai") is None:
    pytest.skip('needs the extra "llm": pip install -e ".[llm]"', allow_module_level=True)

PAGE = (ROOT / "docs" / "doors" / "writer.md").read_text()
COMMANDS = re.findall(r"^    newscheck (ask .*)$", PAGE, re.MULTILINE)
((SHOWN_COMMAND, SHOWN),) = re.findall(r"^    \$ newscheck (ask .*)\n((?:^    .*\n|^\n(?=    ))+)", PAGE, re.MULTILINE)
SERVER = "http://127.0.0.1:8080"
QUESTION = "How many troops serve in RSM?"
PIECES = (
    "The RSM has 16,000 soldiers, half of whom are Amer", "ican. [", "1] It is led from Berlin [1]. ",
    "“We love the mission,” a general said [1].",
)  # fmt: skip
OPENAI = Script(pieces=PIECES)
SCRIPTS = {
    "openai": OPENAI,
    "http": OPENAI,
    "ollama": Script(pieces=[*PIECES, ""], says=ollama, ends=b""),
    "anthropic": Script(
        pieces=PIECES, says=anthropic, begins=anthropic_message(),
        ends=event({"type": "content_block_stop", "index": 0}, name="content_block_stop")
        + event(
            {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 9}},
            name="message_delta",
        )
        + event({"type": "message_stop"}, name="message_stop"),
    ),
}  # fmt: skip
PACKAGES = {"http": "langchain_openai"}
"""Where the package is not called after the provider."""


@pytest.fixture(autouse=True)
def usual_terminal(monkeypatch: pytest.MonkeyPatch, seed_settings: Settings) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NEWSCHECK_CACHE", str(seed_settings.cache))
    monkeypatch.setenv("NEWSCHECK_ARCHIVE", str(seed_settings.archive))
    monkeypatch.setenv("PATH", str(Path(program()).parent), prepend=os.pathsep)
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.setenv(name, "a key")


def ask(command: str, script: Script, monkeypatch: pytest.MonkeyPatch) -> Result:
    """A command as it stands on the page, with every provider's address that of a server of one's own."""
    with serving(script) as server:
        for name, address in {
            "OPENAI_BASE_URL": f"{server}/v1",
            "ANTHROPIC_BASE_URL": server,
            "OLLAMA_HOST": server,
        }.items():
            monkeypatch.setenv(name, address)
        return CliRunner().invoke(app, shlex.split(command.replace(SERVER, server)))


def test_the_transcript_is_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(OPENAI) as server:
        command = shlex.split(SHOWN_COMMAND.replace(SERVER, server))
        run = subprocess.run(["newscheck", *command], capture_output=True, text=True, check=True)
    shown = "\n".join(line.removeprefix("    ").rstrip() for line in SHOWN.rstrip().splitlines())
    assert printed_lines(run.stdout.replace(server, SERVER).rstrip()) == printed_lines(shown)


def test_the_page_sets_up_each_kind_of_model() -> None:
    assert {re.search(r"--llm (\w+):", command)[1] for command in COMMANDS} == set(SCRIPTS)  # type: ignore[index]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_page_run(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ((kind, model),) = re.findall(r"--llm (\w+):.*?([\w.-]+)$", command)
    package = PACKAGES.get(kind, f"langchain_{kind}")
    if importlib.util.find_spec(package) is None:
        pytest.skip(f'{package} is not installed: pip install -e ".[llm]"')
    script = SCRIPTS[kind]
    shown = ask(command, script, monkeypatch)
    assert shown.exit_code == 0, shown.output
    assert "half of whom are American. [1]" in shown.output
    assert "Not supported: It is led from Berlin." in shown.output
    assert (script.asked[-1]["model"], script.asked[-1]["stream"]) == (model, True)
    assert not script.asked[-1].get("tools")


def test_the_python_example_of_the_page_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    with serving(OPENAI) as server:
        exec(example.replace("ollama:qwen3", f"{server}/v1#qwen3"), {})
    first, *sentences, last = capsys.readouterr().out.splitlines()
    assert (first, last) == ("16,000", "16,000")
    assert sentences[0] == "('The RSM has 16,000 soldiers, half of whom are American.', True)"
    assert len(sentences) == 3


def test_the_settings_of_the_page_are_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSCHECK_ARCHIVE")
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "newscheck.toml").write_text(example)
    found = Settings.load(file=tmp_path / "newscheck.toml")
    assert (found.llm, found.llm_seconds) == ("ollama:qwen3", 120)


def test_the_fields_of_the_page_are_those_of_the_answer() -> None:
    for name in ("writer", "sentences", "note"):
        assert f"\n| `{name}` |" in PAGE
    for name in WrittenSentence.__slots__:
        assert f"`{name}`" in PAGE


def test_the_model_may_be_set_once_for_every_question(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(OPENAI) as server:
        monkeypatch.setenv("NEWSCHECK_LLM", f"{server}/v1#qwen3")
        told = json.loads(CliRunner().invoke(app, ["ask", QUESTION, "--json", "--strict"]).stdout)
    assert [sentence["citations"] for sentence in told["written"]["sentences"]] == [[1]]
    assert told["written"]["note"] == "2 sentences were left out that the cited passages do not support."
    assert told["citations"][0]["quote"] == RSM


def test_the_articles_that_differ_stay_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(archive=tmp_path / "archive", cache=tmp_path, embedder="letters", models=False)
    add(settings, [
        article("The RSM has 16,000 soldiers.", key="a", title="Old", published="2020-02-15", source="Old Wire"),
        article("The RSM has 12,000 soldiers.", key="b", title="New", published="2020-07-09", source="New Wire"),
    ])  # fmt: skip
    model = ScriptedModel("The RSM has 16,000 soldiers [1]. ", "The RSM has 12,000 soldiers [2].")
    with FactChecker.open(settings=settings, verifier=CountingVerifier(), llm=model) as checker:
        answer = checker.ask("How many soldiers has the RSM?")
    out = Console(file=StringIO(), width=80)
    show_answer(out, answer)
    told = out.file.getvalue()  # type: ignore[attr-defined]
    assert told.startswith("The articles differ.\n")
    assert len(answer.alternatives) == 2
    assert "name" in model.asked[0][0]
    for part in ("Old Wire", "New Wire", "15 Feb 2020", "9 Jul 2020", "Written by scripted"):
        assert part in told


def test_where_the_articles_do_not_say_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(pieces=["Tungsten boils at 5,930 degrees [1]."])
    told = ask(f"ask 'What is the boiling point of tungsten?' --strict --llm {SERVER}", script, monkeypatch)
    assert told.exit_code == 3
    assert told.output.startswith("The articles do not say.")
    assert "The writer was not asked: the articles do not say." in told.output
    assert script.asked == []


def test_a_model_that_fails_is_told_below_the_quote(monkeypatch: pytest.MonkeyPatch) -> None:
    told = " ".join(ask(f"ask '{QUESTION}' --llm {SERVER}", Script(status=401), monkeypatch).output.split())
    assert f"“{RSM}” [1] The writer was refused (HTTP 401): its key is missing or wrong; this is the" in told


def test_a_model_that_is_not_there_is_a_wrong_call(seed_settings: Settings) -> None:
    run = newscheck("ask", QUESTION, "--llm", "mine", archive=seed_settings.archive)
    assert (run.returncode, run.stdout) == (2, "")
    assert "Name one as openai:MODEL, anthropic:MODEL, ollama:MODEL" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_claim_is_checked_without_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCHECK_LLM", "no model at all")
    assert CliRunner().invoke(app, ["check", "The RSM has 12,000 soldiers."]).output.startswith("Refuted")
