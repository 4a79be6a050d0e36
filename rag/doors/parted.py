"""The parts of a claim in a terminal, each with its label, how sure that is, and the numbers of its quotes."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from rag.compared import DERIVED
from rag.doors.wording import LABELS, by, sure
from rag.records import SubClaim, Verdict

COLOURS = {"supported": "green", "refuted": "red", "conflicting": "yellow", "not_enough_evidence": "magenta"}


def cited(part: SubClaim) -> tuple[int, ...]:
    """Numbers of the quotes that settle it; empty where none does."""
    settled = part.label != "not_enough_evidence"
    return tuple(dict.fromkeys(witness.citation for witness in part.evidence)) if settled else ()


def guessed(said: SubClaim | Verdict) -> str:
    """What stands before a label that is more likely wrong than right."""
    return "perhaps " if said.confidence < 0.5 else ""


def judged(part: SubClaim) -> str:
    """refuted, as said by Ann Lee, 91 % sure"""
    return f"{guessed(part)}{LABELS[part.label]}{by(part.attributed_to)}, {sure(part.confidence)}"


def why(part: SubClaim) -> str:
    """Why, and what would change it; nothing where an article simply says so, since its quote tells as much."""
    return "" if part.label == "supported" and DERIVED not in part.explanation else part.explanation


def marks(numbers: Sequence[int]) -> str:
    """The numbers in brackets, after a space; nothing for none."""
    return "".join([" ", *(f"[{number}]" for number in numbers)]) if numbers else ""


def show_part(out: Console, part: SubClaim, *, named: bool = True) -> None:
    """One part on lines of its own, and why; its words are left out where they were just shown."""
    line = Text(judged(part), COLOURS[part.label])
    line.append(f": {part.text}" if named else "", "default")
    line.append(marks(cited(part)), "cyan")
    out.print(Padding(line, (0, 0, 0, 4)))
    if told := why(part):
        out.print(Padding(Text(told), (0, 0, 0, 8)))
