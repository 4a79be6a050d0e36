"""A conversation in the terminal: what is printed, from a pipe and from a keyboard, and how it ends."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.prompts import REWRITE
from rag.settings import Settings
from tests.helpers import ROOT, RSM, newscheck, printed_lines, program
from tests.rag.scripted import Script, serving

PAGE = (ROOT / "docs" / "doors" / "chat.md").read_text()
QUESTION = "How many troops serve in RSM?"
DEADLINE = 60
AT_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)
"""Runs a command with the terminal as its own, so that Ctrl-C is a signal to it."""


@pytest.fixture(autouse=True)
def usual_terminal(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NEWSCHECK_CACHE", str(cache))


def chat(settings: Settings, lines: list[str], *options: str, models: bool = True) -> subprocess.CompletedProcess[str]:
    command = ("chat",) if models else ("--no-models", "chat")
    return newscheck(*command, *options, archive=settings.archive, input="".join(f"{line}\n" for line in lines))


@dataclass
class Keyboard:
    """Someone who types at a terminal of 80 columns."""

    process: subprocess.Popen[bytes]
    end: int
    seen: str = ""

    def read(self) -> str:
        """All that is printed until the next prompt, or until it ends; without colours and links."""
        printed = self._read(DEADLINE)
        self.seen += printed
        return printed

    def _read(self, seconds: float) -> str:
        until, got = time.monotonic() + seconds, b""
        while time.monotonic() < until and not _plain(got).endswith("> "):
            if not select.select([self.end], [], [], 0.1)[0]:
                continue
            try:
                got += os.read(self.end, 65536)
            except OSError:  # the other end is closed
                break
        return _plain(got)

    def type(self, keys: str) -> str:
        """What is printed after some keys were pressed."""
        os.write(self.end, keys.encode())
        return self.read()

    def exit_code(self, keys: str) -> int:
        """How it ends after some keys were pressed; again, where they came while it was not yet listening."""
        until = time.monotonic() + DEADLINE
        while self.process.poll() is None and time.monotonic() < until:
            os.write(self.end, keys.encode())
            self.seen += self._read(1.0)
        return self.process.wait(1)


@contextmanager
def keyboard(settings: Settings, cache: Path) -> Iterator[Keyboard]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", AT_TERMINAL, program(), "--archive", str(settings.archive), "chat"],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        env={**os.environ, "NEWSCHECK_CACHE": str(cache), "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Keyboard(process, ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _plain(printed: bytes) -> str:
    text = re.sub(r"\x1b\][^\x1b\x07]*(?:\x07|\x1b\\)|\x1b\[[0-9;?]*[A-Za-z]", "", printed.decode(errors="replace"))
    return text.replace("\r\n", "\n")


@pytest.fixture
def own_cache(tmp_path: Path, cache: Path) -> Path:
    """A cache of its own, so that what was typed elsewhere is not in its history; the encoder is lent to it."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "encoders").symlink_to(cache / "encoders")
    return tmp_path / "cache"


