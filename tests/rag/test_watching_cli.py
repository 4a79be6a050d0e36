"""`newscheck watch` as a person meets it: a line for each change, and an end when asked for."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from rag.doors import watching
from rag.doors.cli import main
from tests.helpers import ROOT, program
from tests.index.making import STORY


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEWSCHECK_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setenv("NEWSCHECK_EMBEDDER", "letters")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(STORY)
    return tmp_path / "news"


def ends(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def test_once_tells_what_was_done_and_exits_with_one_when_something_was_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends("watch", str(folder), "--once") == 0
    assert f"Added {folder}/a.txt\n" in (told := capsys.readouterr().out)
    assert told.endswith(" 1 added, 0 replaced, 0 unchanged, 0 refused, 0 gone.\n")
    (folder / "bad\nname.png").write_bytes(b"\x89PNG\r\n")
    assert ends("watch", str(folder), "--once") == 1
    assert capsys.readouterr().err == f"Refused {folder}/bad\\nname.png: not text (PNG)\n"


def test_a_file_that_is_gone_is_told_with_what_removes_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b.txt").write_text(f"{STORY} More.")
    ends("watch", str(folder), "--once")
    (folder / "a.txt").unlink()
    ends("watch", str(folder), "--once")
    assert f"Gone {folder}/a.txt (1 article still stored, --remove removes such)" in capsys.readouterr().out


def test_json_is_one_object_a_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ends("watch", str(folder), "--once", "--json")
    first, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {"article": f"{folder}/a.txt", "outcome": "added", "warnings": []}
    assert last["added"] == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nowhere/at/all"], "There is no"),
        (["ftp://city.example/feed"], "only http and https"),
        ([".", "--every", "0"], "greater than or equal to 1"),
    ],
)
def test_a_wrong_call_is_one_error(
    folder: Path, arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends("watch", *arguments) == 2
    assert expected in capsys.readouterr().err


def test_rounds_go_on_until_somebody_interrupts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    naps: list[float] = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 3:
            raise KeyboardInterrupt

    class Quiet:
        def round(self) -> list[object]:
            return []

    with pytest.raises(KeyboardInterrupt):
        watching.follow(Quiet(), watching.Teller(as_json=False), every=60, sleep=nap)  # type: ignore[arg-type]
    assert naps == [60, 60, 60]
    assert capsys.readouterr().out == ""


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_it_sees_a_new_file_and_ends_within_two_seconds(folder: Path, stop: signal.Signals) -> None:
    command = [program(), "watch", str(folder), "--every", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as watch:
        assert watch.stdout is not None
        assert watch.stderr is not None
        assert watch.stdout.readline().startswith(f"Watching {folder} every 1 s")
        assert watch.stdout.readline() == f"Added {folder}/a.txt\n"
        (folder / "b.txt").write_text(f"{STORY} More.")
        lines = iter(watch.stdout.readline, "")
        assert any(line == f"Added {folder}/b.txt\n" for line in lines)
        began = time.monotonic()
        watch.send_signal(stop)
        assert watch.wait(timeout=30) == 0
        took = time.monotonic() - began
        assert "Stopped." in watch.stdout.read()
        assert watch.stderr.read() == ""
    assert took < 2
