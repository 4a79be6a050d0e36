"""`newscheck check`: whether the articles support a claim or refute it."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.doors.common import (
    NOT_IN_ARTICLES,
    AsOf,
    Bounds,
    Json,
    Language,
    Many,
    Since,
    Source,
    Until,
    command_of,
    open_checker,
    say_found,
    why_nothing,
)
from rag.doors.remembering import remember


def check(
    context: typer.Context,
    claim: Annotated[str, typer.Argument(help="One statement, in quotes.")],
    as_json: Json = False,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    source: Source = None,
    language: Language = None,
    k: Many = None,
    why: Annotated[bool, typer.Option("--why", help="Show what was read, what found it, and the times.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 when there is not enough evidence.")] = False,
) -> None:
    """Check a claim against the stored articles: supported, refuted, conflicting, or not enough evidence.

    Example: **newscheck check "The RSM has 12,000 soldiers."**
    """
    with open_checker(context) as checker:
        bounds: Bounds = {"since": since, "until": until, "as_of": as_of, "source": source, "language": language}
        verdict = checker.check(claim, **bounds, k=k)
        nothing = why_nothing(checker, verdict.hits, bounds)
        remember(checker.settings, verdict)
    if as_json:
        say_found(verdict, nothing, why=why)
    else:
        from rag.doors import ranking, terminal

        terminal.show_verdict(terminal.console(), verdict, command=command_of(context), nothing=nothing)
        if why:
            ranking.show_why(terminal.console(), verdict)
    if strict and verdict.label == "not_enough_evidence":
        raise typer.Exit(NOT_IN_ARTICLES)
