"""docs/doors/http.md: what it shows is done, and what it lists is all there is."""

from __future__ import annotations

import inspect
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator

import httpx
import pytest

from index import errors
from index.errors import NewscheckError
from index.loading import Loader
from rag.checker import FactChecker
from rag.doors.http.failing import Refusal, status_of
from rag.doors.http.serving import serve
from rag.settings import Settings
from tests.helpers import ROOT, SEED, add
from tests.rag.http.helpers import KEY, serving

PAGE = (ROOT / "docs" / "doors" / "http.md").read_text()
SHOWN = "http://127.0.0.1:8377"
COMMANDS = [line for line in PAGE.splitlines() if line.startswith("curl ")]


@pytest.fixture
def client(settings: Settings) -> Iterator[httpx.Client]:
    add(settings, [*Loader([str(SEED)])])
    with FactChecker.open(settings=settings.model_copy(update={"models": True})) as checker, serving(checker) as opened:
        yield opened


@pytest.mark.slow
def test_the_commands_do_what_they_say(client: httpx.Client) -> None:
    assert shutil.which("curl"), "curl is what the page is written for"
    assert len(COMMANDS) == 8
    for command in COMMANDS:
        words = shlex.split(command.replace(SHOWN, str(client.base_url)))
        told = subprocess.run(
            [*words, "--fail-with-body", "-sS"], capture_output=True, text=True, cwd=ROOT, check=False
        )
        assert told.returncode == 0, (command, told)
    assert client.get("/v1/articles").json()["total"] == 2 + 1


def test_the_python_example_runs(client: httpx.Client) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(example.replace(SHOWN, str(client.base_url)), {"KEY": KEY})


def test_every_path_and_flag_is_listed(client: httpx.Client) -> None:
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        for method in operations:
            assert f"| `{method.upper()} {path}`" in PAGE or path in {"/v1/chat/completions", "/v1/models"}
    for flag in list(inspect.signature(serve).parameters)[1:]:
        assert f"`--{flag.replace('_', '-')}`" in PAGE


def test_every_error_is_listed_with_its_status() -> None:
    table = {kind: int(status) for status, kinds in re.findall(r"\| (\d\d\d) \| (.*) \|", PAGE)
             for kind in re.findall(r"[A-Z]\w+[a-z]", kinds.replace("Retry-After", ""))}  # fmt: skip
    kinds = [kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, NewscheckError)]
    kinds = [*kinds, *Refusal.__subclasses__()]
    named = {kind.__name__: status_of(kind.__new__(kind)) for kind in kinds if kind is not NewscheckError}
    assert table == named