@pytest.mark.slow
def test_questions_from_a_pipe_are_answered_one_after_the_other(seed_settings: Settings) -> None:
    run = chat(
        seed_settings, [QUESTION, "", "And in KFOR?", "check the RSM has 12,000 soldiers", "/show 1", "/quit", "x"]
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("16,000 ")
    assert "asked as: “How many troops serve in KFOR?”" in run.stdout
    assert "Refuted" in run.stdout
    assert f">>{RSM}<<" in " ".join(run.stdout.split())
    assert "> " not in run.stdout.replace(">>", "")
    assert max(len(line) for line in run.stdout.splitlines()) <= 80


@pytest.mark.slow
def test_every_line_of_json_is_an_object_with_what_was_typed(seed_settings: Settings) -> None:
    run = chat(seed_settings, [QUESTION, "Where does it operate?", "It rains.", "/show 1", "/list", "/help"], "--json")
    first, second, verdict, article, listed, told = (json.loads(line) for line in run.stdout.splitlines())
    assert (first["typed"], first["question"], first["answer"]) == (QUESTION, QUESTION, "16,000")
    assert (second["typed"], second["question"]) == ("Where does it operate?", "Where does RSM operate?")
    assert {*first} == {*second}
    assert (verdict["typed"], verdict["claim"]) == ("It rains.", "It rains.")
    assert article["text"][slice(*article["marked"])] == verdict["citations"][0]["quote"]
    assert [document["id"] for document in listed["articles"]] == [article["id"]]
    assert "/quit" in told["help"]


class Conversing(Script):
    """A server's model that puts every follow-up in full in the same words, and writes nothing else."""

    def body(self) -> bytes:
        rewrites = self.asked[-1]["messages"][0]["content"] == REWRITE
        return b"".join(self.says(piece) for piece in self.pieces if rewrites) + self.ends


@pytest.mark.slow
@pytest.mark.parametrize(
    ("made", "asked", "told"),
    [
        ("Who attended the NATO meeting?", "Who attended the NATO meeting?",
         "asked as: “Who attended the NATO meeting?”\n"),
        ("Jens Stoltenberg attended it.", "Who attended the meeting?",
         "The writer wrote no question; asked as it is.\n"),
    ],
    ids=["in full", "an answer"],
)  # fmt: skip
def test_a_language_model_on_a_server_puts_in_full_what_the_rules_leave(
    made: str, asked: str, told: str, seed_settings: Settings
) -> None:
    pytest.importorskip("langchain_openai", reason='needs the extra "llm"')
    lines = ["Who is NATO's secretary-general?", "Who attended the meeting?"]
    with serving(Conversing(pieces=[made])) as server:
        read = chat(seed_settings, lines, "--llm", f"{server}/v1#one", models=False)
        _, second = map(
            json.loads,
            chat(seed_settings, lines, "--llm", f"{server}/v1#one", "--json", models=False).stdout.splitlines(),
        )
    assert (read.returncode, read.stderr) == (0, "")
    assert told in read.stdout
    assert (second["typed"], second["question"]) == (lines[1], asked)
    assert second["follow_up_note"] == (None if asked == made else told.strip())


@pytest.mark.slow
def test_what_cannot_be_answered_costs_its_line_only(seed_settings: Settings) -> None:
    lines = ["/show 1", "/sing", "check Spain left NATO", QUESTION, "/show 7", "/show"]
    run = chat(seed_settings, lines, models=False)
    assert run.returncode == 1
    assert "16,000 " in run.stdout.splitlines()[0]
    for told in ("Nothing was asked yet.", "There is no /sing.", "no verifier is set", "no citation '7'", "/show 1"):
        assert told in run.stderr
    as_json = chat(seed_settings, lines, "--json", models=False).stdout.splitlines()
    assert [next(iter(json.loads(line))) for line in as_json] == ["error", "error", "error", "typed", "error", "error"]


@pytest.mark.slow
def test_filters_hold_for_the_whole_conversation(seed_settings: Settings) -> None:
    run = chat(seed_settings, [QUESTION, "/list"], "--since", "2021-01-01", models=False)
    assert "no stored article passes these filters (of 1 stored).\nSee what is stored: /list" in run.stdout
    assert "No stored article passes these filters" in run.stdout


@pytest.mark.slow
def test_without_a_verifier_a_statement_is_looked_up_as_a_question(seed_settings: Settings) -> None:
    run = chat(seed_settings, ["The RSM has 12,000 soldiers."], models=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert "account for half of the 16,000 soldiers" in run.stdout.replace("\n", " ")


def test_without_an_archive_it_says_how_to_make_one(tmp_path: Path) -> None:
    run = newscheck("chat", archive=tmp_path / "none", input=f"{QUESTION}\n")
    assert run.returncode == 2
    assert "No archive at" in run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("key", ["\x04", "\x03"], ids=["Ctrl-D", "Ctrl-C"])
def test_it_ends_politely(key: str, seed_settings: Settings, own_cache: Path) -> None:
    with keyboard(seed_settings, own_cache) as typing:
        assert typing.read() == "1 article. Ask; /help tells what else can be done, Ctrl-D ends.\n\n> "
        assert typing.exit_code(key) == 0
        assert "Traceback" not in typing.seen


@pytest.mark.slow
def test_the_arrows_bring_back_what_was_typed_the_last_time(seed_settings: Settings, own_cache: Path) -> None:
    with keyboard(seed_settings, own_cache) as typing:
        typing.read()
        typing.type("/help\n")
        assert typing.exit_code("/quit\n") == 0
    with keyboard(seed_settings, own_cache) as typing:
        typing.read()
        assert "where every citation of the last answer stands" in typing.type("\x1b[A\x1b[A\n")


@pytest.mark.slow
def test_the_transcript_of_the_page_is_what_is_printed(seed_settings: Settings, own_cache: Path) -> None:
    (transcript,) = re.findall(r"    \$ newscheck chat\n((?:    .*\n|\n)+)", PAGE)
    expected = re.sub(r"^    ", "", transcript, flags=re.MULTILINE).strip()
    with keyboard(seed_settings, own_cache) as typing:
        typing.read()
        for line in re.findall(r"^> (.*)$", expected, re.MULTILINE):
            typing.type(f"{line}\n")
        assert typing.exit_code("\x04") == 0
    assert printed_lines(typing.seen.rstrip("> \n")) == printed_lines(expected)


@pytest.mark.slow
def test_the_lines_for_a_shell_on_the_page_can_be_pasted(seed_settings: Settings) -> None:
    commands = re.findall(r"^    (printf .*newscheck chat.*)$", PAGE, re.MULTILINE)
    assert commands
    environment = os.environ | {
        "NEWSCHECK_ARCHIVE": str(seed_settings.archive), "PATH": f"{Path(program()).parent}:{os.environ['PATH']}"
    }  # fmt: skip
    for command in commands:
        subprocess.run(["bash", "-c", command], env=environment, check=True, capture_output=True)


def test_the_python_example_of_the_page_prints_what_it_says(
    seed_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSCHECK_ARCHIVE", str(seed_settings.archive))
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(example, {})
    assert capsys.readouterr().out == "Where does RSM operate?\n"
