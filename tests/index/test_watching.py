"""An archive that follows a folder or a feed: each change once, also after a restart, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import index.watching
from index.archive import Archive
from index.building import Stored
from index.embedding import LetterEmbedder
from index.errors import ArchiveInUse, UserError
from index.records import Refused
from index.storing import open_writer
from index.watching import Event, Gone, Watcher
from rag.settings import Settings
from tests.index.making import STORY, page, rss
from tests.index.test_feeds import FEED, ITEM, Web


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(STORY)
    return tmp_path / "news"


def told(events: list[Event]) -> list[str]:
    """What happened, in a few words each."""
    words = []
    for event in events:
        match event:
            case Stored():
                words.append(f"{event.outcome} {event.key.rpartition('/')[2]}")
            case Refused():
                words.append(f"refused {event.origin.rpartition('/')[2]}: {event.reason}")
            case Gone():
                words.append(f"gone {event.origin.rpartition('/')[2]} {event.articles} {event.removed}")
    return words


def rounds(place: Path | str, settings: Settings, **options: object) -> list[str]:
    """One round of a watcher that was just started."""
    return told(list(Watcher(str(place), settings, embedder=LetterEmbedder(), **options).round()))  # type: ignore[arg-type]


def texts(settings: Settings) -> list[str]:
    archive = Archive(settings.archive)
    found = sorted(document.text for document in archive.documents())
    archive.close()
    return found


def test_new_and_changed_files_are_added_and_the_rest_is_not_looked_at(folder: Path, settings: Settings) -> None:
    assert rounds(folder, settings) == ["added a.txt"]
    assert rounds(folder, settings) == []
    (folder / "b.txt").write_text(f"{STORY} More.")
    (folder / "a.txt").write_text(f"{STORY} Changed.")
    assert rounds(folder, settings) == ["replaced a.txt", "added b.txt"]
    assert texts(settings) == [f"{STORY} Changed.", f"{STORY} More."]


def test_what_cannot_be_read_is_told_once(folder: Path, settings: Settings) -> None:
    (folder / "b.png").write_bytes(b"\x89PNG\r\n")
    (folder / "link").symlink_to(folder / "a.txt")
    assert len(rounds(folder, settings)) == 3
    assert rounds(folder, settings) == []


def test_a_file_that_is_gone_is_told_once_and_stays_stored(folder: Path, settings: Settings) -> None:
    (folder / "b.txt").write_text(f"{STORY} More.")
    rounds(folder, settings)
    (folder / "a.txt").unlink()
    assert rounds(folder, settings) == ["gone a.txt 1 False"]
    assert rounds(folder, settings) == []
    assert len(texts(settings)) == 2
    (folder / "a.txt").write_text(STORY)
    assert rounds(folder, settings) == ["unchanged a.txt"]


def test_with_remove_articles_go_with_their_files_also_with_those_that_went_before(
    folder: Path, settings: Settings
) -> None:
    (folder / "b.txt").write_text(f"{STORY} More.")
    rounds(folder, settings)
    (folder / "a.txt").unlink()
    rounds(folder, settings)
    assert rounds(folder, settings, remove=True) == ["gone a.txt 1 True"]
    assert texts(settings) == [f"{STORY} More."]


def test_an_article_that_is_in_another_file_as_well_stays(folder: Path, settings: Settings) -> None:
    (folder / "b.txt").write_text(STORY)
    rounds(folder, settings)
    (folder / "a.txt").unlink()
    assert rounds(folder, settings, remove=True) == ["gone a.txt 0 True"]
    assert texts(settings) == [STORY]


def test_an_entry_that_left_a_collection_is_gone(folder: Path, settings: Settings) -> None:
    rows = [json.dumps({"text": f"{STORY} {number}."}) for number in (1, 2)]
    (folder / "news.jsonl").write_text("\n".join(rows))
    rounds(folder, settings, remove=True)
    (folder / "news.jsonl").write_text(rows[1])
    assert rounds(folder, settings, remove=True)[-1] == "gone news.jsonl 1 True"
    assert texts(settings) == [STORY, f"{STORY} 2."]


def at_an_address(text: str) -> str:
    return json.dumps({"text": text, "url": "https://city.example/b"})


def test_a_file_that_was_moved_keeps_its_article_also_where_an_address_is_its_name(
    folder: Path, settings: Settings
) -> None:
    (folder / "b.json").write_text(at_an_address(f"{STORY} B."))
    rounds(folder, settings, remove=True)
    (folder / "b.json").rename(folder / "c.json")
    assert rounds(folder, settings, remove=True) == ["unchanged b"]
    assert rounds(folder, settings, remove=True) == []
    assert len(texts(settings)) == 2


def test_an_article_whose_address_is_in_another_file_as_well_is_read_from_there(
    folder: Path, settings: Settings
) -> None:
    for name in ("b.json", "c.json"):
        (folder / name).write_text(at_an_address(f"{STORY} Of {name[0]}."))
    rounds(folder, settings, remove=True)
    (folder / "c.json").unlink()
    rounds(folder, settings, remove=True)
    rounds(folder, settings, remove=True)
    assert texts(settings) == [STORY, f"{STORY} Of b."]


def test_an_entry_that_moved_to_another_collection_stays(folder: Path, settings: Settings) -> None:
    rows = [json.dumps({"text": f"{STORY} {n}.", "url": f"https://city.example/{n}"}) for n in range(3)]
    (folder / "a.jsonl").write_text("\n".join(rows[:2]))
    (folder / "b.jsonl").write_text(rows[2])
    rounds(folder, settings, remove=True)
    (folder / "a.jsonl").write_text(rows[0])
    (folder / "b.jsonl").write_text("\n".join(rows[1:]))
    assert not any(line.startswith("gone") for line in rounds(folder, settings, remove=True))
    assert len(texts(settings)) == 4


@pytest.mark.parametrize("lost", ["empty", "not there"])
def test_a_folder_that_is_lost_as_a_disk_may_be_removes_nothing(folder: Path, settings: Settings, lost: str) -> None:
    watcher = Watcher(str(folder), settings, embedder=LetterEmbedder(), remove=True)
    list(watcher.round())
    (folder / "a.txt").unlink()
    if lost == "not there":
        folder.rmdir()
    assert told(list(watcher.round())) == [f"refused news: the folder is {lost}; nothing is removed while it is"]
    assert list(watcher.round()) == []
    assert texts(settings) == [STORY]


def test_a_folder_that_may_not_be_read_any_more_removes_nothing(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "b.txt").write_text(f"{STORY} More.")
    rounds(folder, settings, remove=True)
    closed = Refused(origin=f"{folder}/sub", reason="permission denied")
    monkeypatch.setattr(index.watching, "walk", lambda _: iter([folder / "a.txt", closed]))
    assert rounds(folder, settings, remove=True) == ["refused sub: permission denied"]
    assert len(texts(settings)) == 2


def test_a_damaged_version_of_a_file_takes_nothing_away(folder: Path, settings: Settings) -> None:
    rounds(folder, settings, remove=True)
    (folder / "a.txt").write_bytes(b"")
    assert rounds(folder, settings, remove=True) == ["refused a.txt: empty"]
    assert texts(settings) == [STORY]


def test_a_round_that_was_interrupted_is_done_again_and_adds_nothing_twice(folder: Path, settings: Settings) -> None:
    events = Watcher(str(folder), settings, embedder=LetterEmbedder()).round()
    assert told([next(events)]) == ["added a.txt"]
    events.close()  # type: ignore[attr-defined]
    assert rounds(folder, settings) == ["unchanged a.txt"]
    assert rounds(folder, settings) == []


def test_an_article_that_was_removed_by_hand_does_not_come_back(folder: Path, settings: Settings) -> None:
    rounds(folder, settings)
    with open_writer(settings.archive) as archive:
        archive.remove([document.id for document in archive.documents()])
    assert rounds(folder, settings) == []


def test_the_archive_is_held_only_while_there_is_something_to_write(folder: Path, settings: Settings) -> None:
    rounds(folder, settings)
    with open_writer(settings.archive):
        assert rounds(folder, settings) == []
        (folder / "b.txt").write_text(f"{STORY} More.")
        with pytest.raises(ArchiveInUse):
            rounds(folder, settings)
    assert rounds(folder, settings) == ["added b.txt"]


def test_the_entries_of_a_feed_are_fetched_once_and_again_when_they_change(settings: Settings) -> None:
    web = Web(feed=rss(ITEM), a=page(STORY))
    assert rounds(FEED, settings, fetch=web.fetch) == ["added a"]
    assert rounds(FEED, settings, fetch=web.fetch) == []
    assert web.asked.count("https://city.example/a") == 1
    web.pages |= {FEED: rss(ITEM.replace("05:06:07", "09:00:00")), "https://city.example/a": page(f"{STORY} More.")}
    assert rounds(FEED, settings, fetch=web.fetch) == ["replaced a"]


def test_a_page_that_cannot_be_fetched_is_asked_for_in_three_rounds(settings: Settings) -> None:
    web = Web(feed=rss(ITEM))
    told = [rounds(FEED, settings, fetch=web.fetch) for _ in range(4)]
    assert told == [["refused a: the server answered 404"]] * 3 + [[]]


def test_a_page_that_comes_back_in_time_is_added(settings: Settings) -> None:
    web = Web(feed=rss(ITEM))
    rounds(FEED, settings, fetch=web.fetch)
    web.pages["https://city.example/a"] = page(STORY)
    assert rounds(FEED, settings, fetch=web.fetch) == ["added a"]
    assert rounds(FEED, settings, fetch=web.fetch) == []


def test_an_entry_that_left_a_feed_stays_stored_also_with_remove(settings: Settings) -> None:
    web = Web(feed=rss(ITEM), a=page(STORY), b=page(f"{STORY} More."))
    rounds(FEED, settings, fetch=web.fetch)
    web.pages[FEED] = rss("<link>https://city.example/b</link>")
    assert rounds(FEED, settings, fetch=web.fetch, remove=True) == ["added b"]
    assert len(texts(settings)) == 2


def test_what_is_no_feed_and_no_folder_is_refused_with_what_to_do(settings: Settings, tmp_path: Path) -> None:
    web = Web(feed=page(STORY))
    with pytest.raises(UserError, match="is no feed"):
        rounds(FEED, settings, fetch=web.fetch)
    with pytest.raises(UserError, match=r"There is no .* to watch"):
        rounds(tmp_path / "missing", settings)
    with pytest.raises(UserError, match="only http and https"):
        rounds("ftp://city.example/feed", settings)
    assert rounds(FEED, settings, fetch=Web().fetch) == ["refused feed: the server answered 404"]
