"""Fixtures: settings without a model, one archive of the seed with the real one, and no network."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.loading import Loader
from rag.checker import FactChecker
from rag.settings import Settings
from tests.helpers import ROOT, SEED, add, article
from tests.servers import PostgresServer, postgres

LATER = "The mission was cut: only 12,000 troops now serve in RSM, NATO said on Thursday."

LOCAL = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this machine can be reached."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:  # noqa: ANN401
        if isinstance(address, tuple) and address[0] not in LOCAL:
            raise AssertionError(f"a test reached for the network: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine sets for newscheck is not what is tested."""
    ours = ("NEWSCHECK_ARCHIVE", "NEWSCHECK_EMBEDDER", "NEWSCHECK_CONFIG", "NEWSCHECK_LLM", "NEWSCHECK_PAGE")
    elsewhere = ("NEWSCHECK_DATABASE", "NEWSCHECK_VECTORS")
    watching = ("NEWSCHECK_AUDIT", "NEWSCHECK_LOG", "NEWSCHECK_LOG_QUESTIONS", "NEWSCHECK_OTEL")
    for name in (*ours, *elsewhere, *watching, "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An archive to be made, with the embedder that counts letters and no models."""
    return Settings(archive=tmp_path / "archive", cache=tmp_path / "cache", embedder="letters", models=False)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One for all tests; each takes databases of its own."""
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def cache() -> Path:
    """Kept between runs: the ONNX export of the bundled model takes seven seconds."""
    return ROOT / ".cache"


@pytest.fixture(scope="session")
def seed_settings(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Settings:
    """The seed article, embedded by the bundled model."""
    settings = Settings(archive=tmp_path_factory.mktemp("seed") / "archive", cache=cache)
    assert add(settings, Loader([str(SEED)])) == ["added"]
    return settings


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


@pytest.fixture(scope="session", params=[True, False], ids=["models", "no models"])
def checker(seed_settings: Settings, request: pytest.FixtureRequest) -> Iterator[FactChecker]:
    """Ready to answer from the seed article, with newscheck's own models and without any."""
    with FactChecker.open(settings=seed_settings.model_copy(update={"models": request.param})) as opened:
        yield opened


@pytest.fixture(scope="session")
def plain(seed_settings: Settings) -> Iterator[FactChecker]:
    """The same without models."""
    with FactChecker.open(settings=seed_settings.model_copy(update={"models": False})) as opened:
        yield opened


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After the tests, the figures of the promises; here, since where workers run tests only this file is read."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    lines = [str(line) for report in reports for name, line in report.user_properties if name == "figure"]
    if lines:
        terminalreporter.section("promises")
        terminalreporter.write("".join(f"{line}\n" for line in lines))
