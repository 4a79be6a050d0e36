"""What a language model wrote, as a person reads it: sentence by sentence, with what is wrong with each."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from rag.records import Written, WrittenSentence


def show_sentence(out: Console, sentence: WrittenSentence) -> None:
    """On lines of its own; one that is not supported stands out, also without colours."""
    marks = "".join(f"[{number}]" for number in sentence.citations)
    lead = Text() if sentence.stands else Text("Not supported: ", "bold red")
    out.print(
        Text.assemble(lead, (sentence.text, "" if sentence.stands else "dim"), " " if marks else "", (marks, "cyan"))
    )
    if sentence.problem:
        out.print(Padding(Text(sentence.problem, "yellow"), (0, 0, 0, 4)))


def show_origin(out: Console, written: Written) -> None:
    """Who wrote it, and why there is less of it than was asked for."""
    if written.note:
        out.print(Text(written.note, "yellow"))
    if written.sentences:
        out.print(Text(f"Written by {written.writer}; the quotes are the articles'.", "dim"))
