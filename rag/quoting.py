"""Quotations within a sentence, and whether the passages hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.lexical import words

_OPENING = re.compile(r"(?<![^\s(\[{—–-])\"")
_QUOTATION = re.compile(
    r"“([^”]*)(?:”|\Z)|\A([^“]*)”|„([^“”]*)(?:[“”]|\Z)|«([^»]*)(?:»|\Z)|「([^」]*)(?:」|\Z)"
    r"|(?<!\w)[‘']((?:[^‘’']|[’'](?=\w))+)[’'](?!\w)"
)
_LEFT_OUT = re.compile(r"\.{3}|…|\([^)]*\)|\[[^\]]*\]")
"""What stands in a quotation for words that were left out or put in."""


def invented(text: str, passages: Sequence[str]) -> str | None:
    """The first quotation of a text that stands, word by word, in none of the passages; None where all do.

    >>> invented('He said "it ... held".', ["“It really held,” he said."]), invented("It “broke”.", ["It held."])
    (None, 'broke')
    """
    known = [_line(passage) for passage in passages]
    for quotation in _quotations(text):
        parts = [_line(part) for part in _LEFT_OUT.split(quotation) if words(part)]
        if not any(all(part in line for part in parts) for line in known):
            return quotation.strip(" .,;:!?")
    return None


def _quotations(text: str) -> Iterator[str]:
    """Also one that begins or ends in another sentence."""
    curly = _OPENING.sub("“", text).replace('"', "”")
    for match in _QUOTATION.finditer(curly):
        found = next(group for group in match.groups() if group is not None)
        if words(found):
            yield found


def _line(text: str) -> str:
    return " ".join(["", *words(text.replace("’", "'")), ""])
