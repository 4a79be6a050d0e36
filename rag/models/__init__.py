"""Reader, reranker and verifier: newscheck's own, or any of their kind by name or folder.

Importing this loads no library. `foreign.py` holds what settings name; `own.py` runs the models whose weights lie
in `reader/` and `verifier/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from index.errors import NewscheckError

if TYPE_CHECKING:
    from rag.calibration import Calibration, VerdictCalibration
    from rag.reranking import Reranker
    from rag.settings import Settings
    from rag.span_reader import SpanReader
    from rag.spans import SpanModel
    from rag.verifying import Verifier


OPENING = "opening "
"""What the name of a thread that loads weights begins with."""


@runtime_checkable
class Opening(Protocol):
    """A model that takes a while to load."""

    def open(self) -> None:
        """Load it now, and not when it is first used; several threads may ask for it."""


def open_ahead(model: object) -> None:
    """Begin to load a model beside what is done before it is needed, if it takes a while.

    What goes wrong there is told by the first use, which tries again.
    """
    if isinstance(model, Opening):
        Thread(target=_try, args=(model.open,), name=f"{OPENING}{type(model).__name__}").start()


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """What the settings ask for; None where there is no such model, or none is wanted."""

    reader: SpanReader | None = None
    """Without one, sentences are weighed by words, names and meaning alone."""
    reranker: Reranker | None = None
    """Without one, hits keep the order of the fused ranking."""
    verifier: Verifier | None = None
    """Without one, claims are not checked."""
    verdicts: VerdictCalibration | None = None
    """As fitted with newscheck's own verifier; None takes the weights that were set by hand."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Role to name, or to the first digits of the SHA-256 of newscheck's own weights."""

    slow: Mapping[str, Opening] = field(default_factory=dict)
    """Role to the model, of those whose weights can be loaded ahead."""

    def open_ahead(self, *roles: str) -> None:
        """`open_ahead` for models.

        Args:
            roles: reader, verifier; one that cannot be loaded ahead is left for its first use.
        """
        for role in roles:
            if model := self.slow.get(role):
                open_ahead(model)

    @property
    def claim_reranker(self) -> Reranker | None:
        """One for claims: a reader orders by questions, and the labels of claims were the same without it."""
        return None if self.reranker is self.reader else self.reranker


def open_models(settings: Settings, *, streams: int | None = None) -> Models:
    """The models of the settings; weights are loaded at the first question.

    Args:
        settings: what is wanted.
        streams: texts that newscheck's own models read at the same time, None for one on each core. With one in all
            they load in half the time, and several questions at once take a little longer.

    Raises:
        ModelError: what a setting names is not there, or no model of that kind.
    """
    if not settings.models:
        return Models()
    model, verifier = open_span_model(settings, streams=streams), open_verifier(settings, streams=streams)
    own = _own_verifier(settings, streams) if settings.verifier else verifier
    reader = _reader(model, own, settings) if model else None
    reranker = open_reranker(settings) or (reader if reader and reader.reranks else None)
    return Models(
        reader=reader, reranker=reranker, verifier=verifier, verdicts=_verdicts(settings), names=_names(settings),
        slow=_slow({"reader": model, "verifier": verifier}),
    )  # fmt: skip


def open_span_model(settings: Settings, *, streams: int | None = None) -> SpanModel | None:
    """The reader model."""
    if settings.reader:
        from rag.models.foreign import QuestionAnsweringModel

        return QuestionAnsweringModel(settings.reader)
    if folder := own_folder("reader"):
        from rag.models.own import OwnReader

        return OwnReader(folder, cache=settings.cache, streams=streams)
    return None


def open_reranker(settings: Settings) -> Reranker | None:
    """The cross-encoder that the settings name."""
    if not settings.reranker:
        return None
    from rag.models.foreign import CrossEncoderReranker

    return CrossEncoderReranker(settings.reranker)


def open_verifier(settings: Settings, *, streams: int | None = None) -> Verifier | None:
    """The model that judges claims."""
    if settings.verifier:
        from rag.models.foreign import EntailmentModel

        return EntailmentModel(settings.verifier)
    return _own_verifier(settings, streams)


def own_folder(role: str) -> Path | None:
    """Where newscheck's own model of that role lies, "reader" or "verifier"; None when it is not installed."""
    folder = Path(__file__).parent / role
    return folder if (folder / "model.onnx").exists() else None


def _own_verifier(settings: Settings, streams: int | None) -> Verifier | None:
    folder = own_folder("verifier")
    if folder is None:
        return None
    from rag.models.own import OwnVerifier

    return OwnVerifier(folder, cache=settings.cache, streams=streams)


def _reader(model: SpanModel, verifier: Verifier | None, settings: Settings) -> SpanReader:
    """With newscheck's own verifier, whichever checks claims: another one's probabilities were not fitted."""
    from rag.span_reader import SpanReader

    return SpanReader(model, _calibration(settings), verifier=verifier)


def _calibration(settings: Settings) -> Calibration:
    """Of our own reader as fitted; of another one the model's own odds, which are not calibrated."""
    from rag.calibration import UNCALIBRATED, Calibration

    file = None if settings.reader else _fitted("reader")
    return Calibration.load(file) if file else UNCALIBRATED


def _verdicts(settings: Settings) -> VerdictCalibration | None:
    from rag.calibration import VerdictCalibration

    file = None if settings.verifier else _fitted("verifier")
    return VerdictCalibration.load(file) if file else None


def _fitted(role: str) -> Path | None:
    """What was fitted with newscheck's own model; a file of that name beside another model is none of ours."""
    folder = own_folder(role)
    file = folder / "calibration.json" if folder else None
    return file if file and file.exists() else None


def _slow(found: Mapping[str, object]) -> dict[str, Opening]:
    return {role: model for role, model in found.items() if isinstance(model, Opening)}


def _try(work: Callable[[], None]) -> None:
    with suppress(NewscheckError):
        work()


def _names(settings: Settings) -> dict[str, str]:
    found = {}
    for role, named in (("reader", settings.reader), ("reranker", settings.reranker), ("verifier", settings.verifier)):
        if named:
            found[role] = named
        elif folder := own_folder(role):
            from rag.models.own import Manifest

            found[role] = Manifest.load(folder).sha256[:12]
    return found
