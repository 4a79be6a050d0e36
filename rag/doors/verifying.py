"""`newscheck verify`: whether what an export quotes still stands in the stored articles."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import UserError
from rag.doors.common import Json, command_of, open_archive, say

if TYPE_CHECKING:
    from rich.console import Console

    from rag.reverifying import Reverified, Status, Verification

FAILED = 1
"""Exit code where a quote does not stand as it was exported."""

WORDS: dict[Status, str] = {
    "stands": "stands", "moved": "moved", "gone": "gone", "altered": "altered", "no_article": "no article",
}  # fmt: skip
COUNTED: dict[Status, str] = WORDS | {"stands": "stand", "no_article": "without an article"}
COLOURS: dict[Status, str] = {
    "stands": "green", "moved": "yellow", "gone": "red", "altered": "red", "no_article": "magenta",
}  # fmt: skip


def verify(
    context: typer.Context,
    export: Annotated[str, typer.Argument(metavar="EXPORT", help="A file, or - for standard input.")],
    as_json: Json = False,
) -> None:
    """Look up again, in the archive, every quote that an export carries. No model is needed.

    An export is what `check --format claimreview`, `csv` or `html` printed, or `check --json` or `ask --json`. Each
    quote **stands** as exported; has **moved** within an article that has changed; is **gone** from it; is **altered**:
    the article is the same, the export is not; or there is **no article**. Verdicts are not judged again.

    Exit codes: 0 when every quote stands; 1 when one does not, a moved one too, since what stands around it may be new;
    2 when it is no export.

    Example: **newscheck verify checked.html**

    Example: **newscheck check "The RSM has 12,000 soldiers." --json | newscheck verify -**
    """
    from rag import reverifying

    text = _read(export)
    with open_archive(context) as (archive, _):
        found = reverifying.verify(text, archive)
    if as_json:
        say(found.to_dict())
    else:
        from rag.doors import terminal

        _show(terminal.console(), found, command=command_of(context))
    if not found.stands:
        raise typer.Exit(FAILED)


def _read(place: str) -> str:
    from index.decoding import decode
    from index.errors import InvalidArticle
    from rag.exporting.reading import no_export

    try:
        content = sys.stdin.buffer.read() if place == "-" else Path(place).read_bytes()
    except OSError as error:
        told = (error.strerror or str(error)).lower()
        raise UserError(f"{place!r} cannot be read: {told}.", hint="Name a file, or - for standard input.") from None
    try:
        return decode(content).text
    except InvalidArticle as error:
        raise no_export(str(error)) from None


def counted(found: Verification) -> str:
    """3 quotes: 1 stands, 2 gone."""
    from rag.doors.wording import count
    from rag.reverifying import STATUSES

    if not found.quotes:
        return "It carries no quotes: there is nothing to look up."
    numbers = {status: found.count(status) for status in STATUSES}
    told = [f"{n} {(WORDS if n == 1 else COUNTED)[status]}" for status, n in numbers.items() if n]
    return f"{count(len(found.quotes), 'quote')}: {', '.join(told)}."


def _show(out: Console, found: Verification, *, command: str) -> None:
    from rich.text import Text

    out.print(Text(counted(found), "bold"))
    for quote in found.quotes:
        out.print()
        _show_quote(out, quote, command)


def _show_quote(out: Console, quote: Reverified, command: str) -> None:
    """What became of it in a line, the quote and its place as exported, and why it does not stand."""
    from rich.padding import Padding
    from rich.text import Text

    from rag.doors.wording import place_of, quoted, shortened
    from rag.naming import title_of

    citation, colour = quote.citation, COLOURS[quote.status]
    number, word = f"[{citation.number}] ", WORDS[quote.status]
    title = shortened(title_of(citation), out.width - len(f"{number}{word}: "))
    out.print(Text.assemble((number, "cyan"), (word, colour), f": {title}"))
    lines = [Text(quoted(citation.quote)), Text(place_of(citation, citation.source or ""))]
    for line in (*lines, *([Text(quote.reason, colour)] if quote.reason else [])):
        out.print(Padding(line, (0, 0, 0, 4)))
    if quote.reason and quote.found:  # on one line, to be pasted
        out.print(Text(f"    open: {command} show {quote.found.id[:8]}", "dim"), soft_wrap=True)
