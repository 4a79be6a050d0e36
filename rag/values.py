"""When two short answers say the same: numbers, dates and names compared as such."""

from __future__ import annotations

import re

from index.lexical import words

_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_UNITS = {
    word: float(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: float(value)
    for value, word in zip(
        range(20, 100, 10),
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        strict=True,
    )
}
_FRACTIONS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25}


def number(text: str) -> float | None:
    """The one number that a short text stands for; None when it is none.

    >>> number("16,000"), number("16 thousand"), number("twenty-five"), number("$3.5 billion"), number("RSM")
    (16000.0, 16000.0, 25.0, 3500000000.0, None)
    """
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    found = [
        word.rstrip("s") if word.rstrip("s") in _SCALES else word
        for word in re.findall(r"[a-z]+", text.lower())
    ]
    value = float(digits.group().replace(",", "")) if digits else _spelled(found)
    if value is None:
        return None
    for word in found:
        value *= _SCALES.get(word, 1.0)
    return value


def same_value(left: str, right: str) -> bool:
    """Whether two short answers say the same.

    >>> same_value("16,000", "16 thousand"), same_value("Jens Stoltenberg", "Stoltenberg")
    (True, True)
    """
    numbers = number(left), number(right)
    if None not in numbers and not re.search(
        r"(?i)jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", left + right
    ):
        return numbers[0] == numbers[1]
    first, second = set(words(left)), set(words(right))
    return bool(first and second) and (first <= second or second <= first)


def _spelled(found: list[str]) -> float | None:
    parts = [_UNITS[word] for word in found if word in _UNITS]
    if parts:
        return sum(parts)
    if any(word in _SCALES for word in found):
        return 1.0
    return next((value for word, value in _FRACTIONS.items() if word in found), None)
