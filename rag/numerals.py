"""Numbers as they are written, in digits and in words: "1,200,000", "two hundred and fifty", "half a million"."""

from __future__ import annotations

import math
import re

from rag.quantities import COUNTS, SCALES, TIMES

_ALL = "|".join(sorted((name for name in COUNTS if name != "zero"), key=len, reverse=True))
_MANY = "|".join(sorted((name for name in COUNTS if name not in {"zero", "one"}), key=len, reverse=True))
_BIG = "|".join(SCALES)
_HALVES = {"½": 0.5, "¼": 0.25, "¾": 0.75, "half more": 0.5}
_SIZES = TIMES | {"m": 1e6}
_WITHIN = (100.0, 12.0)
"""Sizes that another may follow: two hundred thousand."""
_PARTS = {"half a": 0.5, "half an": 0.5, "a quarter of a": 0.25, "three quarters of a": 0.75}

SCALE = (
    rf"(?:[\s-]?(?:{_BIG})\b(?:\sand\sa\shalf\b)?|[\s-]?(?:{_BIG})s\b(?!\s+of\b)|\s?(?:k|mn|mln|bn|tn)\b"
    r"|m(?=\s(?:people|inhabitants|residents|users|voters|jobs|homes|customers|euros|dollars|pounds|crowns|rupees)\b))"
)
"""Behind digits; "1.2m" of what is counted or paid, not of metres."""
_DIGITS = (
    r"(?:(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[\u00a0\u202f]\d{3})+|\d{1,3}(?:\s\d{3}){2,}|\d+)(?:\.\d+)?[½¼¾]?|[½¼¾])"
    r"(?![\d:]|[.,]\d)(?:\sand\sa\shalf\b)?"
)
_WORDS = (
    rf"\b(?:(?:{'|'.join(_PARTS)}|an?|one|(?:{_MANY})(?:[\s-](?:{_ALL}))*)(?:\sand\sa\shalf)?(?=[\s-](?:{_BIG})\b)"
    rf"|(?:{_MANY})(?:[\s-](?:{_ALL}))*)\b(?:\sand\sa\shalf\b)?"
    rf"(?:[\s-](?:{_BIG})\b(?:\sand\sa\shalf\b)?(?:(?:(?<=hundred)|(?<=thousand))(?:\sand)?\s(?:{_ALL})(?:[\s-](?:{_ALL}))*\b)?)*"
)
_NTH = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
NTHS = {name: place for place, name in enumerate(_NTH, start=1)} | {
    f"{tens}-{name}": 10 * many + place
    for many, tens in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2)
    for place, name in enumerate(_NTH[:9], start=1)
}
"""Ordinals in words, up to "ninety-ninth"."""

SHARES = {
    "half": 50.0, "a half": 50.0, "one half": 50.0, "a third": 100 / 3, "one third": 100 / 3, "two thirds": 200 / 3,
    "a quarter": 25.0, "one quarter": 25.0, "three quarters": 75.0, "a fifth": 20.0, "one fifth": 20.0,
    "two fifths": 40.0, "three fifths": 60.0, "four fifths": 80.0, "a tenth": 10.0, "one tenth": 10.0,
    "most": math.inf, "a majority": math.inf, "the majority": math.inf,
}  # fmt: skip
"""Parts of something counted in words, as percentages; infinite where all that is told is more than half."""

NUMBER = rf"(?:{_DIGITS}|{_WORDS})"


def valued(number: str, scale: str = "") -> float:
    """What `NUMBER` found, times what `SCALE` found.

    >>> valued("two hundred and fifty"), valued("12", " thousand"), valued("two and a half", " million")
    (250.0, 12000.0, 2500000.0)
    >>> valued("half a million"), valued("a million and a half"), valued("1 200 000"), valued("5½", "m")
    (500000.0, 1500000.0, 1200000.0, 5500000.0)
    """
    told = f"{number}{scale}".lower().replace("and a half", "half more")
    begun = next((part for part in _PARTS if told.startswith(part)), None)
    digits = re.match(r"[\d,.\s]*\d", told)
    if begun:
        return _added(told.removeprefix(begun), _PARTS[begun])
    return _added(told[digits.end() :], float(re.sub(r"[,\s]", "", digits[0]))) if digits else _added(told, None)


def _added(told: str, current: float | None) -> float:
    """What words say behind a number, or by themselves."""
    total, scaled_by = 0.0, 1.0
    for word in re.findall(r"half more|[a-z]+|[½¼¾]", told):
        value = COUNTS.get(word, _HALVES.get(word))
        size = _SIZES.get(word, _SIZES.get(word.removesuffix("s"), 1.0))
        if word == "half more" and current is None:
            total += scaled_by / 2
        elif value is not None:
            current = (current or 0.0) + value
        elif size in _WITHIN:
            current = (1.0 if current is None else current) * size
        elif size > 1:
            total, current, scaled_by = total + (1.0 if current is None else current) * size, None, size
    return total + (current or 0.0)
