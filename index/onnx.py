"""The one door to openvino and tokenizers: text in, arrays out, no torch."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

if TYPE_CHECKING:
    from openvino import CompiledModel, Core, InferRequest
    from tokenizers import Tokenizer

Array = NDArray[np.float32]

AGAIN = "Install the model again; where it lies in the cache, remove its folder there, and it is made again."

Tokens = tuple[Sequence[int], Sequence[int]]
"""Ids and types of one text, or of two behind each other."""

CONVERTERS = "openvino.tools.ovc"

BATCH = 8
"""Texts in one run at most; 16 are no faster."""

SHARE = 4
"""Batches for each stream at least, where there are as many texts: so that all have done at nearly the same time."""

STEP = 16
"""Tokens: a text is filled up to a multiple of these, and read beside texts that are as long then. What the model says
of a text thus does not depend on its company."""

STREAMS = 8
"""Batches that are read at the same time at most, each by its own core."""

SUM = 4
"""Bytes of the check sum behind a kept graph, its CRC-32: it tells a torn file, in a third of the time of SHA-256.
Who could write another one there could write its SHA-256 as well; the weights themselves are checked by theirs."""

MANY = 64
"""Rows, more than which fill batches by themselves: nobody else waits until all of them are read."""


@dataclass(slots=True, eq=False)
class _Asked:
    """Rows that a thread wants read, and what the model says of them, once it has."""

    rows: Sequence[Tokens]
    found: list[tuple[Array, ...]] | None = None


class OnnxModel:
    """A transformer as `model.onnx` with its `tokenizer.json` beside it, opened when first used.

    The graph takes `input_ids`, `attention_mask` and perhaps `token_type_ids`, all (n, tokens) int64, and may have
    several outputs whose first axis is n; a second axis by the name of "tokens" runs along them. What it does not
    compute in whole numbers is computed in bfloat16 where the processor has that. Several threads may use one model:
    what they ask while it reads for another one is read together then, in fuller batches.
    """

    def __init__(
        self,
        folder: Path,
        *,
        max_tokens: int,
        kept: Path | None = None,
        check: Callable[[], object] | None = None,
        streams: int | None = None,
    ) -> None:
        """`kept` is a folder for what compiling makes of these weights, which opens in half the time; None keeps none.

        It is made again where openvino, the processor or the number of its cores is another, and where it is torn.
        `check` looks at the weights before they are read: not where they were compiled before. `streams` are texts
        read at the same time, None for one on each core: one in all opens in half the time, and has all cores.
        """
        self._folder = folder
        self._max_tokens = max_tokens
        self._kept = kept
        self._check = check
        self._streams = streams
        self._opening = threading.Lock()
        self._opened: CompiledModel | None = None
        self._reading = threading.Lock()
        self._waiting: deque[_Asked] = deque()

    @property
    def _compiled(self) -> CompiledModel:
        """Under a lock of its own: a cached property's is one for all models in Python 3.11, and none in 3.12."""
        with self._opening:
            self._opened = self._opened or self._open()
            return self._opened

    def _open(self) -> CompiledModel:
        _import_quickly()
        import openvino

        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        options = {
            "INFERENCE_NUM_THREADS": cores,
            "ENABLE_CPU_PINNING": False,  # else two programs at work share one core, and leave the other
        }
        core = openvino.Core()
        file = self._kept and self._kept / _named(core, options)
        options["NUM_STREAMS"] = self._streams or min(cores, STREAMS)  # what was compiled is for any number of them
        return (file and self._opened_before(core, file, options)) or self._compile(core, file, options)

    def _opened_before(self, core: Core, file: Path, options: Mapping[str, Any]) -> CompiledModel | None:
        from openvino import Tensor

        try:
            self._mapped = np.memmap(file, np.uint8, "c")  # read where it is; openvino refuses what cannot be written
        except (OSError, ValueError):
            return None
        whole, sum_ = self._mapped[:-SUM], self._mapped[-SUM:].tobytes()
        with suppress(RuntimeError):  # one that another openvino wrote
            if _sum(whole.data) == sum_:
                return core.import_model(Tensor(whole, shared_memory=True), "CPU", dict(options))
        return None

    def _compile(self, core: Core, file: Path | None, options: Mapping[str, Any]) -> CompiledModel:
        if self._check:
            self._check()
        compiled = core.compile_model(str(self._folder / "model.onnx"), "CPU", dict(options))
        if file:
            with suppress(OSError, RuntimeError):  # a cache that cannot be written is no error
                _keep(compiled, file)
        return compiled

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """Cuts at `max_tokens`; does not pad."""
        return load_tokenizer(self._folder / "tokenizer.json", max_tokens=self._max_tokens)

    def open(self) -> None:
        """Load it now, and not at the first text."""
        _ = self._compiled

    def run(self, texts: Sequence[str]) -> Array:
        """(n, ...): the first output, row i for texts[i]."""
        encodings = self.tokenizer.encode_batch(list(texts))
        rows = self.run_tokens([(encoding.ids, encoding.type_ids) for encoding in encodings])
        return np.asarray([outputs[0] for outputs in rows] or np.empty(0), np.float32)

    def run_tokens(self, rows: Sequence[Tokens]) -> list[tuple[Array, ...]]:
        """Per row all outputs, without padding."""
        if len(rows) > MANY:
            return self._read(rows)
        mine = _Asked(rows)
        self._waiting.append(mine)
        with self._reading:
            if mine.found is None:  # else another thread read it with its own
                self._read_all([mine, *(asked for asked in _taken(self._waiting) if asked is not mine)])
        assert mine.found is not None
        return mine.found

    def _read_all(self, together: Sequence[_Asked]) -> None:
        found = iter(self._read([row for asked in together for row in asked.rows]))
        for asked in together:
            asked.found = [next(found) for _ in asked.rows]

    def _read(self, rows: Sequence[Tokens]) -> list[tuple[Array, ...]]:
        found: list[tuple[Array, ...]] = [()] * len(rows)
        for batch, request in self._finished(rows):
            for i, outputs in zip(batch, self._outputs(request, [len(rows[i][0]) for i in batch]), strict=True):
                found[i] = outputs
        return found

    def _finished(self, rows: Sequence[Tokens]) -> Iterator[tuple[list[int], InferRequest]]:
        """Batches of rows, and what holds the outputs of each; each stream has one to read and the next one at hand."""
        streams = self._compiled.get_property("NUM_STREAMS")
        free = [self._compiled.create_infer_request() for _ in range(2 * streams)]  # none waits for its next batch
        running: deque[tuple[list[int], InferRequest]] = deque()
        for batch in _batches([len(ids) for ids, _ in rows], streams=streams):
            if not free:
                running[0][1].wait()
                yield running[0]
                free.append(running.popleft()[1])
            running.append((batch, free.pop()))
            running[-1][1].start_async(self._inputs([rows[i] for i in batch]))
        for batch, request in running:
            request.wait()
            yield batch, request

    def _inputs(self, rows: Sequence[Tokens]) -> dict[str, NDArray[np.int64]]:
        shape = len(rows), _filled(max(len(ids) for ids, _ in rows))
        given = {name: np.zeros(shape, np.int64) for name in ("input_ids", "attention_mask", "token_type_ids")}
        for row, (ids, types) in enumerate(rows):
            given["input_ids"][row, : len(ids)] = ids
            given["token_type_ids"][row, : len(ids)] = types
            given["attention_mask"][row, : len(ids)] = 1
        return {put.any_name: given[put.any_name] for put in self._compiled.inputs}

    def _outputs(self, request: InferRequest, lengths: Sequence[int]) -> list[tuple[Array, ...]]:
        whole = [np.array(request.get_tensor(put).data) for put in self._compiled.outputs]
        along = [len(put.partial_shape) > 1 and put.partial_shape[1].is_dynamic for put in self._compiled.outputs]
        return [
            tuple(output[row, :length] if cut else output[row] for output, cut in zip(whole, along, strict=True))
            for row, length in enumerate(lengths)
        ]


