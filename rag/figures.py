"""The numbers of running text: how much, of what, and how exactly that is said."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.lexical import STOP_WORDS, stem, words
from rag.quantities import BESIDE, COUNTS, SPELLED, WAYS, quantity, stands_in_a_name

_WORDS = "|".join(sorted((name for name in COUNTS if name not in {"zero", "one"}), key=len, reverse=True))
_SCALE = r"(?:[\s-]?(?:hundred|thousand|million|billion|trillion|dozen)s?\b(?!\s+of\b)|\s?(?:k|mn|mln|bn|tn)\b)"
_NUMBER = (
    rf"(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?![\d:]|[.,]\d)|\b(?:one|{_WORDS})(?=\s(?:hundred|thousand|million))"
    rf"|\b(?:{_WORDS})\b(?:[\s-](?:one|{_WORDS})\b)*)"
)
_MONEY = r"(?:US\s?\$|[$€£¥]|\b(?:USD|EUR|GBP|JPY)\s)"
_BOUND = (
    r"at least|no (?:fewer|less) than|a minimum of|at most|no more than|a maximum of|up to|more than|over|above"
    r"|upwards of|exceeding|fewer than|less than|under|below|about|around|some|roughly|approximately|circa|close to"
    r"|an estimated|nearly|almost|just (?:over|under)"
)
_FIGURE = re.compile(
    rf"(?:\b(?P<bound>{_BOUND})\s+(?:the\s+)?)?(?P<open>\b(?:between|from)\s+)?(?P<money>{_MONEY}\s?)?(?<![\w.,:/#-])"
    rf"(?P<number>{_NUMBER}|\ban?(?=\s(?:dozen|hundred|thousand|million|billion)\b))"
    rf"(?P<scale>{_SCALE}*(?(money)(?:\s?m\b)?))"
    rf"(?P<unit>[\s-]?(?:%|per\s?cent\b))?"
    rf"(?:\s?(?P<link>[-–—]|\b(?:to|or|and)\b)\s?(?P<other>{_MONEY}?{_NUMBER}{_SCALE}*(?(money)(?:\s?m\b)?)))?",
    re.IGNORECASE,
)
_SHARES = {
    "half": 50.0, "a half": 50.0, "one half": 50.0, "a third": 100 / 3, "one third": 100 / 3, "two thirds": 200 / 3,
    "a quarter": 25.0, "one quarter": 25.0, "three quarters": 75.0,
}  # fmt: skip
_SHARE = re.compile(
    rf"(?:\b(?P<bound>{_BOUND})\s+)?\b(?P<share>{'|'.join(name.replace(' ', '[ -]') for name in _SHARES)})(?=\s+of\b)",
    re.IGNORECASE,
)
_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(
    rf"(?<![\w-])(?:(?P<nth>{'|'.join(_NTH)})|(?P<digits>\d+)(?:st|nd|rd|th))(?=[\s-][a-z])", re.IGNORECASE
)
_POINTS = re.compile(r"[\s-](?:percentage\s)?points?\b", re.IGNORECASE)
_AFTER = re.compile(
    r"\s+or\s+(?:(?P<more>more|older|over)|(?P<less>fewer|less|younger)|(?P<so>so))\b|[\s-](?P<plus>plus)\b"
)
_US = re.compile(r"\bU\.?S\b\.?(?:A\b\.?)?")
_OF = re.compile(r"\s+of\s+(?:(?:the|these|those|its|their|all|his|her|our)\s+)*", re.IGNORECASE)
_THINGS = re.compile(r"(?:[\s-]+[^\W\d_]+){1,4}")
_WAY = re.compile(rf"\s(?P<way>{'|'.join(sorted(WAYS))})\b")
_CHANGE = re.compile(
    r"\b(?:rose|risen|rises?|fell|falls?|fallen|grew|grows?|grown|climbed|dropp?(?:ed|s)?|cut|raised|lowered|increased?s?"
    r"|decreased?s?|reduced|went|jumped|up|down|tripled|doubled)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_SAME = {
    **dict.fromkeys(("soldiers", "soldier", "troops", "troop"), "troop"),
    **dict.fromkeys(("people", "person"), "people"),
    **dict.fromkeys(("died", "dies", "die", "dead", "deaths", "death", "killed", "kill", "kills", "killing"), "dead"),
    **dict.fromkeys(("injured", "injuries", "injuring", "wounded", "hurt"), "hurt"),
    **dict.fromkeys(("american", "americans"), "us"), **dict.fromkeys(("british", "britain", "uk"), "uk"),
    **dict.fromkeys(("children", "child", "kids"), "child"), **dict.fromkeys(("women", "woman"), "woman"),
    **dict.fromkeys(("men", "man"), "man"), **dict.fromkeys(("costs", "cost", "costing", "price"), "cost"),
}  # fmt: skip
"""Words of one meaning, where numbers are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number, a range or a bound, and what it is of."""

    text: str
    """As it stands there, with its bound and unit: "at least 57", "$27 million", "10 miles"."""
    number: str
    """Its number alone, without bound: "16,000"."""
    start: int
    end: int
    low: float
    """May be minus infinity."""
    high: float
    """May be infinity."""
    rough: bool = False
    """Whether "about" or the like stands before it."""
    open: bool = False
    """Whether the bound itself is left out, as by "more than"."""
    units: frozenset[str] = frozenset()
    """What the unit beside it may be, as `rag.quantities` names them; pp for percentage points, nth for ordinals."""
    things: tuple[str, ...] = ()
    """Up to four words of what is counted, as `same` tells them, in order."""
    names: frozenset[str] = frozenset()
    """Those of them with a capital letter."""
    way: str = ""
    """long, high and their like, behind a unit."""
    part: bool = False
    """Whether it is of some of several: "four of the sirens"."""

    @property
    def exact(self) -> bool:
        """One number, without about or bound."""
        return self.low == self.high and not self.rough


def same(word: str) -> str:
    """A word's stem, or what all words of its meaning are told as."""
    return _SAME.get(word.lower(), stem(word.lower()))


