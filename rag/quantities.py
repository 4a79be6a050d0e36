"""A short answer as a quantity: its sign, its number or its range, and its unit however that is spelled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from index.lexical import STOP_WORDS
from rag.currencies import CURRENCIES, MONEY, sign
from rag.meanings import same

SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0, "lakh": 1e5,
    "crore": 1e7,
}  # fmt: skip
COUNTS: dict[str, float] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
TIMES = SCALES | {
    "half": 0.5, "third": 1 / 3, "quarter": 0.25, "k": 1e3, "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12
}  # fmt: skip
UNITS = {
    "%": ("%", "percent", "per cent", "pct", "percentage point"),
    **CURRENCIES,
    "km": ("km", "kilometre", "kilometer"), "m": ("m", "metre", "meter"), "cm": ("cm", "centimetre", "centimeter"),
    "mm": ("mm", "millimetre", "millimeter"), "mile": ("mile", "mi"), "foot": ("foot", "feet", "ft"),
    "inch": ("inch", "inches"), "yard": ("yard", "yd"),
    "km2": ("km2", "km²", "sq km", "square km", "square kilometre", "square kilometer"),
    "m2": ("m2", "m²", "sq m", "square metre", "square meter"), "acre": ("acre",), "hectare": ("hectare", "ha"),
    "square mile": ("square mile", "sq mi"), "square foot": ("square foot", "square feet", "sq ft"),
    "kg": ("kg", "kilogram", "kilogramme", "kilo"), "gram": ("gram", "gramme"), "tonne": ("tonne", "ton"),
    "lb": ("lb", "pound"), "ounce": ("ounce", "oz"), "litre": ("litre", "liter"), "gallon": ("gallon", "us gallon"),
    "km/h": ("km/h", "kmh", "kph", "kilometres per hour", "kilometers per hour", "kilometres an hour"),
    "mph": ("mph", "miles per hour", "miles an hour"),
    "decade": ("decade",), "century": ("century", "centurie"), "fortnight": ("fortnight",),
    "second": ("second", "sec"), "minute": ("minute", "min"), "hour": ("hour", "hr"), "day": ("day",),
    "week": ("week",), "month": ("month",), "year": ("year", "yr"), "am": ("am", "a.m."), "pm": ("pm", "p.m."),
    "°C": ("°c", "° c", "degree celsius", "degrees celsius", "celsius", "degree", "°"),
    "°F": ("°f", "° f", "degree fahrenheit", "degrees fahrenheit", "fahrenheit", "degree", "°"),
    "kW": ("kw", "kilowatt"), "MW": ("mw", "megawatt"), "GW": ("gw", "gigawatt"),
}  # fmt: skip
"""Unit -> its spellings in the singular; one spelling may be of two units: five pounds are money or a weight."""
SPELLED = {
    spelling: frozenset(unit for unit, spellings in UNITS.items() if spelling in spellings)
    for spellings in UNITS.values()
    for spelling in spellings
}
WAYS = frozenset(["long", "high", "tall", "deep", "wide", "old", "away", "each", "total"])
"""Words after a number that name no thing."""
_PEOPLE = frozenset([
    "people", "person", "man", "men", "woman", "women", "child", "children", "live", "dead", "death", "killed",
    "injured", "wounded", "victim", "casualtie", "civilian", "resident", "citizen", "soldier", "troop", "marine",
    "fighter", "police", "officer", "protester", "demonstrator", "worker", "passenger", "refugee", "migrant", "patient",
    "individual", "visitor", "tourist", "participant", "foreigner", "student", "employee", "voter", "settler", "guest",
    "pilot", "crew", "staff", "folk", "boy", "girl",
])  # fmt: skip
"""Names of people who are counted, without an s at the end: the soldiers of one article are the troops of another."""
_OPENERS = STOP_WORDS | {
    "almost", "another", "approximately", "around", "circa", "early", "estimated", "exactly", "late", "mid", "nearly",
    "roughly", "since", "within",
}  # fmt: skip
"""Words that an answer may begin with, and that are no name for all their capital letter."""

_SCALE = rf"(?:[\s-]?(?:an?\s)?(?:{'|'.join(TIMES)})s?\b)"
_NUMBER = rf"\d[\d,]*(?:\.\d+)?(?::[0-5]\d\b)?|\b(?:{'|'.join(COUNTS)})\b(?:[\s-](?:{'|'.join(COUNTS)})\b)*"
_HOW_MANY = re.compile(r"^.*?\bhow many\s+", re.IGNORECASE)
_PART_OF = re.compile(
    r"^\W*(?:(?:about|nearly|almost|roughly|more than|over|at least|some) )?"
    r"(?:half|(?:an?|one|two|three|four)[ -](?:half|third|quarter|fifth|tenth)s?|[\d.]+(?:%| per ?cent))"
    r" (?:of (?:(?:the|its|their|all|these|those|our) )?|(?:the|its|their|all|these|those|our) )(?P<number>\d)?",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    rf"(?:(?<![\w.,%)])(?P<minus>[-−–]|minus\s|negative\s)\s?)?(?:(?P<money>{MONEY})\s?)?"
    rf"(?:(?<![\w.:])(?<!\w-)(?P<number>{_NUMBER})|(?=\bhalf\b))(?P<scale>{_SCALE}*(?(money)(?:\s?m\b)?))",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?P<minus>)(?P<money>)(?P<number>)(?<!\w)(?P<scale>{_SCALE}+)", re.IGNORECASE)
_UNIT = rf"[\s-]?(?P<unit>{'|'.join(re.escape(name) for name in sorted(SPELLED, key=len, reverse=True))})s?(?!\w)"
BESIDE = re.compile(_UNIT, re.IGNORECASE)
_ENDS = re.compile(
    rf"(?:{_UNIT})?\s?(?:[-–—]|to\b|or\b|(?P<between>and)\b)\s?(?:{MONEY}\s?)?"
    rf"(?P<number>{_NUMBER})(?P<scale>{_SCALE}*(?:m\b)?)",
    re.IGNORECASE,
)
_JOINED = {"and", "or"}
_SHORT = r"(?:[^\W\d_]\.){2,}"
_THINGS = re.compile(rf"(?:[\s-]+(?:{_SHORT}|[^\W\d_]+(?:['’]s?(?=\s))?))+")
"""Words behind a number, "U.S." and "women's" among them."""
_ANYBODY = re.compile(r"^1 (?:[\w.]+ )?(?:people|persons?|individuals)\b", re.IGNORECASE)
"""Where people are asked for, whoever they are."""
_BEFORE = re.compile(r"(?<!\w)(\w*[A-Z][\w&.-]*)(?:\s+of)?\s+$")
"""A word with a capital letter that a number follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number or a range, and what it is of."""

    low: float
    high: float
    """The same as `low` where the text gives one number."""
    units: frozenset[str]
    """What the unit beside it may be; empty where there is none."""
    things: frozenset[str]
    """Stems of the words after it, one for all people; empty where a unit stands there, or no word that counts."""
    named: bool
    """Whether the number is part of a name: "Boeing 737"."""

    def agrees(self, other: Quantity) -> bool:
        """Same number or range, and no other unit; things that are counted may go by different names."""
        return (self.low, self.high) == (other.low, other.high) and self._measures(other)

    def comparable(self, other: Quantity) -> bool:
        """Whether both may be numbers of one thing: no other unit, nothing else counted, where either is told."""
        counts = not (self.things and other.things) or bool(self.things & other.things)
        return counts and self._measures(other)

    def _measures(self, other: Quantity) -> bool:
        if self.units and other.units:
            return bool(self.units & other.units)
        return not ((self.units and other.things) or (other.units and self.things))


def quantity(text: str) -> Quantity | None:
    """The quantity that a short text stands for, the first of several; None when it is none, as "COVID-19".

    >>> [quantity(text).high for text in ("16 thousand", "between 20 and 35 km", "-5", "half a million")]
    [16000.0, 35.0, -5.0, 500000.0]
    """
    match = _FIGURE.search(text) or _BARE.search(text)
    if match is None:
        return None
    ends, money = _ENDS.match(text, match.end()), match["money"]
    if ends and ends["between"] and "between" not in text[: match.start()].lower():
        ends = None
    scale = match["scale"] or (ends["scale"] if ends else "")
    low = _value(match["number"], scale, money) * (-1 if match["minus"] else 1)
    high = _value(ends["number"], ends["scale"], money) if ends else low
    units, things = _beside(text, (ends or match).end())
    units = SPELLED[sign(money)] if money else units
    named = not money and stands_in_a_name(text[: match.start()])
    return Quantity(low=low, high=high, units=units, things=frozenset() if units else things, named=named)


def miscounts(question: str, told: str) -> bool:
    """Whether a number is told of something else than a question asks the number of, as far as either says so.

    Args:
        question: In words.
        told: The number, and what stands behind it in its sentence.

    >>> miscounts("How many troops serve in KFOR?", "two examples: the Kosovo Force")
    True
    >>> miscounts("How many troops serve in RSM?", "16,000 soldiers affiliated with the RSM")
    False
    >>> miscounts("How many U.S. people died?", "41 villagers"), miscounts("How many U.S. troops died?", "4 soldiers")
    (False, False)
    >>> miscounts("How many countries belong to it?", "half of the 16,000 soldiers")
    True
    """
    if not _HOW_MANY.search(question):
        return False
    what, told = _HOW_MANY.sub("1 ", question, count=1), _whole(told)
    asked, found = quantity(what), quantity(told)
    if asked is None or found is None or asked.comparable(found):
        return False
    return not (found.things and _ANYBODY.match(what) and _of_people(told))


def _of_people(told: str) -> bool:
    """Whether what is counted there may be people, by a word of its own or a capital letter: "12 Americans"."""
    figure = _FIGURE.search(told)
    counted = _counted(told, figure.end()) if figure else []
    return any(word[0].isupper() or counts_people(word.lower()) for word in counted)


def _whole(told: str) -> str:
    """Of what something is a part: "half of the 16,000 soldiers", "half the soldiers"."""
    part = _PART_OF.match(told)
    if part is None:
        return told
    return told[part.start("number") :] if part["number"] else f"1 {told[part.end() :]}"


def _value(number: str | None, scale: str, money: str | None) -> float:
    """As `_FIGURE` found it: without a number, one of the scale."""
    value = _number(number) if number else 1.0
    for word in re.findall(r"[a-z]+", scale.lower()):
        value *= 1e6 if money and word == "m" else TIMES.get(word, TIMES.get(word.removesuffix("s"), 1.0))
    return value


def _number(text: str) -> float:
    """Of digits, of words that are added up ("twenty-five"), or of a time of day in hours."""
    if not text[0].isdigit():
        return float(sum(COUNTS[word] for word in re.findall(r"[a-z]+", text.lower())))
    whole, _, minutes = text.replace(",", "").partition(":")
    return float(whole) + (int(minutes) / 60 if minutes else 0.0)


def _beside(text: str, end: int) -> tuple[frozenset[str], frozenset[str]]:
    """The unit that follows a number, or else the things that do."""
    if match := BESIDE.match(text, end):
        return SPELLED[match["unit"].lower()], frozenset()
    counted = [word.lower() for word in _counted(text, end)]
    if counted[1:] and (unit := SPELLED.get(counted[1].removesuffix("s"))) and counted[1] != "second":
        return unit, frozenset()  # "132 urban acres"
    return frozenset(), frozenset(_thing(word) for word in counted if counted[0] not in WAYS)


def _counted(text: str, end: int) -> list[str]:
    """The words right behind a number, as far as they may name what it is of: "sheltered and homeless people"."""
    found = _THINGS.match(text, end)
    after = re.findall(r"[^\W\d_]+", re.sub(rf"{_SHORT}|['’]s?\b", " ", found[0])) if found else []
    named = takewhile(lambda word: word.lower() not in STOP_WORDS - _JOINED, after)
    return [word for word in named if word.lower() not in _JOINED]


def _thing(word: str) -> str:
    return "people" if word.removesuffix("s") in _PEOPLE else same(word)


def counts_people(word: str) -> bool:
    """Whether a word may name people who are counted: "protesters", "villagers", "tourist"."""
    return word.removesuffix("s") in _PEOPLE or bool(re.search(r"(?:er|or|ist|ant|ent|ee|ian|i|men|man)s?$", word))


def stands_in_a_name(before: str) -> bool:
    """Whether a number is part of a name, by the text before it: "Boeing 737"."""
    match = _BEFORE.search(before)
    return bool(match and match[1].lower() not in _OPENERS)
