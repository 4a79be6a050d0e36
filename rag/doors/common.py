"""What the subcommands share: their options, and how they open an archive and speak JSON."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

if TYPE_CHECKING:
    from index.archive import Archive as OpenArchive
    from index.records import Hit
    from rag.checker import FactChecker
    from rag.records import Answer, Verdict
    from rag.settings import Settings

NOT_IN_ARTICLES = 3
"""Exit code of `ask --strict` and `check --strict`."""

INTERRUPTED = 130
"""Exit code of what was stopped by Ctrl-C, as shells know it."""


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise typer.BadParameter(f"{given!r} is not a date such as 2020-02-15.") from None


Archive = Annotated[
    Path | None,
    typer.Option("--archive", help="Folder of the archive (default: your data folder, or NEWSCHECK_ARCHIVE)."),
]
NoModels = Annotated[bool, typer.Option("--no-models", help="Answer without reader, reranker and verifier models.")]
Audit = Annotated[
    Path | None,
    typer.Option("--audit", metavar="FILE", help="Append every question and what is said to it (or NEWSCHECK_AUDIT)."),
]
Log = Annotated[
    str | None,
    typer.Option("--log", metavar="FORM", help="Tell what happens on standard error: json, text, off (NEWSCHECK_LOG)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Since = Annotated[date | None, typer.Option(parser=_day, metavar="DATE", help="Only articles of this day or later.")]
Until = Annotated[date | None, typer.Option(parser=_day, metavar="DATE", help="Only articles of this day or earlier.")]
AsOf = Annotated[date | None, typer.Option(parser=_day, metavar="DATE", help="Ask as if it were this day.")]
Source = Annotated[str | None, typer.Option(metavar="NAME", help="Only sources whose name or site contains this.")]
Language = Annotated[str | None, typer.Option(metavar="CODE", help="Only articles in this language, such as en.")]
Llm = Annotated[
    str | None,
    typer.Option(
        metavar="MODEL",
        help="Let a language model write the answer out, each sentence checked: openai:NAME, anthropic:NAME, "
        "ollama:NAME, or a server's address, http://HOST/v1#NAME (or NEWSCHECK_LLM).",
    ),
]
Many = Annotated[int | None, typer.Option("-k", min=1, max=100, help="Passages to read.")]


class Bounds(TypedDict, total=False):
    """Which articles may be read, as the options gave it."""

    since: date | None
    until: date | None
    as_of: date | None
    source: str | None
    language: str | None


BOUNDS: Mapping[str, Any] = {"since": Since, "until": Until, "as_of": AsOf, "source": Source, "language": Language}
"""The options for them."""


def bounded(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes `bounds`, as one that has an option for each of them, where `bounds` stands."""
    parameters: list[Parameter] = []
    for parameter in signature(command, eval_str=True).parameters.values():
        options = BOUNDS if parameter.name == "bounds" else {parameter.name: parameter.annotation}
        default = None if parameter.name == "bounds" else parameter.default
        parameters += [Parameter(n, Parameter.KEYWORD_ONLY, default=default, annotation=o) for n, o in options.items()]

    @wraps(command)
    def call(**given: Any) -> None:  # noqa: ANN401
        bounds = {name: given.pop(name) for name in BOUNDS}
        command(**given, bounds=bounds)

    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    vars(call)["__signature__"] = Signature(parameters)
    return call


def say(value: object, *, indent: int | None = 2) -> None:
    """One JSON value on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def say_found(found: Answer | Verdict, nothing: str | None, *, why: bool) -> None:
    """An answer or a verdict as JSON, with a note of why there was nothing to read, and with what was read."""
    from rag.several import each

    hits = {"hits": [hit.to_dict() for one in each(found) for hit in one.hits]} if why else {}
    say(found.to_dict() | {"note": nothing} | hits)


def why_nothing(checker: FactChecker, hits: Sequence[Hit], bounds: Bounds) -> str | None:
    """Why there was nothing to read; None where there was, or where nothing was like what was asked."""
    from rag.asking import bounds_of
    from rag.doors.wording import nothing_passes

    if hits:
        return None
    passing, stored = checker.reach(bounds_of(**bounds))
    return nothing_passes(passing=passing, stored=stored)


def command_of(context: typer.Context) -> str:
    """What stands before a subcommand that is to reach the same archive."""
    root = context.find_root()
    archive = f" --archive {shlex.quote(str(root.obj))}" if root.obj else ""
    return f"{root.info_name}{archive}"


def addressed(hint: str, command: str) -> str:
    """A hint whose commands reach the archive that `command` reaches, where they name none.

    >>> addressed("See their names: newscheck list", "newscheck --archive here")
    'See their names: newscheck --archive here list'
    """
    return re.sub(r"(?<![\w./-])newscheck (?!--archive)", lambda _: f"{command} ", hint)


def settings_of(context: typer.Context, **flags: Any) -> Settings:  # noqa: ANN401 -- as many kinds as settings
    """From newscheck.toml, NEWSCHECK_* and the flags of this call."""
    from rag.settings import Settings

    ours = {name: context.meta.get(name) for name in ("models", "audit", "log")}
    settings = Settings.load(flags={"archive": context.obj, **ours, **flags})
    if settings.log or settings.otel:
        from rag.doors.observing import begin

        begin(settings)
    return settings


@contextmanager
def open_checker(
    context: typer.Context,
    *roles: str,
    streams: int | None = 1,
    **flags: Any,  # noqa: ANN401
) -> Iterator[FactChecker]:
    """The archive, ready for questions; flags as settings are named.

    Weights are loaded while the rest is imported, which takes as long: those of the embedder, and of models for roles.
    `streams` as for `open_models`: None for what answers many at once.
    """
    from index.embedding import open_embedder
    from rag.models import open_ahead, open_models

    settings = settings_of(context, **flags)
    embedder = open_embedder(settings.embedder, cache=settings.cache, bulk=False)
    models = open_models(settings, streams=streams)
    open_ahead(embedder)
    models.open_ahead(*roles)
    from rag.checker import FactChecker

    with FactChecker.open(settings=settings, embedder=embedder, models=models) as checker:
        yield checker


@contextmanager
def open_archive(context: typer.Context) -> Iterator[tuple[OpenArchive, Settings]]:
    """The archive for reading, without any model."""
    from index.archive import Archive

    settings = settings_of(context)
    archive = Archive(settings.place)
    try:
        yield archive, settings
    finally:
        archive.close()