def meanings(text: str) -> frozenset[str]:
    """What the words of a text that carry meaning are told as; "US" is no pronoun."""
    told = words(_US.sub("American", text))
    return frozenset(same(word) for word in told if word not in STOP_WORDS and not word[:1].isdigit())


def figures(text: str) -> list[Figure]:
    """Every number that counts, measures or ranks something, in order; none that is part of a name.

    >>> [(f.text, f.low, f.things) for f in figures("About 16k soldiers came; two dozen schools burnt.")]
    [('About 16k', 16000.0, ('troop', 'came')), ('two dozen', 24.0, ('school', 'burnt'))]
    """
    found: list[Figure] = []
    for one in (*_shares(text), *_ordinals(text), *_numbers(text)):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _numbers(text: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        money = (match["money"] or "").strip()
        if not money and stands_in_a_name(text[: match.start("number")]):
            continue
        end, linked = _range(text, match)
        first = _value(money, match["number"], match["scale"] or (_scale(match["other"]) if linked else ""))
        last = _value(money, match["other"].lstrip("US$€£¥ "), "") if linked else first
        yield _built(text, match, end, (min(first, last), max(first, last)), money)
        if match["other"] and not linked:
            yield from _second(text, match, money)


def _second(text: str, match: re.Match[str], money: str) -> Iterator[Figure]:
    """The number behind "to" or "and", where both are no range."""
    start = match.start("other")
    second = _FIGURE.match(text, start)
    if second:
        value = _value(money, second["number"], second["scale"])
        yield _built(text, second, _first_end(second), (value, value), money)


def _range(text: str, match: re.Match[str]) -> tuple[int, bool]:
    """(where the number ends, whether it is a range): not "from 12 to 3", nor "two and five"."""
    link, opened = (match["link"] or "").lower(), (match["open"] or "").strip().lower()
    changes = opened == "from" and _CHANGE.search(text[: match.start()])
    linked = bool(link) and (link != "and" or opened == "between") and not changes and not match["unit"]
    return (match.end() if linked else _first_end(match)), linked


def _first_end(match: re.Match[str]) -> int:
    return match.end("unit") if match["unit"] else match.end("scale")


def _value(money: str, number: str, scale: str) -> float:
    number = "1" if number.lower() in {"a", "an"} else number
    found = quantity(f"${number}{scale}" if money else f"{number}{scale}")
    return found.low if found else math.nan


def _scale(text: str) -> str:
    """The scale of the second number, which the first one shares: "10 to 15 million"."""
    found = re.search(rf"{_SCALE}+$", text, re.IGNORECASE)
    return found[0] if found else ""


def _built(text: str, match: re.Match[str], end: int, ends: tuple[float, float], money: str) -> Figure:
    bound, opened = match["bound"] or "", match["open"] or ""
    number_start = match.start("money") if money else match.start("number")
    units, unit_end = _units(text, end, money, match["unit"])
    way = _WAY.match(text, unit_end) if units else None
    start = match.start() if bound or (opened and end == match.end()) else number_start
    made = Figure(
        text=text[start:unit_end], number=text[number_start:unit_end], start=start, end=unit_end,
        low=ends[0], high=ends[1], units=units, way=way["way"] if way else "",
    )  # fmt: skip
    return _of(text, unit_end, _bounded(made, bound.lower(), text))


def _units(text: str, end: int, money: str, share: str | None) -> tuple[frozenset[str], int]:
    if share or (not money and _POINTS.match(text, end)):
        points = _POINTS.match(text, end)
        return (frozenset(["pp"]), points.end()) if points else (frozenset("%"), end)
    sign = money.replace("US", "").strip() or ("$" if money else "")
    if money and money != "USD":
        return SPELLED.get(sign.lower(), frozenset(["$"])), end
    if money:
        return frozenset(["$"]), end
    beside = BESIDE.match(text, end)
    if beside is None:
        return frozenset(), end
    if "percentage" in beside["unit"].lower():
        return frozenset(["pp"]), beside.end()
    return SPELLED[beside["unit"].lower()], beside.end()


def _bounded(made: Figure, bound: str, text: str) -> Figure:
    """With what "at least" before it or "or more" behind it say."""
    after = _AFTER.match(text, made.end)
    told = next((name for name, value in after.groupdict().items() if value), "") if after else ""
    made = replace(made, rough=made.rough and not bound)
    if bound.startswith(("at least", "no fewer", "no less", "a minimum")) or told in {"more", "plus"}:
        return replace(made, high=math.inf)
    if bound.startswith(("at most", "no more", "a maximum", "up to")) or told == "less":
        return replace(made, low=-math.inf)
    if bound in {"more than", "over", "above", "upwards of", "exceeding"}:
        return replace(made, high=math.inf, open=True)
    if bound in {"fewer than", "less than", "under", "below"}:
        return replace(made, low=-math.inf, open=True)
    return replace(made, rough=made.rough or bool(bound) or told == "so")


def _of(text: str, end: int, made: Figure) -> Figure:
    """With what it counts: what stands behind it, or behind its "of the"."""
    partly = _OF.match(text, end)
    if partly:
        end = partly.end()
        inner = _FIGURE.match(text, end)
        end = _first_end(inner) if inner else end
    elif made.units and made.units & (SPELLED["$"] | SPELLED["km"]):
        return made
    found = _THINGS.match(text, end if text[end : end + 1].isspace() or text[end : end + 1] == "-" else end - 1)
    told: list[str] = []
    for word in re.findall(r"[^\W\d_]+", found[0]) if found else ():
        if word.lower() in STOP_WORDS:
            break
        told.append(word)
    if told and told[0].lower() in WAYS:
        told = []
    names = frozenset(same(word) for word in told if word[:1].isupper())
    return replace(made, things=tuple(map(same, told)), names=names, part=bool(partly))


def _shares(text: str) -> Iterator[Figure]:
    for match in _SHARE.finditer(text):
        value = _SHARES[match["share"].lower().replace("-", " ")]
        made = Figure(
            text=match[0], number=match["share"], start=match.start(), end=match.end(),
            low=value, high=value, rough=True, units=frozenset("%"),
        )  # fmt: skip
        yield _of(text, match.end(), _bounded(made, (match["bound"] or "").lower(), text))


def _ordinals(text: str) -> Iterator[Figure]:
    for match in _ORDINAL.finditer(text):
        value = float(match["digits"] or _NTH.index(match["nth"].lower()) + 1)
        made = Figure(
            text=match[0], number=match[0], start=match.start(), end=match.end(), low=value, high=value,
            units=frozenset(["nth"]),
        )  # fmt: skip
        yield _of(text, match.end(), made)
