"""`newscheck search`, `show` and `list`: what is stored, found and read without an answer."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.asking import bounds_of
from rag.doors.common import (
    Bounds,
    Json,
    Language,
    Many,
    Since,
    Source,
    Until,
    open_archive,
    open_checker,
    say,
    why_nothing,
)
from rag.doors.remembering import recall
from rag.doors.wording import nothing_passes


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words or a question.")],
    as_json: Json = False,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    language: Language = None,
    k: Many = None,
) -> None:
    """Find the passages nearest to a query.

    Example: **newscheck search "NATO mission in Iraq" -k 3 --since 2020-01-01**
    """
    bounds: Bounds = {"since": since, "until": until, "source": source, "language": language}
    with open_checker(context) as checker:
        found = checker.search(query, filters=bounds_of(**bounds), k=k)
        nothing = why_nothing(checker, found.hits, bounds)
    if as_json:
        say(
            {
                "query": query,
                "note": nothing,
                "hits": [hit.to_dict() for hit in found.hits],
                "timings_ms": dict(found.timings_ms),
            }
        )
    else:
        from rag.doors import ranking, terminal

        ranking.show_hits(terminal.console(), found.hits, nothing=nothing)


def show(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help="Id or its first digits, URL, title, or part of the file name.")],
    citation: Annotated[
        int | None, typer.Option(min=1, help="Mark this citation of the last answer or verdict.", metavar="N")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print a stored article, with a quote marked.

    Example: **newscheck show 530c64 --citation 1**
    """
    with open_archive(context) as (archive, settings):
        document = archive.find(article)
        marked = recall(settings, document, number=citation) if citation else None
        origins = archive.origins(document.id)
    if as_json:
        say(document.to_dict() | {"origins": origins, "marked": list(marked) if marked else None})
        return
    from rag.doors import terminal

    terminal.show_article(terminal.console(), document, marked)


def list_(
    context: typer.Context,
    as_json: Json = False,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    language: Language = None,
) -> None:
    """List the stored articles, newest first.

    Example: **newscheck list --source "Middle East Monitor"**
    """
    filters = bounds_of(since=since, until=until, source=source, language=language)
    with open_archive(context) as (archive, _):
        documents = archive.documents(filters)
        nothing = nothing_passes(passing=archive.count(filters), stored=archive.counts()[0])
        if as_json:
            for document in documents:
                say({key: value for key, value in document.to_dict().items() if key != "text"}, indent=None)
        else:
            from rag.doors import terminal

            terminal.show_list(terminal.console(), documents, nothing=nothing)
