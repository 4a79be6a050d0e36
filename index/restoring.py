"""An exported file into an archive, a new one or one that holds articles already."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from index.archive import Archive
from index.building import Builder, Stored, sync_index
from index.embedding import Embedder, Fingerprint, open_embedder
from index.errors import ArchiveMissing, ExportRefused
from index.exported import Export
from index.interrupts import uninterrupted
from index.places import Place
from index.records import Refused
from index.settings import IndexSettings
from index.storing import ArchiveWriter, Held, open_writer

AT_ONCE = 4_000_000
"""Characters of text that are stored in one transaction, as near as whole articles allow."""

OTHER = "the archive has another version of it, which stays; remove that one to have this one"

Make = Callable[[Held], Held | None]
"""What is stored of what the file holds; None when its vectors cannot be made."""


def restore(
    export: Export, settings: IndexSettings, *, embed_again: bool = False, embedder: Embedder | None = None
) -> Iterator[Stored | Refused]:
    """Store what a file holds and the archive does not; one result for each article, those before it are stored.

    Interrupted, the same call goes on. What the archive holds stays as it is.

    Args:
        export: The file.
        settings: Which archive; it is made when absent.
        embed_again: Make all passages and vectors anew, by the embedder now set, and take none of the file's.
        embedder: None takes the settings'.

    Raises:
        ExportRefused: its vectors are not of the archive's embedder, or for a new archive, of the one now set.
        EmbedderMismatch: they were to be made anew, by another embedder than the archive's.
        ArchiveInUse: another program writes to the archive.
    """
    embedder = embedder or open_embedder(settings.embedder, cache=settings.cache)
    if not embed_again:
        _must_match(export, _embedder_of(settings.place) or embedder.fingerprint)
    with open_writer(settings.place, create=True) as archive:
        if embed_again:
            builder = Builder(archive, embedder, passage_tokens=settings.passage_tokens)
            builder.must_match()
            yield from _stored(archive, export, lambda held: _made_anew(builder, held))
        elif export.fingerprint:
            if archive.fingerprint is None:
                archive.set_embedder(export.fingerprint, probes=export.probes, max_tokens=export.max_tokens)
            _must_match(export, archive.fingerprint)
            yield from _stored(archive, export, lambda held: held)
        sync_index(archive, index_from=settings.least_indexed, server=settings.vectors)


def _must_match(export: Export, wanted: Fingerprint | None) -> None:
    if wanted and export.fingerprint not in {None, wanted}:
        raise ExportRefused(
            export.file,
            found=f"it holds vectors of {export.fingerprint}, and the archive takes those of {wanted}",
            hint=f"Make them anew by {wanted.name!r}: newscheck import {shlex.quote(str(export.file))} --embed-again",
        )


def _embedder_of(place: Place) -> Fingerprint | None:
    """None where there is no archive, or none with vectors."""
    try:
        archive = Archive(place)
    except ArchiveMissing:
        return None
    try:
        return archive.fingerprint
    finally:
        archive.close()


def _made_anew(builder: Builder, held: Held) -> Held | None:
    made = builder.passages_of(held.document)
    return replace(held, passages=made[0], vectors=made[1]) if made else None


def _stored(archive: ArchiveWriter, export: Export, make: Make) -> Iterator[Stored | Refused]:
    batch, characters = list[Held](), 0
    for held in export.articles():
        known = archive.holds(held.document.id) or archive.is_other(held.origins, held.document.id)
        ready = held if known else make(held)
        if ready is None:
            yield Refused(origin=held.document.origin, reason="the embedder gave no usable vectors")
            continue
        batch.append(ready)
        characters += len(held.document.text)
        if characters >= AT_ONCE:
            yield from _put(archive, batch)
            batch, characters = [], 0
    yield from _put(archive, batch)


def _put(archive: ArchiveWriter, batch: Sequence[Held]) -> Iterator[Stored | Refused]:
    with uninterrupted():
        for held, outcome in zip(batch, archive.take(batch), strict=True):
            if outcome is None:
                yield Refused(origin=held.document.origin, reason=OTHER)
            else:
                passages = len(held.passages) if outcome == "added" else 0
                yield Stored(key=held.document.origin, outcome=outcome, passages=passages)
