"""The subcommands: each is a sentence over the Python calls, and imported when it is called."""

from __future__ import annotations

import errno
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from index.errors import NewscheckError, UserError
from rag.doors.common import Archive, Audit, Log, NoModels, addressed, command_of
from rag.doors.complaining import UsageError, complain, wrong_call

WRONG = 2
"""Exit code of a wrong call."""

GROUP = "newscheck.commands"
"""Entry points of other packages, whose subcommands stand behind these."""

PLACES = {
    "add": "rag.doors.adding:add",
    "watch": "rag.doors.watching:watch",
    "ask": "rag.doors.asking:ask",
    "check": "rag.doors.checking:check",
    "verify": "rag.doors.verifying:verify",
    "chat": "rag.doors.chatting:chat",
    "replay": "rag.doors.replaying:replay",
    "search": "rag.doors.finding:search",
    "show": "rag.doors.finding:show",
    "list": "rag.doors.finding:list_",
    "remove": "rag.doors.adding:remove",
    "export": "rag.doors.keeping:export",
    "import": "rag.doors.keeping:import_",
    "doctor": "rag.doors.mending:doctor",
    "mcp": "rag.doors.mcp:mcp",
    "serve": "rag.doors.http.serving:serve",
    "bot": "rag.doors.bots.command:app",
}
"""Where each subcommand is: to import them all takes as long as an answer."""


class Subcommands(Mapping[str, Any]):
    """Name to command, in the order of the help; made when it is looked at."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 -- Click's command
        if name not in self._made:
            self._made[name] = _made(name, PLACES[name] if name in PLACES else _others()[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(PLACES | _others())

    def __len__(self) -> int:
        return len(PLACES | _others())


def _others() -> dict[str, str]:
    from importlib.metadata import entry_points  # reads what is installed, which a command of our own need not wait for

    return {entry.name: entry.value for entry in entry_points(group=GROUP)}


def _made(name: str, place: str) -> Any:  # noqa: ANN401
    module, _, attribute = place.partition(":")
    found, shelf = getattr(import_module(module), attribute), typer.Typer(rich_markup_mode="markdown")
    if isinstance(found, typer.Typer):
        first = found.registered_commands[0]
        example = first.name or first.callback.__name__ if first.callback else ""
        shelf.add_typer(found, name=name, epilog=f"Example: **newscheck {name} {example} --help**")
    else:
        shelf.command(name)(found)
    return get_group(shelf).commands[name]


class Commands(TyperGroup):
    """Subcommands whose errors propose commands for the archive that was asked."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401
        super().__init__(**given)
        self.commands: Any = Subcommands()

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


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

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


def run(arguments: list[str]) -> int:
    """Run the command line; its exit code."""
    try:
        return app(arguments, prog_name=_program(), standalone_mode=False) or 0
    except NewscheckError as error:
        told: NewscheckError | None = error
    except UsageError as error:
        told = wrong_call(error)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        complain(UserError("The output could not be written: the disk is full.", hint="Make room."), as_json=False)
        return WRONG
    if told:
        complain(told, as_json="--json" in arguments)
    return WRONG


def _program() -> str:
    """What a shell finds this program by: commands that are proposed can be pasted, also without its folder on PATH."""
    return "newscheck" if shutil.which("newscheck") else shlex.quote(sys.argv[0])
