"""The vector index on a Chroma server, which many machines ask. With `index.vectors` the door to chromadb.

A collection belongs to one archive. Its metadata say which state of the archive it equals, and nothing while it is
being changed: what the mark beside the folder is for an index in the archive's folder.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from index.archive import Archive
from index.embedding import Vectors
from index.errors import IndexAway, IndexNotWritten, NewscheckError
from index.filters import ALL, Filters
from index.schema import Rows, Stored
from index.sealing import state_of
from index.vectors import ChromaVectors, Ranking

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

STATE = "newscheck_state"
"""Key of the metadata."""

SPACE = {"hnsw:space": "cosine", "hnsw:search_ef": 200}
"""As metadata: a configuration would carry one of an embedding function."""

SECONDS = 120.0
"""For one request; a batch of vectors takes milliseconds on a server that has nothing else to do."""

State = dict[str, Any]


class ServedVectors(ChromaVectors):
    """A collection on a server. Only the holder of the archive's write lock may change it.

    Each method raises IndexAway where the server does not answer.
    """

    probes = 32
    """More than in a folder: files of a server cannot be summed up."""

    def __init__(self, address: str, archive: Archive) -> None:
        self._address = address.rstrip("/")
        self._name = f"newscheck-{archive.birth or 'empty'}"
        self._seal = _Metadata(self)

    @property
    def exists(self) -> bool:
        """Whether the server has the collection."""
        return self.collection() is not None

    def nearest(self, vector: Vectors, *, limit: int, filters: Filters = ALL) -> Ranking:
        """As of an index in a folder."""
        with self.asked():
            return super().nearest(vector, limit=limit, filters=filters)

    def clear(self) -> None:
        """Delete the collection."""
        if self.exists:
            with self.asked():
                self._client.delete_collection(self._name)
        self.close()

    def close(self) -> None:
        """Let go of the connections, which Chroma's own client leaves open; a later call makes new ones."""
        client = self.__dict__.pop("_client", None)
        self.__dict__.pop("_collection", None)
        if client is not None:
            for each in (client, client._admin_client):
                each._server._session.close()
            client.close()

    def collection(self) -> Collection | None:
        """As the server knows it now; None where it has none."""
        from chromadb.errors import NotFoundError

        with self.asked(), suppress(NotFoundError):
            return self._client.get_collection(self._name, embedding_function=None)
        return None

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Errors of the way to the server as ours; those of Chroma itself stay what they are."""
        from httpx import TransportError

        try:
            yield
        except TransportError as error:
            raise IndexAway(self._address, found=str(error) or type(error).__name__) from error

    def _not_written(self, found: str) -> NewscheckError:
        return IndexNotWritten(self._address, found=found)

    def _add(self, found: Iterable[tuple[Rows, Stored]]) -> None:
        with self.asked():
            super()._add(found)

    @cached_property
    def _client(self) -> ClientAPI:
        import chromadb
        from chromadb.config import Settings

        at = urlsplit(self._address)
        tls = at.scheme == "https"
        settings = Settings(anonymized_telemetry=False)
        try:
            port = at.port or (443 if tls else 80)
            client: Any = chromadb.HttpClient(at.hostname or "", port, tls, settings=settings)
        except ValueError as error:  # what it makes of no answer
            raise IndexAway(self._address, found="connection refused, or no Chroma there") from error
        client._server._session.timeout = SECONDS  # without, it waits for ever
        return cast("ClientAPI", client)

    @cached_property
    def _collection(self) -> Collection:
        return self._client.get_or_create_collection(self._name, embedding_function=None, metadata=SPACE)


class _Metadata:
    """The mark, in the collection's metadata."""

    def __init__(self, index: ServedVectors) -> None:
        self._index = index

    @property
    def stamp(self) -> int:
        """Differs whenever the mark was written anew, or vectors came or went; 0 where there is none."""
        state, count = self._read()
        return zlib.crc32(json.dumps([state, count]).encode()) if state else 0

    def states(self, archive: Archive) -> bool:
        """Whether the mark is of this state of the archive."""
        return self._read()[0] == _of(archive)

    def names(self, archive: Archive) -> bool:
        """Whether the index was made from this state of the archive, and holds as many vectors."""
        state, count = self._read()
        return state == _of(archive) and count == state["vectors"]

    def continues(self, archive: Archive) -> int | None:
        """The passage after which the index has to be continued; None when it must be made anew."""
        state, count = self._read()
        if not state or state["removals"] != archive.removals or not archive.has_been(state["token"]):
            return None
        return int(state["last"]) if count == state["vectors"] else None

    def break_(self) -> None:
        """Take the mark away, before anything is changed."""
        self._write({})

    def set(self, archive: Archive) -> None:
        """Write the mark."""
        self._write(_of(archive))

    def _read(self) -> tuple[State, int]:
        """(what the mark says, vectors that the server counts); nothing where there is none."""
        collection = self._index.collection()
        marked = (collection.metadata or {}).get(STATE) if collection else None
        if collection is None or not marked:
            return {}, 0
        with self._index.asked():
            return json.loads(str(marked)), collection.count()

    def _write(self, state: State) -> None:
        if (collection := self._index.collection()) is not None:
            with self._index.asked():
                collection.modify(metadata={STATE: json.dumps(state) if state else ""})


def _of(archive: Archive) -> State:
    return state_of(archive) | {"vectors": archive.counts()[1]}


def open_index(archive: Archive, server: str | None) -> ChromaVectors:
    """The index of an archive: in its folder, or on a Chroma server at an address."""
    if not server:
        return ChromaVectors(archive.folder)
    index = ServedVectors(server, archive)
    archive.closes(index.close)
    return index


def must_answer(server: str, archive: Archive) -> None:
    """Raises IndexAway when it does not."""
    _ = open_index(archive, server).exists
