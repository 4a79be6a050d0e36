"""Answers, verdicts and articles as a person reads them in a terminal: 80 columns, links, no colours when piped."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from index.records import Document, Hit
from rag.records import Answer, Citation, Verdict
from rag.values import other_amount

WIDEST = 100
"""Lines longer than this are hard to read, however wide the window."""

_LABELS = {
    "supported": ("Supported", "green"),
    "refuted": ("Refuted", "red"),
    "conflicting": ("The articles differ", "yellow"),
}
"""How each is told, and its colour."""


def console(*, stderr: bool = False) -> Console:
    """Standard output (or error), no wider than is good to read."""
    made = Console(stderr=stderr, highlight=False, soft_wrap=False)
    made.width = min(made.width, WIDEST)
    return made


def day(value: date | None) -> str:
    """15 Feb 2020, or that there is no date."""
    return f"{value.day} {value:%b %Y}" if value else "no date"


def sure(confidence: float) -> str:
    """93 % sure; never 0 or 100, which nobody can know."""
    return f"{min(99, max(1, round(confidence * 100)))} % sure"


def show_answer(out: Console, answer: Answer) -> None:
    """The answer, its quotes, and where each can be opened."""
    if answer.status == "not_in_articles":
        _ends(out, Text("The articles do not say.", "bold"), f"{sure(answer.confidence)} of that")
        for citation in answer.citations[:1]:
            out.print(Text("Nearest: ", "dim") + _quote(citation))
        _sources(out, answer.citations[:1], _files(answer))
        return
    if answer.status == "conflicting":
        out.print(Text("The articles differ.", "bold"))
        _table_of(out, answer)
    else:
        _ends(out, Text(answer.answer or _lead(answer), "bold green"), _dated(answer))
        out.print(_quote(answer.citations[0]))
    _sources(out, answer.citations, _files(answer))


def show_verdict(out: Console, verdict: Verdict) -> None:
    """The label, the quotes that settle it, and where each can be opened."""
    told = f"{sure(verdict.confidence)}{_instead(verdict)}."
    if verdict.label == "not_enough_evidence":
        out.print(Text(f"Not enough evidence, {told}", "bold"))
        for citation in verdict.citations[:1]:
            out.print(Text("Nearest: ", "dim") + _quote(citation))
        _sources(out, verdict.citations[:1], _files(verdict))
        return
    label, style = _LABELS[verdict.label]
    _ends(out, Text(f"{label}, {told}", f"bold {style}"), f"as of {day(verdict.as_of)}")
    if verdict.label == "conflicting":
        _sides(out, verdict)
    else:
        out.print(_quote(verdict.citations[0]))
    _sources(out, verdict.citations, _files(verdict))


def show_hits(out: Console, hits: Sequence[Hit]) -> None:
    """Passages with their articles, best first."""
    if not hits:
        out.print("No passage matches.")
    for number, hit in enumerate(hits, start=1):
        out.print(Text(f"{number}. {_title(hit.document)}", "bold"))
        out.print(Padding(Text(_facts(hit.document), "dim"), (0, 0, 0, 3)))
        out.print(Padding(Text(textwrap.shorten(hit.passage.text, 400, placeholder=" ...")), (0, 0, 0, 3)))
        if hit.copies:
            copies = ", ".join(f"{copy.source or copy.origin} ({day(copy.published)})" for copy in hit.copies)
            out.print(Padding(Text(f"also in: {copies}", "dim"), (0, 0, 0, 3)))
        out.print()


def show_why(out: Console, answer: Answer | Verdict) -> None:
    """What was retrieved, by which stage, with which ranks and scores, and how long it took."""
    out.print(Rule("why", align="left", style="dim"))
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("score", "dense", "lexical", "article", "passage"):
        table.add_column(name, justify="left" if name == "passage" else "right", no_wrap=name != "passage")
    for hit in answer.hits:
        stages = {evidence.stage: f"{evidence.rank}. {evidence.score:.2f}" for evidence in hit.evidence}
        where = f"{hit.document.id[:8]} {hit.passage.start}-{hit.passage.end} "
        text = Text(where, "dim") + Text(textwrap.shorten(hit.passage.text, 90, placeholder=" ..."))
        cells = [stages.get(name, "-") for name in ("dense", "lexical", "article")]
        table.add_row(f"{hit.score:.3f}", *cells, text)
    out.print(table)
    timings = ", ".join(f"{stage} {took:.0f}" for stage, took in answer.timings_ms.items())
    out.print(Text(f"milliseconds: {timings}", "dim"))


def show_article(out: Console, document: Document, marked: tuple[int, int] | None) -> None:
    """The whole article; the characters `marked` stand out, also without colours."""
    out.print(Text(_title(document), "bold"))
    out.print(Text(_facts(document, with_language=True), "dim"))
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


def show_list(out: Console, documents: Iterable[Document]) -> None:
    """One line per article."""
    table = Table(box=None, padding=(0, 1), header_style="dim", expand=True)
    table.add_column("id", no_wrap=True)
    table.add_column("published", no_wrap=True)
    table.add_column("source", no_wrap=True, max_width=18)
    table.add_column("title", ratio=1)
    for document in documents:
        published = document.published.isoformat() if document.published else "-"
        table.add_row(document.id[:8], published, document.source or "-", Text(_title(document)))
    out.print(table)


def _table_of(out: Console, answer: Answer) -> None:
    table = Table(box=None, padding=(0, 1), show_header=False)
    quotes = {citation.number: citation for citation in answer.citations}
    for alternative in answer.alternatives:
        first = quotes[alternative.citations[0]]
        table.add_row(
            Text(alternative.answer, "bold green"),
            day(alternative.as_of),
            first.source or _files(answer).get(first.article_id, ""),
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
            source = cited.source or _files(verdict).get(cited.article_id, "")
            side = Text(witness.stance, "green" if witness.stance == "supports" else "red")
            table.add_row(side, day(cited.published), source, _quote(cited))
        shown.add(cited.quote)
    out.print(table)


def _instead(verdict: Verdict) -> str:
    """What the cited sentence gives for the claim's number, where that is beyond doubt."""
    found = other_amount(verdict.claim, verdict.citations[0].quote) if verdict.label == "refuted" else None
    return f": the article says {found}" if found else ""


