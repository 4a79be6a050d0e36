"""When two short answers say the same: numbers, dates and names compared as such."""

from __future__ import annotations

import re

from index.lexical import words

_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_UNITS: dict[str, float] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_FRACTIONS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25}


def number(text: str) -> float | None:
    """The one number that a short text stands for; None when it is none.

    >>> number("16,000"), number("16 thousand"), number("twenty-five"), number("$3.5 billion"), number("RSM")
    (16000.0, 16000.0, 25.0, 3500000000.0, None)
    """
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    found = [word.rstrip("s") if word.rstrip("s") in _SCALES else word for word in re.findall(r"[a-z]+", text.lower())]
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
    if None not in numbers and not re.search(r"(?i)jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", left + right):
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
