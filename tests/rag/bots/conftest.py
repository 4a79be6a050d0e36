"""An archive with one story in two versions, and every platform before a stand-in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from typing import Any

import pytest

from rag.doors.desk import Desk
from rag.settings import Settings
from tests.helpers import add, article
from tests.rag.bots import chats

LATER = "The mission was cut: only 12,000 troops now serve in RSM, NATO said on Thursday."


@pytest.fixture(scope="session")
def newsroom(seed_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The seed article, and a later one that gives another number."""
    settings = seed_settings.model_copy(update={"archive": tmp_path_factory.mktemp("newsroom") / "archive"})
    shutil.copytree(seed_settings.archive, settings.archive)
    cut = article(
        LATER, title="NATO cuts", source="Example Wire", published="2020-07-09", url="https://wire.example/cut"
    )
    assert add(settings, [cut]) == ["added"]
    return settings


@pytest.fixture(scope="session")
def desk(newsroom: Settings) -> Iterator[Desk]:
    """Answers each question once, and then as before: what is tested is the way to it and back."""
    opened = Desk(newsroom)
    with pytest.MonkeyPatch.context() as patch, closing(opened):
        patch.setattr(opened.open(), "ask", cache(opened.open().ask))
        yield opened


@pytest.fixture(params=chats.PLATFORMS, ids=lambda platform: platform.__name__)
def platform(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> chats.Platform:
    """One after the other: what is true of one is true of all."""

    def connected(bot: Any) -> Any:  # noqa: ANN401
        return request.param(bot, monkeypatch)

    return connected
