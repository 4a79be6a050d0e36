"""`newscheck export` and `newscheck import`: an archive as one file, and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from rag.doors.adding import stoppable
from rag.doors.common import INTERRUPTED, Json, say, settings_of
from rag.doors.progress import Report
from rag.doors.wording import count


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="To be written; an earlier export there gives way to it.")],
    as_json: Json = False,
) -> None:
    """Write the archive to one file: articles, facts, places, passages and vectors, each article sealed by a hash.

    It is one state of the archive, also while another program adds to it. The file appears when it is whole.

    Example: **newscheck export news.jsonl.gz**
    """
    from index.saving import save

    settings = settings_of(context)
    with typer.progressbar(length=1, label="Articles", file=sys.stderr, hidden=not _is_watched(as_json)) as bar:

        def on_done(done: int, everything: int) -> None:
            bar.length = max(everything, 1)
            bar.update(done - bar.pos)

        saved = save(settings.place, file, on_done=on_done)
    if as_json:
        say({"file": str(file), "articles": saved.articles, "passages": saved.passages, "bytes": saved.bytes})
    else:
        typer.echo(f"Exported {count(saved.articles, 'article')} to {file} ({max(saved.bytes // 1000, 1):,} kB).")


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="As `newscheck export` wrote it.")],
    embed_again: Annotated[
        bool, typer.Option("--embed-again", help="Make all vectors anew with the embedder now set.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Store the articles of an exported file that the archive does not hold; what it holds stays as it is.

    The whole file is looked at before: of one that is damaged or cut, nothing is stored. Running it again adds nothing
    twice; stopped with Ctrl-C, it goes on where it was. Exits with 1 when an article was refused.

    Example: **newscheck import news.jsonl.gz**
    """
    from index.exported import Export
    from index.restoring import restore

    settings, exported = settings_of(context), Export(file)
    report = Report(exported, as_json=as_json)
    with stoppable(report), report:
        for result in restore(exported, settings, embed_again=embed_again):
            report.note(result)
    report.close()
    if report.stopped:
        raise typer.Exit(INTERRUPTED)
    if report.refused:
        raise typer.Exit(1)


def _is_watched(as_json: bool) -> bool:
    return not as_json and sys.stderr.isatty()
