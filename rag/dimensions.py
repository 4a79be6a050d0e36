"""What a question wants measured: a speed is no length, and an age no sum of money."""

from __future__ import annotations

import re

from rag.currencies import CURRENCIES
from rag.quantities import COUNTS, TIMES, quantity

_LENGTHS = frozenset(["km", "m", "cm", "mm", "mile", "foot", "inch", "yard"])
_TIMES = frozenset(["second", "minute", "hour", "day", "week", "month", "year", "decade", "century"])
_MONEY = frozenset(CURRENCIES)

_ASKED: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), units)
    for pattern, units in (
        (r"\bhow fast\b|\b(?:top|average|maximum|what) speed\b", frozenset(["km/h", "mph"])),
        (r"\bhow old\b|\bat what age\b|\bwhat age\b", _TIMES),
        (r"\bhow tall\b", _LENGTHS - {"km", "mile"}),
        (r"\bhow (?:high|deep|wide)\b|\bwhat (?:height|depth|width|length)\b", _LENGTHS),
        (r"\bhow far\b", _LENGTHS | _TIMES),
        (r"\bhow long\b", _LENGTHS | _TIMES),
        (r"\bhow heavy\b|\bhow much (?:does|do|did) .* weigh\b", frozenset(["kg", "gram", "tonne", "lb", "ounce"])),
        (
            r"\b(?:what|which) (?:sum|amount of money)\b"
            r"|\bhow much in (?:damages?|losses|aid|fines?|taxes|sales|revenues?)\b"
            r"|\bhow much (?:money|(?!(?:did|does|do)\b)(?:\w+ )?pay)\b|\bwhat (?:is|was) the price\b"
            r"|\bhow much (?:does|do|did|was|were|is|are) (?!.*\b(?:by|per ?cent|rise|fall|grow|increase|drop)\b).*"
            r"\b(?:cost|pay|paid|charge|spen[dt]|sold|worth|earn|len[dt]|fined|donate|bought|owe|invest)\b",
            _MONEY,
        ),
    )
)
_SHARE = re.compile(r"\b(?:what|which) (?:share|proportion|percentage|fraction|per ?cent)\b", re.IGNORECASE)
_NO_SUM = re.compile(
    rf"\W*(?:(?:{'|'.join(COUNTS)})\b(?!\W*(?:{'|'.join(TIMES)}|cents?|pence|\w+ths?)\b)|(?:19|20)\d\d\b(?![,.]\d)"
    r"|\d[\d,.]*\s(?:people|persons|customers|residents|homes|houses|households|workers)\b)",
    re.IGNORECASE,
)
"""A number of no money where no unit stands behind it: "from 22 to five", "since 2018"."""
_OUT_OF = re.compile(r"^\W*\S+ (?:in|(?:out )?of)(?: every)? \S*\d")
_WHEN = re.compile(r"^\W*(?:(?:in|on|by|since) )?(?:when|(?:what|which) (?:day|date|month|year))\b", re.IGNORECASE)
_ELSE = re.compile(r"\b(?:how|what|why)\b|,\s(?:which|who|where)\b", re.IGNORECASE)
"""What is asked, where a question begins with when something was."""


def mismeasures(question: str, told: str) -> bool:
    """Whether a number has a unit that is none of what a question wants measured.

    Args:
        question: In words.
        told: The number, and what stands behind it in its sentence.

    >>> mismeasures("How fast does it fly?", "540 kilometres."), mismeasures("How high does it fly?", "540 kilometres.")
    (True, False)
    >>> mismeasures("How old is he?", "350,000 euros"), mismeasures("How old is he?", "47")
    (True, False)
    >>> mismeasures("How much did it cost?", "five in the first quarter"), mismeasures("How much did it cost?", "500")
    (True, False)
    >>> mismeasures("What share is foreign?", "16,000 soldiers"), mismeasures("What share is foreign?", "half of them")
    (True, False)
    """
    if _SHARE.search(question):
        return _no_share(told)
    wanted = next((units for pattern, units in _ASKED if pattern.search(question)), None)
    if wanted is None and not is_when(question):
        return False
    found = quantity(told)
    if found is None or not found.units:
        return wanted == _MONEY and bool(_NO_SUM.match(told))
    return not found.units & wanted if wanted else bool(found.units & (_MONEY | _LENGTHS | {"%"}))


def is_when(question: str) -> bool:
    """Whether a time is asked for.

    >>> is_when("When did it open?"), is_when("In which year did it open?"), is_when("Who was there when it opened?")
    (True, True, False)
    >>> is_when("When it opened, how much had it cost?")
    False
    """
    begun = _WHEN.search(question)
    return begun is not None and not _ELSE.search(question, begun.end())


def _no_share(told: str) -> bool:
    """Whether a number is more than a hundred, or of something with another unit: neither percent nor a part."""
    found = quantity(told)
    if found is None or "%" in found.units or _OUT_OF.search(told):
        return False
    return bool(found.units) or found.low > 100
