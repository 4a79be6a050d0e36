"""`newscheck serve` as its user meets it: a process of its own, told to end, and an archive that others change."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from rag.settings import Settings
from tests.helpers import ROOT, add, article, newscheck, program
from tests.rag import scripted
from tests.rag.http.helpers import BEARER, KEY, QUESTION, error_of, eventually
from tests.rag.scripted import Script

DAM = "The dam held all night, the fire brigade said on Friday."


@contextmanager
def started(settings: Settings, *flags: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A server of its own, and a client of it."""
    command = [program(), "--archive", str(settings.archive), "--no-models", "serve", "--port", "0", *flags]
    variables = {**os.environ, "NEWSCHECK_EMBEDDER": settings.embedder, "NEWSCHECK_CACHE": str(settings.cache)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env=variables
    ) as process:
        try:
            assert process.stdout
            first = process.stdout.readline()
            found = re.search(r"http://\S+", first)
            assert found, first + process.stdout.read()
            with httpx.Client(base_url=found[0], timeout=30) as client:
                yield process, client
        finally:
            process.kill()


@pytest.fixture
def stored(settings: Settings) -> Settings:
    add(settings, [article("Nothing happened in the harbour on Monday.", title="Calm")])
    return settings


@pytest.mark.slow
@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_what_is_being_answered_is_answered_when_the_server_is_told_to_end(
    stored: Settings, kind: signal.Signals
) -> None:
    with started(stored) as (process, client):
        asked = {"text": "\n\n".join(f"{DAM} It was number {n}." for n in range(2000))}
        answered: list[int] = []
        sending = threading.Thread(target=lambda: answered.append(client.post("/v1/articles", json=asked).status_code))
        sending.start()
        lock = stored.archive / "write.pid"
        eventually(lock.exists, within=10)
        process.send_signal(kind)
        sending.join()
        assert answered == [201]
        assert process.wait(timeout=15) == 0
        with pytest.raises(httpx.ConnectError):
            httpx.get(client.base_url)


@pytest.mark.slow
def test_a_language_model_that_stalls_leaves_time_for_the_answer(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("langchain_openai", reason='needs the extra "llm"')
    add(settings, [article("The RSM has 16,000 soldiers.", title="RSM")])
    with scripted.serving(Script(ends=b"", stalls=True)) as address:
        monkeypatch.setenv("NEWSCHECK_LLM", address)
        with started(settings, "--seconds", "3") as (_, client):
            said = client.post("/v1/ask", json={"question": "How many soldiers has the RSM?"}).json()
    assert said["answer"] == "16,000"
    assert said["written"]["note"] == "The writer was not done within 2 s; this is the extractive answer."


SLOW = """
import socket, sys, time
from pathlib import Path
from index.archive import Archive
from index.embedding import open_embedder
from rag.checker import FactChecker
from rag.doors.http.app import create_app
from rag.doors.http.service import Service
from rag.doors.http.serving import server_of
from rag.settings import Settings

class Slow:
    threshold = 0.5
    reads = None
    def read(self, question, hits):
        time.sleep(2)
        return []

settings = Settings(archive=Path(sys.argv[1]), embedder="letters", models=False)
embedder = open_embedder("letters", cache=settings.cache)
with socket.create_server(("127.0.0.1", 0)) as listener:
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    service = Service.of(FactChecker(Archive(settings.archive), embedder, settings, reader=Slow()))
    server_of(create_app(service)).run(sockets=[listener])
"""


@pytest.mark.slow
def test_a_stream_too_goes_on_to_its_end_when_the_server_is_told_to_end(stored: Settings) -> None:
    command = [sys.executable, "-c", SLOW, str(stored.archive)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        asked = {"question": "Did anything happen in the harbour?", "stream": True}
        with httpx.stream("POST", f"{url}/v1/ask", json=asked, timeout=30) as response:
            lines = response.iter_lines()
            assert next(lines) == "event: retrieved"
            process.send_signal(signal.SIGTERM)
            assert "event: answer" in list(lines)
        process.wait(timeout=15)


@pytest.mark.slow
def test_an_article_added_by_the_command_line_is_found_within_two_seconds(
    stored: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NEWSCHECK_EMBEDDER", stored.embedder)
    (tmp_path / "dam.txt").write_text(DAM)
    with started(stored) as (_, client):

        def first() -> str:
            return str(client.post("/v1/search", json={"query": "dam held all night"}).json()["hits"][0]["text"])

        assert first() != DAM
        assert newscheck("add", str(tmp_path / "dam.txt"), archive=stored.archive).returncode == 0
        eventually(lambda: first() == DAM, within=2)
        assert newscheck("remove", "dam.txt", archive=stored.archive).returncode == 0
        eventually(lambda: first() != DAM, within=2)


@pytest.mark.slow
def test_a_key_is_asked_for_and_never_told(stored: Settings, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"# for the news room\n\n{KEY}\n")
    with started(stored, "--host", "127.0.0.1", "--key-file", str(keys)) as (process, client):
        error_of(client.post("/v1/ask", json={"question": QUESTION}), 401)
        assert client.post("/v1/ask", json={"question": QUESTION}, headers=BEARER).status_code == 200
        error_of(client.get(f"/{KEY}", headers=BEARER), 404)
        process.send_signal(signal.SIGTERM)
        assert process.stdout
        said = process.stdout.read()
    assert "Authorization: Bearer KEY" in said
    assert KEY not in said


def test_at_another_address_the_server_does_not_start_without_a_key(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "::", "192.168.1.5", "example.org"):
        run = newscheck("serve", "--host", host, archive=tmp_path)
        assert run.returncode == 2
        assert "others could read and change the archive" in run.stderr
        assert "--key-file" in run.stderr


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (None, "cannot be read: no such file"),
        ("\n# none\n", "There is no key"),
        ("short", "shorter than 16 characters"),
    ],
)
def test_a_key_file_without_a_key_is_refused(tmp_path: Path, written: str | None, told: str) -> None:
    file = tmp_path / "keys"
    if written is not None:
        file.write_text(written)
    run = newscheck("serve", "--key-file", str(file), archive=tmp_path)
    assert run.returncode == 2
    assert told in run.stderr
    assert "secrets.token_urlsafe" in run.stderr


def test_a_port_that_is_taken_is_told(stored: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCHECK_EMBEDDER", stored.embedder)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = newscheck("serve", "--port", str(taken.getsockname()[1]), archive=stored.archive)
    assert run.returncode == 2
    assert "address already in use" in run.stderr
    assert "--port N" in run.stderr


def test_without_an_archive_the_server_says_how_to_make_one(tmp_path: Path) -> None:
    run = newscheck("serve", archive=tmp_path / "none")
    assert run.returncode == 2
    assert "add ARTICLES" in run.stderr
