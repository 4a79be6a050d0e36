"""What docs/doors/adding.md shows can be pasted, and its figures are those of the program."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import index.loading
from index.archive import Archive
from index.decoding import ALWAYS, MAX_RATIO
from index.feeds import MOST_ENTRIES
from index.fetching import MAX_REDIRECTS, Limits
from index.portable import MOST_PAGES, SECONDS
from index.settings import IndexSettings
from index.watching import MOST_TRIES
from rag.doors.cli import main
from tests.helpers import ROOT
from tests.index import making
from tests.index.making import STORY
from tests.index.test_feeds import ITEM, Web
from tests.rag.test_door_pages import blocks

PAGE = (ROOT / "docs" / "doors" / "adding.md").read_text()
(COMMANDS,) = blocks("adding", "sh")


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the page names, and a web with its pages."""
    web = Web(feed=making.rss(ITEM), a=making.page(f"{STORY} Feed."), bridge=making.page(f"{STORY} Web."))
    monkeypatch.setattr(index.loading, "_fetch", web.fetch)
    monkeypatch.setenv("NEWSCHECK_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setenv("NEWSCHECK_EMBEDDER", "letters")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(STORY)
    (tmp_path / "news" / "b.docx").write_bytes(making.docx(f"{STORY} Docx."))
    (tmp_path / "press-release.pdf").write_bytes(making.pdf([STORY, "Pdf."]))
    (tmp_path / "saved-pages.zip").write_bytes(making.zipped({"a.html": making.page(f"{STORY} Zip.")}))
    (tmp_path / "newsletters.mbox").write_bytes(making.mbox(making.mail(f"{STORY} Mail.")))
    return tmp_path


def ends(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def test_the_commands_run_and_add_what_they_name(newsroom: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for line in COMMANDS.splitlines():
        program, *arguments = shlex.split(line)
        assert program == "newscheck"
        assert ends(*arguments) == 0, line
    stored = {document.text.rpartition(" ")[2]: document for document in Archive(newsroom / "archive").documents()}
    assert set(stored) == {"build.", "Docx.", "Pdf.", "Zip.", "Mail.", "Web.", "Feed."}
    assert (stored["Pdf."].source, str(stored["Pdf."].published)) == ("City Hall", "2021-03-04")


def test_what_the_page_shows_of_a_refusal_is_told(newsroom: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (newsroom / "news" / "scan.pdf").write_bytes(making.pdf([]))
    assert ends("add", "news/") == 1
    told = capsys.readouterr()
    assert told.err.strip() in PAGE
    assert re.sub(r"in [\d.]+ s", "in 0.4 s", told.out).strip() in PAGE


def test_what_the_page_shows_of_watching_is_told(newsroom: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (newsroom / "other").mkdir()
    for name in ("bridge.txt", "other.txt"):
        (newsroom / "other" / name).write_text(f"{STORY} {name}")
    ends("watch", "other", "--once")
    (newsroom / "other" / "bridge.txt").unlink()
    ends("watch", "other", "--once")
    told = capsys.readouterr().out.replace(f"{newsroom}/other", "/home/me/news").splitlines()
    gone = next(line for line in told if line.startswith("Gone"))
    assert f"    {gone}\n" in PAGE
    assert "    Added /home/me/news/bridge.txt\n" in PAGE
    assert "Added /home/me/news/bridge.txt" in told


@pytest.mark.parametrize(
    "figure",
    [
        f"{IndexSettings().max_bytes:,} bytes (`max_bytes`)", f"{MOST_PAGES:,} pages",
            f"first {MOST_ENTRIES:,} entries",
        f"{Limits().bytes // 1_000_000} MB, {Limits().seconds:.0f} seconds, {MAX_REDIRECTS} redirects",
        f"from {ALWAYS // 1_000_000} MB on",
    ],
)  # fmt: skip
def test_the_bounds_are_those_of_the_program(figure: str) -> None:
    assert figure in PAGE
    assert (MAX_RATIO, SECONDS, MOST_TRIES) == (100, 120, 3)  # "a hundred times", "two minutes", "three rounds"
