"""An archive grown from real articles: no copies, vectors that go with the texts, and each size measured once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval import scale
from eval.curves import draw, table
from eval.recombining import Donors
from eval.scale import grow
from eval.sizes import Asked, Indexed, Step, read_steps
from index.archive import Archive
from index.building import open_builder
from index.embedding import LetterEmbedder
from index.errors import UserError
from index.loading import Loader
from index.storing import open_writer
from rag.settings import Settings
from tests.eval.helpers import make_set

QUESTIONS = ["How long is the bridge in Oslo?", "Who opened the bridge in Lima?"]

ASKED = Asked(
    cold_s=1, cold_cpu_s=1, open_s=1, open_cpu_s=1, p50_ms=10, p95_ms=20, dense_ms=1, lexical_ms=2, article_ms=3,
    cpu_ms=4, peak_mb=5, one_more_s=1, one_more_cpu_s=1,
)  # fmt: skip
INDEX = Indexed(seconds=1, cpu_s=1, peak_mb=4, mb=2, asked=ASKED, recall_best=0.99, recall_all=0.98)
STEP = Step(
    articles=10, passages=1_000, written=1_000, writing_s=2, writing_cpu_s=1, writing_mb=1, archive_mb=3, exact=ASKED,
    chroma=INDEX,
)  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An archive of six articles, whose vectors count letters."""
    settings = Settings(archive=tmp_path / "real", embedder="letters", models=False, cache=tmp_path / "cache")
    with open_builder(settings) as builder:
        list(builder.add(Loader([str(make_set(tmp_path / "set") / "articles")])))
    return settings


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    archive = Archive(settings.archive)
    yield archive
    archive.close()


def test_an_article_is_made_of_real_sentences_the_same_one_each_time_and_no_other_twice(archive: Archive) -> None:
    donors = Donors(archive)
    made = [donors.entry(number).document for number in range(20)]

    assert donors.entry(7).document == made[7]
    assert len({document.id for document in made}) == len({document.url for document in made}) == 20
    assert all(re.search("The new bridge in|The mayor opened it|Many people came", each.text) for each in made)


def test_passages_stand_where_they_say_and_their_vectors_are_those_of_such_texts(archive: Archive) -> None:
    entries = [Donors(archive).entry(number) for number in range(20)]
    passages = [(entry.document, passage) for entry in entries for passage in entry.passages]
    vectors = np.concatenate([entry.vectors for entry in entries])
    embedded = LetterEmbedder().embed_passages([passage.text for _, passage in passages])

    assert all(document.text[passage.start : passage.end] == passage.text for document, passage in passages)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert (vectors * embedded).sum(axis=1).min() > 0.8


def test_of_no_articles_none_can_be_made(tmp_path: Path) -> None:
    with open_writer(tmp_path, create=True) as empty, pytest.raises(UserError, match="no articles to make others of"):
        Donors(empty)


def test_an_archive_grows_in_steps_that_are_measured_once_and_kept(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scale, "COLD", 1)
    out = tmp_path / "scale"

    (step,) = grow(settings.archive, settings, QUESTIONS, passages=40, steps=1, out=out)

    assert step.written >= 40
    assert step.passages == step.written + 2  # one article more was added with the index, and one without
    assert step.chroma is not None
    assert (step.chroma.recall_best, step.chroma.recall_all) == (1.0, 1.0)
    assert min(step.archive_mb, step.chroma.mb, step.exact.peak_mb, step.exact.cold_s, step.exact.one_more_s) > 0
    assert list(grow(settings.archive, settings, QUESTIONS, passages=40, steps=1, out=out)) == read_steps(out) == [step]


def test_the_table_has_a_column_for_each_size_and_tells_what_was_not_measured() -> None:
    lines = table([STEP, replace(STEP, passages=2_000, written=0, chroma=None)])

    assert lines[0] == "| passages | 1,000 | 2,000 |"
    assert "| writing, passages/s: by the clock | 500 | - |" in lines
    assert "| nearest passages that Chroma finds: of 10 | 0.990 | - |" in lines


def test_every_curve_is_drawn_through_its_measured_sizes() -> None:
    drawn = draw([STEP, replace(STEP, passages=2_000, archive_mb=6)])

    assert drawn.count("<circle") == 2 * (len(table([STEP])) - 3)
    assert "on disk, MB" in drawn
