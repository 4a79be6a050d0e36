"""The archive holds what it was given, once, and nothing of what was removed."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest

from index.archive import Archive
from index.database import Database
from index.errors import ArchiveDamaged, ArchiveFull, ArchiveMissing, UnknownArticle
from index.filters import Filters
from index.places import FILE
from index.schema import TABLES
from index.storing import open_writer
from rag.settings import Settings
from tests.helpers import add, article

BRIDGE = "The mayor opened the new bridge on Monday. It cost four million euros and took three years."
STORM = "A storm cut the power of 16,000 homes along the coast. Nobody was hurt, the police said."


@pytest.fixture
def archive(settings: Settings) -> Archive:
    add(settings, [
        article(BRIDGE, key="bridge", title="Bridge opens", published="2021-03-04", source="Example Times"),
        article(STORM, key="storm", title="Storm", published="2022-05-06", url="https://coast.example/storm"),
    ])  # fmt: skip
    return Archive(settings.archive)


def titles(archive: Archive, filters: Filters) -> list[str]:
    return [document.title for document in archive.documents(filters)]


def test_an_article_comes_back_as_it_was_stored(archive: Archive) -> None:
    document = archive.find("Bridge opens")
    assert (document.text, document.published, document.source) == (BRIDGE, date(2021, 3, 4), "Example Times")


def test_an_article_is_found_by_any_name_that_a_person_has_for_it(archive: Archive) -> None:
    storm = archive.find("storm")
    for name in (storm.id, storm.id[:6].upper(), "https://coast.example/storm", "STORM", "news/storm.txt"):
        assert archive.find(name) == storm
    with pytest.raises(UnknownArticle, match="No article matches 'flood'"):
        archive.find("flood")
    with pytest.raises(UnknownArticle, match="2 articles match"):
        archive.find(".txt")


def test_a_folder_is_the_name_of_no_article(settings: Settings) -> None:
    add(settings, [article(BRIDGE, key="drafts/bridge"), article(STORM, key="2021/drafts-of-storms")])
    archive = Archive(settings.archive)
    assert archive.find("drafts").text == STORM
    for name in ("2021", "/news/", "news/drafts", "/news/drafts/brid"):
        with pytest.raises(UnknownArticle, match="No article matches"):
            archive.find(name)


def test_a_whole_file_name_comes_before_a_part_of_another(settings: Settings) -> None:
    add(settings, [article(BRIDGE, key="a/storm"), article(STORM, key="a/big-storm")])
    assert Archive(settings.archive).find("storm.txt").text == BRIDGE


def test_an_article_is_found_by_every_file_that_holds_its_text(settings: Settings) -> None:
    add(settings, [article(BRIDGE, key="first"), article(BRIDGE, key="second")])
    archive = Archive(settings.archive)
    assert archive.find("second.txt") == archive.find("/news/first.txt")


def test_a_file_that_holds_another_text_by_now_names_that_one(settings: Settings) -> None:
    add(settings, [article(BRIDGE, key="first"), article(BRIDGE, key="second")])
    add(settings, [article(STORM, key="first")])
    archive = Archive(settings.archive)
    assert archive.find("first.txt").text == STORM
    assert archive.find("second.txt").text == BRIDGE


def test_filters_choose_articles(archive: Archive) -> None:
    assert titles(archive, Filters(since=date(2022, 1, 1))) == ["Storm"]
    assert titles(archive, Filters(until=date(2022, 1, 1))) == ["Bridge opens"]
    assert titles(archive, Filters(source="times")) == ["Bridge opens"]
    assert titles(archive, Filters(source="coast.example")) == ["Storm"]
    assert titles(archive, Filters(language="en")) == ["Storm", "Bridge opens"]
    assert titles(archive, Filters(language="fr")) == []


def test_adding_again_changes_nothing(settings: Settings, archive: Archive) -> None:
    before = archive.counts(), archive.generation
    assert add(settings, [article(BRIDGE, key="bridge", title="Bridge opens", published="2021-03-04",
                                  source="Example Times")]) == ["unchanged"]  # fmt: skip
    assert (archive.counts(), archive.generation) == before


def test_a_changed_article_takes_the_place_of_the_old_one(settings: Settings, archive: Archive) -> None:
    assert add(settings, [article(BRIDGE + " It is blue.", key="bridge", title="Bridge opens")]) == ["replaced"]
    assert archive.counts()[0] == 2
    assert archive.find("Bridge opens").text.endswith("It is blue.")
    assert archive.match("passages_fts", "blue", limit=9)


@pytest.mark.parametrize("first", ["file", "url"])
def test_a_file_whose_url_is_stated_later_or_no_more_stays_one_article(settings: Settings, first: str) -> None:
    text = BRIDGE
    file = replace(article(text), key="/news/a.txt")
    stated = replace(article(text, url="https://news.example/a"), key="https://news.example/a")
    before, after = (file, stated) if first == "file" else (stated, file)
    assert add(settings, [before]) + add(settings, [after]) == ["added", "replaced"]
    with closing(Archive(settings.archive)) as archive:
        assert [document.url for document in archive.documents()] == [after.metadata.get("url")]


def test_equal_texts_of_one_collection_keep_their_urls(settings: Settings) -> None:
    copies = [
        replace(article(BRIDGE, url=url), key=url, origin="/news/all.jsonl")
        for url in ("https://a.example/1", "https://b.example/2")
    ]
    assert add(settings, copies) == ["added", "added"]


def test_the_same_text_from_two_places_is_one_article_until_both_are_gone(settings: Settings) -> None:
    first, second = article(BRIDGE, key="a"), article(BRIDGE, key="b")
    assert add(settings, [first, second]) == ["added", "unchanged"]
    assert add(settings, [article(STORM, key="a")]) == ["replaced"]
    archive = Archive(settings.archive)
    assert sorted(d.text for d in archive.documents()) == sorted([BRIDGE, STORM])
    assert add(settings, [article(STORM, key="b")]) == ["replaced"]
    assert [d.text for d in archive.documents()] == [STORM]


def test_a_later_copy_without_a_date_does_not_take_the_date_away(settings: Settings) -> None:
    add(settings, [article(BRIDGE, key="a", published="2021-03-04"), article(BRIDGE, key="b")])
    assert next(Archive(settings.archive).documents()).published == date(2021, 3, 4)


def test_nothing_remains_of_a_removed_article(settings: Settings, archive: Archive) -> None:
    row = archive.match("passages_fts", "storm", limit=1)[0][0]
    with open_writer(settings.archive) as writer:
        writer.remove([archive.find("storm").id])
    assert archive.counts()[0] == 1
    assert archive.match("passages_fts", "storm OR coast", limit=9) == []
    assert archive.match("documents_fts", "storm OR coast", limit=9) == []
    assert archive.passages([row]) == {}
    with open_writer(settings.archive) as writer:
        assert writer.words_differ() == []


def test_a_passage_stands_where_it_says(archive: Archive) -> None:
    for document in archive.documents():
        for passage in archive.passages_of(document):
            assert document.text[passage.start : passage.end] == passage.text


def test_an_archive_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="No archive at") as caught:
        Archive(tmp_path)
    assert "add ARTICLES" in str(caught.value.hint)
    with pytest.raises(ArchiveMissing), open_writer(tmp_path / "other"):
        pass
    assert not (tmp_path / "other").exists()


def test_a_file_that_is_no_archive_is_not_overwritten(settings: Settings) -> None:
    settings.archive.mkdir()
    (settings.archive / FILE).write_text("My diary, which nobody may overwrite." * 100)
    with pytest.raises(ArchiveDamaged):
        add(settings, [article(BRIDGE)])
    assert (settings.archive / FILE).read_text().startswith("My diary")


def test_a_full_disk_leaves_what_was_stored(settings: Settings, archive: Archive) -> None:
    with open_writer(settings.archive) as writer:
        writer._db.write("PRAGMA max_page_count = 1")
        document = archive.find("storm")
        with pytest.raises(ArchiveFull, match="disk is full"), writer._change():
            for i in range(10_000):
                writer._set(f"key {i}", document.text)
    assert archive.counts()[0] == 2
    assert archive.damage() == []


def test_a_disk_without_room_for_the_lock_is_a_full_disk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("index.places.writing", full)
    with pytest.raises(ArchiveFull, match="no space left"), open_writer(settings.archive, create=True):
        pass


def test_programs_that_make_one_archive_in_the_same_moment_wait_for_each_other(tmp_path: Path) -> None:
    """SQLite refuses some of them at once: about one in thirty threads, so forty rounds show it."""
    for number in range(40):
        together = Barrier(4)

        def opened(file: Path, together: Barrier = together) -> bool:
            together.wait()
            Database(file).close()
            return file.exists()

        with ThreadPoolExecutor(4) as threads:
            assert all(threads.map(opened, [tmp_path / f"{number}.sqlite"] * 4))


def parts(archive: Archive) -> dict[str, int]:
    """Parts that each full text index is written in."""
    with closing(Database(archive.folder / FILE)) as database:
        counted = "SELECT count(DISTINCT segid) FROM {}_idx"
        return {table: (database.one(counted.format(table)) or (0,))[0] for table in TABLES}


def test_words_are_in_one_part_once_many_articles_came_and_found_as_before(settings: Settings) -> None:
    for number in range(3):
        add(settings, [article(f"{BRIDGE} {number}", key=f"bridge {number}")])

    archive = Archive(settings.archive)
    assert parts(archive) == {"passages_fts": 1, "documents_fts": 1}
    assert len(archive.match("passages_fts", '"bridge"', limit=9)) == 3


def test_a_few_articles_more_leave_the_words_of_the_others_where_they_are(settings: Settings) -> None:
    add(settings, [article(f"{STORM} {number}", key=f"storm {number}") for number in range(20)])
    add(settings, [article(BRIDGE, key="bridge")])

    archive = Archive(settings.archive)
    assert parts(archive) == {"passages_fts": 2, "documents_fts": 2}
    assert len(archive.match("documents_fts", '"bridge"', limit=9)) == 1


def test_where_words_find_no_room_to_be_joined_what_was_added_is_there(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Database.write

    def filling(database: Database, statement: str, *values: object) -> None:
        if "optimize" in statement:
            raise ArchiveFull(database.file, found="the disk is full")
        write(database, statement, *values)

    monkeypatch.setattr(Database, "write", filling)

    assert add(settings, [article(BRIDGE, key="bridge")]) == ["added"]
    assert Archive(settings.archive).counts() == (1, 1)


def test_no_lock_is_shared_for_counting_memory_so_that_threads_read_at_the_same_time() -> None:
    told = subprocess.run([sys.executable, "-c", COUNTED], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "0"


COUNTED = """
from index.database import Database
import ctypes, _sqlite3, tempfile
from pathlib import Path
with tempfile.TemporaryDirectory() as folder:
    held = Database(Path(folder) / "a.sqlite")
    held.one("SELECT 1")
    print(ctypes.CDLL(_sqlite3.__file__).sqlite3_memory_used())
"""
