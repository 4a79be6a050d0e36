"""Small real things that tests are made of."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from index.building import open_builder
from index.lexical import STOP_WORDS, stem, words
from index.records import Article, Document, Refused
from rag.settings import Settings
from rag.verifying import Pair, Stances
from tests.processes import ran

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "000_530c64fe5f4e7b90.txt"
RSM = "The US troops currently account for half of the 16,000 soldiers affiliated with the RSM."


def article(text: str, *, key: str = "a", **metadata: str) -> Article:
    """Plain text as received."""
    return Article(origin=f"/news/{key}.txt", key=key, media_type="text/plain", content=text, metadata=metadata)


def document(text: str, *, title: str = "A title", origin: str = "/news/a.txt") -> Document:
    """As cleaning would make it."""
    return Document(title=title, text=text, origin=origin)


def printed_lines(printed: str) -> list[str]:
    """Without figures of confidence, whose last digit another processor may round otherwise."""
    return [re.sub(r"\d+ % sure", "N % sure", line).rstrip() for line in printed.rstrip().splitlines()]


class CountingVerifier:
    """Judges by eye: most of the statement's words must stand in the passage; then figures and "not" decide."""

    def __init__(self) -> None:
        self.asked: list[Pair] = []

    def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
        self.asked += pairs
        return [self._stances(pair) for pair in pairs]

    def _stances(self, pair: Pair) -> Stances:
        (stated, figures), (told, others) = (self._read(text) for text in (pair.statement, pair.passage))
        if len(stated & told) < 0.85 * len(stated) or (figures and not others):
            return Stances(supports=0.03, refutes=0.03, neither=0.94)
        same = figures <= others and ("not" in words(pair.statement)) == ("not" in words(pair.passage))
        return Stances(supports=0.9 if same else 0.03, refutes=0.03 if same else 0.9, neither=0.07)

    def _read(self, text: str) -> tuple[set[str], set[str]]:
        """Stems of the words that matter, and figures."""
        found = {stem(word) for word in words(text) if word not in STOP_WORDS and not word.isdigit()}
        return found, set(re.findall(r"\d[\d,.]*\d|\d", text))


def add(settings: Settings, articles: Iterable[Article | Refused]) -> list[str]:
    """Outcomes in order; a refused article as its reason."""
    with open_builder(settings) as builder:
        return [result.reason if isinstance(result, Refused) else result.outcome for result in builder.add(articles)]


def newscheck(*arguments: str, archive: Path, input: str | None = None) -> subprocess.CompletedProcess[str]:  # noqa: A002
    """Run the command line as a user does, in its own process."""
    command = [program(), "--archive", str(archive), *arguments]
    told = ran(command, given=input, seconds=120)
    return subprocess.CompletedProcess(command, told.code, told.out, told.err)


def program() -> str:
    """The installed command, beside the Python that runs the tests."""
    found = shutil.which("newscheck", path=str(Path(sys.executable).parent))
    assert found, "install the project first: pip install -e ."
    return found
