"""Whatever is done to an archive in whatever order, it holds what a dictionary would hold."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from index.archive import Archive
from index.building import open_builder
from index.records import Article
from index.storing import ArchiveWriter, open_writer
from index.vectors import ExactVectors, FollowingVectors
from tests.promises.conftest import Figure
from tests.promises.stories import count_missed, settings_in, story

SHARE = float(os.environ.get("PROMISES_SHARE", "1"))

EXAMPLES, STEPS = round(100 * SHARE), 30

KEYS = strategies.integers(0, 5)
VERSIONS = strategies.integers(0, 3)


class Interrupted(BaseException):
    """As Ctrl-C: it may come at any moment."""


class Archived(RuleBasedStateMachine):
    """An archive beside a dictionary of what each key stands for."""

    differences = 0
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.copies = 0
        self.settings = settings_in(self.folder / "archive", index_from=10**9)
        self.model: dict[str, str] = {}
        self.indexed = 0
        with open_builder(self.settings):
            pass
        self.open()

    def open(self) -> None:
        """A reader that stays open, as a server does."""
        self.archive = Archive(self.settings.archive)
        self.vectors = ExactVectors(self.archive)

    @rule(key=KEYS, version=VERSIONS)
    def add(self, key: int, version: int) -> None:
        article = told(key, version)
        expected = self.expected(article)
        with open_builder(self.settings, index=False) as builder:
            (stored,) = builder.add([article])
        assert getattr(stored, "outcome", stored) == expected
        self.model[article.key] = article.content

    @rule(keys=strategies.lists(KEYS, min_size=2, max_size=6, unique=True), version=VERSIONS)
    def add_together(self, keys: list[int], version: int) -> None:
        with open_builder(self.settings, index=False) as builder:
            for article, stored in zip(map(told, keys, [version] * len(keys)), builder.add([]), strict=False):
                raise AssertionError((article, stored))
            list(builder.add(told(key, version) for key in keys))
        self.model |= {told(key, version).key: told(key, version).content for key in keys}

    @precondition(lambda self: self.model)
    @rule(data=strategies.data())
    def remove(self, data: strategies.DataObject) -> None:
        key = data.draw(strategies.sampled_from(sorted(self.model)))
        with open_writer(self.settings.archive) as writer:
            id_ = writer.id_of(key)
            assert id_ is not None
            writer.remove([id_])
        text = self.model[key]
        self.model = {other: kept for other, kept in self.model.items() if kept != text}
