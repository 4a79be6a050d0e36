"""Writing to the archive: documents with their passages, vectors and words, in one transaction each time.

A commit is the acknowledgement: what `put` returned from is there after a crash, once.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from index.archive import Archive
from index.embedding import Fingerprint, Vectors
from index.places import Place, placed
from index.records import Document, Passage
from index.schema import COLUMNS, PASSAGES_PER_DOCUMENT, Table, to_blob, to_columns

Outcome = Literal["added", "replaced", "unchanged"]

_READ_ANEW = (
    "ON CONFLICT (key) DO UPDATE SET"
    " fingerprint = excluded.fingerprint, document_id = excluded.document_id, origin = excluded.origin"
)
_SEEN_ANEW = "ON CONFLICT (place, item) DO UPDATE SET stamp = excluded.stamp, tries = excluded.tries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document with all that is stored of it."""

    key: str
    """`Article.key`: a later entry with this key replaces this document."""
    fingerprint: str
    """`Article.fingerprint`: equal means nothing new."""
    document: Document
    passages: Sequence[Passage]
    vectors: Vectors
    """(n, d), row i for passages[i]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an article was read from, as `Article` names it."""

    key: str
    fingerprint: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """All that another archive holds of a document."""

    document: Document
    origins: Sequence[Origin]
    passages: Sequence[Passage]
    vectors: Vectors
    """(n, d), row i for passages[i]"""


