"""The doctor sees what differs from the articles, and makes it anew."""

from __future__ import annotations

from index.archive import Archive
from index.database import root_page
from index.mending import look_at, mend
from index.places import FILE
from index.storing import open_writer
from index.vectors import MARK
from rag.settings import Settings
from tests.helpers import add, article

STORY = "The mayor opened the new bridge on Monday. It cost four million euros and took three years."


def mended(settings: Settings, *, dry_run: bool = False) -> dict[str, str]:
    with open_writer(settings.archive) as archive:
        return {finding.part: finding.state for finding in mend(archive, settings, dry_run=dry_run)}


def looked_at(settings: Settings) -> dict[str, str]:
    archive = Archive(settings.archive)
    return {finding.part: finding.state for finding in look_at(archive, settings)}


def test_a_sound_archive_is_found_sound(settings: Settings) -> None:
    add(settings, [article(STORY)])
    assert set(looked_at(settings).values()) == {"sound"}
    assert set(mended(settings).values()) == {"sound"}


def test_a_full_text_index_that_differs_is_made_anew(settings: Settings) -> None:
    add(settings, [article(STORY)])
    with open_writer(settings.archive) as archive, archive._change():
        archive._db.write("INSERT INTO passages_fts (passages_fts) VALUES ('delete-all')")
    assert mended(settings, dry_run=True)["words of passages"] == "trouble"
    assert mended(settings)["words of passages"] == "mended"
    assert mended(settings)["words of passages"] == "sound"
    assert Archive(settings.archive).match("passages_fts", "bridge", limit=1)


def test_a_vector_index_without_its_mark_is_made_anew(settings: Settings) -> None:
    large = settings.model_copy(update={"index_from": 0})
    add(large, [article(STORY)])
    assert mended(large)["vector index"] == "sound"
    (settings.archive / MARK).unlink()
    assert mended(large, dry_run=True)["vector index"] == "trouble"
    assert mended(large)["vector index"] == "mended"
    assert mended(large)["vector index"] == "sound"


def test_a_vector_index_that_is_no_longer_needed_goes(settings: Settings) -> None:
    add(settings.model_copy(update={"index_from": 0}), [article(STORY)])
    assert mended(settings)["vector index"] == "mended"
    assert not (settings.archive / "vectors").exists()


def test_a_missing_vector_is_trouble(settings: Settings) -> None:
    add(settings, [article(STORY)])
    with open_writer(settings.archive) as archive, archive._change():
        archive._db.write("DELETE FROM vectors")
    assert looked_at(settings)["file"] == "trouble"


def test_another_embedder_is_trouble(settings: Settings, seed_settings: Settings) -> None:
    assert looked_at(seed_settings.model_copy(update={"embedder": "letters"}))["embedder"] == "trouble"


def test_a_flipped_page_of_the_file_is_trouble(settings: Settings) -> None:
    add(settings, [article(f"{STORY} Part {i}.", key=str(i)) for i in range(200)])
    file = settings.archive / FILE
    content = bytearray(file.read_bytes())
    used = (root_page(file, "documents") - 1) * 4096
    content[used : used + 4096] = bytes(4096)
    file.write_bytes(content)
    assert looked_at(settings)["file"] == "trouble"
