"""A folder or a feed that an archive follows: what is new or changed is added, and what is gone is told.

What was seen is kept in the archive itself, so that a program that is started again goes on where the last one ended,
and a copy of the archive knows as much. Nothing is known of a round that was not finished: its files are read again,
and found to be unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from index.archive import Archive
from index.building import Builder, Stored, open_builder, sync_index
from index.contents import Loaded
from index.embedding import Embedder
from index.errors import ArchiveMissing, InvalidArticle, UserError
from index.feeds import FeedEntry
from index.files import name_of, walk
from index.loading import Fetched, Loader
from index.records import Article, Refused
from index.settings import IndexSettings
from index.storing import ArchiveWriter, open_writer
from index.urls import tidy_url

AT_ONCE = 50
"""Files that are remembered together: what an interrupt makes the next round read again."""

MOST_TRIES = 3
"""Rounds in which a page that could not be fetched is asked for."""

GONE = "gone"
"""The stamp of a file that was told to be gone."""

Seen = Mapping[str, tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A file, or entries of one, that is not there any more."""

    origin: str
    articles: int
    """That were read from it, and from nowhere else where they are `removed`."""
    removed: bool
    """Whether they were taken out of the archive."""


Event = Stored | Refused | Gone


class Watcher:
    """Follows one place; each round is a call.

    Args:
        place: A folder, a file, or the URL of a feed.
        settings: Which archive.
        remove: Whether articles go with their files. Entries that leave a feed stay: feeds are short.
        embedder: None takes the settings', once.
        fetch: As for `Loader`.

    Raises:
        UserError: there is no such place.
    """

    def __init__(
        self,
        place: str,
        settings: IndexSettings,
        *,
        remove: bool = False,
        embedder: Embedder | None = None,
        fetch: Callable[[str], Fetched] | None = None,
    ) -> None:
        self._settings = settings
        self._remove = remove
        self._embedder = embedder
        self._fetch = fetch
        self._lost = False
        self._url = _feed_url(place)
        self._path = Path(place).resolve() if self._url is None else Path()
        self.place = self._url or _existing(self._path)
        """In the form in which it is remembered."""

    def round(self) -> Iterator[Event]:
        """What has changed since the last one, done and told as it is done; nothing where nothing has.

        The archive is held only while there is something to write.

        Raises:
            ArchiveInUse: another program writes to it; the next round will do what this one did not.
            UserError: the URL leads to no feed.
        """
        return self._feed(self._url) if self._url else self._folder(self._path)

    def _seen(self) -> Seen:
        try:
            archive = Archive(self._settings.place)
        except ArchiveMissing:
            return {}
        try:
            return archive.watched(self.place)
        finally:
            archive.close()

    # folders

    def _folder(self, folder: Path) -> Iterator[Event]:
        seen = self._seen()
        found = dict(_stamps(folder))
        if seen and not any(isinstance(file, Path) for file, _ in found.values()):
            yield from self._tell_lost(folder)
            return
        self._lost = False
        changed = [name for name, (_, stamp) in found.items() if seen.get(name, ("", 0))[0] != stamp]
        gone = [name for name, (stamp, _) in seen.items() if name not in found and (stamp != GONE or self._remove)]
        unread = tuple(f"{name}/" for name, (file, _) in found.items() if isinstance(file, Refused))
        gone = [name for name in gone if not name.startswith(unread)]
        if changed:
            with open_builder(self._settings, embedder=self._embedder) as builder:
                self._embedder = builder.embedder
                for names in _chunks(changed, AT_ONCE):
                    yield from self._add(builder, {name: found[name][0] for name in names})
                    builder.archive.set_watched(self.place, {name: (found[name][1], 0) for name in names})
        if gone:
            yield from self._forget(gone)

    def _tell_lost(self, folder: Path) -> Iterator[Refused]:
        """Once: an empty folder is more often a disk that is not mounted than a wish to forget all."""
        if not self._lost:
            why = "empty" if folder.exists() else "not there"
            yield Refused(origin=str(folder), reason=f"the folder is {why}; nothing is removed while it is")
        self._lost = True

    def _add(self, builder: Builder, files: Mapping[str, Path | Refused]) -> Iterator[Event]:
        now: dict[str, set[str]] = {name: set() for name in files}
        flawed: set[str] = set()
        loader = Loader([str(self._path)], max_bytes=self._settings.max_bytes, files=lambda _: iter(files.values()))

        def noted(items: Iterable[Loaded]) -> Iterator[Loaded]:
            for item in items:
                name = _file_of(item.origin, files)
                if isinstance(item, Article):
                    now.setdefault(name, set()).add(item.key)
                else:
                    flawed.add(name)
                yield item

        yield from builder.add(noted(loader))
        for name, reason in loader.passed_over.items():
            yield Refused(origin=name, reason=reason)
        for name, keys in now.items():
            left = set(builder.archive.keys_from(name)) - keys  # without those that another file has by now
            if left and keys and name not in flawed:
                count = self._drop(builder.archive, name, left) if self._remove else len(left)
                yield Gone(origin=name, articles=count, removed=self._remove)

    def _forget(self, names: Sequence[str]) -> Iterator[Gone]:
        with open_writer(self._settings.place) as archive:
            for name in names:
                keys = archive.keys_from(name)
                count = len(keys)
                if self._remove or not keys:
                    count = self._drop(archive, name, keys)
                    archive.forget_watched(self.place, [name])
                else:
                    archive.set_watched(self.place, {name: (GONE, 0)})
                if keys:
                    yield Gone(origin=name, articles=count, removed=self._remove)
            if self._remove:
                sync_index(archive, index_from=self._settings.least_indexed, server=self._settings.vectors)

    def _drop(self, archive: ArchiveWriter, name: str, keys: Collection[str]) -> int:
        """Forget articles of a file, and tell how many are gone.

        What is known by its address may stand in another file too, so then all are read again in the next round.
        """
        deleted = archive.forget(keys)
        if not all(key.startswith(name) for key in keys):
            archive.forget_watched(self.place, list(archive.watched(self.place)))
        return deleted

    # feeds

    def _feed(self, url: str) -> Iterator[Event]:
        seen = self._seen()
        chosen: dict[str, FeedEntry] = {}
        asked = False

        def wanted(_: str, entries: Sequence[FeedEntry]) -> list[FeedEntry]:
            nonlocal asked
            asked = True
            chosen.update((entry.identity, entry) for entry in entries if _is_due(entry, seen))
            return list(chosen.values())

        items = iter(Loader([url], max_bytes=self._settings.max_bytes, fetch=self._fetch, wanted=wanted))
        first = next(items, None)
        if not asked:
            if isinstance(first, Refused):
                yield first
                return
            raise UserError(f"{url!r} is no feed.", hint=f"A page is added once: newscheck add {url}")
        if first is None:
            return
        failed: set[str] = set()
        with open_builder(self._settings, embedder=self._embedder) as builder:
            self._embedder = builder.embedder
            for event in builder.add(chain([first], items)):
                if isinstance(event, Refused):
                    failed.add(event.origin)
                yield event
            marks = {
                name: (entry.stamp, _tries(entry, seen) if entry.url in failed else 0) for name, entry in chosen.items()
            }
            builder.archive.set_watched(self.place, marks)