class ArchiveWriter(Archive):
    """An archive that may be changed; opened by `open_writer`, which holds the lock."""

    def set_embedder(self, fingerprint: Fingerprint, *, probes: Vectors, max_tokens: int) -> None:
        """Written before the first vector."""
        with self._change():
            self._set_embedder(fingerprint, probes=probes, max_tokens=max_tokens)

    def put(self, entries: Iterable[Entry]) -> list[Outcome]:
        """Store entries in one transaction: all are there when this returns, or none."""
        with self._change():
            return [self._put(entry) for entry in entries]

    def take(self, held: Iterable[Held]) -> list[Outcome | None]:
        """Store what another archive holds, in one transaction. What is here stays: None for a document that is another
        version of one that is here, by each of its keys."""
        with self._change():
            return [self._take(one) for one in held]

    def is_other(self, origins: Sequence[Origin], id_: str) -> bool:
        """Whether all of these are keys of another document than the one of that id."""
        ids = [self.id_of(origin.key) for origin in origins]
        return bool(ids) and all(other not in {None, id_} for other in ids)

    def remove(self, ids: Iterable[str]) -> None:
        """Delete documents for good, in one transaction."""
        with self._change():
            for id_ in ids:
                self._delete(id_)

    def forget(self, keys: Iterable[str]) -> int:
        """Forget articles by `Article.key`, in one transaction; documents deleted, which are read from nowhere else."""
        deleted = 0
        with self._change():
            for key in keys:
                found = self._db.one("SELECT document_id FROM origins WHERE key = ?", key)
                self._db.write("DELETE FROM origins WHERE key = ?", key)
                if found and not self._db.one("SELECT 1 FROM origins WHERE document_id = ?", found[0]):
                    self._delete(found[0])
                    deleted += 1
        return deleted

    def set_watched(self, place: str, seen: Mapping[str, tuple[str, int]]) -> None:
        """Remember what was seen of a folder or a feed: item -> (its stamp, tries that failed)."""
        with self._db.transaction():  # no change of the articles, so that readers need not look again
            rows = ((place, item, stamp, tries) for item, (stamp, tries) in seen.items())
            self._db.write_all(f"INSERT INTO watched VALUES (?, ?, ?, ?) {_SEEN_ANEW}", rows)

    def forget_watched(self, place: str, items: Iterable[str]) -> None:
        """The opposite."""
        with self._db.transaction():
            self._db.write_all("DELETE FROM watched WHERE place = ? AND item = ?", ((place, item) for item in items))

    def embed_again(
        self,
        entries: Iterable[tuple[Document, Sequence[Passage], Vectors]],
        fingerprint: Fingerprint,
        *,
        probes: Vectors,
        max_tokens: int,
    ) -> None:
        """Replace all passages and vectors, and the embedder's name, in one transaction."""
        with self._change():
            for document, passages, vectors in entries:
                found = self._db.one("SELECT row FROM documents WHERE id = ?", document.id)
                assert found is not None
                self._forget_passages(found[0])
                self._insert_passages(found[0], document.title, passages, vectors)
            self._set_embedder(fingerprint, probes=probes, max_tokens=max_tokens)
            self._set("removals", str(self.removals + 1))

    def words_differ(self) -> list[Table]:
        """The full text indexes that do not equal the texts."""
        return self._words.differ()

    def mend_words(self, table: Table) -> None:
        """Make a full text index anew from the texts."""
        with self._change():
            self._words.mend(table)

    def join_words(self) -> None:
        """What makes questions faster after much was put."""
        self._words.join()

    def _put(self, entry: Entry) -> Outcome:
        document = entry.document
        before = self._db.one("SELECT document_id FROM origins WHERE key = ?", entry.key) or self._renamed(entry)
        new = self._db.one("SELECT 1 FROM documents WHERE id = ?", document.id) is None
        if new:
            self._insert(document, entry.passages, entry.vectors)
        else:
            self._update(document)
        self._db.write(
            f"INSERT INTO origins VALUES (?, ?, ?, ?) {_READ_ANEW}",
            *(entry.key, entry.fingerprint, document.id, document.origin),
        )
        if before and before[0] != document.id:
            if not self._db.one("SELECT 1 FROM origins WHERE document_id = ?", before[0]):
                self._delete(before[0])
            return "replaced"
        return "added" if new else "unchanged"

    def _renamed(self, entry: Entry) -> tuple[str] | None:
        """The same text of the same whole file under another key, which is forgotten: a URL was stated, or no more."""
        stated_before = entry.key == entry.document.origin
        found = self._db.one(
            "SELECT key, document_id FROM origins JOIN documents ON documents.id = document_id"
            f" WHERE {'origins.origin' if stated_before else 'key'} = ?1 AND origins.origin = ?1 AND sha256 = ?2"
            " AND key != ?3",
            *(entry.document.origin, entry.document.sha256, entry.key),
        )
        if found is None:
            return None
        self._db.write("DELETE FROM origins WHERE key = ?", found[0])
        return (found[1],)

    def _take(self, held: Held) -> Outcome | None:
        id_ = held.document.id
        if self.is_other(held.origins, id_):
            return None
        new = not self.holds(id_)
        if new:
            self._insert(held.document, held.passages, held.vectors)
        rows = [(origin.key, origin.fingerprint, id_, origin.origin) for origin in held.origins]
        self._db.write_all("INSERT INTO origins VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)
        return "added" if new else "unchanged"

    def _insert(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        columns = to_columns(document)
        marks = ", ".join("?" * len(COLUMNS))
        inserted = f"INSERT INTO documents ({', '.join(COLUMNS)}) VALUES ({marks}) RETURNING row"
        row = self._db.one(inserted, *columns.values())
        assert row is not None
        self._words.put_article(row[0])
        self._insert_passages(row[0], document.title, passages, vectors)

    def _insert_passages(self, row: int, title: str, passages: Sequence[Passage], vectors: Vectors) -> None:
        first = row * PASSAGES_PER_DOCUMENT
        spans = ((first + i, row, p.start, p.end) for i, p in enumerate(passages))
        self._db.write_all("INSERT INTO passages VALUES (?, ?, ?, ?)", spans)
        self._db.write("INSERT INTO vectors VALUES (?, ?)", row, to_blob(vectors))
        self._words.put_passages(title, [(first + i, p.text) for i, p in enumerate(passages)])

    def _update(self, document: Document) -> None:
        """Facts about a stored text: a known value gives way to another value, never to nothing."""
        columns = to_columns(document)
        facts = ("published", "source", "author", "language", "left_out", "warnings", "pages")
        setters = ", ".join(f"{name} = coalesce(?, {name})" for name in facts)
        values = (columns[name] for name in facts)
        self._db.write(f"UPDATE documents SET {setters} WHERE id = ?", *values, document.id)
        self._words.put_facts(document.id)

    def _delete(self, id_: str) -> None:
        found = self._db.one("SELECT row FROM documents WHERE id = ?", id_)
        if not found:
            return
        (row,) = found
        self._forget_passages(row)
        self._words.drop_article(row)
        self._db.write("DELETE FROM origins WHERE document_id = ?", id_)
        self._db.write("DELETE FROM documents WHERE row = ?", row)
        self._set("removals", str(self.removals + 1))

    def _forget_passages(self, row: int) -> None:
        title, text = self._db.one("SELECT title, text FROM documents WHERE row = ?", row) or ("", "")
        spans = list(self._db.rows('SELECT row, start, "end" FROM passages WHERE document = ?', row))
        self._words.drop_passages(title, [(passage, text[start:end]) for passage, start, end in spans])
        self._db.write("DELETE FROM vectors WHERE document = ?", row)
        self._db.write("DELETE FROM passages WHERE document = ?", row)

    def _set_embedder(self, fingerprint: Fingerprint, *, probes: Vectors, max_tokens: int) -> None:
        self._set("embedder", json.dumps(asdict(fingerprint)))
        self._set("probes", json.dumps(probes.tolist()))
        self._set("max_tokens", str(max_tokens))

    def _set(self, key: str, value: str) -> None:
        anew = "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        self._db.write(f"INSERT INTO meta VALUES (?, ?) {anew}", key, value)

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self._db.transaction():
            yield
            self._db.write("INSERT INTO changes (token) VALUES (?)", secrets.token_hex(8))


@contextmanager
def open_writer(where: Path | Place, *, create: bool = False) -> Iterator[ArchiveWriter]:
    """Hold an archive, the one in a folder or in another place, for changing it.

    Raises:
        ArchiveMissing: there is none, and `create` is False.
        ArchiveNotWritable: a file is in the way, it is a network disk, or the folder cannot be made or written.
        ArchiveFull: not even the lock has room.
        ArchiveInUse: another program writes to it.
    """
    place = placed(where)
    with place.writing(create=create) as store:
        archive = ArchiveWriter(place, store)
        try:
            yield archive
        finally:
            archive.close()
