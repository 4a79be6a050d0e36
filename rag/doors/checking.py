"""`newscheck check`: whether the articles support a claim, or a text sentence by sentence, or refute it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import WrongCall
from rag.doors.common import (
    NOT_IN_ARTICLES,
    Bounds,
    Json,
    Many,
    bounded,
    command_of,
    open_checker,
    say,
    say_found,
    why_nothing,
)
from rag.doors.remembering import remember
from rag.doors.texts.formats import DATA, Format, printed

if TYPE_CHECKING:
    from rag.checker import FactChecker
    from rag.records import Label
    from rag.texts import CheckedText

FAILED = 1
"""Exit code where a label was found that `--fail-on` names."""


class FailOn(StrEnum):
    """Labels that a build may fail on."""

    REFUTED = "refuted"
    CONFLICTING = "conflicting"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"


@bounded
def check(
    context: typer.Context,
    claim: Annotated[str | None, typer.Argument(help="One statement, in quotes.")] = None,
    file: Annotated[
        str | None, typer.Option("--file", metavar="TEXT", help="Check a text: a file, a URL, or - for standard input.")
    ] = None,
    format_: Annotated[
        Format,
        typer.Option("--format", help="How it is shown; html is to keep and print, claimreview to publish."),
    ] = Format.TERMINAL,
    fail_on: Annotated[
        list[FailOn] | None, typer.Option("--fail-on", help="Exit with 1 on this label; may be given several times.")
    ] = None,
    llm: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="Let a language model divide the sentences of a text; named as for `ask`."),
    ] = None,
    as_json: Json = False,
    *,
    bounds: Bounds,
    k: Many = None,
    why: Annotated[bool, typer.Option("--why", help="Show what was read, what found it, and the times.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 when there is not enough evidence.")] = False,
) -> None:
    """Check a claim against the stored articles: supported, refuted, conflicting, or not enough evidence.

    With --file, each sentence of a text: what it claims is judged, part by part; opinions, questions, predictions and
    plans are told as such. The text is shown back with the verdicts in it. `newscheck verify` looks the quotes up again
    that --format claimreview, csv and html carry.

    Exit codes: 0; 1 where a label was found that --fail-on names; 2 when the call is wrong; 3 with --strict, when there
    is not enough evidence.

    Example: **newscheck check "The RSM has 12,000 soldiers."**

    Example: **newscheck check --file draft.txt --fail-on refuted**

    Example: **newscheck check --file draft.txt --format html > checked.html**
    """
    _must_be_one(claim, file)
    if format_ is not Format.TERMINAL:
        _refuse(context, {"--json": as_json, "--why": why}, needs="--format terminal")
    if claim is not None:
        _refuse(context, {"--llm": llm is not None}, needs="--file")
        labels = _check_claim(context, claim, bounds, k, format_=format_, as_json=as_json, why=why)
    else:
        _refuse(context, {"--why": why}, needs="a claim")
        labels = _check_text(context, str(file), bounds, k, format_=format_, llm=llm, as_json=as_json)
    failed = [label for label in fail_on or () if label.value in labels]
    if failed:
        typer.echo(f"Failed: {', '.join(label.value.replace('_', ' ') for label in dict.fromkeys(failed))}.", err=True)
        raise typer.Exit(FAILED)
    if strict and "not_enough_evidence" in labels:
        raise typer.Exit(NOT_IN_ARTICLES)


def _check_claim(
    context: typer.Context,
    claim: str,
    bounds: Bounds,
    k: int | None,
    *,
    format_: Format,
    as_json: bool,
    why: bool,
) -> Sequence[Label]:
    with open_checker(context, "verifier") as checker:
        verdict = checker.check(claim, **bounds, k=k)
        nothing = why_nothing(checker, verdict.hits, bounds)
        remember(checker.settings, verdict)
    if as_json:
        say_found(verdict, nothing, why=why)
    elif format_ is not Format.TERMINAL:
        from rag.texts import CheckedText

        _print(CheckedText.of(verdict), format_, nothing)
    else:
        from rag.doors import ranking, terminal

        terminal.show_verdict(terminal.console(), verdict, command=command_of(context), nothing=nothing)
        if why:
            ranking.show_why(terminal.console(), verdict)
    return [verdict.label]


def _check_text(
    context: typer.Context,
    place: str,
    bounds: Bounds,
    k: int | None,
    *,
    format_: Format,
    llm: str | None,
    as_json: bool,
) -> Sequence[Label]:
    from rag.doors.texts.reading import read_text

    with open_checker(context, "verifier", llm=llm) as checker:
        text = read_text(place, max_bytes=checker.settings.max_bytes)
        checked = _with_progress(checker, text, bounds, k, quiet=as_json)
        nothing = why_nothing(checker, checked.hits, bounds) if checked.claims else None
        remember(checker.settings, checked)
    if as_json:
        say(checked.to_dict() | {"note": nothing})
    else:
        _show(context, checked, format_, nothing)
    return [sentence.label for sentence in checked.sentences if sentence.label]


def _with_progress(checker: FactChecker, text: str, bounds: Bounds, k: int | None, *, quiet: bool) -> CheckedText:
    """A text takes a second a claim."""
    silent = quiet or not sys.stderr.isatty()
    with typer.progressbar(length=1, label="Sentences", file=sys.stderr, hidden=silent) as bar:

        def on_done(_: int, everything: int) -> None:
            bar.length = everything
            bar.update(1)

        return checker.check_text(text, k=k, on_done=on_done, **bounds)


def _show(context: typer.Context, checked: CheckedText, format_: Format, nothing: str | None) -> None:
    if format_ is not Format.TERMINAL:
        _print(checked, format_, nothing)
        return
    from rag.doors import terminal
    from rag.doors.texts.terminal import show_text

    show_text(terminal.console(), checked, command=command_of(context), nothing=nothing)


def _print(checked: CheckedText, format_: Format, nothing: str | None) -> None:
    """As bytes: the ends of a table's lines are its own. What it has no place for is told beside it."""
    typer.echo(printed(checked, format_, day=date.today(), nothing=nothing).encode(), nl=False)
    notes = [f"Not enough evidence: {nothing}."] if nothing else []
    for note in (*notes, *checked.notes) if format_ in DATA else ():
        typer.echo(note, err=True)


def _must_be_one(claim: str | None, file: str | None) -> None:
    if (claim is None) == (file is None):
        said = "There is nothing to check" if claim is None else "Give a claim or --file, not both"
        raise WrongCall(f"{said}.", hint='Give a claim in quotes: newscheck check "..."; or a text: --file TEXT')


def _refuse(context: typer.Context, given: dict[str, bool], *, needs: str) -> None:
    for option, is_given in given.items():
        if is_given:
            raise WrongCall(f"{option} goes with {needs}.", hint=f"See how it is called: {context.command_path} --help")
