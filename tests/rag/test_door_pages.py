"""What the pages in docs/doors show can be pasted, and works."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import langchain.chat_models
import pytest
from langchain_core.messages import AIMessage
from typer.testing import CliRunner

from rag.doors.commands import app
from rag.settings import Settings
from tests.helpers import ROOT, program
from tests.rag.mcp_clients import started
from tests.rag.test_tools import Scripted, calls

QUESTION = "How many troops serve in RSM?"


def blocks(page: str, language: str) -> list[str]:
    """The code of a page, in order."""
    text = (ROOT / "docs" / "doors" / f"{page}.md").read_text()
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def commands_of(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401 -- any JSON
    """Every object with a command, however deep a client wants it."""
    if not isinstance(value, dict):
        return []
    return [value] if "command" in value else [found for inner in value.values() for found in commands_of(inner)]


CLIENTS = [command for block in blocks("mcp", "json") for command in commands_of(json.loads(block))]


def test_there_are_lines_for_four_clients_and_all_start_the_same_command() -> None:
    assert len(CLIENTS) == 4
    assert len({(client["command"], *client["args"]) for client in CLIENTS}) == 1


def test_the_lines_of_the_readme_are_those_of_the_page() -> None:
    claude, cursor, *_ = blocks("mcp", "json")
    assert re.findall(r"```json\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL) == [claude] == [cursor]


def test_the_lines_start_a_server_that_answers(seed_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCHECK_CACHE", str(seed_settings.cache))
    monkeypatch.setenv("NEWSCHECK_MODELS", "false")
    ours = {"/full/path/to/newscheck": program(), "/full/path/to/archive": str(seed_settings.archive)}
    client = CLIENTS[0]
    arguments = [ours.get(argument, argument) for argument in client["args"]]
    with started(*arguments, command=ours[client["command"]]) as session:
        assert session.call("ask", question=QUESTION).structured_content["answer"] == "16,000"


@pytest.mark.parametrize("example", blocks("langchain", "python"), ids=["imports", "agent", "chain"])
def test_the_python_of_the_langchain_page_runs(
    example: str, seed_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSCHECK_ARCHIVE", str(seed_settings.archive))
    monkeypatch.setenv("NEWSCHECK_CACHE", str(seed_settings.cache))
    monkeypatch.setenv("NEWSCHECK_MODELS", "false")
    script = iter([calls("ask", question=QUESTION), AIMessage("About 16,000 [1].")])
    monkeypatch.setattr(langchain.chat_models, "init_chat_model", lambda _: Scripted(messages=script))
    exec(example, {})
    if "print" in example:
        assert "2020-02-15" in capsys.readouterr().out


def test_the_pages_name_files_that_are_there() -> None:
    for page in (ROOT / "docs" / "doors").glob("*.md"):
        for link in re.findall(r"\]\(([^)h][^)]*)\)", page.read_text()):
            assert (Path(page).parent / link.partition("#")[0]).exists()


def test_the_options_that_the_mcp_page_shows_are_options() -> None:
    page = (ROOT / "docs" / "doors" / "mcp.md").read_text()
    shown = set(re.findall(r"(?<![\w|-])--[a-z]+[a-z-]*", page)) - {"--archive", "--json"}
    options = CliRunner().invoke(app, ["mcp", "--help"], env={"COLUMNS": "80"}).stdout
    assert shown == {"--http", "--host", "--key-file", "--allow-host"}
    assert all(option in options for option in shown)
