"""Nearest passages by cosine. With `index.served` the door to chromadb.

Two forms of one protocol. `ExactVectors` compares with every stored vector and is always right, at once and for any
filter. `ChromaVectors` is an approximate index derived from the same vectors, worth its cost in large archives that
stay open. It is used only while it is proven to equal the archive: a mark written after each clean close names the
state and sums up the files (`index.sealing`); without it, or when a file, a count or a probe differs, the exact form
answers and the next writer rebuilds the index. `index.served` has one on a server.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from index.archive import Archive
from index.digits import Digits, half_cosines, likely
from index.embedding import Vectors
from index.errors import IndexNotWritten, NewscheckError
from index.filters import ALL, Filters
from index.schema import PASSAGES_PER_DOCUMENT, Rows, Stored
from index.sealing import Mark, Seal
from index.stacking import Stack

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

FOLDER = "vectors"
MARK = "vectors.json"

BATCH = 500
"""Vectors handed to Chroma at once; it refuses more than 5,461."""

EF = 800
"""Candidates that a walk through the graph keeps: at 250,000 passages recall of the nearest ten is .98 with 200 and
1.00 with 800, of all 200 .92 and .99, for 2 ms more."""

Ranking = list[tuple[int, float]]
"""(row of the passage, cosine), best first, ties by row."""


class VectorIndex(Protocol):
    """Finds the stored vectors nearest to one."""

    def nearest(self, vector: Vectors, *, limit: int, filters: Filters = ALL) -> Ranking:
        """At most `limit` passages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """Vectors as of a generation: one object, so that threads never see rows of one state with vectors of another."""

    generation: int
    removals: int
    rows: Rows
    digits: Digits


