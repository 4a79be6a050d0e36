"""`newscheck watch`: an archive that follows a folder or a feed, told line by line."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import ArchiveInUse
from rag.doors.common import Json, say, settings_of
from rag.doors.wording import count, printable

if TYPE_CHECKING:
    from index.watching import Event, Watcher

KINDS = ("added", "replaced", "unchanged", "refused", "gone")


def watch(
    context: typer.Context,
    place: Annotated[str, typer.Argument(metavar="FOLDER|FEED", help="A folder, or the URL of an RSS or Atom feed.")],
    every: Annotated[float, typer.Option(min=1, metavar="SECONDS", help="How often it is looked at.")] = 300,
    once: Annotated[bool, typer.Option("--once", help="Look once, and end: for cron.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the articles of files that are gone.")] = False,
    as_json: Json = False,
) -> None:
    """Keep the archive up to date with a folder or a feed, until Ctrl-C.

    What is known is kept in the archive: started again, it goes on and repeats nothing. With --once it exits with 1
    when something was refused.

    Example: **newscheck watch news/ --every 60**
    """
    from index.watching import Watcher

    watcher = Watcher(place, settings_of(context), remove=remove)
    teller = Teller(as_json=as_json)
    with _until_stopped(teller):
        teller.begins(watcher.place, None if once else every)
        follow(watcher, teller, every=None if once else every)
    if once and teller.refused:
        raise typer.Exit(1)


def follow(
    watcher: Watcher, teller: Teller, *, every: float | None, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Rounds until somebody interrupts; one where `every` is None."""
    while True:
        try:
            for event in watcher.round():
                teller.tell(event)
        except ArchiveInUse as error:
            if every is None:
                raise
            teller.waits(str(error))
        teller.ends_round(always=every is None)
        if every is None:
            return
        sleep(every)


class Teller:
    """A line for each thing that happens: results on standard output, what is wrong on standard error."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._counts: Counter[str] = Counter()
        self.refused = 0

    def begins(self, place: str, every: float | None) -> None:
        """What is watched, and how it ends; nothing for one round."""
        if every is not None and not self._as_json:
            typer.echo(f"Watching {place} every {every:g} s; Ctrl-C ends it.")

    def tell(self, event: Event) -> None:
        """One thing."""
        from index.building import Stored
        from index.records import Refused

        if isinstance(event, Stored):
            self._stored(event)
        elif isinstance(event, Refused):
            self.refused += 1
            self._counts["refused"] += 1
            self._line(f"Refused {event.origin}: {event.reason}", err=True, refused=event.origin, reason=event.reason)
        else:
            self._counts["gone"] += 1
            what = "removed" if event.removed else "still stored, --remove removes such"
            line = f"Gone {event.origin} ({count(event.articles, 'article')} {what})"
            self._line(line, gone=event.origin, articles=event.articles, removed=event.removed)

    def waits(self, why: str) -> None:
        """Another program writes."""
        self._line(f"{why} The next round will see to it.", err=True, waits=why)

    def ends_round(self, *, always: bool) -> None:
        """The sum of a round in which there was anything."""
        if self._counts or always:
            counts: dict[str, Any] = {kind: self._counts[kind] for kind in KINDS}
            now = datetime.now().astimezone()
            told = ", ".join(f"{number:,} {kind}" for kind, number in counts.items())
            self._line(f"{now:%H:%M:%S} {told}.", time=now.isoformat(timespec="seconds"), **counts)
        self._counts.clear()

    def stopped(self) -> None:
        """By Ctrl-C."""
        self._line("Stopped. What was told is stored; the same command goes on from there.", stopped=True)

    def _stored(self, event: Any) -> None:  # noqa: ANN401 -- a Stored
        self._counts[event.outcome] += 1
        if event.outcome != "unchanged":
            line = f"{event.outcome.capitalize()} {event.key}"
            self._line(line, article=event.key, outcome=event.outcome, warnings=list(event.warnings))
            for warning in event.warnings if not self._as_json else ():
                self._line(f"Warning {event.key}: {warning}", err=True)

    def _line(self, line: str, *, err: bool = False, **facts: object) -> None:
        if self._as_json:
            say(facts, indent=None)
        else:
            typer.echo(printable(line), err=err)


@contextmanager
def _until_stopped(teller: Teller) -> Iterator[None]:
    """Ctrl-C and SIGTERM are how it ends, and no failure; what was stored stays."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        teller.stopped()
    finally:
        signal.signal(signal.SIGTERM, before)
