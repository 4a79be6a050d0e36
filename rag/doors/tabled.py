"""Values in a terminal, side by side and by date, and the mark of a quote whose value is not the latest."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rag.doors.dated import HEADING, later, rows, values
from rag.doors.wording import day, quoted, sources_of
from rag.records import Answer, Citation, Verdict


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


def _value_of(said: Verdict, number: int) -> Text:
    """What a citation gives for the claim's value, where articles give several."""
    return Text(values(said).get(number, ""), "bold")


def show_values(out: Console, answer: Answer) -> None:
    """What each of the articles that differ says, and when."""
    table = Table(box=None, padding=(0, 1), show_header=False)
    quotes = {citation.number: citation for citation in answer.citations}
    for alternative in answer.alternatives:
        first = quotes[alternative.citations[0]]
        table.add_row(
            Text(alternative.answer, "bold green"),
            day(alternative.as_of),
            sources_of(answer)[first.article_id],
            with_later(numbered_quote(first), answer, first.number),
        )
    out.print(table)


def show_sides(out: Console, verdict: Verdict) -> None:
    """Who says what, and when; copies of a story are among the sources only."""
    table = Table(box=None, padding=(0, 1), show_header=False)
    quotes = {citation.number: citation for citation in verdict.citations}
    shown: set[str] = set()
    for witness in (witness for part in verdict.sub_claims for witness in part.evidence):
        cited = quotes[witness.citation]
        if cited.quote not in shown:
            side = Text(witness.stance, "green" if witness.stance == "supports" else "red")
            who, quote = sources_of(verdict)[cited.article_id], with_later(numbered_quote(cited), verdict, cited.number)
            table.add_row(side, _value_of(verdict, cited.number), day(cited.published), who, quote)
        shown.add(cited.quote)
    out.print(table)


def numbered_quote(citation: Citation) -> Text:
    """A quote with its mark."""
    return Text.assemble(quoted(citation.quote), " ", (f"[{citation.number}]", "cyan"))