def _sources(out: Console, citations: Sequence[Citation], files: Mapping[str, str]) -> None:
    if citations:
        out.print()
    table = Table.grid(padding=(0, 1))
    for citation in citations:
        title = Text(citation.title or "(no title)", f"link {citation.url}" if citation.url else "")
        published = citation.published.isoformat() if citation.published else "no date"
        source = citation.source or files.get(citation.article_id)
        facts = ", ".join(filter(None, (published, source, f"characters {citation.start}-{citation.end}")))
        opening = f"open: newscheck show {citation.article_id[:8]} --citation {citation.number}"
        table.add_row(Text(f"[{citation.number}]", "cyan"), title)
        table.add_row("", Text(facts, "dim"))
        table.add_row("", Text(opening, "dim"))
    out.print(table)


def _quote(citation: Citation) -> Text:
    quote = " ".join(citation.quote.split())
    return Text(f"“{quote}” ") + Text(f"[{citation.number}]", "cyan")


def _ends(out: Console, left: Text, right: str) -> None:
    """One line with something at each end; two lines when they do not fit."""
    room = out.width - left.cell_len - len(right)
    if room < 2:
        out.print(left)
        out.print(Text(right, "dim"), justify="right")
    else:
        out.print(left + Text(" " * room) + Text(right, "dim"))


def _lead(answer: Answer) -> str:
    """What stands before a sentence; one that is more likely wrong than right is not what "the articles say"."""
    return "The articles say:" if answer.confidence >= 0.5 else "Perhaps:"


def _dated(answer: Answer) -> str:
    return f"as of {day(answer.as_of)}, {sure(answer.confidence)}"


def _title(document: Document) -> str:
    return document.title or textwrap.shorten(document.text, 70, placeholder=" ...")


def _facts(document: Document, *, with_language: bool = False) -> str:
    published = document.published.isoformat() if document.published else "no date"
    facts = [published, document.source, document.author, document.language if with_language else None]
    return ", ".join(filter(None, [*facts, document.url or Path(document.origin).name, f"id {document.id[:8]}"]))


def _files(answer: Answer | Verdict) -> dict[str, str]:
    """Article id -> file name or host: what stands in for a source that is not known."""
    documents = [document for hit in answer.hits for document in (hit.document, *hit.copies)]
    return {d.id: (urlsplit(d.url).hostname if d.url else None) or Path(d.origin).name for d in documents}
