"""The bot itself: hears a message, answers it once, and remembers what it follows. It knows no platform."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from index import errors
from index.errors import NewscheckError
from rag.checker import FactChecker
from rag.doors.bots.blocks import Part, parts_of, plainly
from rag.doors.common import why_nothing
from rag.doors.http.limits import GRACE
from rag.following import Turn, Understood, claim_in
from rag.naming import own_address
from rag.records import Answer, Verdict
from rag.rendering import Link

T = TypeVar("T")
Send = Callable[[Sequence[Part]], Awaitable[None]]
"""Puts parts where the message was read; raises NotDelivered."""

THREADS = 1_000
"""Conversations that are remembered; of more, the one that was silent for longest is forgotten."""

TURNS = 10
"""Questions of a conversation that are remembered."""

MESSAGES = 10_000
"""Messages that are known again when a platform sends them twice."""

WAITING = 64
"""Messages that are answered or wait to be; with one more, its sender is told."""

HELP = (
    "Ask me about the stored articles. A question that follows another may be short: And in 2019? A statement that ends"
    " with a full stop is checked, as is what stands behind the word check: check the RSM has 12,000 soldiers"
)
BUSY = "I have as many questions as I take. Ask again in a moment."
UNABLE = "I cannot answer now. Who runs newscheck finds the reason in its log."
FAILED = "I failed at this message. Asking otherwise may help; the log of newscheck tells what happened."

_WANTS_HELP = re.compile(r"\W*(?:help\b\W*)?", re.IGNORECASE)
_COMMANDS = re.compile(r"\bnewscheck (?:ask )?(?=\w* ?\")")
_INNARDS = (
    errors.ArchiveMissing,
    errors.ArchiveNotWritable,
    errors.ArchiveDamaged,
    errors.ArchiveTooNew,
    errors.AuditNotWritten,
    errors.EmbedderMismatch,
    errors.ModelError,
    errors.SettingsError,
)
"""What the one who asks can do nothing about; it names folders of the one who can."""

log = logging.getLogger(__name__)


class Do(Protocol):
    """Does work with the archive beside the event loop."""

    async def __call__(self, work: Callable[[FactChecker], T]) -> T:
        """What the work gives; raises what it raises."""


class NotDelivered(NewscheckError):
    """A platform did not take a reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message to the bot, from a person."""

    id: Hashable
    """What tells it from every other; the same when it is sent again."""
    thread: Hashable
    """What it may be a follow-up in."""
    text: str
    """As it was typed, without the bot's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What a message led to."""

    said: Answer | Verdict
    nothing: str | None
    turn: Turn
    understood: Understood | None = None
    """A question in full; None of a claim."""


@dataclass(slots=True)
class _Thread:
    turns: list[Turn] = field(default_factory=list)
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    """A follow-up waits for the answer that it follows."""


class Bot:
    """For one event loop.

    Args:
        do: Who asks the archive.
        link: What opens a citation.
        told: Is told every answer and verdict.
    """

    def __init__(
        self, do: Do, *, link: Link = own_address, told: Callable[[Answer | Verdict], None] = lambda _: None
    ) -> None:
        self.finished = True
        """Whether all that was heard was answered in time, when it ended."""
        self._do = do
        self._link = link
        self._told = told
        self._threads: OrderedDict[Hashable, _Thread] = OrderedDict()
        self._heard: OrderedDict[Hashable, None] = OrderedDict()
        self._answering = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._ending = False

    async def hear(self, heard: Heard, send: Send) -> None:
        """Answer a message, unless it was heard before or the bot is ending; what fails is told, or else logged."""
        if self._ending or heard.id in self._heard:
            return
        _remember(self._heard, heard.id, None, most=MESSAGES)
        self._answering += 1
        self._idle.clear()
        try:
            await send(await self._answer(heard))
        except NotDelivered as error:
            log.error("A reply was not delivered: %s", error)
        except Exception:
            log.exception("A reply was not delivered")
        finally:
            self._answering -= 1
            if not self._answering:
                self._idle.set()

    async def finish(self, *, within: float = GRACE) -> None:
        """Hear nothing more, and wait so many seconds at most until all that was heard is answered."""
        self._ending = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), within)
        self.finished = self._idle.is_set()

    async def _answer(self, heard: Heard) -> list[Part]:
        if _WANTS_HELP.fullmatch(heard.text):
            return plainly(HELP)
        if self._answering > WAITING:
            return plainly(BUSY)
        try:
            return await self._said_in(self._thread(heard.thread), heard.text)
        except _INNARDS as error:
            log.error("%s %s", error, error.hint or "")
            return plainly(UNABLE)
        except NewscheckError as error:
            return plainly(_COMMANDS.sub("", " ".join(filter(None, [str(error), error.hint]))))
        except Exception:
            log.exception("A message was not answered")
            return plainly(FAILED)

    async def _said_in(self, thread: _Thread, text: str) -> list[Part]:
        async with thread.busy:
            found = await self._do(lambda checker: _ask(checker, text, thread.turns))
            thread.turns = [*thread.turns, found.turn][-TURNS:]
        self._told(found.said)
        understood = found.understood
        note, asked = (understood.note, understood.question) if understood else (None, None)
        otherwise = asked if asked != " ".join(text.split()) and not note else None
        return parts_of(found.said, link=self._link, nothing=found.nothing, asked=otherwise, note=note)

    def _thread(self, name: Hashable) -> _Thread:
        thread = self._threads.get(name) or _Thread()
        _remember(self._threads, name, thread, most=THREADS)
        return thread


def _ask(checker: FactChecker, text: str, turns: Sequence[Turn]) -> _Said:
    said: Answer | Verdict
    understood = None
    if (claim := claim_in(text)) and (checker.can_check or claim != text.strip()):
        said, turn = checker.check(claim), Turn(claim)
    else:
        understood = checker.in_full(text, turns)
        said = checker.ask(understood.question)
        turn = Turn.of(said)
    return _Said(said=said, nothing=why_nothing(checker, said.hits, {}), turn=turn, understood=understood)


def _remember(kept: OrderedDict[Hashable, T], key: Hashable, value: T, *, most: int) -> None:
    """As the newest; the oldest is forgotten where there would be more than so many."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > most:
        kept.popitem(last=False)