def _feed_url(place: str) -> str | None:
    if "://" not in place:
        return None
    try:
        url, why = tidy_url(place)
    except InvalidArticle as error:
        raise UserError(f"{error}.") from None
    if url is None:
        raise UserError(f"{place!r} is not watched: {why[0].removeprefix('url left out: ')}.")
    return url


def _existing(path: Path) -> str:
    if not path.exists():
        raise UserError(f"There is no {str(path)!r} to watch.", hint="Name a folder, or the URL of a feed.")
    return name_of(path)


def _stamps(folder: Path) -> Iterator[tuple[str, tuple[Path | Refused, str]]]:
    """Name -> (the file, or why it is not read; what changes when it does)"""
    for file in walk(folder):
        if isinstance(file, Refused):
            yield file.origin, (file, f"refused: {file.reason}")
            continue
        try:
            found = file.stat()
        except OSError:
            continue  # gone since it was listed
        yield name_of(file), (file, f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}")


def _file_of(origin: str, files: Mapping[str, object]) -> str:
    """The file that an article or a refusal is of: "a.zip/b.html" and "a.jsonl line 3" are of the first."""
    while origin and origin not in files:
        origin = origin[: max(origin.rfind("/"), origin.rfind(" "), 0)]
    return origin


def _is_due(entry: FeedEntry, seen: Seen) -> bool:
    stamp, tries = seen.get(entry.identity, ("", 0))
    return stamp != entry.stamp or 0 < tries < MOST_TRIES


def _tries(entry: FeedEntry, seen: Seen) -> int:
    stamp, tries = seen.get(entry.identity, ("", 0))
    return tries + 1 if stamp == entry.stamp else 1


def _chunks(names: Sequence[str], size: int) -> Iterator[list[str]]:
    rest = iter(names)
    while chunk := list(islice(rest, size)):
        yield chunk
