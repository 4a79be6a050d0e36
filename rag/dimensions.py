"""What a question wants measured: a speed is no length, and an age no sum of money."""

from __future__ import annotations

import re

from rag.currencies import CURRENCIES
from rag.quantities import quantity

_LENGTHS = frozenset(["km", "m", "cm", "mm", "mile", "foot", "inch", "yard"])
_TIMES = frozenset(["second", "minute", "hour", "day", "week", "month", "year"])
_MONEY = frozenset(CURRENCIES)

_ASKED: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), units)
    for pattern, units in (
        (r"\bhow fast\b|\b(?:top|average|maximum|what) speed\b", frozenset(["km/h", "mph"])),
        (r"\bhow old\b|\bat what age\b|\bwhat age\b", _TIMES),
        (r"\bhow (?:tall|high|deep|wide)\b|\bwhat (?:height|depth|width|length)\b", _LENGTHS),
        (r"\bhow far\b", _LENGTHS | _TIMES),
        (r"\bhow long\b", _LENGTHS | _TIMES),
        (r"\bhow heavy\b|\bhow much (?:does|do|did) .* weigh\b", frozenset(["kg", "gram", "tonne", "lb", "ounce"])),
        (
            r"\bhow much (?:money|(?!(?:did|does|do)\b)(?:\w+ )?pay)\b|\bwhat (?:is|was) the price\b"
            r"|\bhow much (?:does|do|did|was|were|is|are) (?!.*\b(?:by|per ?cent|rise|fall|grow|increase|drop)\b).*"
            r"\b(?:cost|pay|paid|charge|spen[dt]|sold|worth|earn|len[dt]|fined|donate|bought|owe|invest)\b",
            _MONEY,
        ),
    )
)
_WHEN = re.compile(r"^\W*(?:(?:in|on|by|since) )?(?:when|(?:what|which) (?:day|date|month|year))\b", re.IGNORECASE)


def mismeasures(question: str, told: str) -> bool:
    """Whether a number has a unit that is none of what a question wants measured.

    Args:
        question: In words.
        told: The number, and what stands behind it in its sentence.

    >>> mismeasures("How fast does it fly?", "540 kilometres."), mismeasures("How high does it fly?", "540 kilometres.")
    (True, False)
    >>> mismeasures("How old is he?", "350,000 euros"), mismeasures("How old is he?", "47")
    (True, False)
    """
    wanted = next((units for pattern, units in _ASKED if pattern.search(question)), None)
    if wanted is None and not _WHEN.search(question):
        return False
    found = quantity(told)
    if found is None or not found.units:
        return False
    return not found.units & wanted if wanted else bool(found.units & (_MONEY | _LENGTHS | {"%"}))
