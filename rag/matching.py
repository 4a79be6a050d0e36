"""Whether two values that are told may be of one thing, and whether both can be right: numbers, and times."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from rag.converting import convert
from rag.currencies import CURRENCIES
from rag.figures import Figure
from rag.tolls import toll
from rag.whens import When

_ROUGH = 0.1
"""How far "about" reaches, as a share of the number."""
_CONVERTED = 0.03
"""How far two units may be apart after rounding."""
_WEEK = 7
"""Days of doubt where a weekday or the like is reckoned from the day of publication."""


def like(mine: Figure, one: Figure) -> bool:
    """Whether both may be numbers of one thing."""
    if not _one_role(mine, one):
        return False
    if _measures(mine) or _measures(one):
        return _comparable_units(mine, one) and len({mine.way, one.way} - {""}) < 2
    if not (mine.things and one.things) or set(mine.things) & set(one.things):
        return True
    return "people" in {mine.things[0], one.things[0]} and mine.people and one.people


def _one_role(mine: Figure, one: Figure) -> bool:
    """Not by how much something rose and to what, nor what it was before and is after."""
    roles = {mine.role, one.role}
    return len(roles) == 1 or ("" in roles and "from" not in roles)


def same_thing(mine: Figure, one: Figure) -> bool:
    """Whether both are numbers of one thing for certain: the same noun, with the same words before it, or both of the
    dead."""
    if mine.role != one.role and (mine.role, one.role) != ("", "to"):
        return False
    if toll(mine) or toll(one):
        return toll(mine) == toll(one)
    if _measures(mine) or _measures(one):
        ways = {mine.way, one.way} - {""}
        things = not (mine.things and one.things) or mine.things[0] == one.things[0] or not _ordered(mine)
        return _comparable_units(mine, one) and len(ways) < 2 and things
    shared = [word for word in mine.things if word in one.things]
    if not shared or mine.names != one.names:
        return bare(mine) and bare(one)
    return mine.things[: mine.things.index(shared[0])] == one.things[: one.things.index(shared[0])]


def bare(figure: Figure) -> bool:
    """Whether nothing tells what it is a number of but the sentence as a whole: "He is 34."."""
    return not figure.units and not figure.things and not toll(figure)


def of_another(mine: Figure, one: Figure, others: Sequence[Figure]) -> bool:
    """Whether one of the other numbers of a sentence is more plainly the claim's: of its noun, or of its deed.

    "Killed 12 people" is not of "injured 12 people and killed 15".
    """
    noun = bool(mine.things and one.things) and not same_thing(mine, one)
    deed = bool(mine.deeds and one.deeds) and not mine.deeds & one.deeds
    return any(
        (noun and other.things and same_thing(mine, other)) or (deed and mine.deeds & other.deeds and like(mine, other))
        for other in others if other is not one
    )  # fmt: skip


def _ordered(figure: Figure) -> bool:
    """Whether its noun tells what it is of: a rank, a share."""
    return bool(figure.units & {"nth", "%"})


def _measures(figure: Figure) -> bool:
    return bool(figure.units)


def _comparable_units(mine: Figure, one: Figure) -> bool:
    if mine.units & {"nth"} and one.units & {"nth"}:
        return mine.things[:1] == one.things[:1]
    return _converted(one, mine) is not None


def _converts(mine: Figure, one: Figure) -> bool:
    return bool(mine.units and one.units) and not mine.units & one.units


def _converted(one: Figure, mine: Figure) -> tuple[float, float] | None:
    """Ends of one in the unit of the other; None where it has none that could be."""
    return convert(one.low, one.high, one.units, mine.units)


def agrees(mine: Figure, one: Figure) -> bool:
    """Whether the sentence's number makes the claim's true."""
    low, high = _converted(one, mine) or (one.low, one.high)
    slack = _CONVERTED if _converts(mine, one) else 0.0
    if _close(mine.low, low, slack) and _close(mine.high, high, slack):
        return not (one.open and not mine.open) and not (mine.open and not one.open)
    if _scored(mine):
        return False
    if mine.exact:
        return not one.open and _half_open(one) and mine.low in (low, high)
    least, most = _widened(mine, _ROUGH if mine.rough else 0.0)
    inside = least <= low and high <= most
    return inside and not (mine.open and not one.open and (low == mine.low or high == mine.high))


def other_currency(mine: Figure, one: Figure) -> bool:
    """Whether both are sums of money, in currencies that cannot be one."""
    return bool(mine.units & CURRENCIES.keys() and one.units & CURRENCIES.keys()) and not mine.units & one.units


def rewritten(mine: Figure, one: Figure) -> bool:
    """Whether numbers that agree are in two units, or one is a fraction and the other a percentage."""
    fraction = mine.units == one.units == {"%"} and mine.exact != one.exact and not mine.open and not one.open
    return fraction or _converts(mine, one)


def _scored(figure: Figure) -> bool:
    """Whether it is two numbers, of both sides: "3-1"."""
    return "score" in figure.units


def _half_open(figure: Figure) -> bool:
    """Whether it is a bound: "at least 57"."""
    return math.inf in (abs(figure.low), abs(figure.high))


def contradicts(mine: Figure, one: Figure) -> bool:
    """Whether both cannot be right, about and rounding allowed for."""
    if _scored(mine):
        return (mine.low, mine.high) != (one.low, one.high)
    low, high = _converted(one, mine) or (one.low, one.high)
    slack = max(1.5 * _ROUGH if mine.rough or one.rough else 0.0, 2 * _CONVERTED if _converts(mine, one) else 0.0)
    if mine.exact and one.exact and (_rounds(mine.low, low) or _rounds(low, mine.low)):
        return False
    least, most = _widened(mine, slack)
    return high < least or low > most


def _widened(figure: Figure, share: float) -> tuple[float, float]:
    """Its ends, moved apart by a share of themselves; an end that is none stays so."""
    low, high = (end * share if math.isfinite(end) else 0.0 for end in (figure.low, figure.high))
    return figure.low - abs(low), figure.high + abs(high)


def _rounds(rounded: float, exact: float) -> bool:
    """Whether one number may be the other one rounded: 16,000 and 15,870."""
    if not rounded or abs(rounded - exact) > 0.05 * abs(rounded):
        return False
    digits = f"{abs(rounded):.0f}".rstrip("0") if rounded == int(rounded) else ""
    return bool(digits) and float(f"{exact:.{max(len(digits) - 1, 0)}e}") == rounded and abs(rounded) >= 100


def _close(first: float, second: float, slack: float) -> bool:
    return first == second or math.isclose(first, second, rel_tol=max(slack, 1e-9))


def same_limit(mine: When, one: When) -> bool:
    """Whether both say since, until, before and their like, or neither does."""
    return mine.limit == one.limit


def means(mine: When, one: When, published: date | None) -> bool:
    """Whether the sentence's time lies within the claim's."""
    if mine.named:
        return mine.named == one.named
    if mine.day and one.day and mine.day.within(one.day):
        return True
    wide, narrow = mine.span(published), one.span(published)
    return bool(wide and narrow and one.named and wide[0] <= narrow[0] and narrow[1] <= wide[1])


def other_time(mine: When, one: When, published: date | None) -> bool:
    """Whether both cannot be one time, with a week's doubt for what is told as a weekday."""
    if mine.named:
        sorts = {_sort_of(when.named) for when in (mine, one)}
        return mine.named != one.named and len(sorts) == 1
    if not one.named:
        return bool(mine.day and one.day and mine.day.contradicts(one.day))
    first, second = mine.span(published), one.span(published)
    if first is None or second is None:
        return False
    apart = max((second[0] - first[1]).days, (first[0] - second[1]).days)
    return apart > _WEEK


def _sort_of(named: str) -> str:
    """Of a relative time: only weekdays exclude each other, and so do periods, and "yesterday" and "today"."""
    if named.endswith(" ago"):
        return named.split(maxsplit=1)[1]
    return "period" if " " in named else "day" if named in {"yesterday", "today", "tomorrow"} else "weekday"
