"""The numbers of running text: how much, of what, and how exactly that is said."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.lexical import STOP_WORDS
from rag.currencies import CURRENCIES, MONEY, sign
from rag.meanings import same
from rag.numerals import NTHS, NUMBER, SCALE, SHARES, valued
from rag.quantities import BESIDE, COUNTS, SPELLED, WAYS, counts_people, stands_in_a_name

_BOUND = (
    r"at least|(?:no|not) (?:fewer|less) than|a minimum of|at most|(?:no|not) more than|a maximum of|up to|as many as"
    r"|more than|over|above|upwards of|exceeding|fewer than|less than|under|below|about|around|some|roughly"
    r"|approximately|circa|close to|an estimated|nearly|almost|just (?:over|under)"
)
_MINUS = r"(?<![\w.,:/#)%–-])[-−](?=[\d$€£¥])|\b(?:minus|negative)\s"
_FIGURE = re.compile(
    rf"(?:\b(?P<bound>{_BOUND})\s+(?:the\s+)?)?(?P<open>\b(?:between|from)\s+)?(?P<minus>{_MINUS})?"
    rf"(?P<money>{MONEY}\s?)?(?(minus)|(?(money)|(?<![\w.,:/#-])))(?P<number>{NUMBER})"
    rf"(?P<scale>{SCALE}*(?(money)(?:\s?m\b)?))(?P<unit>[\s-]?(?:%|per\s?cent\b))?"
    rf"(?:\s?(?P<link>[-–—]|\b(?:to|or|and)\b)\s?(?P<other>(?:{MONEY})?{NUMBER}{SCALE}*(?(money)(?:\s?m\b)?)))?",
    re.IGNORECASE,
)
_SMALL = rf"(?:\d{{1,3}}|{'|'.join(name for name in COUNTS if name != 'zero')})"
_SHARE = re.compile(
    rf"(?:\b(?P<bound>{_BOUND})\s+)?\b(?P<share>{'|'.join(name.replace(' ', '[ -]') for name in SHARES)})"
    r"(?=\s+of\b(?!\s+an?\b)|(?<=half)\s+(?:the|its|their|all|of)\b)",
    re.IGNORECASE,
)
"""Of something counted; "a quarter of a percent" is a number."""
_OUT_OF = re.compile(
    rf"(?:\b(?P<bound>{_BOUND})\s+)?\b(?P<part>{_SMALL})\s(?:in|out\sof)\s(?:every\s)?(?P<whole>{_SMALL})(?![\w,.:-]*\d)"
    r"(?=\s[a-z])(?!\s(?:(?:more|other|straight|consecutive)\s)?(?:second|minute|hour|day|week|month|year|decade|game|match)e?s?\b)",
    re.IGNORECASE,
)
"""A share too: "nine out of ten"; "two in three days" is none."""
_ORDINAL = re.compile(
    rf"(?<![\w-])(?:(?P<nth>{'|'.join(NTHS)})|(?P<digits>\d+)(?:st|nd|rd|th))(?=[\s-][a-z])", re.IGNORECASE
)
_SPAN = re.compile(
    rf"(?:\b(?P<bound>{_BOUND})\s+)?\b(?P<number>an?\s(?P<unit>decade|century|fortnight"
    r"|(?(bound)(?:hour|minute|day|week|month|year|mile|kilometre|kilometer)|(?!))))\b(?!\sago)",
    re.IGNORECASE,
)
_POINTS = re.compile(r"[\s-](?:percentage\s)?points?\b", re.IGNORECASE)
_AFTER = re.compile(
    r"\s+or\s+(?:(?P<more>more|older|over)|(?P<less>fewer|less|younger)|(?P<so>so))\b|[\s-](?P<plus>plus)\b"
)
_OTHER_MONEY = re.compile(rf"^{MONEY}\s?", re.IGNORECASE)
_OF = re.compile(
    r"\s+(?:of\s+|(?<=half )(?=the|its|their|all))(?:(?:the|these|those|them|its|their|all|his|her|our)\s+)*",
    re.IGNORECASE,
)
_THINGS = re.compile(r"(?:[\s-]+[^\W\d_]+){1,4}")
_WAY = re.compile(rf"\s(?P<way>{'|'.join(sorted(WAYS))})\b")
_CHANGES = (
    r"(?:rose|risen|rises?|fell|falls?|fallen|grew|grows?|grown|climbed|dropp?(?:ed|s)?|cut|raised|lowered|increased?s?"
    r"|decreased?s?|reduced|went|jumped|up|down|tripled|doubled)"
)
_CHANGE = re.compile(rf"\b{_CHANGES}\b[^.;]{{0,40}}$", re.IGNORECASE)
_ROLE = re.compile(rf"\b(?:(?P<role>by|to)|(?P<bare>{_CHANGES}))\s+$", re.IGNORECASE)
_SCORED = re.compile(
    r"\b(?:w[oi]ns?|lost|lose|beat\w*|defeat\w*|victory|dr[ae]w|score\w*|votes?|voted|le[ad]d?s?)\b[^.;\d]{0,30}$",
    re.IGNORECASE,
)
_DONE = re.compile(r"(?P<before>(?:death(?=\stoll)|(?<=number\sof\s)dea\w+)(?=\b[^.;\d]{0,40}$)|[a-z]+(?=\s+$))")
_DONE_AFTER = re.compile(
    r"[\w\s-]{0,30}?\s(?:were|was|are|is|been|ha(?:ve|s|d)(?:\sbeen)?)\s(?:also\s|now\s|already\s)?(?P<after>[a-z]+)\b"
)


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
    people: bool = False
    """Whether it may count people, by the first of these words."""
    names: frozenset[str] = frozenset()
    """Those of them with a capital letter."""
    way: str = ""
    """long, high and their like, behind a unit."""
    part: bool = False
    """Whether it is of some of several: "four of the sirens"."""
    role: str = ""
    """by, to or from, where it tells how much something changes, or its state after or before that."""
    deeds: frozenset[str] = frozenset()
    """What is done to or by them, as `same` tells it: "killed 12 people", "12 people were killed", "a toll of 12"."""

    @property
    def exact(self) -> bool:
        """One number, without about or bound."""
        return self.low == self.high and not self.rough


def figures(text: str) -> list[Figure]:
    """Every number that counts, measures or ranks something, in order; none that is part of a name.

    >>> [(f.text, f.low, f.things) for f in figures("About 16k soldiers came; two dozen schools burnt.")]
    [('About 16k', 16000.0, ('troop', 'come')), ('two dozen', 24.0, ('school', 'burnt'))]
    """
    found: list[Figure] = []
    for one in (*_shares(text), *_ordinals(text), *_spans(text), *_numbers(text)):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _numbers(text: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        end, linked = _range(text, match)
        scored = linked and _SCORED.search(text[: match.start()])
        if not match["money"] and not scored and stands_in_a_name(text[: match.start("number")]):
            continue
        first = _value(match, match["scale"] or (_scale(match["other"]) if linked else ""))
        last = valued(_OTHER_MONEY.sub("", match["other"])) if linked else first
        made = _built(text, match, end, (min(first, last), max(first, last)))
        if linked and not made.units and (scored or first > last):
            made = replace(made, units=frozenset(["score"]), things=())
        second = _second(text, match) if match["other"] and not linked else None
        if second and made.role == "from" and not made.units:
            made = replace(made, units=second.units)
        yield from filter(None, (made, second))


def _second(text: str, match: re.Match[str]) -> Figure | None:
    """The number behind "to" or "and", where both are no range."""
    second = _FIGURE.match(text, match.start("other"))
    if second is None:
        return None
    value = _value(second, second["scale"])
    return _built(text, second, _first_end(second), (value, value))


def _range(text: str, match: re.Match[str]) -> tuple[int, bool]:
    """(where the number ends, whether it is a range): not "from 12 to 3", nor "two and five"."""
    link, opened = (match["link"] or "").lower(), _opened(match)
    changes = opened == "from" and _CHANGE.search(text[: match.start()])
    linked = bool(link) and (link != "and" or opened == "between") and not changes and not match["unit"]
    return (match.end() if linked else _first_end(match)), linked


def _opened(match: re.Match[str]) -> str:
    return (match["open"] or "").strip().lower()


def _first_end(match: re.Match[str]) -> int:
    return match.end("unit") if match["unit"] else match.end("scale")


def _value(match: re.Match[str], scale: str) -> float:
    return valued(match["number"], scale) * (-1 if match["minus"] else 1)


def _scale(text: str) -> str:
    """The scale of the second number, which the first one shares: "10 to 15 million"."""
    found = re.search(rf"{SCALE}+$", text, re.IGNORECASE)
    return found[0] if found else ""


def _built(text: str, match: re.Match[str], end: int, ends: tuple[float, float]) -> Figure:
    bound, opened = match["bound"] or "", _opened(match)
    number_start = next(match.start(name) for name in ("minus", "money", "number") if match[name])
    units, unit_end = _units(text, end, match["money"], match["unit"])
    way = _WAY.match(text, unit_end) if units else None
    start = match.start() if bound or (opened and end == match.end("other")) else number_start
    made = Figure(
        text=text[start:unit_end], number=text[number_start:unit_end], start=start, end=unit_end,
        low=ends[0], high=ends[1], units=units, way=way["way"] if way else "",
        role=_role(text[: match.start()], opened, bool(units)), deeds=_deeds(text, match.start(), unit_end),
    )  # fmt: skip
    return _of(text, unit_end, _bounded(made, bound.lower(), text))


def _role(before: str, opened: str, measured: bool) -> str:
    """Of a number behind a word that tells a change: what is measured and follows it at once is by how much."""
    if not _CHANGE.search(before):
        return ""
    found = _ROLE.search(before)
    if opened == "from" or found is None:
        return opened if opened == "from" else ""
    return (found["role"] or ("by" if measured else "")).lower()


def _deeds(text: str, start: int, end: int) -> frozenset[str]:
    """The words right before it, and behind "were"."""
    found = [match[1] for match in (_DONE.search(text[:start]), _DONE_AFTER.match(text, end)) if match]
    return frozenset(same(word) for word in found if word.lower() not in STOP_WORDS)


def _units(text: str, end: int, money: str | None, share: str | None) -> tuple[frozenset[str], int]:
    if points := _POINTS.match(text, end) if not money else None:
        return frozenset(["pp"]), points.end()
    if share or money:
        return frozenset("%") if share else SPELLED[sign(str(money))], end
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
    if re.match(r"at least|(?:no|not) (?:fewer|less)|a minimum", bound) or told in {"more", "plus"}:
        return replace(made, high=math.inf)
    if re.match(r"at most|(?:no|not) more|a maximum|up to|as many", bound) or told == "less":
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
    elif made.units and made.units & (CURRENCIES.keys() | {"km"}):
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
    people = bool(told) and (told[0][0].isupper() or counts_people(told[0].lower()))
    return replace(made, things=tuple(map(same, told)), people=people, names=names, part=bool(partly))


def _shares(text: str) -> Iterator[Figure]:
    for match in _SHARE.finditer(text):
        yield _share(text, match, match["share"], SHARES[match["share"].lower().replace("-", " ")])
    for match in _OUT_OF.finditer(text):
        part, whole = valued(match["part"]), valued(match["whole"])
        if part < whole:
            yield _share(text, match, match[0][match.start("part") - match.start() :], 100 * part / whole)


def _share(text: str, match: re.Match[str], number: str, percent: float) -> Figure:
    most = math.isinf(percent)  # of them: more than half
    made = Figure(
        text=match[0], number=number, start=match.start(), end=match.end(), low=50.0 if most else percent, high=percent,
        rough=not most, open=most, units=frozenset("%"),
    )  # fmt: skip
    return _of(text, match.end(), _bounded(made, (match["bound"] or "").lower(), text))


def _spans(text: str) -> Iterator[Figure]:
    """One of those units that "a" counts: "a decade", "less than a year"; not "a year" alone: mostly "each year"."""
    for match in _SPAN.finditer(text):
        made = Figure(
            text=match[0], number=match["number"], start=match.start(), end=match.end(), low=1.0, high=1.0,
            units=SPELLED[match["unit"].lower()],
        )  # fmt: skip
        yield _bounded(made, (match["bound"] or "").lower(), text)


def _ordinals(text: str) -> Iterator[Figure]:
    for match in _ORDINAL.finditer(text):
        value = float(match["digits"] or NTHS[match["nth"].lower()])
        made = Figure(
            text=match[0], number=match[0], start=match.start(), end=match.end(), low=value, high=value,
            units=frozenset(["nth"]),
        )  # fmt: skip
        yield _of(text, match.end(), made)
