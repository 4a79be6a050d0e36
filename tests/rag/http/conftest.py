"""One server over the seed article, with newscheck's own models; others are made where they are needed."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from rag.checker import FactChecker
from rag.settings import Settings
from tests.rag.http.helpers import serving


@pytest.fixture(scope="session")
def seeds(seed_settings: Settings) -> Iterator[FactChecker]:
    with FactChecker.open(settings=seed_settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def client(seeds: FactChecker) -> Iterator[httpx.Client]:
    with serving(seeds) as opened:
        yield opened
