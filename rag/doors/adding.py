"""`newscheck add` and `newscheck remove`: what changes the archive, told while it happens."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.doors.common import INTERRUPTED, Json, say, settings_of
from rag.doors.progress import Report

if TYPE_CHECKING:
    from index.building import Builder
    from rag.settings import Settings


class Format(StrEnum):
    """What a file is, whatever its name says."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


def add(
    context: typer.Context,
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders, URLs of pages or feeds, or - for standard input.")
    ],
    title: Annotated[str | None, typer.Option(help="Title of every article added.")] = None,
    published: Annotated[str | None, typer.Option(metavar="DATE", help="Their publication date.")] = None,
    source: Annotated[str | None, typer.Option(metavar="NAME", help="Their publisher.")] = None,
    author: Annotated[str | None, typer.Option(metavar="NAME", help="Their author.")] = None,
    language: Annotated[str | None, typer.Option(metavar="CODE", help="Their language, such as en.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="The URL of the one article added.")] = None,
    fields: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="OURS=THEIRS", help="Key or column that holds text, title, published, ..."),
    ] = None,
    format_: Annotated[
        Format | None, typer.Option("--format", help="What the files are (default: what name and content say).")
    ] = None,
    ray: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Embed on the machines of a Ray cluster.")] = None,
    as_json: Json = False,
) -> None:
    """Add articles: text, Markdown, HTML, JSON, CSV, PDF, DOCX, EPUB, mbox, WARC, zip, and those that feeds link to.

    Running it again adds nothing twice; stopped with Ctrl-C, it goes on where it was. Exits with 1 when an
    article was refused.

    Example: **newscheck add seeds/ news.jsonl.gz --map text=body --source Reuters**
    """
    from index.loading import Loader, all_entries

    settings = settings_of(context)
    given = {"title": title, "published": published, "source": source, "author": author}
    given |= {"language": language, "url": url}
    known: dict[str, Any] = {"format": format_.value} if format_ else {}
    loader = Loader(
        paths,
        overrides={name: value for name, value in given.items() if value is not None},
        fields=dict(_pair(field) for field in fields or []),
        max_bytes=settings.max_bytes,
        wanted=all_entries,
        **known,
    )
    report = Report(loader, as_json=as_json)
    with stoppable(report), report, _builder(settings, ray) as builder:
        for result in builder.add(loader):
            report.note(result)
    report.close()
    if report.stopped:
        raise typer.Exit(INTERRUPTED)
    if report.refused:
        raise typer.Exit(1)


@contextmanager
def _builder(settings: Settings, ray: str | None) -> Iterator[Builder]:
    from index.building import open_builder

    if ray is None:
        with open_builder(settings) as builder:
            yield builder
        return
    from index.cluster import on_cluster

    with (
        on_cluster(ray, settings) as embedder,
        open_builder(settings, embedder=embedder, at_once=embedder.at_once) as builder,
    ):
        yield builder


def remove(
    context: typer.Context,
    articles: Annotated[list[str], typer.Argument(help="Ids or their first digits, URLs, titles, file names.")],
    as_json: Json = False,
) -> None:
    """Delete articles from the archive, for good: all that are named, or none.

    Example: **newscheck remove 530c64**
    """
    from index.building import sync_index
    from index.storing import open_writer

    settings = settings_of(context)
    with open_writer(settings.place) as archive:
        documents = {document.id: document for document in map(archive.find, articles)}
        archive.remove(documents)
        sync_index(archive, index_from=settings.least_indexed, server=settings.vectors)
    if as_json:
        say({"removed": [{"id": id_, "title": document.title} for id_, document in documents.items()]})
        return
    for id_, document in documents.items():
        typer.echo(f"Removed {id_[:8]} {document.title or document.origin}")


@contextmanager
def stoppable(report: Report) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the work between two transactions; what was stored stays."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        report.stopped = True
    finally:
        signal.signal(signal.SIGTERM, before)


def _pair(field: str) -> tuple[str, str]:
    ours, equals, theirs = field.partition("=")
    if not (ours and equals and theirs):
        raise typer.BadParameter(f"{field!r} is not OURS=THEIRS, such as text=body", param_hint="--map")
    return ours, theirs
