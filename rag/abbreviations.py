"""Abbreviations that a text explains itself: "the Resolute Support Mission (RSM)".

Source of the rule: Schwartz & Hearst 2003, A simple algorithm for identifying abbreviation definitions.
"""

from __future__ import annotations

import re

_SHORT = re.compile(r"\((?P<short>[A-Z][A-Za-z&.-]{0,8}[A-Za-z])\)")
_WORDS = re.compile(r"[\w’'-]+")


def abbreviations(text: str) -> dict[str, str]:
    """Short form -> long form, as the text first explains it.

    >>> abbreviations("the North Atlantic Treaty Organisation (NATO) and the Kosovo Force (KFOR)")
    {'NATO': 'North Atlantic Treaty Organisation', 'KFOR': 'Kosovo Force'}
    """
    found: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        short = match["short"]
        before = text[max(0, match.start() - 15 * len(short)) : match.start()].rstrip()
        long = _long_form(short.lower(), before.rpartition("\n")[2])
        if long and len(long) > len(short) and sum(c.isupper() for c in short) > 1:
            found.setdefault(short, long)
    return found


def _long_form(short: str, before: str) -> str | None:
    """The last words that hold the letters in order, the first of them at the beginning of a word."""
    at = len(before)
    for number, letter in reversed(list(enumerate(short))):
        if not letter.isalnum():
            continue
        at = before.lower().rfind(letter, 0, at)
        while number == 0 and at > 0 and before[at - 1].isalnum():
            at = before.lower().rfind(letter, 0, at)
        if at < 0:
            return None
    words = _WORDS.findall(before[at:])
    return before[at:] if len(words) <= min(len(short) + 5, 2 * len(short)) else None
