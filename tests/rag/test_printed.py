"""A quote from a printed article is found by its page, at every door."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from index.archive import Archive
from index.loading import Loader
from index.splitting import Span
from rag.checker import FactChecker
from rag.citing import cite
from rag.doors import shapes
from rag.doors.terminal import show_answer
from rag.settings import Settings
from tests.helpers import RSM, add
from tests.index.making import STORY, pdf


@pytest.fixture
def printed(settings: Settings, tmp_path: Path) -> Settings:
    (tmp_path / "nato.pdf").write_bytes(pdf([STORY], [RSM], [STORY.replace("bridge", "tunnel")]))
    assert add(settings, Loader([str(tmp_path / "nato.pdf")])) == ["added"]
    return settings


def test_a_citation_names_the_page_on_which_it_begins(printed: Settings) -> None:
    (document,) = Archive(printed.archive).documents()
    start = document.text.index("The US troops")
    citation = cite(document, Span(start, start + 20), number=1)
    assert (citation.page, citation.to_dict()["page"]) == (2, 2)
    assert shapes.Citation.model_validate_json(json.dumps(citation.to_dict())).page == 2


def test_an_answer_names_the_page_in_its_source_line(printed: Settings) -> None:
    with FactChecker.open(settings=printed) as checker:
        answer = checker.ask("How many soldiers are affiliated with the RSM?")
    told = io.StringIO()
    show_answer(Console(file=told, width=80), answer)
    assert "no date, nato.pdf, page 2, characters" in told.getvalue()


def test_an_article_without_pages_has_no_page(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(RSM)
    add(settings, Loader([str(tmp_path / "a.txt")]))
    (document,) = Archive(settings.archive).documents()
    assert cite(document, Span(0, 10), number=1).page is None


def test_an_archive_that_was_made_before_there_were_pages_is_read_and_goes_on(
    settings: Settings, tmp_path: Path
) -> None:
    from index.database import Database

    (tmp_path / "a.txt").write_text(STORY)
    add(settings, Loader([str(tmp_path / "a.txt")]))
    database = Database(settings.archive / "archive.sqlite")
    with database.transaction():
        database.write("ALTER TABLE documents DROP COLUMN pages")
        database.write("DROP TABLE watched")
        database.write("DROP INDEX origins_origin")
        database.write("UPDATE meta SET value = '1' WHERE key = 'version'")
    database.close()
    archive = Archive(settings.archive)
    assert [document.pages for document in archive.documents()] == [()]
    assert archive.watched("anything") == {}
    archive.close()
    (tmp_path / "b.pdf").write_bytes(pdf([RSM]))
    assert add(settings, Loader([str(tmp_path / "b.pdf")])) == ["added"]
    assert sorted(document.pages for document in Archive(settings.archive).documents()) == [(), (0,)]
