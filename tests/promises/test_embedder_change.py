"""Vectors of two models are never compared: who sets another one is told how to make all vectors anew."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from index import probing
from index.archive import Archive
from index.building import open_builder
from index.embedding import Embedder, Fingerprint, LetterEmbedder, Vectors
from index.errors import EmbedderMismatch
from rag.checker import FactChecker
from rag.doors.commands import run
from rag.settings import Settings
from tests.helpers import add, article
from tests.promises.conftest import Figure

STORY = article("The mayor opened the new bridge on Monday. It cost four million euros.", key="bridge")
AGAIN = "newscheck doctor --embed-again"


class Other(LetterEmbedder):
    """Counts letters too, and calls itself otherwise."""

    def __init__(self, *, turned: bool = True, **facts: object) -> None:
        self._facts = facts
        self._turned = turned

    @property
    def fingerprint(self) -> Fingerprint:
        return replace(super().fingerprint, **self._facts)  # type: ignore[arg-type]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        found = super().embed_passages(texts)
        turned = np.roll(found, 5, axis=1) if self._turned else found
        return np.ascontiguousarray(np.resize(turned, (len(texts), self.fingerprint.dimension)))


MISMATCHES: dict[str, Embedder] = {
    "another dimension": Other(name="others", weights="1" * 64, dimension=20),
    "the same dimension": Other(name="others", weights="1" * 64),
    "the same name, other weights": Other(turned=False, weights="1" * 64),
    "another prefix": Other(prefix="passage: "),
    "the same weights, other vectors": Other(),
}


def opened(settings: Settings, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask with that embedder."""
    monkeypatch.setattr("rag.checker.open_embedder", lambda *_, **__: embedder)
    FactChecker.open(settings=settings).close()


def added(settings: Settings, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Add with that embedder."""
    with open_builder(settings, embedder=embedder) as builder:
        list(builder.add([article("A storm cut the power of 16,000 homes.", key="storm")]))


def refusals(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, names: Iterable[str] = MISMATCHES
) -> dict[tuple[str, str], str]:
    """(what is set, what is done) -> the hint of the refusal; empty where it was done."""
    found: dict[tuple[str, str], str] = {}
    for name in names:
        for do in (opened, added):
            try:
                do(settings, MISMATCHES[name], monkeypatch)
                found[name, do.__name__] = ""
            except EmbedderMismatch as error:
                found[name, do.__name__] = error.hint or ""
    return found


def test_another_model_is_refused_with_the_command_that_embeds_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, figure: Figure
) -> None:
    add(settings, [STORY])
    found = refusals(settings, monkeypatch)
    refused = [name for name, hint in found.items() if AGAIN in hint]
    figure(f"embedder changed: {len(refused)} of {len(found)} refused ({', '.join(MISMATCHES)}; asking and adding)")
    assert refused == list(found)
    archive = Archive(settings.archive)
    assert archive.counts()[0] == 1
    archive.close()


def test_an_archive_that_is_open_is_not_asked_once_another_model_has_embedded_it_again(settings: Settings) -> None:
    add(settings, [STORY])
    with FactChecker.open(settings=settings) as checker:
        assert checker.ask("Who opened the bridge?").hits
        with open_builder(settings, embedder=MISMATCHES["the same dimension"]) as builder:
            builder.embed_again()
        with pytest.raises(EmbedderMismatch, match="holds vectors of 'others'"):
            checker.ask("Who opened the bridge?")


def test_asking_on_with_the_vectors_of_another_model_is_found_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.checker.check_fingerprint", lambda *_: None)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        test_an_archive_that_is_open_is_not_asked_once_another_model_has_embedded_it_again(settings)


def test_the_command_line_refuses_it_in_two_lines(seed_settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    for command in (["ask", "How many troops?"], ["add", "seeds"], ["search", "troops"]):
        with pytest.MonkeyPatch.context() as patching:
            patching.setenv("NEWSCHECK_EMBEDDER", "letters")
            assert run(["--archive", str(seed_settings.archive), "--no-models", *command]) == 2
        first, second = capfd.readouterr().err.splitlines()
        assert first.startswith("Error: ")
        assert AGAIN.removeprefix("newscheck ") in second


def test_a_command_line_that_says_less_is_found_out(
    seed_settings: Settings, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.doors.commands.complain", lambda told, as_json: print(f"Error: {told}\n", file=sys.stderr))
    with pytest.raises(AssertionError, match="--embed-again"):
        test_the_command_line_refuses_it_in_two_lines(seed_settings, capfd)


@pytest.mark.parametrize(("name", "broken"), [
    ("the same name, other weights", (probing, "check_fingerprint", lambda *_: None)),
    ("the same weights, other vectors", (probing, "ALIKE", -1.0)),
])  # fmt: skip
def test_a_program_that_mixes_vectors_is_found_out(
    name: str, broken: tuple[object, str, object], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(settings, [STORY])
    monkeypatch.setattr(*broken)
    assert refusals(settings, monkeypatch, [name])[name, "opened"] == ""
