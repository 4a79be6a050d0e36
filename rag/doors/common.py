"""What the subcommands share: their options, and how they open an archive and speak JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from index.archive import Archive as OpenArchive
    from rag.checker import FactChecker
    from rag.settings import Settings

NOT_IN_ARTICLES = 3
"""Exit code of `ask --strict` and `check --strict`."""

INTERRUPTED = 130
"""Exit code of what was stopped by Ctrl-C, as shells know it."""

_DAY = ["%Y-%m-%d"]

Archive = Annotated[
    Path | None,
    typer.Option("--archive", help="Folder of the archive (default: your data folder, or NEWSCHECK_ARCHIVE)."),
]
NoModels = Annotated[bool, typer.Option("--no-models", help="Answer without reader, reranker and verifier models.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Since = Annotated[
    datetime | None, typer.Option(formats=_DAY, metavar="DATE", help="Only articles of this day or later.")
]
Until = Annotated[
    datetime | None, typer.Option(formats=_DAY, metavar="DATE", help="Only articles of this day or earlier.")
]
AsOf = Annotated[datetime | None, typer.Option(formats=_DAY, metavar="DATE", help="Ask as if it were this day.")]
Source = Annotated[str | None, typer.Option(metavar="NAME", help="Only sources whose name or site contains this.")]
Language = Annotated[str | None, typer.Option(metavar="CODE", help="Only articles in this language, such as en.")]
Many = Annotated[int | None, typer.Option("-k", min=1, max=100, help="Passages to read.")]


def day_of(moment: datetime | None) -> date | None:
    """The day that an option gave."""
    return moment.date() if moment else None


def say(value: object, *, indent: int | None = 2) -> None:
    """One JSON value on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def settings_of(context: typer.Context, **flags: Any) -> Settings:  # noqa: ANN401 -- as many kinds as settings
    """From newscheck.toml, NEWSCHECK_* and the flags of this call."""
    from rag.settings import Settings

    return Settings.load(flags={"archive": context.obj, "models": context.meta.get("models"), **flags})


@contextmanager
def open_checker(context: typer.Context) -> Iterator[FactChecker]:
    """The archive, ready for questions."""
    from rag.checker import FactChecker

    with FactChecker.open(settings=settings_of(context)) as checker:
        yield checker


@contextmanager
def open_archive(context: typer.Context) -> Iterator[tuple[OpenArchive, Settings]]:
    """The archive for reading, without any model."""
    from index.archive import Archive

    settings = settings_of(context)
    archive = Archive(settings.archive)
    try:
        yield archive, settings
    finally:
        archive.close()
