"""docs/SECURITY.md says what is so: its tests exist, nothing that is read is run, and no key is told."""

from __future__ import annotations

import ast
import json
import logging
import re
import threading
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.types import Scope

from rag import generating
from rag.checker import FactChecker
from rag.doors.http.gate import Gate
from rag.observing import LOG
from rag.settings import Settings
from tests.helpers import ROOT, CountingVerifier, add, article
from tests.promises.conftest import Figure
from tests.promises.licences import rows
from tests.rag.http.helpers import BEARER, KEY, serving

REVIEW = (ROOT / "docs" / "SECURITY.md").read_text()
SHIPPED = [path for package in ("index", "rag", "eval") for path in sorted((ROOT / package).rglob("*.py"))]

RUNS = {"pickle", "cPickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "runpy", "imp", "xml"}
"""Modules that run or expand what they read."""
CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "torch.load", "yaml.unsafe_load",
    "yaml.full_load", "yaml.load",
    "load_prompt", "hub.pull", "np.load", "pickle.loads", "subprocess.run", "subprocess.Popen",
}  # fmt: skip
ALLOWED = {
    ("index/pages.py", "yaml.load"), ("eval/provenance.py", "subprocess.run"), ("eval/speed.py", "subprocess.run"),
    ("eval/scale.py", "subprocess.run"),
    ("eval/load.py", "subprocess.Popen"), ("index/office.py", "xml.etree.ElementTree"),
}  # fmt: skip
"""YAML by its base loader, which makes nothing but texts, lists and mappings; of XML the class of an error, since what
reads it is defusedxml; and measuring, which runs newscheck itself and asks git for the commit: nothing of an article is
among the arguments."""
DANGEROUS = {"trust_remote_code": True, "shell": True, "allow_pickle": True, "allow_dangerous_deserialization": True}


