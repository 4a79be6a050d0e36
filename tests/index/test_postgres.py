"""An archive in PostgreSQL is the archive in a folder, for many machines: the same articles, figures and refusals."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.archive import Archive
from index.building import open_builder
from index.database import Database
from index.embedding import Fingerprint, LetterEmbedder
from index.errors import (
    ArchiveInUse,
    ArchiveMissing,
    ArchiveNotWritable,
    ArchiveTooNew,
    DatabaseAway,
    EmbedderMismatch,
    UnknownArticle,
)
from index.exported import Export
from index.filters import Filters
from index.following import FILE
from index.mending import look_at, mend
from index.remote import Remote
from index.restoring import restore
from index.saving import save
from index.storing import open_writer
from rag.checker import FactChecker
from rag.settings import Settings
from tests.helpers import add, article
from tests.servers import PostgresServer, free_port

BRIDGE = "The mayor opened the new bridge on Monday. It cost four million euros and took three years."
DAM = "The dam broke at dawn. The flood took the mill and the bridge. Nobody was hurt, the mayor said."
CAFE = "Das Café Größe öffnete am Freitag; the owner hopes for many guests. \N{GRINNING FACE} It rained."

ARTICLES = [
    article(BRIDGE, key="towns/bridge", title="Bridge", published="2020-01-02", source="Example Wire", language="en"),
    article(DAM, key="towns/dam", title="dam", published="2021-05-06", url="https://news.example/dam", author="Jane"),
    article(CAFE, key="cafe", title="Ökonomie im Café"),
    article("Prices rose by 4.5 per cent, they said.", key="prices", title="Bridge tolls", published="2020-01-02"),
]


@pytest.fixture
def remote(settings: Settings, postgres_server: PostgresServer) -> Settings:
    """As `settings`, in a database of its own."""
    folder = settings.archive.with_name("remote")
    return settings.model_copy(update={"archive": folder, "database": postgres_server.database()})


def elsewhere(settings: Settings, folder: Path) -> Settings:
    """The same database seen from another machine."""
    return settings.model_copy(update={"archive": folder})


def told(archive: Archive) -> dict[str, Any]:
    """All that can be read, but for what names a state."""
    query = '"mayor" OR "bridge" OR "caf" OR "guests" OR "dam"'
    wire, recent = Filters(source="WIRE"), Filters(since=date(2020, 1, 2), until=date(2020, 12, 31))
    documents = list(archive.documents())
    return {
        "documents": documents,
        "some": [document.title for document in archive.documents(limit=2, offset=1)],
        "counts": (archive.counts(), archive.days(), archive.count(recent), archive.removals),
        "passages": [archive.passages_of(document) for document in documents],
        "origins": [(archive.origins(each.id), archive.keys(each.id)) for each in documents],
        "keys": archive.keys_from("/news/towns/dam.txt"),
        "figures": [archive.match("passages_fts", query, limit=9, title_weight=2.0), archive.frequency("bridge")],
        "filtered": [archive.match("documents_fts", query, limit=9, filters=each) for each in (wire, recent)],
        "vectors": [(rows.tolist(), found.tolist()) for rows, found in archive.vectors()],
        "texts": [archive.texts(rows.tolist()) for rows, _ in archive.vectors()] + [archive.texts([])],
        "embedder": (archive.fingerprint, archive.probes.tolist(), archive.meta("max_tokens"), archive.meta("version")),
        "damage": archive.damage(),
    }


def test_all_that_is_read_is_what_an_archive_in_a_folder_tells(settings: Settings, remote: Settings) -> None:
    for kept in (settings, remote):
        assert add(kept, ARTICLES) == ["added"] * 4
        assert add(kept, ARTICLES) == ["unchanged"] * 4
        changed = replace(ARTICLES[1], content=DAM + " The army came.")
        assert add(kept, [changed]) == ["replaced"]
        with open_writer(kept.place) as writer:
            writer.remove([writer.find("bridge tolls").id])
    with closing(Archive(settings.place)) as here, closing(Archive(remote.place)) as there:
        assert told(there) == told(here)
    assert not (remote.archive / "archive.sqlite").exists()


NAMES = (
    "bridge",
    "Ökonomie im Café",
    "ökonomie im café",
    "https://news.example/dam",
    "dam.txt",
    "towns/dam.txt",
    "owns",
)


@pytest.mark.parametrize("name", NAMES)
def test_people_call_articles_by_the_same_names(settings: Settings, both: tuple[Archive, Archive], name: str) -> None:
    def found(archive: Archive) -> str:
        try:
            return archive.find(name).title
        except UnknownArticle as error:
            return str(error)

    here, there = both
    assert found(here) == found(there)


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> Iterator[tuple[Archive, Archive]]:
    """The same articles in a folder and in a database."""
    folder = tmp_path_factory.mktemp("both")
    here = Settings(archive=folder / "here", cache=folder, embedder="letters", models=False)
    there = here.model_copy(update={"archive": folder / "there", "database": postgres_server.database()})
    for kept in (here, there):
        add(kept, ARTICLES)
    archives = Archive(here.place), Archive(there.place)
    yield archives
    for archive in archives:
        archive.close()


def test_every_machine_follows_what_another_one_changes(remote: Settings, tmp_path: Path) -> None:
    add(remote, ARTICLES[:1])
    other = Archive(elsewhere(remote, tmp_path / "other").place)

    def matched(word: str, language: str | None = None) -> list[str]:
        found = other.match("passages_fts", f'"{word}"', limit=9, filters=Filters(language=language))
        return [document.title for _, document in other.passages([row for row, _ in found]).values()]

    assert (matched("mayor"), matched("flood")) == (["Bridge"], [])
    add(remote, ARTICLES[1:])
    assert (matched("flood"), matched("flood", language="fr")) == (["dam"], [])
    with closing(Database(tmp_path / "other" / FILE)) as words:
        assert words.one("SELECT count(DISTINCT segid) FROM passages_fts_idx") == (1,)
    wave = replace(ARTICLES[1], content=DAM.replace("flood", "wave"), metadata={"title": "dam", "language": "fr"})
    add(remote, [wave])
    assert (matched("flood"), matched("wave", language="fr")) == ([], ["dam"])
    with open_builder(remote) as builder:
        builder.embed_again()
    assert matched("wave") == ["dam"]
    with open_writer(remote.place) as writer:
        writer.remove([other.find("dam").id])
    assert matched("wave") == []
    other.close()


def test_the_file_of_words_is_made_anew_where_it_is_gone_damaged_or_of_another_archive(
    remote: Settings, postgres_server: PostgresServer
) -> None:
    add(remote, ARTICLES)

    def matched(settings: Settings) -> int:
        with closing(Archive(settings.place)) as archive:
            return len(archive.match("passages_fts", '"mayor"', limit=9))

    assert matched(remote) == 2
    (remote.archive / FILE).unlink()
    assert matched(remote) == 2
    (remote.archive / FILE).write_bytes(b"no database" * 500)
    assert matched(remote) == 2
    another = remote.model_copy(update={"database": postgres_server.database()})
    add(another, [replace(each, content="No such word. It rains.") for each in ARTICLES])
    assert matched(another) == 0
    assert matched(remote) == 2


def test_the_doctor_mends_words_that_differ(remote: Settings) -> None:
    add(remote, ARTICLES)
    with open_writer(remote.place) as writer:
        assert {finding.state for finding in mend(writer, remote)} == {"sound"}
        writer._words.current().write("DELETE FROM passages_fts")
        assert [finding.state for finding in mend(writer, remote)] == ["mended", "sound", "sound"]
        assert {finding.state for finding in mend(writer, remote)} == {"sound"}
        assert {finding.state for finding in look_at(writer, remote)} == {"sound"}


def test_a_question_is_answered_as_from_a_folder(settings: Settings, remote: Settings) -> None:
    answers = []
    for kept in (settings, remote):
        add(kept, ARTICLES)
        with FactChecker.open(settings=kept) as checker:
            answers.append(checker.ask("What did the new bridge cost?").to_dict() | {"timings_ms": {}})
    assert answers[0]["citations"]
    assert answers[1] == answers[0]


def test_an_archive_moves_between_a_folder_and_a_database_as_one_file(
    settings: Settings, remote: Settings, tmp_path: Path
) -> None:
    add(settings, ARTICLES)
    save(settings.place, tmp_path / "here.gz")
    assert [result.outcome for result in restore(Export(tmp_path / "here.gz"), remote)] == ["added"] * 4  # type: ignore[union-attr]
    save(remote.place, tmp_path / "there.gz")

    def lines(name: str) -> list[Any]:
        with gzip.open(tmp_path / name) as stream:
            read = [json.loads(line) for line in stream]
        return [line.get("article") or {"end": line.get("end")} for line in read]

    assert lines("here.gz") == lines("there.gz")


def test_the_second_writer_is_told_who_writes_and_readers_go_on(remote: Settings) -> None:
    add(remote, ARTICLES)
    refused = pytest.raises(ArchiveInUse, match=r"in use by process \d+ on \S+\.")
    with open_writer(remote.place), refused, open_writer(remote.place):
        pass
    with open_writer(remote.place), closing(Archive(remote.place)) as archive:
        assert archive.counts()[0] == 4


class OtherLetters(LetterEmbedder):
    @property
    def fingerprint(self) -> Fingerprint:
        return replace(super().fingerprint, name="others", weights="1" * 64)


def test_vectors_of_another_embedder_are_refused(remote: Settings) -> None:
    add(remote, ARTICLES[:1])
    with open_builder(remote, embedder=OtherLetters()) as builder, pytest.raises(EmbedderMismatch, match="others"):
        list(builder.add(ARTICLES))


def test_a_database_without_an_archive_is_told_apart(remote: Settings, postgres_server: PostgresServer) -> None:
    assert not remote.place.exists()
    with pytest.raises(ArchiveMissing), open_writer(remote.place):
        pass
    with pytest.raises(ArchiveMissing):
        Archive(remote.place)
    with pytest.raises(DatabaseAway, match="does not exist"):
        Archive(Remote(address=postgres_server.address("nothing"), folder=remote.archive))


def test_a_later_format_is_refused(remote: Settings) -> None:
    add(remote, ARTICLES)
    with open_writer(remote.place) as writer, writer._db.transaction():
        writer._db.write("UPDATE meta SET value = '99' WHERE key = 'version'")
    with pytest.raises(ArchiveTooNew, match="format 99"):
        Archive(remote.place)


def test_a_database_that_cannot_hold_all_letters_is_refused(remote: Settings, postgres_server: PostgresServer) -> None:
    with postgres_server.connected("postgres") as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    latin = remote.model_copy(update={"database": postgres_server.address("latin")})
    with pytest.raises(ArchiveNotWritable, match="LATIN1; make one by createdb"):
        add(latin, ARTICLES)


def cut(server: PostgresServer) -> None:
    """All connections of newscheck."""
    with server.connected("postgres") as connection:
        ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'newscheck %'"
        connection.execute(ours)


def test_a_reader_goes_on_when_its_connection_was_cut(remote: Settings, postgres_server: PostgresServer) -> None:
    add(remote, ARTICLES)
    with closing(Archive(remote.place)) as archive:
        cut(postgres_server)
        with pytest.raises(DatabaseAway):
            archive.holds("x")
        assert archive.counts()[0] == 4


def test_a_writer_whose_connection_was_cut_writes_no_more(remote: Settings, postgres_server: PostgresServer) -> None:
    """Its lock is gone with it: another program may write by now."""
    with pytest.raises(DatabaseAway), open_builder(remote) as builder:
        assert len(list(builder.add(ARTICLES[:1]))) == 1
        cut(postgres_server)
        for _ in range(2):
            with pytest.raises(DatabaseAway):
                list(builder.add(ARTICLES[1:]))
        assert add(remote, ARTICLES[:2]) == ["unchanged", "added"]
    assert add(remote, ARTICLES) == ["unchanged"] * 2 + ["added"] * 2


def test_a_password_is_not_shown() -> None:
    place = Remote(address=f"postgresql://me:secret@127.0.0.1:{free_port()}/news?password=secret", folder=Path("x"))
    with pytest.raises(DatabaseAway, match="refused") as caught:
        place.open()
    assert "secret" not in f"{caught.value} {caught.value.hint} {place}"