def _taken(waiting: deque[_Asked]) -> Iterator[_Asked]:
    """All that is there; other threads may put more behind it meanwhile."""
    with suppress(IndexError):
        while True:
            yield waiting.popleft()


def _import_quickly() -> None:
    """Openvino without what reports usage and without its converters, which take as long to import as all the rest."""
    if "openvino" not in sys.modules:
        missing: dict[str, Any] = dict.fromkeys(("openvino_telemetry", CONVERTERS))
        sys.modules.update(missing)  # importing None fails, for which openvino is prepared
        import_module("openvino")
        sys.modules.pop(CONVERTERS, None)  # others may want them


def _named(core: Core, options: Mapping[str, Any]) -> str:
    """For what was compiled by this openvino, for this processor."""
    import openvino

    processor = [core.get_property("CPU", name) for name in ("FULL_DEVICE_NAME", "OPTIMIZATION_CAPABILITIES")]
    told = repr((openvino.__version__, processor, options, SUM))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _sum(whole: memoryview) -> bytes:
    return crc32(whole).to_bytes(SUM)


def _keep(compiled: CompiledModel, file: Path) -> None:
    """With its check sum behind it, put in its place when it is whole; what is there of others, or half made, goes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = compiled.export_model().getbuffer()
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        fresh = Path(folder) / file.name
        with fresh.open("wb") as stream:
            stream.write(whole)
            stream.write(_sum(whole))
        before = {*file.parent.iterdir()} - {file, Path(folder)}
        fresh.replace(file)
    for old in before:
        if old.is_dir():  # of a process that was stopped
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.unlink(missing_ok=True)


def _batches(lengths: Sequence[int], *, streams: int) -> Iterator[list[int]]:
    """Indices of texts that are as long when they are filled up, the longest first; of few texts small ones.

    Else one stream still reads the last and longest batch when the others have nothing left. A text takes as long
    alone as in a batch.
    """
    many = max(1, min(BATCH, len(lengths) // (SHARE * streams)))
    order = sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True)
    for _, same in groupby(order, key=lambda i: _filled(lengths[i])):
        alike = list(same)
        yield from (alike[first : first + many] for first in range(0, len(alike), many))


def _filled(length: int) -> int:
    return -(-length // STEP) * STEP


def load_tokenizer(file: Path, *, max_tokens: int | None) -> Tokenizer:
    """The tokenizer of a model; None counts every token of a text, however long.

    Raises:
        ModelError: no such file, or no tokenizer.
    """
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # its library raises nothing narrower
        raise ModelError(f"No usable {file.name} in {str(file.parent)!r}: {error}", hint=AGAIN) from error
    tokenizer.no_padding()
    if max_tokens is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(max_tokens)
    return tokenizer
