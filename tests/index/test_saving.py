"""An archive goes into one file and comes back as it was; what is not whole is refused."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
import pytest

from index.archive import Archive
from index.building import open_builder
from index.chaining import FIRST, seal
from index.database import Database
from index.embedding import Embedder, LetterEmbedder
from index.errors import ExportNotWritable, ExportRefused
from index.exported import Export
from index.records import Refused
from index.restoring import restore
from index.saving import CARRIED, DERIVED, MARK, save
from rag.checker import FactChecker
from rag.settings import Settings
from tests.helpers import add, article

QUIZ = "A quiz of zoos.\n\nAll the zoos have a quiz."
DAM = "The dam broke at dawn. The flood took the mill and the bridge."
HOLDS = "The dam holds, and the mill has opened again after a week."


@pytest.fixture
def file(settings: Settings, tmp_path: Path) -> Path:
    """The export of an archive of two articles."""
    add(settings, [article(QUIZ, key="quiz"), article(DAM, key="dam", published="2020-01-02", source="Wire")])
    save(settings.archive, tmp_path / "news.jsonl.gz")
    return tmp_path / "news.jsonl.gz"


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Settings:
    """An archive to be made."""
    return settings.model_copy(update={"archive": tmp_path / "elsewhere"})


def stored(settings: Settings) -> tuple[list[object], list[list[float]]]:
    """Every article with all that is kept of it, and every vector."""
    archive = Archive(settings.archive)
    found = [(doc, archive.keys(doc.id), archive.passages_of(doc)) for doc in archive.documents()]
    vectors = np.concatenate([rows for _, rows in archive.vectors()])
    archive.close()
    return list(found), vectors.tolist()


def outcomes(
    file: Path, settings: Settings, *, embed_again: bool = False, embedder: Embedder | None = None
) -> list[str]:
    results = restore(Export(file), settings, embed_again=embed_again, embedder=embedder)
    return [result.reason if isinstance(result, Refused) else result.outcome for result in results]


def lines_of(file: Path) -> list[bytes]:
    return gzip.decompress(file.read_bytes()).splitlines(keepends=True)


def sealed_anew(file: Path, change: Callable[[dict[str, object]], object], *, line: int) -> None:
    """As somebody would write it who knows how lines are sealed."""
    previous, written = FIRST, b""
    for number, old in enumerate(lines_of(file), start=1):
        record = {name: value for name, value in json.loads(old).items() if name not in {"previous", "sha256"}}
        if number == line:
            change(record)
        new, previous = seal(record, previous)
        written += new
    file.write_bytes(gzip.compress(written))


def test_what_comes_back_is_what_was_stored(settings: Settings, elsewhere: Settings, file: Path) -> None:
    assert outcomes(file, elsewhere) == ["added", "added"]

    assert stored(elsewhere) == stored(settings)
    with FactChecker.open(settings=settings) as before, FactChecker.open(settings=elsewhere) as after:
        hits = before.search("Did the dam break?").hits
        assert hits
        assert after.search("Did the dam break?").hits == hits


def test_importing_again_adds_nothing(settings: Settings, elsewhere: Settings, file: Path) -> None:
    outcomes(file, elsewhere)

    assert outcomes(file, elsewhere) == ["unchanged", "unchanged"]
    assert stored(elsewhere) == stored(settings)


def test_an_import_that_was_interrupted_goes_on(
    settings: Settings, elsewhere: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.restoring.AT_ONCE", 1)
    begun = restore(Export(file), elsewhere)
    assert isinstance(begun, Generator)
    next(begun)
    begun.close()
    assert Archive(elsewhere.archive).counts()[0] == 1

    assert outcomes(file, elsewhere) == ["unchanged", "added"]
    assert stored(elsewhere) == stored(settings)


def test_the_articles_of_two_archives_come_together(elsewhere: Settings, file: Path) -> None:
    mine = [article("The mill was built anew in a year.", key="mill"), article(DAM, key="copy", source="Wire")]
    assert add(elsewhere, mine) == ["added", "added"]

    assert outcomes(file, elsewhere) == ["added", "unchanged"]
    archive = Archive(elsewhere.archive)
    assert archive.counts()[0] == 3
    assert archive.keys(archive.find("copy.txt").id) == ["copy", "dam"]


def test_a_later_version_that_is_stored_stays_and_that_is_told(elsewhere: Settings, file: Path) -> None:
    assert add(elsewhere, [article(HOLDS, key="dam")]) == ["added"]

    told = outcomes(file, elsewhere)

    assert told[0] == "added"
    assert "remove that one" in told[1]
    assert sorted(doc.text for doc in Archive(elsewhere.archive).documents()) == [QUIZ, HOLDS]


def test_an_archive_that_grows_meanwhile_is_saved_as_it_was(settings: Settings, tmp_path: Path) -> None:
    add(settings, [article(QUIZ, key="quiz")])
    grown: list[str] = []

    def grow(done: int, _: int) -> None:
        if not grown:
            grown.extend(add(settings, [article(DAM, key="dam")]))

    assert save(settings.archive, tmp_path / "x.gz", on_done=grow).articles == 1
    assert grown == ["added"]
    assert Export(tmp_path / "x.gz").count == 1


def test_a_bit_that_differs_is_found_wherever_it_stands(file: Path, elsewhere: Settings, tmp_path: Path) -> None:
    whole, copy, found = file.read_bytes(), tmp_path / "copy.gz", 0
    for place in range(10, len(whole), 7):  # behind gzip's own header, where a time stands that nobody reads
        copy.write_bytes(whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :])
        try:
            Export(copy)
        except ExportRefused:
            found += 1
        else:  # a bit that only fills up a byte
            assert lines_of(copy) == lines_of(file)
    assert found > len(whole) / 7 - 4


def test_a_file_that_is_cut_is_refused_wherever_it_ends(file: Path, elsewhere: Settings, tmp_path: Path) -> None:
    whole = file.read_bytes()
    copy = tmp_path / "copy.gz"
    for length in range(0, len(whole), 11):
        copy.write_bytes(whole[:length])
        with pytest.raises(ExportRefused, match="no export|cut off"):
            outcomes(copy, elsewhere)
    assert not elsewhere.archive.exists()


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (lambda found: [found[0], found[2], found[3]], "damaged in line 2"),
        (lambda found: [found[0], found[2], found[1], found[3]], "damaged in line 2"),
        (lambda found: [found[0], found[1], found[2].replace(b"flood", b"blood"), found[3]], "damaged in line 3"),
        (lambda found: found[:3], "cut off in line 4"),
        (lambda found: [*found, found[1]], "damaged in line 5"),
    ],
    ids=["an article left out", "two exchanged", "a word changed", "the end missing", "an article appended"],
)
def test_a_changed_file_is_refused_with_the_line(
    file: Path, lines: Callable[[list[bytes]], list[bytes]], found: str
) -> None:
    file.write_bytes(gzip.compress(b"".join(lines(lines_of(file)))))
    with pytest.raises(ExportRefused, match=found):
        Export(file)


@pytest.mark.parametrize(
    ("field", "value"),
    [("vectors", "AAAA"), ("passages", [[0, 10_000]]), ("origins", "x"), ("article", {"id": "1"})],
    ids=["vectors of another size", "a passage outside", "no origins", "no text"],
)
def test_an_article_that_newscheck_would_not_write_is_refused(
    file: Path, elsewhere: Settings, field: str, value: object
) -> None:
    sealed_anew(file, lambda record: record.update({field: value}), line=3)
    with pytest.raises(ExportRefused, match="line 3 holds no article"):
        outcomes(file, elsewhere)


def test_an_article_under_the_id_of_another_text_is_refused(file: Path, elsewhere: Settings) -> None:
    def forge(record: dict[str, object]) -> None:
        record["article"] = {**dict(record["article"]), "text": HOLDS}  # type: ignore[call-overload]

    sealed_anew(file, forge, line=3)
    with pytest.raises(ExportRefused, match="line 3 holds no article"):
        outcomes(file, elsewhere)


def test_a_file_of_a_newer_newscheck_is_refused_with_what_to_do(file: Path) -> None:
    sealed_anew(file, lambda record: record.update({MARK: 99}), line=1)
    with pytest.raises(ExportRefused, match="newer newscheck wrote it") as refused:
        Export(file)
    assert "pip install --upgrade" in str(refused.value.hint)


class OtherLetters(LetterEmbedder):
    """Another model: its vectors are of other weights."""

    @property
    def fingerprint(self):  # type: ignore[no-untyped-def]  # noqa: ANN201
        from dataclasses import replace

        return replace(super().fingerprint, name="others", weights="1" * 64)


def test_vectors_of_another_embedder_are_refused_before_an_archive_is_made(file: Path, elsewhere: Settings) -> None:
    with pytest.raises(ExportRefused, match="vectors of 'letters'") as refused:
        outcomes(file, elsewhere, embedder=OtherLetters())
    assert "--embed-again" in str(refused.value.hint)
    assert not elsewhere.archive.exists()


def test_they_are_made_anew_where_that_is_wanted(file: Path, elsewhere: Settings) -> None:
    assert outcomes(file, elsewhere, embedder=OtherLetters(), embed_again=True) == ["added", "added"]
    fingerprint = Archive(elsewhere.archive).fingerprint
    assert fingerprint is not None
    assert fingerprint.name == "others"


def test_an_empty_archive_can_be_saved(settings: Settings, elsewhere: Settings, tmp_path: Path) -> None:
    with open_builder(settings):
        pass
    assert save(settings.archive, tmp_path / "x.gz").articles == 0
    assert outcomes(tmp_path / "x.gz", elsewhere) == []


def test_a_file_that_is_no_export_is_not_written_over(settings: Settings, file: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ExportNotWritable, match="no export"):
        save(settings.archive, tmp_path / "notes.txt")
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert save(settings.archive, file).articles == 2


def test_a_save_that_fails_leaves_the_earlier_file(settings: Settings, file: Path) -> None:
    before = file.read_bytes()

    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(settings.archive, file, on_done=stop)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir() if path.suffix == ".part"] == []


def test_every_table_is_in_the_file_or_made_anew(settings: Settings, file: Path) -> None:
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\'"
    found = {row[0] for row in Database(settings.archive / "archive.sqlite").rows(tables)} - {"sqlite_sequence"}
    assert found == {*CARRIED, *DERIVED}
