"""Timelines in a terminal, and the mark of a quote whose value is not the latest."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rag.doors.dated import HEADING, later, rows, values
from rag.doors.wording import sources_of
from rag.records import Answer, Verdict


def show_timeline(out: Console, said: Answer | Verdict) -> None:
    """The values by date, where there are several that are not shown side by side already."""
    found = rows(said, sources_of(said))
    if not found:
        return
    out.print(Text(HEADING, "dim"))
    table = Table(box=None, padding=(0, 1), show_header=False)
    for row in found:
        table.add_row(Text(row.when), Text(row.value, "bold"), Text(row.who), Text(row.marks, "cyan"))
    out.print(table)


def with_later(quote: Text, said: Answer | Verdict, number: int) -> Text:
    """A quote, and what is told later where that is another value."""
    told = later(said, number)
    return Text.assemble(quote, (f" ({told})", "yellow")) if told else quote


def value_of(said: Verdict, number: int) -> Text:
    """What a citation gives for the claim's value, where articles give several."""
    return Text(values(said).get(number, ""), "bold")
