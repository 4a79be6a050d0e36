"""Errors as a person or a program reads them: what is wrong and what to do next, or JSON."""

from __future__ import annotations

import json
from typing import Any

import typer

from index.errors import NewscheckError, WrongCall
from rag.doors.common import command_of

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What Typer raises for a wrong call; some versions carry a Click of their own, so that it has no one home."""

LEADING = {"--archive": " DIR", "--no-models": "", "--audit": " FILE", "--log": " FORM"}
"""Options of `newscheck` itself, with what they take."""


def complain(error: NewscheckError, *, as_json: bool) -> None:
    """An error on standard error, or as JSON on standard output."""
    if as_json:
        typer.echo(json.dumps(error.to_dict(), ensure_ascii=False))
        return
    typer.echo(f"Error: {error}", err=True)
    if error.hint:
        typer.echo(error.hint, err=True)


def wrong_call(error: Any) -> WrongCall | None:  # noqa: ANN401 -- a UsageError
    """The same as our error; None where it only meant to print help, which it has done."""
    message = error.format_message().replace("Value error, ", "")  # pydantic's word for it
    return WrongCall(message, hint=_hint(error, message)) if message.strip() else None


def _hint(error: Any, message: str) -> str:  # noqa: ANN401
    context = error.ctx
    if context is None:
        return "See what there is: newscheck --help"
    option = getattr(error, "option_name", None)
    if option in LEADING:
        leading = f"{context.find_root().info_name} {option}{LEADING[option]}"
        return f"It stands before the command: {leading} {context.info_name} ..."
    takes_text = any(parameter.param_type_name == "argument" for parameter in context.command.params)
    if "unexpected extra argument" in message and takes_text:
        return f'Put words that belong together in quotes: {command_of(context)} {context.info_name} "..."'
    return f"See how it is called: {context.command_path} --help"
