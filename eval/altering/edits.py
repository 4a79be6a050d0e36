"""One edit of a sentence: what stands where, what stands beside it, and putting something else there."""

from __future__ import annotations

import re
from typing import NamedTuple

_ARTICLE = re.compile(r"\b([Aa])n? $")
_SPELLED_OUT = re.compile(r"[A-Z]{2,}(?![a-z])")
_SPOKEN_AS_WORDS = re.compile(r"NASA|NATO|FEMA|UNICEF|UNESCO|NAFTA|MERS|SARS|FIFA|NASCAR|LASIK|RICO|SWAT|STEM")
_AN = re.compile(r"8|1[18](?!\d)|[aei]|o(?!ne\b|nce\b)|u(?!ni[^dmn]|s[ei]|k\b)|hour|honest|heir", re.IGNORECASE)


class Edit(NamedTuple):
    """Characters start..end of a sentence, end not included, and what to put there."""

    start: int
    end: int
    text: str


def apply(sentence: str, edit: Edit) -> str:
    """The sentence after an edit, "a" or "an" before it as it should be.

    >>> apply("It is an Iranian ship.", Edit(9, 16, "Russian"))
    'It is a Russian ship.'
    """
    before, after = sentence[: edit.start], sentence[edit.end :]
    if _ARTICLE.search(before) and edit.text:
        before = _ARTICLE.sub(rf"\g<1>{'n' if takes_an(edit.text) else ''} ", before)
    return before + edit.text + after


def takes_an(text: str) -> bool:
    """Whether "an" goes before it, by its sound.

    >>> [takes_an(text) for text in ("hour", "FBI agent", "NATO ally", "U.S. plan", "18-year-old", "180", "11,000")]
    [True, True, False, False, True, False, True]
    """
    if _SPELLED_OUT.match(text) and not _SPOKEN_AS_WORDS.match(text):
        return text[0] in "AEFHILMNORSX"
    return bool(_AN.match(text)) and not text.startswith(("U.S", "U.K", "Eu", "eu"))


def word_before(sentence: str, start: int) -> str:
    """The word that ends right before a place, quotes and brackets stripped; empty where there is none.

    A word that ends in a comma keeps it: what follows is a new part of the sentence.
    """
    words = sentence[:start].rsplit(maxsplit=1)
    return words[-1].lstrip("“\"'‘(") if words and (start == 0 or sentence[start - 1].isspace()) else ""


def word_after(sentence: str, end: int) -> str:
    """The word that begins one space after a place; empty where there is none."""
    words = sentence[end + 1 :].split(maxsplit=1)
    return words[0] if words and sentence[end].isspace() else ""


def occurs(name: str, text: str) -> bool:
    """Whether a name stands in a text, as whole words."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
