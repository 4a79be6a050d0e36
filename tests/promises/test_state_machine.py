"""Whatever is done to an archive in whatever order, it holds what a dictionary would hold."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from index.archive import Archive
from index.building import open_builder, sync_index
from index.database import Database
from index.records import Article
from index.storing import ArchiveWriter, open_writer
from index.vectors import ExactVectors, FollowingVectors
from tests.promises.conftest import Figure
from tests.promises.stories import count_missed, settings_in, story

SHARE = float(os.environ.get("PROMISES_SHARE", "1"))

EXAMPLES, STEPS = round(100 * SHARE), 30

KEYS = strategies.integers(0, 4)
TEXTS = strategies.integers(0, 5)


class Interrupted(BaseException):
    """As Ctrl-C: it may come at any moment."""


def told(key: int, text: int) -> Article:
    """The same text under several keys is one article."""
    return replace(story(text), key=f"key {key}", origin=f"/news/{key}.txt")


class Archived(RuleBasedStateMachine):
    """An archive, a reader that stays open, and a dictionary: the text of each key."""

    done: ClassVar[Counter[str]] = Counter()
    """Over all examples."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.settings = settings_in(self.folder / "0", index_from=10**9)
        self.model: dict[str, str] = {}
        self.indexed = False
        self.crashes = 0
        with open_builder(self.settings):
            pass
        self.open()

    def open(self) -> None:
        self.archive = Archive(self.settings.archive)
        self.vectors = ExactVectors(self.archive)

    def teardown(self) -> None:
        self.archive.close()
        shutil.rmtree(self.folder)

    @rule(key=KEYS, text=TEXTS)
    def add(self, key: int, text: int) -> None:
        self.done["added"] += 1
        article = told(key, text)
        with open_builder(self.settings) as builder:
            (stored,) = builder.add([article])
        assert getattr(stored, "outcome", stored) == self.outcome(article)
        self.model[article.key] = article.content

    def outcome(self, article: Article) -> str:
        """Of adding it, by the dictionary."""
        before = self.model.get(article.key)
        if before is not None and before != article.content:
            return "replaced"
        return "unchanged" if article.content in self.model.values() else "added"

    @rule(keys=strategies.lists(KEYS, min_size=2, unique=True), text=TEXTS)
    def add_together(self, keys: list[int], text: int) -> None:
        self.done["added together"] += 1
        articles = [told(key, (text + key) % 4) for key in keys]
        with open_builder(self.settings) as builder:
            assert all(hasattr(stored, "outcome") for stored in builder.add(articles))
        self.model |= {article.key: article.content for article in articles}

    @precondition(lambda self: self.model)
    @rule(which=strategies.integers(0, 9))
    def remove(self, which: int) -> None:
        self.done["removed"] += 1
        text = list(self.model.values())[which % len(self.model)]
        with open_writer(self.settings.archive) as writer:
            writer.remove(document.id for document in list(writer.documents()) if document.text == text)
        self.model = {key: kept for key, kept in self.model.items() if kept != text}

    @rule(
        key=KEYS,
        text=TEXTS,
        at=strategies.sampled_from(["_insert_passages", "_forget_passages"]),
        crash=strategies.booleans(),
    )
    def add_cut_short(self, key: int, text: int, at: str, crash: bool) -> None:
        """Interrupted within the transaction; or the machine stops there, and what is on its disk is all there is."""
        article, original = told(key, text), getattr(ArchiveWriter, at)
        copy = self.folder / f"{self.crashes + 1}"

        def cut(writer: ArchiveWriter, *rest: Any) -> None:  # noqa: ANN401
            original(writer, *rest)
            if crash:
                shutil.copytree(writer.folder, copy)
            raise Interrupted

        with pytest.MonkeyPatch.context() as patching, suppress(Interrupted):
            patching.setattr(ArchiveWriter, at, cut)
            with open_builder(self.settings) as builder:
                list(builder.add([article]))
            self.model[article.key] = article.content  # there was nothing to insert or to forget
        if copy.exists():
            self.done["crashed"] += 1
            self.archive.close()
            self.crashes += 1
            self.settings = self.settings.model_copy(update={"archive": copy})
            self.open()
        else:
            self.done["interrupted"] += 1

    @rule()
    def open_again(self) -> None:
        self.done["opened again"] += 1
        self.archive.close()
        self.open()

    @precondition(lambda self: self.model and not self.indexed)
    @rule(now=strategies.sampled_from([True, False, False]))
    def index(self, now: bool) -> None:
        """Once in some examples: it takes half a second, and Chroma never gives memory back."""
        self.indexed = True
        if not now:
            return
        self.done["indexed"] += 1
        with open_writer(self.settings.archive) as writer:
            sync_index(writer, index_from=0)
        following = FollowingVectors(self.archive, index_from=0)
        assert following.uses_chroma
        assert count_missed(following, self.archive, asking=9) == 0

    @invariant()
    def archive_equals_the_dictionary(self) -> None:
        documents = {document.text: document for document in self.archive.documents()}
        assert sorted(documents) == sorted(set(self.model.values()))
        passages = 0
        for text, document in documents.items():
            assert self.archive.keys(document.id) == sorted(key for key, kept in self.model.items() if kept == text)
            spans = self.archive.passages_of(document)
            assert all(text[span.start : span.end] == span.text for span in spans)
            passages += len(spans)
            (found, *_) = self.archive.match("documents_fts", f'"{text.split()[3]}"', limit=9)
            assert found
        assert self.archive.counts() == (len(documents), passages)
        assert self.archive.damage() == []
        assert count_missed(self.vectors, self.archive, asking=9) == 0
        assert len(self.vectors.nearest(next(self.archive.vectors())[1][0], limit=99)) == passages if passages else True
        with open_writer(self.settings.archive) as writer:
            assert writer.words_differ() == []


def run(*, examples: int = EXAMPLES) -> None:
    """The same examples each time."""
    run_state_machine_as_test(Archived, settings=settings(
        max_examples=examples, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False, phases=[Phase.generate],
    ))  # fmt: skip


@pytest.mark.slow
def test_an_archive_holds_what_a_dictionary_holds(figure: Figure) -> None:
    Archived.done.clear()
    run()
    figure(
        f"state machine: {EXAMPLES} examples of up to {STEPS} steps, {Archived.done.total():,} in all"
        f" ({', '.join(f'{count} {name}' for name, count in Archived.done.items())}), 0 differences"
    )
    assert all(Archived.done[name] for name in ("removed", "crashed", "interrupted", "opened again", "indexed"))


@contextmanager
def halves_stay(database: Database) -> Iterator[None]:
    """A transaction that was interrupted is committed all the same."""
    database.write("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        database.write("COMMIT")


@contextmanager
def unannounced(archive: ArchiveWriter) -> Iterator[None]:
    """A change of which no reader learns."""
    with archive._db.transaction():
        yield


BROKEN: dict[str, tuple[type, str, Callable[..., Any]]] = {
    "half a change stays": (Database, "transaction", halves_stay),
    "readers are not told of a change": (ArchiveWriter, "_change", unannounced),
    "articles stay": (ArchiveWriter, "_delete", lambda *_: None),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_an_archive_that_is_broken_is_found_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*BROKEN[name])
    with pytest.raises(AssertionError):
        run(examples=20)
