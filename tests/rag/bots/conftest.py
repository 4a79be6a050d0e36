"""A desk, and every platform before a stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import cache
from typing import Any

import pytest

from rag.doors.desk import Desk
from rag.settings import Settings
from tests.rag.bots import chats


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
