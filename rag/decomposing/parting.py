"""A sentence of a text to its parts in full: without marks and signs, and with its pronouns put in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.decomposing import Part, decompose
from rag.decomposing.subjects import in_full
from rag.marks import MARK

Decomposer = Callable[[str], Sequence[Part]]
"""A sentence to its parts: `rag.decomposing.decompose`, or a language model's way."""

_EMPHASIS = re.compile(r"\*+|`+|(?<!\w)_+|_+(?!\w)")


def parts_of(sentence: str, before: Sequence[str] = (), *, decomposer: Decomposer = decompose) -> list[Part]:
    """What a sentence states, each part in full.

    Args:
        sentence: As it is written; marks of citations and Markdown's emphasis are passed over.
        before: The claims before it, in full, first to last: whom its pronouns may mean.
        decomposer: By which it is divided.
    """
    known, found = list(before), []
    for part in decomposer(_plain(sentence)):
        full = in_full(part.text, known) if part.kind in {"claim", "prediction"} else part.text
        found.append(replace(part, text=full) if full else replace(part, kind="unclear"))
        known += [full] if full else []
    return found


def _plain(sentence: str) -> str:
    """As long as before: blanks where marks and signs stood."""
    return _EMPHASIS.sub(_blank, MARK.sub(_blank, sentence))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
