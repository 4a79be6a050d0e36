"""Answers, verdicts and articles as a person reads them in a terminal: 80 columns, links, no colours when piped."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import IO, Any, cast

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from index.records import Document, Hit
from rag.doors.wording import (
    VERDICTS,
    as_of,
    day,
    facts_of,
    instead,
    lead,
    listing,
    opening,
    place_of,
    quoted,
    retellings,
    shortened,
    sources_of,
    sure,
    title_of,
    weighed,
)
from rag.records import Answer, Citation, Verdict

WIDEST = 100
"""Lines longer than this are hard to read, however wide the window."""

_COLOURS = {"supported": "green", "refuted": "red", "conflicting": "yellow"}

LEGEND = (
    "score: the sum of weight / (10 + rank) over the rankings, of which each tells rank and own score:"
    " dense by meaning (cosine), lexical by words (BM25), article by the words of whole articles (BM25)"
)
RERANKED = "rerank: the order that the rows stand in, and the reranker's own score"
_COLUMNS = ("score", "dense", "lexical", "article")


class _Trimmed:
    """A pipe or file without the blanks that tables leave at the ends of lines."""

    def __init__(self, to: IO[str]) -> None:
        self._to = to

    def write(self, text: str) -> int:
        """As text streams do."""
        return self._to.write(re.sub(r"[ ]+(?=\n)", "", text))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- all else is the stream's own
        return getattr(self._to, name)


def console(*, stderr: bool = False) -> Console:
    """Standard output (or error), no wider than is good to read."""
    stream = sys.stderr if stderr else sys.stdout
    file = stream if stream.isatty() else cast("IO[str]", _Trimmed(stream))
    made = Console(file=file, highlight=False, soft_wrap=False)
    made.width = min(made.width, WIDEST)
    return made


def show_answer(out: Console, answer: Answer, *, command: str = "newscheck", nothing: str | None = None) -> None:
    """The answer, its quotes, and where each can be opened.

    Args:
        out: Where to.
        answer: What to show.
        command: What stands before `show` in the commands that open an article.
        nothing: Why there was nothing to read, where that is so.
    """
    if nothing:
        _tell_nothing(out, "The articles do not say", nothing, command)
    elif answer.status == "not_in_articles":
        _ends(out, Text(weighed("The articles do not say.", answer), "bold"), f"{sure(answer.confidence)} of that")
        _nearest(out, answer, command)
    elif answer.status == "conflicting":
        out.print(Text("The articles differ.", "bold"))
        _table_of(out, answer)
        _sources(out, answer, answer.citations, command)
    else:
        _ends(out, _short(answer), _dated(answer))
        out.print(_quote(answer.citations[0]))
        _sources(out, answer, answer.citations, command)


def show_verdict(out: Console, verdict: Verdict, *, command: str = "newscheck", nothing: str | None = None) -> None:
    """The label, the quotes that settle it, and where each can be opened; arguments as for `show_answer`."""
    told = f"{sure(verdict.confidence)}{instead(verdict)}."
    if nothing:
        _tell_nothing(out, "Not enough evidence", nothing, command)
    elif verdict.label == "not_enough_evidence":
        out.print(Text(weighed(f"Not enough evidence, {told}", verdict), "bold"))
        _nearest(out, verdict, command)
    else:
        first = Text(weighed(f"{VERDICTS[verdict.label]}, {told}", verdict), f"bold {_COLOURS[verdict.label]}")
        _ends(out, first, as_of(verdict.as_of))
        if verdict.label == "conflicting":
            _sides(out, verdict)
        else:
            out.print(_quote(verdict.citations[0]))
        _sources(out, verdict, verdict.citations, command)


def show_asked(out: Console, question: str) -> None:
    """How a question was put to the articles, where that is not as it was typed."""
    out.print(Text(f"asked as: “{question}”", "dim"))


def show_sources(out: Console, said: Answer | Verdict, *, command: str = "newscheck") -> None:
    """Where each quote stands, those among them that were not shown."""
    _sources(out, said, said.citations, command)


def show_hits(out: Console, hits: Sequence[Hit], *, nothing: str | None = None) -> None:
    """Passages with their articles, best first; or that there is none, and why."""
    if not hits:
        out.print(f"No passage matches{f': {nothing}' if nothing else ''}.")
    for number, hit in enumerate(hits, start=1):
        out.print(Text(f"{number}. {title_of(hit.document)}", "bold"))
        out.print(Padding(Text(facts_of(hit.document), "dim"), (0, 0, 0, 3)))
        out.print(Padding(Text(shortened(hit.passage.text, 400)), (0, 0, 0, 3)))
        if hit.copies:
            copies = ", ".join(f"{copy.source or copy.origin} ({day(copy.published)})" for copy in hit.copies)
            out.print(Padding(Text(f"also in: {copies}", "dim"), (0, 0, 0, 3)))
        out.print()


def show_why(out: Console, answer: Answer | Verdict) -> None:
    """What was retrieved, by which stage, with which ranks and scores, and how long it took."""
    out.print(Rule("why", align="left", style="dim"))
    reranked = any(evidence.stage == "rerank" for hit in answer.hits for evidence in hit.evidence)
    out.print(_stages(answer.hits, ("rerank", *_COLUMNS) if reranked else _COLUMNS))
    out.print(Text(f"{LEGEND}; {RERANKED}" if reranked else LEGEND, "dim"))
    timings = ", ".join(f"{stage}={took:.0f}" for stage, took in answer.timings_ms.items())
    out.print(Text(f"milliseconds: {timings}", "dim"))


def show_article(out: Console, document: Document, marked: tuple[int, int] | None) -> None:
    """The whole article; the characters `marked` stand out, also without colours."""
    out.print(Text(title_of(document), "bold"))
    out.print(Text(facts_of(document, with_language=True), "dim"))
    out.print()
    text = Text(document.text)
    if marked:
        start, end = marked
        text = Text.assemble(document.text[:start], (f">>{document.text[start:end]}<<", "black on yellow"),
                             document.text[end:])  # fmt: skip
    out.print(text)
    for line in document.left_out:
        out.print(Text(f"(left out) {line}", "dim"))
    for warning in document.warnings:
        out.print(Text(f"(warning) {warning}", "dim"))


def show_list(out: Console, documents: Iterable[Document], *, nothing: str | None = None) -> None:
    """One line per article; or why there is none."""
    if nothing:
        out.print(f"{nothing[0].upper()}{nothing[1:]}.")
        return
    table = Table(box=None, padding=(0, 1), header_style="dim", expand=True)
    table.add_column("id", no_wrap=True)
    table.add_column("published", no_wrap=True)
    table.add_column("source", no_wrap=True, max_width=18)
    table.add_column("title", ratio=1)
    for document in documents:
        published = document.published.isoformat() if document.published else "-"
        table.add_row(document.id[:8], published, document.source or "-", Text(title_of(document)))
    out.print(table)


def _stages(hits: Sequence[Hit], columns: Sequence[str]) -> Table:
    """What each stage said of each hit."""
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in (*columns, "passage"):
        table.add_column(name, justify="left" if name == "passage" else "right", no_wrap=name != "passage")
    for hit in hits:
        told = {evidence.stage: f"{evidence.rank}. {evidence.score:.2f}" for evidence in hit.evidence}
        told["score"] = f"{hit.score:.3f}"
        where = f"{hit.document.id[:8]} {hit.passage.start}-{hit.passage.end} "
        text = Text.assemble((where, "dim"), shortened(hit.passage.text, 90))
        table.add_row(*(told.get(name, "-") for name in columns), text)
    return table


def _table_of(out: Console, answer: Answer) -> None:
    table = Table(box=None, padding=(0, 1), show_header=False)
    quotes = {citation.number: citation for citation in answer.citations}
    for alternative in answer.alternatives:
        first = quotes[alternative.citations[0]]
        table.add_row(
            Text(alternative.answer, "bold green"),
            day(alternative.as_of),
            sources_of(answer)[first.article_id],
            _quote(first),
        )
    out.print(table)


def _sides(out: Console, verdict: Verdict) -> None:
    """Who says what, and when; copies of a story are among the sources only."""
    table = Table(box=None, padding=(0, 1), show_header=False)
    quotes = {citation.number: citation for citation in verdict.citations}
    shown: set[str] = set()
    for witness in (witness for part in verdict.sub_claims for witness in part.evidence):
        cited = quotes[witness.citation]
        if cited.quote not in shown:
            side = Text(witness.stance, "green" if witness.stance == "supports" else "red")
            table.add_row(side, day(cited.published), sources_of(verdict)[cited.article_id], _quote(cited))
        shown.add(cited.quote)
    out.print(table)


def _tell_nothing(out: Console, lead: str, nothing: str, command: str) -> None:
    """No figure of confidence: nothing was read, so nothing was measured."""
    out.print(Text(f"{lead}: {nothing}.", "bold"))
    out.print(Text(f"See what is stored: {listing(command)}", "dim"), soft_wrap=True)


def _nearest(out: Console, said: Answer | Verdict, command: str) -> None:
    """The sentence that came nearest, which settles nothing."""
    for citation in said.citations[:1]:
        out.print(Text.assemble(("Nearest: ", "dim"), _quote(citation)))
    _sources(out, said, said.citations[:1], command)


def _sources(out: Console, said: Answer | Verdict, citations: Sequence[Citation], command: str) -> None:
    """Each quote's article once; the others that tell it in the same words by name."""
    names = sources_of(said)
    if citations:
        out.print()
    for citation, copies in retellings(citations).items():
        number = f"[{citation.number}]"
        table = Table.grid(padding=(0, 1))
        title = Text(citation.title or "(no title)", f"link {citation.url}" if citation.url else "")
        table.add_row(Text(number, "cyan"), title)
        table.add_row("", Text(place_of(citation, names[citation.article_id]), "dim"))
        if copies:
            also = ", ".join(f"{names[copy.article_id] or copy.article_id[:8]} [{copy.number}]" for copy in copies)
            table.add_row("", Text(f"also in: {also}", "dim"))
        out.print(table)
        # one line, however long: what is pasted must be whole
        out.print(Text(f"{' ' * len(number)} {opening(citation, command)}", "dim"), soft_wrap=True)


def _quote(citation: Citation) -> Text:
    return Text.assemble(quoted(citation.quote), " ", (f"[{citation.number}]", "cyan"))


def _ends(out: Console, left: Text, right: str) -> None:
    """One line with something at each end; two lines when they do not fit."""
    room = out.width - left.cell_len - len(right)
    if room < 2:
        out.print(left)
        out.print(Text(right, "dim"), justify="right")
    else:
        out.print(Text.assemble(left, " " * room, (right, "dim")))


def _short(answer: Answer) -> Text:
    """The short answer with its lead, or what stands before a sentence where there is none."""
    if answer.answer:
        return Text.assemble(lead(answer), (answer.answer, "bold green"))
    return Text(f"{lead(answer).strip() or 'The articles say'}:", "bold green")


def _dated(answer: Answer) -> str:
    return f"{as_of(answer.as_of)}, {sure(answer.confidence)}"