def findings(source: str) -> Iterator[str]:
    """What of a file could run what it reads."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            yield from (name for name in names if name.split(".")[0] in RUNS)
        elif isinstance(node, ast.Call):
            if (called := ast.unparse(node.func)) in CALLS:
                yield called
            for given in node.keywords:
                if (
                    isinstance(given.value, ast.Constant)
                    and DANGEROUS.get(given.arg or "") is given.value.value is True
                ):
                    yield f"{given.arg}=True"


def named(review: str) -> list[tuple[str, str]]:
    """(file, test) of each test that it names."""
    return re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", review)


def missing(review: str) -> list[tuple[str, str]]:
    """Those that are not there."""
    return [(file, name) for file, name in named(review) if not _stands(ROOT / file, f"def {name}(" * bool(name))]


def _stands(file: Path, line: str) -> bool:
    return file.exists() and f"\n{line}" in file.read_text()


def threats(review: str) -> list[str]:
    """The rows of its table."""
    table = review.partition("## Threats")[2].partition("\n## ")[0]
    return [line for line in table.splitlines() if line.startswith("| ")][1:]


def untested(review: str) -> list[str]:
    """Those that name no test."""
    return [threat for threat in threats(review) if "::test_" not in threat]


def test_every_test_that_the_review_names_is_there(figure: Figure) -> None:
    assert missing(REVIEW) == []
    tests = {name for _, name in named(REVIEW) if name}
    figure(f"security review: {len(threats(REVIEW))} threats, {len(tests)} tests named, all there")
    assert len(threats(REVIEW)) >= 20


def test_each_threat_names_a_test() -> None:
    assert untested(REVIEW) == []


def test_a_review_that_names_what_is_not_there_is_found_out() -> None:
    assert missing(REVIEW.replace("::test_no_key_is_told", "::test_every_key_is_told"))
    assert missing(REVIEW.replace("tests/promises/test_ssrf.py", "tests/promises/test_csrf.py"))
    assert untested(REVIEW.replace("tests/rag/test_prompts.py::test_braces", "tests/rag/test_prompts.py: braces"))


def test_no_file_of_ours_runs_what_it_reads() -> None:
    found = {(path.relative_to(ROOT).as_posix(), one) for path in SHIPPED for one in findings(path.read_text())}
    assert found <= ALLOWED
    assert "yaml.load(text, Loader=yaml.BaseLoader)" in (ROOT / "index" / "pages.py").read_text()


@pytest.mark.parametrize(
    "source",
    ["import pickle", "from joblib import load", "eval(text)", "torch.load(file)", "yaml.load(text)",
     "AutoModel.from_pretrained(name, trust_remote_code=True)", "subprocess.run(text, shell=True)",
     "np.load(file, allow_pickle=True)"],
)  # fmt: skip
def test_what_runs_what_it_reads_is_found_out(source: str) -> None:
    assert list(findings(source))
    assert not list(findings("model.eval(); f(trust_remote_code=False); retrieval(x)"))


@pytest.fixture
def dam(settings: Settings) -> Settings:
    add(settings, [article("The Halden dam is 40 metres high, the ministry said on Monday.", title="Dam")])
    return settings


def test_no_key_is_told_by_the_server(
    dam: Settings, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    wrong = "a-wrong-key-that-is-somebodys"
    told: list[str] = []
    with (
        caplog.at_level(logging.DEBUG),
        caplog.at_level(logging.DEBUG, LOG.name),  # a command that logs nothing, in the same process, raises it
        FactChecker.open(settings=dam) as checker,
        serving(checker, key=KEY) as client,
    ):
        for headers in (BEARER, {"Authorization": f"Bearer {wrong}"}, {"X-Api-Key": wrong}):
            for path in ("/v1/articles", "/metrics", "/openapi.json", "/v1/archive", "/none"):
                response = client.get(path, headers=headers)
                told += [response.text, str(response.headers)]
            told.append(client.post("/v1/ask", json={"question": 1}, headers=headers).text)
    said = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]  # the client's
    lines = "".join([*told, *(f"{one.getMessage()} {one.__dict__}" for one in said), *capfd.readouterr()])
    assert "GET" in lines
    assert KEY not in lines
    assert wrong not in lines


def test_a_server_that_tells_a_key_is_found_out(
    dam: Settings,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    check = Gate._check

    def telling(self: Gate, scope: Scope) -> None:
        LOG.info("asked with %s", Headers(scope=scope).get("authorization"))
        check(self, scope)

    monkeypatch.setattr(Gate, "_check", telling)
    with pytest.raises(AssertionError, match=KEY):
        test_no_key_is_told_by_the_server(dam, caplog, capfd)


@pytest.fixture
def repeating() -> Iterator[str]:
    """A language model's server that says in its error what it was sent, as some do."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps({"error": {"message": f"bad request with {self.headers['Authorization']}"}}).encode()
            self.send_response(400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1#any"
    server.shutdown()
    server.server_close()


def test_a_language_models_server_that_repeats_the_key_is_not_repeated(
    dam: Settings, repeating: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSCHECK_LLM_KEY", secret := "sk-of-somebody-0123456789")
    with FactChecker.open(settings=dam.model_copy(update={"llm": repeating}), verifier=CountingVerifier()) as checker:
        answer = checker.ask("How high is the Halden dam?")
    assert answer.written
    assert answer.written.note
    assert "HTTP 400" in answer.written.note
    assert secret not in json.dumps(answer.to_dict())


def test_a_key_that_is_repeated_is_found_out(dam: Settings, repeating: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generating, "_first_line", str)
    with pytest.raises(AssertionError, match="sk-of-somebody"):
        test_a_language_models_server_that_repeats_the_key_is_not_repeated(dam, repeating, monkeypatch)


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=\[ ;]", one)[0].lower().replace("_", "-") for one in requirements} - {"newscheck"}


def test_the_licence_of_what_is_used_is_known_and_binds_no_user() -> None:
    needed = names(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"])
    licences = {name.lower().replace("_", "-"): licence for name, _, licence in rows()}
    assert len(needed & set(licences)) > 20
    assert binding(needed, licences) == []
    assert binding(needed, licences | {"numpy": "GPL-3.0-or-later", "torch": "not stated"}) == ["numpy", "torch"]


def binding(needed: set[str], licences: dict[str, str]) -> list[str]:
    """Those of what is needed that bind who uses them, or of which nobody knows."""
    known = sorted(needed & set(licences))
    return [name for name in known if "GPL" in licences[name] or licences[name] == "not stated"]
