"""Answers, verdicts and articles as a person reads them in a terminal: 80 columns, links, no colours when piped."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence, Set
from contextlib import nullcontext
from typing import IO, Any, cast

from rich.console import Console
from rich.table import Table
from rich.text import Text

from index.records import Document
from rag.doors.dated import only_dated, opposing, values
from rag.doors.parted import cited, show_part
from rag.doors.tabled import numbered_quote, show_sides, show_timeline, show_values, with_later
from rag.doors.wording import (
    Cited,
    as_of,
    derivation,
    facts_of,
    guessed,
    headed,
    instead,
    lead,
    listing,
    opening,
    place_of,
    quoted,
    retellings,
    sources_of,
    sure,
    title_of,
    weighed,
)
from rag.doors.written import show_origin, show_sentence
from rag.records import Answer, Citation, Verdict, WrittenSentence

WIDEST = 100
"""Lines longer than this are hard to read, however wide the window."""

_COLOURS = {"supported": "green", "refuted": "red", "conflicting": "yellow"}


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
    sentences = answer.written.sentences if answer.written else ()
    show_writing(out, answer, (*sentences, answer), command=command, nothing=nothing)


def show_writing(
    out: Console,
    first: Answer,
    events: Iterable[Answer | WrittenSentence],
    *,
    command: str,
    nothing: str | None,
    writer: str | None = None,
) -> Answer:
    """The same as it comes: what is known before a language model writes, its sentences, the rest.

    Args:
        out: Where to.
        first: As `FactChecker.write` gives it.
        events: What that gives afterwards; the last answer is returned.
        command: As for `show_answer`.
        nothing: As for `show_answer`.
        writer: Who is waited for, where that takes a while; told to a person who sits at a terminal.
    """
    _lead_in(out, first, command, nothing)
    whole = first
    with out.status(Text(f"{writer} is writing", "dim")) if writer and out.is_terminal else nullcontext():
        for number, event in enumerate(events):
            if isinstance(event, Answer):
                whole = event
            else:
                if number == 0:
                    out.print()
                show_sentence(out, event)
    if not nothing:
        _rest(out, whole, command)
        for other in whole.also:
            out.print(Text(f"\n{other.question}", "bold"))
            show_answer(out, other, command=command)
    return whole


def _lead_in(out: Console, answer: Answer, command: str, nothing: str | None) -> None:
    if nothing:
        _tell_nothing(out, "The articles do not say", nothing, command)
    elif answer.status == "not_in_articles":
        _ends(out, Text(weighed("The articles do not say.", answer), "bold"), f"{sure(answer.confidence)} of that")
    elif answer.status == "conflicting":
        out.print(Text("The articles differ.", "bold"))
        show_values(out, answer)
    else:
        _ends(out, _short(answer), _dated(answer))
        if told := derivation(answer):
            out.print(Text(told))


def _rest(out: Console, answer: Answer, command: str) -> None:
    stands = bool(answer.written and answer.written.stands)
    shown = {other.citations[0] for other in answer.alternatives}
    if answer.status == "answered" and not stands:
        first = answer.citations[0]
        out.print(with_later(numbered_quote(first), answer, first.number))
        shown = {first.number}
    show_timeline(out, answer)
    if answer.written:
        show_origin(out, answer.written)
    if answer.status == "not_in_articles":
        _nearest(out, answer, command)
        return
    all_of_it = answer.citations if answer.written and answer.written.sentences else ()
    unseen = ({citation.number for citation in all_of_it} | {*values(answer)}) - shown
    _sources(out, answer, answer.citations, command, unseen=unseen)


def show_verdict(out: Console, verdict: Verdict, *, command: str = "newscheck", nothing: str | None = None) -> None:
    """The label, why, the quotes that settle it, and where each can be opened; arguments as for `show_answer`."""
    told = f"{sure(verdict.confidence)}{instead(verdict)}."
    if nothing:
        _tell_nothing(out, "Not enough evidence", nothing, command)
    elif verdict.label == "not_enough_evidence":
        out.print(Text(weighed(f"Not enough evidence, {told}", verdict), "bold"))
        out.print(Text(verdict.explanation))
        show_timeline(out, verdict)
        _show_several(out, verdict)
        _nearest(out, verdict, command)
    else:
        first = Text(weighed(f"{headed(verdict)}, {told}", verdict), f"bold {_COLOURS[verdict.label]}")
        _ends(out, first, as_of(verdict.as_of))
        out.print(Text(verdict.explanation))
        if verdict.label == "conflicting":
            show_sides(out, verdict)
        else:
            out.print(with_later(numbered_quote(verdict.citations[0]), verdict, verdict.citations[0].number))
        show_timeline(out, verdict)
        several = _show_several(out, verdict)
        told_of = {citation.number for citation in verdict.citations[1:] if several}
        _sources(out, verdict, verdict.citations, command, unseen=told_of | only_dated(verdict))


def _show_several(out: Console, verdict: Verdict) -> bool:
    """The parts of a claim that states several things; whether it does."""
    several = verdict.sub_claims if len(verdict.sub_claims) > 1 else ()
    for part in several:
        show_part(out, part)
    return bool(several)


def show_heard(out: Console, told: str, *, failed: bool) -> None:
    """How a question was understood; it stands out where a language model failed at it."""
    out.print(Text(told, "yellow" if failed else "dim"))


def show_sources(out: Console, said: Cited, *, command: str = "newscheck", unseen: Set[int] = frozenset()) -> None:
    """Where each quote stands, with the quote where it is `unseen`."""
    _sources(out, said, said.citations, command, unseen=unseen)


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


def _tell_nothing(out: Console, lead: str, nothing: str, command: str) -> None:
    """No figure of confidence: nothing was read, so nothing was measured."""
    out.print(Text(f"{lead}: {nothing}.", "bold"))
    out.print(Text(f"See what is stored: {listing(command)}", "dim"), soft_wrap=True)


def _nearest(out: Console, said: Answer | Verdict, command: str) -> None:
    """The sentence that came nearest, which settles nothing, and the quotes of parts that are settled."""
    for citation in said.citations[:1]:
        out.print(Text.assemble(("Nearest: ", "dim"), numbered_quote(citation)))
    parts = said.sub_claims if isinstance(said, Verdict) else ()
    settled = {number for part in parts for number in cited(part)} - {1}
    first = {citation.number for citation in said.citations[:1]}
    told = [citation for citation in said.citations if citation.number in {*first, *values(said), *settled}]
    _sources(out, said, told, command, unseen=only_dated(said) | settled)


def _sources(
    out: Console, said: Cited, citations: Sequence[Citation], command: str, *, unseen: Set[int] = frozenset()
) -> None:
    """Each quote's article once, with the quote where it is `unseen`; others of the same words by name."""
    names, against = sources_of(said), opposing(said)
    out.print("\n" if citations else "", end="")
    for citation, copies in retellings(citations).items():
        number = f"[{citation.number}]"
        table = Table.grid(padding=(0, 1))
        title = Text(citation.title or "(no title)", f"link {citation.url}" if citation.url else "")
        table.add_row(Text(number, "cyan"), title)
        if citation.number in unseen:
            side = f"{against[citation.number]}: " if citation.number in against else ""
            table.add_row("", Text(f"{side}{quoted(citation.quote)}"))
        table.add_row("", Text(place_of(citation, names[citation.article_id]), "dim"))
        if copies:
            also = ", ".join(f"{names[copy.article_id] or copy.article_id[:8]} [{copy.number}]" for copy in copies)
            table.add_row("", Text(f"also in: {also}", "dim"))
        out.print(table)
        # one line, however long: what is pasted must be whole
        out.print(Text(f"{' ' * len(number)} {opening(citation, command)}", "dim"), soft_wrap=True)


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
        return Text.assemble(lead(answer), (guessed(answer), "bold green"))
    return Text(f"{lead(answer).strip() or 'The articles say'}:", "bold green")


def _dated(answer: Answer) -> str:
    return f"{as_of(answer.as_of)}, {sure(answer.confidence)}"
