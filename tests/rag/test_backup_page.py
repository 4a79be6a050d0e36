"""`newscheck export` and `import` as docs/doors/backup.md shows them."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from rag.doors.commands import run
from rag.settings import Settings
from tests.helpers import ROOT, add, article

PAGE = (ROOT / "docs" / "doors" / "backup.md").read_text()
DAM = "The dam broke at dawn. The flood took the mill and the bridge."


@pytest.fixture(autouse=True)
def here(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder to work in, and an archive of one article."""
    add(settings, [article(DAM, key="dam")])
    monkeypatch.chdir(tmp_path)
    for name in ("archive", "cache", "embedder"):
        monkeypatch.setenv(f"NEWSCHECK_{name.upper()}", str(getattr(settings, name)))


def test_the_commands_of_the_page_run(capsys: pytest.CaptureFixture[str]) -> None:
    commands = re.findall(r"^    newscheck (.*)$", PAGE, re.MULTILINE)
    assert len(commands) == 3
    assert [run(shlex.split(command)) for command in commands] == [0, 0, 0]
    told = capsys.readouterr().out
    assert "Exported 1 article to news.jsonl.gz" in told
    assert "1 added" in told


def test_the_python_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(example, {})
    assert "outcome='added'" in capsys.readouterr().out


def test_both_commands_tell_programs_in_figures(capsys: pytest.CaptureFixture[str]) -> None:
    run(["export", "x.gz", "--json"])
    exported = json.loads(capsys.readouterr().out)
    run(["--archive", "new", "import", "x.gz", "--json"])
    imported = json.loads(capsys.readouterr().out)

    assert exported == {"file": "x.gz", "articles": 1, "passages": 1, "bytes": Path("x.gz").stat().st_size}
    assert (imported["added"], imported["unchanged"], imported["refused"]) == (1, 0, [])


def test_a_file_that_is_no_export_is_refused_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.gz").write_text("mine")
    assert run(["--archive", "new", "import", "x.gz"]) == 2
    assert capsys.readouterr().err.startswith("Error: 'x.gz' cannot be imported: it is no export of newscheck")
    assert not Path("new").exists()
    assert run(["export", "x.gz"]) == 2
    assert "what is there is no export" in capsys.readouterr().err


def test_an_article_that_is_refused_is_named_and_tells_by_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    run(["export", "x.gz"])
    other = Settings(archive=Path("other"), embedder="letters", models=False)
    add(other, [article("The dam holds, and the mill has opened again.", key="dam")])

    assert run(["--archive", "other", "import", "x.gz"]) == 1

    assert "Refused /news/dam.txt: the archive has another version of it" in capsys.readouterr().err
