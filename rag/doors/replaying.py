"""`newscheck replay`: an audit log held against the archive as it is now."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.doors.common import Json, say, settings_of
from rag.doors.wording import count

if TYPE_CHECKING:
    from rag.auditing import Entry
    from rag.replaying import Change

CHANGED = 1
"""Exit code where something is said otherwise now."""


def replay(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="As --audit wrote it.")],
    only_verify: Annotated[
        bool, typer.Option("--only-verify", help="Look whether all lines are as they were written, and ask nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Ask every question, claim and text of an audit log again, and show what is said otherwise now.

    Before, every line is held against its hash. No language model is asked, and nothing is appended. Exits with 0 when
    all is as it was, 1 when something has changed, and 2 when a line was edited, moved or removed.

    Example: **newscheck replay answers.jsonl**
    """
    from rag.auditing import read_audit

    pieces: list[int] = []
    lines, last = 0, None
    for entry in read_audit(file, pieces=pieces):
        lines, last = lines + 1, entry.sha256
    told: list[dict[str, Any]] = []
    if not only_verify and lines:
        told = _asked_again(context, file, as_json=as_json)
    changed = sum(bool(one["changed"]) for one in told)
    if as_json:
        whole = {"file": str(file), "lines": lines, "pieces": pieces, "last_sha256": last}
        say(whole | {"asked": len(told), "changed": changed, "entries": told})
    else:
        _summary(lines, last, pieces, asked=len(told), changed=changed)
    if changed:
        raise typer.Exit(CHANGED)


def _asked_again(context: typer.Context, file: Path, *, as_json: bool) -> list[dict[str, Any]]:
    from rag.auditing import read_audit
    from rag.checker import FactChecker
    from rag.replaying import ask_again

    told = []
    settings = settings_of(context).model_copy(update={"audit": None, "llm": None})
    with FactChecker.open(settings=settings) as checker:
        for entry in read_audit(file, pieces=[]):
            changes = ask_again(checker, entry)
            if changes and not as_json:
                _show(entry, changes)
            told.append(_entry(entry, changes))
    return told


def _entry(entry: Entry, changes: list[Change]) -> dict[str, Any]:
    changed = {change.field: {"then": change.then, "now": change.now} for change in changes}
    asked = {"line": entry.line, "time": entry.time, "kind": entry.kind, "asked": entry.ask.question}
    return asked | {"changed": changed}


def _show(entry: Entry, changes: list[Change]) -> None:
    typer.echo(_line(f"Line {entry.line}, {entry.time[:10]}: {entry.ask.question}"))
    for change in changes:
        typer.echo(f"    {change.field.replace('_', ' ')}")
        if isinstance(change.then, list) and isinstance(change.now, list):
            gone = [f"- {one}" for one in change.then if one not in change.now]
            new = [f"+ {one}" for one in change.now if one not in change.then]
            told = [*gone, *new] or ["in another order"]
        else:
            told = [f"- {_word(change.then)}", f"+ {_word(change.now)}"]
        typer.echo("\n".join(_line(one, indent=8) for one in told))


def _word(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in value.items() if number) or "none"
    return "none" if value is None else f"{value}"


def _line(text: str, *, indent: int = 0) -> str:
    return textwrap.fill(
        " ".join(text.split()), 80, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2 if indent else 4)
    )


def _summary(lines: int, last: str | None, pieces: list[int], *, asked: int, changed: int) -> None:
    for number in pieces:
        typer.echo(f"Line {number} is a piece: a program was stopped while it wrote it, and gave no answer.", err=True)
    typer.echo(f"{count(lines, 'line')}, all as written.")
    if last:
        typer.echo(f"Last hash: {last}")
    if asked:
        typer.echo(f"{asked:,} asked again: {asked - changed:,} as before, {changed:,} changed.")
