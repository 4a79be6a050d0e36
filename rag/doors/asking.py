"""`newscheck ask`: a question answered from the stored articles, written out by a language model where one is set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from rag.doors.common import (
    NOT_IN_ARTICLES,
    Bounds,
    Json,
    Llm,
    Many,
    bounded,
    command_of,
    open_checker,
    say_found,
    why_nothing,
)
from rag.doors.remembering import remember

if TYPE_CHECKING:
    from rag.records import Answer


@bounded
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="In words, in quotes.")],
    as_json: Json = False,
    *,
    bounds: Bounds,
    k: Many = None,
    llm: Llm = None,
    why: Annotated[bool, typer.Option("--why", help="Show what was retrieved, by which stage, and the times.")] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Exit with 3 when the articles do not say; leave out what a language model wrote without support.",
        ),
    ] = False,
) -> None:
    """Answer a question from the stored articles.

    Example: **newscheck ask "How many troops serve in RSM?"**
    """
    with open_checker(context, "reader", "verifier", llm=llm) as checker:
        events = checker.write(question, strict=strict, k=k, **bounds)
        answer = cast("Answer", next(events))
        nothing = why_nothing(checker, answer.hits, bounds)
        if as_json:
            answer = cast("Answer", [answer, *events][-1])
        else:
            from rag.doors import terminal

            answer = terminal.show_writing(
                terminal.console(), answer, events, command=command_of(context), nothing=nothing,
                writer=checker.settings.llm,
            )  # fmt: skip
        remember(checker.settings, answer, **bounds)
    if as_json:
        say_found(answer, nothing, why=why)
    elif why:
        from rag.doors import ranking, terminal
        from rag.several import each

        for said in each(answer):
            ranking.show_why(terminal.console(), said)
    if strict and "not_in_articles" in {answer.status, *(other.status for other in answer.also)}:
        raise typer.Exit(NOT_IN_ARTICLES)
