"""`newscheck add` as a person meets it: what was taken, what was not and why, and how it ends."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import index.loading
from index.archive import Archive
from index.errors import UserError
from index.loading import Loader
from rag.doors.cli import main
from tests.helpers import SEED, newscheck

STORY = "The mayor opened the new bridge on Monday. It cost four million euros."


@pytest.fixture(autouse=True)
def usual_terminal(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NEWSCHECK_CACHE", str(cache))


def test_adding_tells_what_was_added_and_adds_nothing_twice(tmp_path: Path) -> None:
    first = newscheck("add", "seeds", archive=tmp_path)
    assert first.returncode == 0
    assert first.stdout.startswith("1 added, 0 replaced, 0 unchanged, 0 refused")
    assert "passages/s" not in first.stdout  # two passages say nothing of the rate
    second = newscheck("add", "seeds", "--json", archive=tmp_path)
    told = json.loads(second.stdout)
    assert (told["added"], told["unchanged"]) == (0, 1)
    assert Archive(tmp_path).counts()[0] == 1


def test_a_bad_file_costs_one_line_with_its_name_and_the_reason(tmp_path: Path) -> None:
    bad = tmp_path / ("a folder with a long name " * 4) / "bad.txt"
    bad.parent.mkdir()
    bad.write_bytes(b"\x89PNG\r\n\x1a\n")
    run = newscheck("add", "seeds", str(bad), archive=tmp_path / "archive")
    assert run.returncode == 1
    assert "1 added, 0 replaced, 0 unchanged, 1 refused" in run.stdout
    assert f"Refused {bad}: not text (PNG)" in run.stderr.splitlines()


def test_every_bad_file_is_named_however_many(tmp_path: Path) -> None:
    bad = [tmp_path / f"bad-{number:02}.txt" for number in range(30)]
    for file in bad:
        file.write_bytes(b"\x89PNG\r\n\x1a\n")
    told = newscheck("add", *map(str, bad), archive=tmp_path / "archive").stderr
    assert [file.name for file in bad if f"Refused {file}: not text (PNG)\n" not in told] == []


def test_standard_input_can_be_added(tmp_path: Path) -> None:
    run = newscheck("add", "-", "--title", "Bridge", "--published", "2021-03-04", archive=tmp_path, input=STORY)
    assert run.returncode == 0
    (document,) = Archive(tmp_path).documents()
    assert (document.title, str(document.published)) == ("Bridge", "2021-03-04")


@pytest.mark.parametrize("below", ["", "folder"], ids=["a file", "below a file"])
def test_a_place_that_takes_no_archive_is_one_error(below: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text(STORY)
    run = newscheck("add", "seeds", archive=file / below)
    assert run.returncode == 2
    assert run.stderr.startswith(f"Error: No archive can be kept at {str(file / below)!r}")
    assert "Name a folder of yours on a disk of this machine: newscheck --archive FOLDER add ARTICLES" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    run = newscheck("add", "seeds", archive=tmp_path)
    assert (run.returncode, "Traceback" in run.stderr) == (2, False)


class PickyLoader(Loader):
    """Takes a format, which it keeps, and no date but one."""

    asked: list[dict[str, Any]] = []  # noqa: RUF012 -- what the test looks at

    def __init__(self, paths: Sequence[str], *, overrides: Any, **others: Any) -> None:  # noqa: ANN401
        if overrides.get("published", "2021-03-04") != "2021-03-04":
            raise UserError(f"{overrides['published']!r} is no date.", hint="Give one such as 2021-03-04.")
        self.asked.append(others)
        super().__init__(paths, overrides=overrides, fields=others["fields"], max_bytes=others["max_bytes"])


@pytest.fixture
def picky(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> type[PickyLoader]:
    monkeypatch.setattr(index.loading, "Loader", PickyLoader)
    monkeypatch.setenv("NEWSCHECK_ARCHIVE", str(tmp_path / "archive"))
    PickyLoader.asked.clear()
    return PickyLoader


def ends(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def test_a_format_is_handed_on_where_it_is_given(picky: type[PickyLoader]) -> None:
    assert ends("add", str(SEED)) == ends("add", str(SEED), "--format", "text") == 0
    assert ["format" in asked for asked in picky.asked] == [False, True]
    assert picky.asked[1]["format"] == "text"


def test_a_format_that_is_none_is_told_with_those_that_are(tmp_path: Path) -> None:
    run = newscheck("add", "seeds", "--format", "pdf", archive=tmp_path)
    assert run.returncode == 2
    assert "'--format': 'pdf' is not one of 'text', 'markdown', 'html', 'json', 'jsonl', 'csv'." in run.stderr


def test_a_value_that_is_refused_makes_no_archive(
    picky: type[PickyLoader], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends("add", str(SEED), "--published", "someday") == 2
    assert capsys.readouterr().err == "Error: 'someday' is no date.\nGive one such as 2021-03-04.\n"
    assert ends("add", str(SEED), "--published", "someday", "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["message"] == "'someday' is no date."
    assert not (tmp_path / "archive").exists()
