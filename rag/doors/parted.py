"""The parts of a claim in a terminal, each with its label, how sure that is, and the numbers of its quotes."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from rag.doors.wording import LABELS, by, sure
from rag.records import SubClaim

COLOURS = {"supported": "green", "refuted": "red", "conflicting": "yellow", "not_enough_evidence": "magenta"}


def cited(part: SubClaim) -> tuple[int, ...]:
    """Numbers of the quotes that settle it; empty where none does."""
    settled = part.label != "not_enough_evidence"
    return tuple(dict.fromkeys(witness.citation for witness in part.evidence)) if settled else ()


def judged(part: SubClaim) -> str:
    """refuted, as said by Ann Lee, 91 % sure"""
    return f"{LABELS[part.label]}{by(part.attributed_to)}, {sure(part.confidence)}"


def marks(numbers: Sequence[int]) -> str:
    """The numbers in brackets, after a space; nothing for none."""
    return "".join([" ", *(f"[{number}]" for number in numbers)]) if numbers else ""


def show_part(out: Console, part: SubClaim, *, named: bool = True) -> None:
    """One part on lines of its own; its words are left out where they were just shown."""
    line = Text(judged(part), COLOURS[part.label])
    line.append(f": {part.text}" if named else "", "default")
    line.append(marks(cited(part)), "cyan")
    out.print(Padding(line, (0, 0, 0, 4)))
