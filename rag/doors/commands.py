"""The subcommands: each is a sentence over the Python calls."""

from __future__ import annotations

import shlex
import shutil
import sys
from importlib.metadata import entry_points, version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from index.errors import NewscheckError
from rag.asking import bounds_of
from rag.doors import adding, asking, chatting, checking, keeping, mcp, mending, replaying, verifying, watching
from rag.doors.bots import command as bots
from rag.doors.common import (
    Archive,
    Audit,
    Bounds,
    Json,
    Language,
    Log,
    Many,
    NoModels,
    Since,
    Source,
    Until,
    addressed,
    command_of,
    open_archive,
    open_checker,
    say,
    why_nothing,
)
from rag.doors.complaining import UsageError, complain, wrong_call
from rag.doors.http import serving
from rag.doors.remembering import recall
from rag.doors.wording import nothing_passes

WRONG = 2
"""Exit code of a wrong call."""


class Commands(TyperGroup):
    """Subcommands whose errors propose commands for the archive that was asked."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 -- Click's signature
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except NewscheckError as error:
            error.hint = error.hint and addressed(error.hint, command_of(ctx))
            raise


app = typer.Typer(
    name="newscheck",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("add")(adding.add)
app.command("watch")(watching.watch)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newscheck {version('newscheck')}")
        raise typer.Exit


@app.callback()
def newscheck(
    context: typer.Context,
    archive: Archive = None,
    no_models: NoModels = False,
    audit: Audit = None,
    log: Log = None,
    show_version: Annotated[  # noqa: ARG001 -- acts before the others are read
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Answers questions from your own collection of news articles, with checked citations.

    Example: **newscheck ask "How many troops serve in RSM?"**
    """
    context.obj = archive
    context.meta.update(models=False if no_models else None, audit=audit, log=log)


app.command("ask")(asking.ask)
app.command("check")(checking.check)
app.command("verify")(verifying.verify)
app.command("chat")(chatting.chat)
app.command("replay")(replaying.replay)


@app.command()
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


@app.command()
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


@app.command("list")
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


@app.command()
def remove(
    context: typer.Context,
    articles: Annotated[list[str], typer.Argument(help="Ids or their first digits, URLs, titles, file names.")],
    as_json: Json = False,
) -> None:
    """Delete articles from the archive, for good.

    Example: **newscheck remove 530c64**
    """
    adding.remove(context, articles, as_json=as_json)


app.command("export")(keeping.export)
app.command("import")(keeping.import_)
app.command("doctor")(mending.doctor)
app.command("mcp")(mcp.mcp)
app.command("serve")(serving.serve)
app.add_typer(bots.app, name="bot")


def run(arguments: list[str]) -> int:
    """Run the command line; its exit code."""
    for entry in entry_points(group="newscheck.commands"):
        _join(entry.name, entry.load())
    try:
        return app(arguments, prog_name=_program(), standalone_mode=False) or 0
    except NewscheckError as error:
        told: NewscheckError | None = error
    except UsageError as error:
        told = wrong_call(error)
    if told:
        complain(told, as_json="--json" in arguments)
    return WRONG


def _join(name: str, others: typer.Typer) -> None:
    """Subcommands of another package, whose help names one of them as an example."""
    first = others.registered_commands[0].name
    app.add_typer(others, name=name, epilog=f"Example: **newscheck {name} {first} --help**")


def _program() -> str:
    """What a shell finds this program by: commands that are proposed can be pasted, also without its folder on PATH."""
    return "newscheck" if shutil.which("newscheck") else shlex.quote(sys.argv[0])
