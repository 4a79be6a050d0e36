"""A checked text in a terminal: 80 columns, its sentences coloured; what they are stands in words behind each."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from rag.doors.parted import COLOURS, marks, show_part
from rag.doors.terminal import show_sources
from rag.doors.texts.wording import by_date, cited_by, counted, pieces, settled, told
from rag.doors.wording import KINDS, sources_of
from rag.texts import CheckedSentence, CheckedText


def show_text(out: Console, checked: CheckedText, *, command: str = "newscheck", nothing: str | None = None) -> None:
    """The text with its verdicts, then each sub-claim by itself, then the quotes that settle them.

    Args:
        out: Where to.
        checked: What to show.
        command: What stands before `show` in the commands that open an article.
        nothing: Why there was nothing to read, where that is so.
    """
    out.print(Text(counted(checked), "bold"))
    if nothing:
        out.print(Text(f"Not enough evidence: {nothing}.", "bold"))
    for note in checked.notes:
        out.print(Text(note, "yellow"))
    out.print()
    out.print(_whole(checked))
    shown = settled(checked)
    for sentence in checked.sentences:
        _show_parts(out, sentence, sources_of(shown))
    show_sources(out, shown, command=command, unseen={citation.number for citation in shown.citations})


def _whole(checked: CheckedText) -> Text:
    text = Text()
    for gap, sentence in pieces(checked):
        colour = COLOURS.get(sentence.label or "", "dim")
        text.append(gap)
        text.append(sentence.text, colour)
        text.append(f" ({told(sentence)}", f"bold {colour}")
        text.append(marks(cited_by(sentence)), "cyan")
        text.append(")", f"bold {colour}")
    return text


def _show_parts(out: Console, sentence: CheckedSentence, names: Mapping[str, str]) -> None:
    """Of what states several things, or is put in other words than it has; and of each how sure it is."""
    if sentence.verdict is None:
        return
    out.print()
    out.print(Text(" ".join(sentence.text.split()), "dim"))
    for part in sentence.verdict.sub_claims:
        same = " ".join(sentence.text.split()).rstrip(".") == part.text.rstrip(".")
        show_part(out, part, named=not same)
    if told := by_date(sentence, names):
        out.print(Padding(Text(told), (0, 0, 0, 4)))
    for other in sentence.unjudged:
        out.print(Padding(Text(f"{KINDS[other.kind]}: {other.text}", "dim"), (0, 0, 0, 4)))
