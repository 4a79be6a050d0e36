"""Language models over real connections: what is sent, what comes, and what is said when nothing does."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from index.errors import ModelError, WriterFailed
from rag.generating import ChatGenerator, open_generator
from rag.settings import Settings
from tests.helpers import ROOT
from tests.rag.scripted import Script, serving

if importlib.util.find_spec("langchain_openai") is None:
    pytest.skip('needs the extra "llm": pip install -e ".[llm]"', allow_module_level=True)


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "ANTHROPIC_", "OLLAMA_", "LANGSMITH_", "LANGCHAIN_", "NEWSCHECK_LLM")):
            monkeypatch.delenv(name)


def said(script: Script, *, path: str = "/v1", seconds: float = 20.0) -> Iterator[str]:
    with serving(script) as server:
        yield from opened(f"{server}{path}#small", seconds=seconds).stream("Be brief.", "Who?")


def opened(llm: str, *, seconds: float = 20.0) -> ChatGenerator:
    generator = open_generator(Settings(llm=llm, llm_seconds=seconds))
    assert isinstance(generator, ChatGenerator)
    return generator


@pytest.mark.parametrize("path", ["/v1", "/v1/", "/", ""])
def test_a_server_gets_two_messages_and_no_tools_and_its_pieces_come_back(path: str) -> None:
    script = Script(pieces=["The dam ", "held [1", "]."])
    assert "".join(said(script, path=path)) == "The dam held [1]."
    (body,) = script.asked
    assert (body["model"], body["stream"]) == ("small", True)
    assert [(m["role"], m["content"]) for m in body["messages"]] == [("system", "Be brief."), ("user", "Who?")]
    assert not {"tools", "functions", "tool_choice"} & body.keys()


def test_a_key_goes_only_to_the_server_that_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "for openai alone")
    script = Script()
    assert "".join(said(script)) == ""
    monkeypatch.setenv("NEWSCHECK_LLM_KEY", "for this server")
    assert "".join(said(script)) == ""
    assert script.keys == ["Bearer none", "Bearer for this server"]


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (Script(status=401), "was refused (HTTP 401): its key is missing or wrong"),
        (Script(status=404), "answered with an error (HTTP 404: the scripted error)"),
        (Script(pieces=["The dam"], ends=b'data: {"choices": [{"delta": {"cont\n\n'), "broke off (JSONDecodeError: "),
        (Script(pieces=["The dam"], ends=b"", announced=10), "broke off (OpenAIConnectionError: "),
        (Script(pieces=["The dam"], ends=b'data: {"error": {"message": "no memory"}}\n\n'), "no memory"),
    ],
    ids=["a wrong key", "an unknown model", "JSON cut in half", "a connection cut in half", "an error in the stream"],
)
def test_a_server_that_fails_is_told_as_what_it_did(script: Script, told: str) -> None:
    with pytest.raises(WriterFailed) as caught:
        list(said(script))
    assert told in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.slow  # it is tried again, as a server may be busy
def test_a_server_with_an_error_of_its_own_is_told() -> None:
    with pytest.raises(WriterFailed, match=r"answered with an error \(HTTP 500: the scripted error\)"):
        list(said(Script(status=500)))


@pytest.mark.slow  # as above
def test_a_server_that_is_not_there_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        with pytest.raises(WriterFailed, match=r"cannot be reached \(Connection error\)"):
            list(opened(f"http://127.0.0.1:{taken.getsockname()[1]}/v1").stream("Be brief.", "Who?"))


@pytest.mark.parametrize("pieces", [[], ["The dam "]], ids=["at once", "within a sentence"])
def test_a_server_that_stalls_is_given_up_after_its_time(pieces: list[str]) -> None:
    began, found = time.monotonic(), []
    with pytest.raises(WriterFailed, match="was not done within 0.5 s"):
        for piece in said(Script(pieces=pieces, ends=b"", stalls=True), seconds=0.5):
            found.append(piece)  # noqa: PERF402 -- it is kept when the next one fails
    assert "".join(found) == "".join(pieces)
    assert time.monotonic() - began < 5


def test_one_model_is_asked_again_and_again_also_after_it_was_given_up() -> None:
    script = Script(pieces=["One [1]. ", "Two [1]."])
    with serving(script) as server:
        generator = opened(f"{server}/v1#small")
        stopped = generator.stream("Be brief.", "Who?")
        assert next(piece for piece in stopped if piece) == "One [1]. "
        stopped.close()
        assert ["".join(generator.stream("Be brief.", "Who?")) for _ in range(3)] == ["One [1]. Two [1]."] * 3


@pytest.mark.parametrize(
    ("llm", "told", "hint"),
    [
        ("openai:gpt-x", "'openai:gpt-x' needs a key", "Set the variable OPENAI_API_KEY to it"),
        ("anthropic:claude-x", "'anthropic:claude-x' needs a key", "Set the variable ANTHROPIC_API_KEY to it"),
        ("openai:", "'openai:' has no name", "openai:MODEL, anthropic:MODEL"),
        ("mine", "'mine' cannot be used: its provider is not known", "http://127.0.0.1:8080/v1#MODEL"),
        ("ftp://127.0.0.1/v1#x", "is http://HOST/v1#MODEL", "NEWSCHECK_LLM_KEY"),
        ("http://key@127.0.0.1/v1#x", "without a key", "NEWSCHECK_LLM_KEY"),
        ("http://127.0.0.1/v1?key=1#x", "without a key", "NEWSCHECK_LLM_KEY"),
        ("http:///v1#x", "is http://HOST/v1#MODEL", "NEWSCHECK_LLM_KEY"),
        ("groq:x", "pip install langchain-groq", None),
    ],
)
def test_a_model_that_is_not_there_is_refused_with_what_to_do(llm: str, told: str, hint: str | None) -> None:
    with pytest.raises(ModelError) as caught:
        opened(llm)
    assert told in str(caught.value)
    assert (hint or "") in (caught.value.hint or "")
    assert (hint is None) == (caught.value.hint is None)


def test_without_the_extra_the_command_that_installs_it_is_named() -> None:
    script = (
        "import sys\n"
        "class Gone:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'langchain': raise ModuleNotFoundError(name, name=name)\n"
        "sys.meta_path.insert(0, Gone())\n"
        "from rag.generating import open_generator\n"
        "from rag.settings import Settings\n"
        "try: open_generator(Settings(llm='http://127.0.0.1/v1#x'))\n"
        "except Exception as error: print(type(error).__name__, error, error.hint)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert run.stdout == (
        'ModelError A language model needs packages that are not installed. Run: pip install "newscheck[llm]"\n'
    )


def test_no_model_is_opened_where_none_is_set() -> None:
    assert open_generator(Settings()) is None
