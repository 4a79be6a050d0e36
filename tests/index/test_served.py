"""A Chroma server is asked while it equals the archive. Lost, emptied or away, no answer is wrong, and that is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from index.archive import Archive
from index.building import open_builder
from index.embedding import LetterEmbedder
from index.errors import IndexAway
from index.mending import mend
from index.served import ServedVectors, open_index
from index.storing import open_writer
from index.vectors import FOLDER, ExactVectors, FollowingVectors
from rag.settings import Settings
from tests.helpers import add
from tests.processes import newscheck
from tests.promises.stories import count_missed, story
from tests.servers import ChromaServer, chroma, free_port

STORIES = 40


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with chroma(tmp_path_factory.mktemp("chroma")) as started:
        yield started


@pytest.fixture
def served(settings: Settings, server: ChromaServer) -> Settings:
    """Some stories, whose vectors are on the server."""
    settings = settings.model_copy(update={"vectors": server.address})
    assert add(settings, map(story, range(STORIES))) == ["added"] * STORIES
    return settings


@pytest.fixture
def archive(served: Settings) -> Iterator[Archive]:
    with closing(Archive(served.place)) as opened:
        yield opened


def asking(archive: Archive, settings: Settings) -> FollowingVectors:
    """As questions ask."""
    return FollowingVectors(archive, index_from=settings.least_indexed, index=open_index(archive, settings.vectors))


def collection(archive: Archive, settings: Settings) -> Any:  # noqa: ANN401 -- Chroma's own
    index = open_index(archive, settings.vectors)
    assert isinstance(index, ServedVectors)
    found = index.collection()
    assert found is not None
    return found


def test_the_server_finds_what_comparing_every_vector_finds(served: Settings, archive: Archive) -> None:
    index, exact = asking(archive, served), ExactVectors(archive)
    assert index.uses_chroma
    assert not (served.archive / FOLDER).exists()
    for number in range(STORIES):
        vector = LetterEmbedder().embed_question(story(number).content)
        found, right = index.nearest(vector, limit=5), exact.nearest(vector, limit=5)
        assert [row for row, _ in found] == [row for row, _ in right]
        assert [score for _, score in found] == pytest.approx([score for _, score in right], abs=1e-3)


def test_an_open_archive_follows_what_is_added_and_removed(served: Settings, archive: Archive) -> None:
    index, before = asking(archive, served), collection(archive, served).id
    add(served, [story(STORIES)])
    assert (index.uses_chroma, collection(archive, served).count()) == (True, STORIES + 1)
    assert collection(archive, served).id == before, "made anew instead of continued"
    with open_writer(served.place) as writer:
        writer.remove([writer.find("Story 7").id])
    assert (index.uses_chroma, collection(archive, served).count()) == (False, STORIES + 1), "nobody has mended it yet"
    assert count_missed(index, archive, asking=STORIES) == 0
    add(served, [])
    assert (index.uses_chroma, collection(archive, served).count()) == (True, STORIES)
    assert count_missed(index, archive, asking=STORIES) == 0


def test_an_index_that_was_lost_or_emptied_is_not_asked_and_made_anew(served: Settings, archive: Archive) -> None:
    index = asking(archive, served)
    assert index.uses_chroma
    collection(archive, served).delete(ids=[str(row) for rows, _ in archive.vectors() for row in rows.tolist()])
    assert count_missed(index, archive, asking=STORIES) == 0
    assert not asking(archive, served).uses_chroma
    add(served, [])
    assert asking(archive, served).uses_chroma
    open_index(archive, served.vectors).clear()
    assert count_missed(index, archive, asking=STORIES) == 0
    with open_writer(served.place) as writer:
        told = list(mend(writer, served, dry_run=True))[-1]
        assert (told.part, told.state) == ("vector index", "trouble")
        assert list(mend(writer, served))[-1].state == "mended"
    assert asking(archive, served).uses_chroma


def test_vectors_that_were_changed_on_the_server_are_found_out(served: Settings, archive: Archive) -> None:
    found = collection(archive, served)
    ids = [str(row) for rows, _ in archive.vectors() for row in rows.tolist()]
    found.update(ids=ids, embeddings=[[1.0] + 25 * [0.0]] * len(ids))
    assert not asking(archive, served).uses_chroma


def test_two_archives_share_a_server_and_never_a_vector(served: Settings, archive: Archive) -> None:
    other = served.model_copy(update={"archive": served.archive.with_name("other")})
    assert add(other, [story(99)]) == ["added"]
    with closing(Archive(other.place)) as opened:
        assert asking(opened, other).uses_chroma
        assert collection(opened, other).count() == 1
    assert collection(archive, served).count() == STORIES


def test_no_embedding_function_is_told_to_the_server(
    settings: Settings, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, send = list[bytes](), httpx.Client.send

    def noted(self: httpx.Client, request: httpx.Request, **given: Any) -> httpx.Response:  # noqa: ANN401
        sent.append(request.content)
        return send(self, request, **given)

    monkeypatch.setattr(httpx.Client, "send", noted)
    add(settings.model_copy(update={"vectors": server.address}), [story(1)])
    assert any(b"hnsw:space" in content for content in sent)
    assert not any(b"embedding_function" in content for content in sent)


def test_a_server_that_is_away_is_told_in_a_line_and_asked_again_when_it_is_back(settings: Settings) -> None:
    away = ChromaServer(settings.cache, free_port())
    settings = settings.model_copy(update={"vectors": away.address})
    with pytest.raises(IndexAway, match="does not answer"), open_builder(settings):
        pass
    away.start()
    add(settings, map(story, range(STORIES)))
    with closing(Archive(settings.place)) as archive:
        index = asking(archive, settings)
        vector = LetterEmbedder().embed_question("zebra")
        before = index.nearest(vector, limit=3)
        away.kill()
        with pytest.raises(IndexAway):
            index.nearest(vector, limit=3)
        away.start()
        assert (index.nearest(vector, limit=3), index.uses_chroma) == (before, True)
        away.kill()


def test_the_command_line_says_what_to_do_when_a_server_is_away(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(settings, [story(1)])
    ask = ["--archive", str(settings.archive), "ask", "What does story 1 tell?"]
    monkeypatch.setenv("NEWSCHECK_VECTORS", f"http://127.0.0.1:{free_port()}")
    told = newscheck(ask, settings.archive.parent)
    assert (told.code, told.err.count("\n"), "chroma run" in told.err) == (2, 2, True), told
    monkeypatch.setenv("NEWSCHECK_DATABASE", f"postgresql://me@127.0.0.1:{free_port()}/news")
    told = newscheck(ask, settings.archive.parent)
    assert (told.code, told.err.count("\n"), "Start it" in told.err) == (2, 2, True), told
