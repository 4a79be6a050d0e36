"""`newscheck doctor`: what is stored, what differs, and mending it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from rag.doors.common import Json, open_archive, say, settings_of
from rag.doors.terminal import console

if TYPE_CHECKING:
    from index.mending import Finding
    from rag.settings import Settings

_COLOURS = {"sound": "green", "mended": "yellow", "trouble": "red"}


def doctor(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look, and change nothing.")] = False,
    embed_again: Annotated[
        bool, typer.Option("--embed-again", help="Make all vectors anew with the embedder now set.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Look the archive over, and make anew what differs from its articles.

    Exits with 1 when trouble remains.

    Example: **newscheck doctor --dry-run**
    """
    settings = settings_of(context)
    if embed_again and not dry_run:
        _embed_again(settings)
    findings = list(_findings(context, settings, dry_run=dry_run))
    if as_json:
        parts = [{"part": f.part, "state": f.state, "detail": f.detail} for f in findings]
        say({"archive": str(settings.place), "bytes": settings.place.size(), "findings": parts})
    else:
        _show(settings, findings)
    if any(finding.state == "trouble" for finding in findings):
        raise typer.Exit(1)


def _findings(context: typer.Context, settings: Settings, *, dry_run: bool) -> Iterator[Finding]:
    from index.errors import ArchiveInUse
    from index.mending import Finding, look_at, mend
    from index.storing import open_writer

    with open_archive(context) as (archive, _):
        yield from look_at(archive, settings)
    try:
        with open_writer(settings.place) as writer:
            yield from mend(writer, settings, dry_run=dry_run)
    except ArchiveInUse as error:
        yield Finding(part="derived parts", state="sound", detail=f"not compared: {error}")


def _embed_again(settings: Settings) -> None:
    from index.building import open_builder

    err = console(stderr=True)
    with open_builder(settings) as builder, Progress(console=err, transient=True) as bar:
        task = bar.add_task("Embedding again", total=builder.archive.counts()[0])
        builder.embed_again(lambda done: bar.update(task, completed=done))


def _show(settings: Settings, findings: list[Finding]) -> None:
    out = console()
    out.print(Text(f"{settings.place} ({settings.place.size() / 1e6:,.1f} MB)", "bold"))
    table = Table(box=None, padding=(0, 1), show_header=False)
    for finding in findings:
        table.add_row(Text(finding.state, _COLOURS[finding.state]), finding.part, Text(finding.detail))
    out.print(table)
