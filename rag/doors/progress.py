"""What `newscheck add` and `newscheck import` say: a bar while it runs, a line for each refusal, and a summary."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from index.records import Refused
from rag.doors.common import say
from rag.doors.terminal import console
from rag.doors.wording import count, printable

if TYPE_CHECKING:
    from index.building import Stored

LISTED = 20
"""Warnings told one by one; the rest is counted, and named by --json. What was refused is always named."""

TIMED = 100
"""Passages from which a rate says something: of a few, it tells how long the model takes to load."""


class Source(Protocol):
    """Where articles come from."""

    @property
    def total_bytes(self) -> int:
        """0 when nobody knows."""

    @property
    def read_bytes(self) -> int:
        """So far."""

    @property
    def passed_over(self) -> Mapping[str, str]:
        """Files that hold no article, and why."""


class Report:
    """Counts results, and shows them on standard error as they come."""

    def __init__(self, loader: Source, *, as_json: bool) -> None:
        self._loader = loader
        self._as_json = as_json
        self._outcomes: Counter[str] = Counter(added=0, replaced=0, unchanged=0)
        self._passages = self._copies = 0
        self._began = time.monotonic()
        self._warnings: list[tuple[str, str]] = []
        self.refused: list[Refused] = []
        self.stopped = False
        self._err = console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            TaskProgressColumn(),
            TextColumn("{task.fields[done]}"),
            TimeRemainingColumn(),
            console=self._err,
            transient=True,
            disable=as_json or not self._err.is_terminal,
        )
        self._task = self._bar.add_task("Loading the model", total=loader.total_bytes or None, done="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def note(self, result: Stored | Refused) -> None:
        """Count one result, and tell at once what a person may want to mend."""
        if isinstance(result, Refused):
            self.refused.append(result)
            self._tell("Refused", result.origin, result.reason, "red")
        else:
            self._outcomes[result.outcome] += 1
            self._passages += result.passages
            self._copies += result.copied
            for warning in result.warnings:
                self._warnings.append((result.key, warning))
                if len(self._warnings) <= LISTED:
                    self._tell("Warning", result.key, warning, "yellow")
            # a refused file was read ahead of articles that wait to be embedded: it moves no bar
            done = ", ".join(filter(None, (count(self._articles, "article"), self._rate)))
            self._bar.update(self._task, description="Adding", completed=self._loader.read_bytes, done=done)

    def close(self) -> None:
        """The summary, on standard output."""
        if self._as_json:
            say(self._to_dict())
            return
        if len(self._warnings) > LISTED:
            self._err.print(f"... and {count(len(self._warnings) - LISTED, 'more warning')} (--json names them all)")
        for path, reason in self._loader.passed_over.items():
            self._err.print(Text.assemble(("Passed over ", "dim"), printable(f"{path}: {reason}")), soft_wrap=True)
        counts = [f"{count:,} {outcome}" for outcome, count in self._outcomes.items()]
        if self._copies:
            counts[-1] += f" ({self._copies:,} with the text of another)"
        counts.append(f"{len(self.refused):,} refused")
        line = f"{', '.join(counts)}, in {self._seconds:.1f} s"
        out = console()
        out.print(line + (f" ({self._rate})." if self._rate else "."), soft_wrap=True)
        if self.stopped:
            out.print("Stopped. What is counted here is stored; the same command goes on from there.")

    def _tell(self, kind: str, origin: str, reason: str, colour: str) -> None:
        if not self._as_json:
            # one line, however long: what reads it from a pipe looks for whole lines
            line = Text.assemble((f"{kind} ", colour), printable(f"{origin}: {reason}"))
            self._bar.console.print(line, soft_wrap=True)

    @property
    def _articles(self) -> int:
        return self._outcomes.total()

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._began

    @property
    def _rate(self) -> str:
        if self._passages < TIMED:
            return ""
        return f"{self._passages / max(self._seconds, 0.001):.0f} passages/s"

    def _to_dict(self) -> dict[str, object]:
        return {
            **self._outcomes,
            "copies": self._copies,
            "refused": [{"origin": refused.origin, "reason": refused.reason} for refused in self.refused],
            "warnings": [{"article": key, "warning": warning} for key, warning in self._warnings],
            "passed_over": dict(self._loader.passed_over),
            "passages": self._passages,
            "seconds": round(self._seconds, 3),
            "stopped": self.stopped,
        }
