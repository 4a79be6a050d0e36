"""Both vector indexes find the nearest; the derived one is used only while it equals the archive."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import numpy as np
import pytest

from index.archive import Archive
from index.embedding import LetterEmbedder
from index.errors import IndexNotWritten
from index.filters import Filters
from index.storing import open_writer
from index.vectors import FOLDER, MARK, ChromaVectors, ExactVectors, FollowingVectors, VectorIndex
from rag.settings import Settings
from tests.helpers import add, article

EMBED = LetterEmbedder().embed_question
WORDS = ("zebra", "quartz", "jungle", "vortex", "sphinx", "wizard", "kayak", "fjord", "mummy", "pepper")


def story(word: str) -> str:
    return f"{word} {word} {word} {word} {word} {word} {word}."


@pytest.fixture
def archive(settings: Settings) -> Archive:
    add(settings, [article(story(word), key=word, title=word, published=f"20{i:02}-01-01")
                   for i, word in enumerate(WORDS, start=10)])  # fmt: skip
    return Archive(settings.archive)


def chroma(archive: Archive) -> ChromaVectors:
    made = ChromaVectors(archive.folder)
    made.sync(archive)
    return made


def found(index: VectorIndex, archive: Archive, word: str, *, limit: int = 1, **filters: object) -> list[str]:
    ranking = index.nearest(EMBED(word), limit=limit, filters=Filters(**filters))  # type: ignore[arg-type]
    passages = archive.passages([row for row, _ in ranking])
    return [passages[row][1].title for row, _ in ranking]


@pytest.mark.parametrize("make", [ExactVectors, chroma])
def test_the_nearest_comes_first_with_its_cosine(make: Callable[[Archive], VectorIndex], archive: Archive) -> None:
    index = make(archive)
    assert [found(index, archive, word) for word in WORDS] == [[word] for word in WORDS]
    ((_, cosine),) = index.nearest(EMBED(WORDS[0]), limit=1)
    assert cosine == pytest.approx(1.0, abs=1e-3)
    assert len(index.nearest(EMBED("zebra"), limit=99)) == len(WORDS)


def test_filters_are_applied_before_ranking(archive: Archive) -> None:
    assert found(ExactVectors(archive), archive, "zebra", since=date(2015, 1, 1), until=date(2015, 12, 31)) == [
        "wizard"
    ]
    assert found(ExactVectors(archive), archive, "zebra", source="nobody") == []


def test_filters_hold_as_well_once_all_vectors_are_in_memory(archive: Archive, settings: Settings) -> None:
    index = ExactVectors(archive)
    year: dict[str, Any] = {"since": date(2015, 1, 1), "until": date(2015, 12, 31)}
    assert [found(index, archive, "zebra", **year) for _ in range(3)] == [["wizard"]] * 3
    assert found(index, archive, "zebra", source="nobody") == []
    add(settings, [article(story("zebras"), key="zebras", title="zebras", published="2015-06-01")])
    assert found(index, archive, "zebra", limit=9, **year) == ["zebras", "wizard"]


def test_an_open_index_follows_what_is_added_and_removed(settings: Settings, archive: Archive) -> None:
    index = ExactVectors(archive)
    found(index, archive, "zebra")
    add(settings, [article(story("hiccup"), key="hiccup", title="hiccup")])
    assert found(index, archive, "hiccup") == ["hiccup"]
    with open_writer(settings.archive) as writer:
        writer.remove([archive.find("zebra").id])
    assert found(index, archive, "zebra") != ["zebra"]
    assert len(index.nearest(EMBED("zebra"), limit=99)) == len(WORDS)


def test_chroma_is_kept_up_without_being_made_anew(settings: Settings, archive: Archive) -> None:
    index = chroma(archive)
    add(settings, [article(story("hiccup"), key="hiccup", title="hiccup")])
    assert not index.is_current(archive)
    index.sync(archive)
    assert index.is_current(archive)
    assert index.is_sound(archive)
    assert found(index, archive, "hiccup") == ["hiccup"]


def test_chroma_forgets_what_was_removed(settings: Settings, archive: Archive) -> None:
    index = chroma(archive)
    with open_writer(settings.archive) as writer:
        writer.remove([archive.find("zebra").id])
    index.sync(archive)
    assert index.is_sound(archive)
    assert found(index, archive, "zebra") != ["zebra"]


def test_chroma_takes_no_filters(archive: Archive) -> None:
    with pytest.raises(ValueError, match="takes no filters"):
        chroma(archive).nearest(EMBED("zebra"), limit=1, filters=Filters(source="x"))


def following(archive: Archive) -> FollowingVectors:
    return FollowingVectors(archive, index_from=0)


def test_chroma_is_used_while_it_equals_the_archive(archive: Archive) -> None:
    chroma(archive).close()
    index = following(archive)
    assert found(index, archive, "zebra") == ["zebra"]
    assert index.uses_chroma


def test_an_unclean_stop_makes_questions_exact_until_the_next_writer_mends_it(
    settings: Settings, archive: Archive
) -> None:
    chroma(archive).close()
    (archive.folder / MARK).unlink()
    index = following(archive)
    assert found(index, archive, "zebra") == ["zebra"]
    assert not index.uses_chroma
    add(settings.model_copy(update={"index_from": 0}), [article(story("hiccup"), key="hiccup", title="hiccup")])
    assert found(index, archive, "hiccup") == ["hiccup"]
    assert index.uses_chroma


def test_damage_to_chroma_makes_questions_exact(archive: Archive) -> None:
    chroma(archive).close()
    for file in (archive.folder / FOLDER).rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")
    index = following(archive)
    assert found(index, archive, "zebra") == ["zebra"]
    assert not index.uses_chroma


def test_an_index_of_another_archive_is_not_believed(settings: Settings, archive: Archive) -> None:
    chroma(archive).close()
    other = settings.model_copy(update={"archive": settings.archive.with_name("other")})
    add(other, [article(story(word), key=word, title=word) for word in reversed(WORDS)])
    shutil.copytree(archive.folder / FOLDER, other.archive / FOLDER)
    shutil.copy(archive.folder / MARK, other.archive / MARK)
    index = following(Archive(other.archive))
    assert found(index, Archive(other.archive), "zebra") == ["zebra"]


def test_vectors_are_stored_to_half_precision(archive: Archive) -> None:
    ((rows, vectors),) = archive.vectors()
    first = int(rows[0])
    passage, document = archive.passages([first])[first]
    exact = LetterEmbedder().embed_passages([f"{document.title}\n{passage.text}"])
    assert np.abs(vectors[0] - exact[0]).max() < 5e-4


def test_what_was_added_is_read_by_one_thread_for_all(archive: Archive, settings: Settings) -> None:
    index = ExactVectors(archive)
    for _ in range(2):
        found(index, archive, "zebra")
    held = index._held
    add(settings, [article(story("lagoon"), key="lagoon", title="lagoon")])
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: found(index, archive, "lagoon"), range(8))) == [["lagoon"]] * 8
    assert len(index._held.rows) == len(held.rows) + 1


class Watched:
    """Stands in for the index: its questions wait to be let go, and it tells when it is closed."""

    stamp = 1

    def __init__(self) -> None:
        self.asked, self.go, self.closed = threading.Event(), threading.Event(), threading.Event()

    def close(self) -> None:
        self.closed.set()

    def is_current(self, archive: Archive) -> bool:
        return True

    is_sound = is_current

    def nearest(self, vector: object, *, limit: int) -> list[tuple[int, float]]:
        self.asked.set()
        assert self.go.wait(10)
        assert not self.closed.is_set()
        return []


def test_no_thread_closes_the_index_while_another_one_asks_it(archive: Archive, settings: Settings) -> None:
    index, watched = FollowingVectors(archive, index_from=1), Watched()
    index._chroma = watched  # type: ignore[assignment]
    assert index.uses_chroma
    watched.closed.clear()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(index.nearest, EMBED("zebra"), limit=1)
        assert watched.asked.wait(10)
        add(settings, [article(story("lagoon"), key="lagoon")])
        second = threads.submit(lambda: index.uses_chroma)
        assert not watched.closed.wait(0.1)
        watched.go.set()
        assert (first.result(), second.result()) == ([], True)
    assert watched.closed.is_set()


def test_an_index_of_nothing_is_current_and_sound(settings: Settings, archive: Archive) -> None:
    with open_writer(settings.archive) as writer:
        writer.remove([document.id for document in list(archive.documents())])
    index = chroma(archive)
    assert index.is_current(archive)
    assert index.is_sound(archive)
    index.close()
    assert index.is_current(archive)


def test_an_index_that_cannot_be_written_is_told_and_costs_no_article(settings: Settings, archive: Archive) -> None:
    (archive.folder / FOLDER).write_text("a file is in the way")
    large = settings.model_copy(update={"index_from": 0})
    with pytest.raises(IndexNotWritten, match="vector index .* cannot be written") as caught:
        add(large, [article(story("hiccup"), key="hiccup", title="hiccup")])
    assert "newscheck doctor" in str(caught.value.hint)
    assert found(following(archive), archive, "hiccup") == ["hiccup"]


def test_an_index_that_goes_while_it_is_asked_costs_no_answer(archive: Archive) -> None:
    chroma(archive).close()
    index = following(archive)
    assert index.uses_chroma
    index._chroma.close()
    shutil.rmtree(archive.folder / FOLDER)
    (archive.folder / FOLDER).write_text("a file is in the way")
    assert found(index, archive, "zebra") == ["zebra"]
    assert not index.uses_chroma


def test_a_damaged_file_is_noticed_before_chroma_opens_it(archive: Archive) -> None:
    """Chroma ends the whole process with some such files."""
    index = chroma(archive)
    index.close()
    assert index.is_current(archive)
    (archive.folder / FOLDER / "chroma.sqlite3").write_bytes(b"damaged")
    assert not index.is_current(archive)
    index.sync(archive)
    assert index.is_current(archive)
    assert index.is_sound(archive)
    index.close()