class ExactVectors:
    """Every vector of the archive in memory, as of the archive's generation at each call."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._asked = False
        self._reading = threading.Lock()
        self._stack = Stack()
        self._held = _Held(generation=-1, removals=-1, rows=self._stack.rows, digits=self._stack.digits)

    def nearest(self, vector: Vectors, *, limit: int, filters: Filters = ALL) -> Ranking:
        """The true nearest.

        The first question is answered while reading what passes: a process that asks once need not hold all vectors.
        """
        if not self._asked:
            self._asked = True
            return _nearest(self._archive.vectors(filters), vector, limit)
        with self._reading:  # one thread reads what was added; others would hold the same vectors again
            held = self._held = self._following(self._held)
        if not len(held.rows):
            return []
        cosines, wrong = held.digits.coarse_cosines(vector)
        if filters:
            documents = held.rows // PASSAGES_PER_DOCUMENT
            passing = np.flatnonzero(np.isin(documents, self._archive.passing(filters), kind="table"))
            at = passing[likely(cosines[passing], wrong, limit)]
        else:
            at = likely(cosines, wrong, limit)
        return _best(held.rows[at], held.digits[at].cosines(vector), limit)

    def _following(self, held: _Held) -> _Held:
        """What is held with what was added since; all of it read again after a removal."""
        generation, removals = self._archive.generation, self._archive.removals
        if generation == held.generation:
            return held
        if removals != held.removals:
            self._stack = Stack(room=self._archive.counts()[1])
        for rows, vectors in self._archive.vectors(after=self._stack.last):
            self._stack.put(rows, vectors)
        return _Held(generation=generation, removals=removals, rows=self._stack.rows, digits=self._stack.digits)


class ChromaVectors:
    """An HNSW index in the archive's folder. Only the holder of the write lock may change it."""

    probes = 3
    """Newest passages that it must find before it is asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._seal: Mark = Seal(folder / MARK, self._folder)

    @property
    def exists(self) -> bool:
        """Whether anything is there, sound or not."""
        return self._folder.exists() or (self._folder.parent / MARK).exists()

    @property
    def stamp(self) -> int:
        """Differs whenever somebody has sealed the index anew."""
        return self._seal.stamp

    def is_current(self, archive: Archive) -> bool:
        """Whether the mark of a clean close names this state of the archive, and these very files."""
        return self._seal.names(archive)

    def is_sound(self, archive: Archive) -> bool:
        """Whether it opens, counts as many vectors as the archive, and finds the newest of them."""
        try:
            if self._collection.count() != archive.counts()[1]:
                return False
            found = archive.vectors(newest=self.probes)
            newest = (pair for rows, vectors in found for pair in zip(rows, vectors, strict=True))
            return all(self._finds(int(row), vector.astype(np.float32)) for row, vector in islice(newest, self.probes))
        except Exception:  # damage shows as any exception of Chroma's; the answer is to rebuild
            return False

    def nearest(self, vector: Vectors, *, limit: int, filters: Filters = ALL) -> Ranking:
        """Approximate. Takes no filters: those questions are answered exactly."""
        if filters:
            raise ValueError("ChromaVectors takes no filters; use ExactVectors.")
        found = self._collection.query(query_embeddings=np.atleast_2d(vector), n_results=limit, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        ranking = [(int(id_), 1.0 - float(d)) for id_, d in zip(found["ids"][0], distances, strict=True)]
        return sorted(ranking, key=lambda pair: (-pair[1], pair[0]))

    def sync(self, archive: Archive) -> None:
        """Make the index equal to the archive: what is missing is added; rebuilt when in doubt.

        Raises:
            IndexNotWritten: the disk or Chroma refuses.
        """
        last = self._seal.continues(archive)
        if last is None:
            self.rebuild(archive)
        elif not self._seal.states(archive):
            self._seal.break_()
            self._complete(archive, after=last)

    def rebuild(self, archive: Archive) -> None:
        """Throw away what is there and index every stored vector anew; needs no model.

        Raises:
            IndexNotWritten: the disk or Chroma refuses.
        """
        self.clear()
        self._complete(archive, after=0)

    def clear(self) -> None:
        """Throw away what is there."""
        self._seal.break_()
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """Let go of the files; a later call opens them again."""
        client = self.__dict__.pop("_client", None)
        self.__dict__.pop("_collection", None)
        if client is not None:
            client.close()
            client.clear_system_cache()

    def _complete(self, archive: Archive, *, after: int) -> None:
        try:
            self._add(archive.vectors(after=after))
            self.close()
            self._seal.set(archive)
        except NewscheckError:
            raise
        except Exception as error:  # any of Chroma's, where the disk is full or its files are not its own
            with suppress(Exception):
                self.close()
            raise self._not_written(str(error) or type(error).__name__) from error

    def _not_written(self, found: str) -> NewscheckError:
        return IndexNotWritten(self._folder, found=found)

    def _add(self, found: Iterable[tuple[Rows, Stored]]) -> None:
        collection = self._collection  # made even where nothing is put into it
        for rows, vectors in found:
            for first in range(0, len(rows), BATCH):
                ids = [str(row) for row in rows[first : first + BATCH]]
                collection.upsert(ids=ids, embeddings=vectors[first : first + BATCH].astype(np.float32))

    def _finds(self, row: int, vector: Vectors) -> bool:
        return any(found == row or score > 0.9999 for found, score in self.nearest(vector, limit=3))

    @cached_property
    def _client(self) -> ClientAPI:
        import chromadb
        from chromadb.config import Settings

        return chromadb.PersistentClient(str(self._folder), Settings(anonymized_telemetry=False))

    @cached_property
    def _collection(self) -> Collection:
        configuration: Any = {"hnsw": {"space": "cosine", "ef_search": EF}}
        return self._client.get_or_create_collection("passages", embedding_function=None, configuration=configuration)


class FollowingVectors:
    """Chroma while it equals the archive and is worth it, else the exact form; looked at again at each change."""

    def __init__(self, archive: Archive, *, index_from: int, index: ChromaVectors | None = None) -> None:
        self._archive = archive
        self._index_from = index_from
        self._exact = ExactVectors(archive)
        self._chroma = index or ChromaVectors(archive.folder)
        self._checked = (-1, -1)
        self._sound = False
        self._using = threading.Lock()
        archive.closes(self._close)

    def nearest(self, vector: Vectors, *, limit: int, filters: Filters = ALL) -> Ranking:
        """Exact for filtered questions: a filtered walk through an HNSW graph loses what it looks for."""
        if not filters:
            with self._using:  # no thread closes the index while another one asks it
                if self._usable():
                    try:
                        return self._chroma.nearest(vector, limit=limit)
                    except NewscheckError:
                        raise
                    except Exception:  # another program makes it anew this moment, or damages it
                        self._sound = False
        return self._exact.nearest(vector, limit=limit, filters=filters)

    @property
    def uses_chroma(self) -> bool:
        """Whether the next question without filters goes to Chroma."""
        with self._using:
            return self._usable()

    def _close(self) -> None:
        with self._using:
            self._chroma.close()

    def _usable(self) -> bool:
        state = (self._archive.generation, self._chroma.stamp)
        if state != self._checked:
            self._chroma.close()  # an open index does not see what another program writes
            large = self._archive.counts()[1] >= self._index_from
            self._sound = large and self._chroma.is_current(self._archive) and self._chroma.is_sound(self._archive)
            self._checked = state
        return self._sound


def _nearest(found: Iterable[tuple[Rows, Stored]], vector: Vectors, limit: int) -> Ranking:
    """Of some hundred articles at a time those that may be among the nearest, and of these the nearest."""
    kept = []
    for rows, vectors in found:
        halves, wrong = half_cosines(vectors, vector)
        at = likely(halves, wrong, limit)
        kept.append((rows[at], halves[at], vectors[at]))
    if not kept:
        return []
    rows, halves, vectors = (np.concatenate(parts) for parts in zip(*kept, strict=True))
    at = likely(halves, wrong, limit)
    return _best(rows[at], Digits.of(vectors[at]).cosines(vector), limit)


def _best(rows: Rows, cosines: Vectors, limit: int) -> Ranking:
    top = np.lexsort((rows, -cosines))[:limit]
    return list(zip(rows[top].tolist(), cosines[top].tolist(), strict=True))
