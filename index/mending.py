"""Looks an archive over, and makes anew what is derived from its articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from index.archive import Archive
from index.embedding import open_embedder
from index.errors import ArchiveDamaged, EmbedderMismatch, ModelError
from index.probing import check_embedder
from index.schema import TABLES
from index.served import open_index
from index.settings import IndexSettings
from index.storing import ArchiveWriter

State = Literal["sound", "mended", "trouble"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is known of one part of an archive after looking at it."""

    part: str
    state: State
    detail: str


def look_at(archive: Archive, settings: IndexSettings) -> Iterator[Finding]:
    """What can be seen without changing anything, also while another program writes."""
    yield _articles(archive)
    yield _file(archive)
    yield _embedder(archive, settings)


def mend(archive: ArchiveWriter, settings: IndexSettings, *, dry_run: bool = False) -> Iterator[Finding]:
    """Compare what is derived with the articles; make it anew where it differs, or with `dry_run` only say so."""
    differing = archive.words_differ()
    for table in TABLES:
        differs = table in differing
        part = f"words of {table.removesuffix('_fts')}"
        yield _mended(part, differs, partial(archive.mend_words, table), dry_run)
    yield _index(archive, settings, dry_run=dry_run)


def _articles(archive: Archive) -> Finding:
    documents, passages = archive.counts()
    dated, first, last = archive.days()
    days = f"; {dated:,} dated, {first} to {last}" if dated else "; none dated"
    return Finding(
        part="articles", state="sound", detail=f"{documents:,} in {passages:,} passage{'s' * (passages != 1)}{days}"
    )


def _file(archive: Archive) -> Finding:
    try:
        found = archive.damage()
    except ArchiveDamaged as error:
        found = [str(error), error.hint or ""]
    return Finding(part="file", state="trouble" if found else "sound", detail="; ".join(found) or "readable throughout")


def _embedder(archive: Archive, settings: IndexSettings) -> Finding:
    if archive.fingerprint is None:
        return Finding(part="embedder", state="sound", detail=f"{settings.embedder!r}, not used yet")
    try:
        check_embedder(archive, open_embedder(settings.embedder, cache=settings.cache))
    except (EmbedderMismatch, ModelError) as error:
        return Finding(part="embedder", state="trouble", detail=f"{error} {error.hint or ''}".strip())
    return Finding(part="embedder", state="sound", detail=f"{archive.fingerprint}; embeds as it did when first used")


def _index(archive: Archive, settings: IndexSettings, *, dry_run: bool) -> Finding:
    index = open_index(archive, settings.vectors)
    if archive.counts()[1] >= settings.least_indexed:
        sound = index.is_current(archive) and index.is_sound(archive)
        index.close()
        return _mended("vector index", not sound, partial(index.rebuild, archive), dry_run)
    if index.exists:
        return _mended("vector index", True, index.clear, dry_run)
    detail = f"not needed below {settings.index_from:,} passages; every vector is compared"
    return Finding(part="vector index", state="sound", detail=detail)


def _mended(part: str, differs: bool, mending: Callable[[], None], dry_run: bool) -> Finding:
    if not differs:
        return Finding(part=part, state="sound", detail="equal to the articles")
    if dry_run:
        return Finding(part=part, state="trouble", detail="differs from the articles; run without --dry-run to mend it")
    mending()
    return Finding(part=part, state="mended", detail="differed from the articles; made anew")
