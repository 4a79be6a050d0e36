"""docs/doors/http.md and openai.md: what they show is done, and what they list is all there is."""

from __future__ import annotations

import inspect
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator

import httpx
import pytest
import yaml

from index import errors
from index.errors import NewscheckError
from index.loading import Loader
from rag.checker import FactChecker
from rag.doors.http.failing import Refusal, status_of
from rag.doors.http.serving import PORT, serve
from rag.settings import Settings
from tests.helpers import ROOT, SEED, add
from tests.rag.http.helpers import KEY, serving

OPENAI = (ROOT / "docs" / "doors" / "openai.md").read_text()
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
    assert len(COMMANDS) == 9
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


@pytest.mark.parametrize("example", re.findall(r"```python\n(.*?)```", OPENAI, re.DOTALL), ids=["SDK", "ChatOpenAI"])
def test_the_examples_of_openai_run(example: str, client: httpx.Client, capsys: pytest.CaptureFixture[str]) -> None:
    exec(example.replace(SHOWN, str(client.base_url)), {})
    assert "16,000" in capsys.readouterr().out


def test_the_settings_of_librechat_are_those_that_hold(client: httpx.Client) -> None:
    (settings,) = re.findall(r"```yaml\n(.*?)```", OPENAI, re.DOTALL)
    (endpoint,) = yaml.safe_load(settings)["endpoints"]["custom"]
    path = httpx.URL(endpoint["baseURL"]).path
    served = [model["id"] for model in client.get(f"{path}/models").json()["data"]]
    assert served == endpoint["models"]["default"]
    assert f":{PORT}{path}" in endpoint["baseURL"]


def test_the_settings_of_open_webui_start_the_server_that_they_name() -> None:
    assert f"http://host.docker.internal:{PORT}/v1" in OPENAI
    assert SHOWN.endswith(f":{PORT}")


def test_every_path_and_flag_is_listed(client: httpx.Client) -> None:
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        for method in operations:
            assert f"| `{method.upper()} {path}`" in PAGE or path.startswith(("/v1/chat", "/v1/models"))
    for flag in list(inspect.signature(serve).parameters)[1:]:
        assert f"`--{flag.replace('_', '-')}`" in PAGE


def test_every_error_is_listed_with_its_status() -> None:
    table = {kind: int(status) for status, kinds in re.findall(r"\| (\d\d\d) \| (.*) \|", PAGE)
             for kind in re.findall(r"[A-Z]\w+[a-z]", re.sub("with (Retry-After|Allow)", "", kinds))}  # fmt: skip
    kinds = [kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, NewscheckError)]
    kinds = [*kinds, *Refusal.__subclasses__()]
    named = {kind.__name__: status_of(kind.__new__(kind)) for kind in kinds if kind is not NewscheckError}
    assert table == named


def test_the_page_of_the_web_page_has_a_link_that_opens_a_citation(client: httpx.Client) -> None:
    told = (ROOT / "docs" / "doors" / "page.md").read_text()
    (place,) = re.findall(r"`/\?article=ID&start=(\d+)&end=(\d+)`", told)
    cited = client.post("/v1/ask", json={"question": "How many troops serve in RSM?"}).json()["citations"][0]
    assert (cited["start"], cited["end"]) == tuple(map(int, place))
    assert f"http://127.0.0.1:{PORT}" in told
