"""What follows from a sentence's numbers by one step of reckoning: half of the 16,000 are 8,000."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.figures import Figure, figures
from rag.matching import agrees, contradicts, same_thing
from rag.meanings import meanings
from rag.quantities import miscounts

_PARTS = {"half": 0.5, "third": 1 / 3, "thirds": 2 / 3, "quarter": 0.25, "quarters": 0.75}
_MULTIPLES = {"twice": 2.0, "double": 2.0, "triple": 3.0, "three times": 3.0, "four times": 4.0}
_BEFORE = re.compile(
    rf"(?P<part>\bhalf|\b(?:an?|one)[ -](?:half|third|quarter)|\btwo[ -]thirds|\bthree[ -]quarters"
    rf"|\b\d+(?:\.\d+)?\s?(?:%|per\s?cent)|\b(?:{'|'.join(_MULTIPLES)}))"
    r"\s+(?P<of>of\s+)?(?:(?:the|its|their|all|those|these|our)\s+)*$",
    re.IGNORECASE,
)
_OF_ALL = re.compile(r"\s(?:out\s)?of\s(?:(?:the|its|their|our|his|her|all|these|those)\s)+", re.IGNORECASE)
_COUNTED = re.compile(r"\bhow (?:many|much)\b\s*(?P<what>[\w.]*)", re.IGNORECASE)
_SAID = re.compile(r"\b(?:is|are|was|were|has|have|had|will)\s")
_OPENING = re.compile(r"\W*(?:(?:about|nearly|almost|some|only|just|the|more|than|at|least)\W+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A number that a sentence does not give but that follows from it."""

    value: float
    told: str
    """It in the form of the number that it follows from: "8,000"."""
    working: str
    """How, in the sentence's own terms: "half of 16,000 is 8,000"."""
    text: str
    """Where it stands in the sentence: "half of the 16,000"."""
    base: Figure
    """The number that it is a part or a multiple of."""
    before: str
    """What stands before it: whose part it is, in "The US troops account for half of the 16,000 soldiers."."""
    subject: bool
    """Whether what the sentence says, it says of this part, not of the whole: "Half of the 16,000 left."."""


def derived(sentence: str, found: Sequence[Figure]) -> Iterator[Derived]:
    """Parts and multiples of exact numbers.

    Args:
        sentence: That holds the numbers.
        found: Its `figures`.

    >>> from rag.figures import figures
    >>> told = "The US troops account for half of the 16,000 soldiers."
    >>> [one.working for one in derived(told, figures(told))]
    ['half of 16,000 is 8,000']
    """
    for base in found:
        before = sentence[: base.start]
        match = _BEFORE.search(before) if base.exact and not base.units & {"nth", "%", "pp"} else None
        if match:
            part, multiple = " ".join(match["part"].split()), match["part"].lower() in _MULTIPLES
            value = base.low * _factor(part.lower())
            yield Derived(
                value=value, base=base, text=sentence[match.start() : base.end], told=_told(value, base),
                working=f"{part.lower()}{'' if multiple else ' of'} {base.number} is {_told(value, base)}",
                before=before[: match.start()],
                subject=bool(_OPENING.fullmatch(before[: match.start()])),
            )  # fmt: skip


def changes(found: Sequence[Figure]) -> Iterator[Derived]:
    """By how much something rose or fell: "from 4 to 6 percent" is by 2 points."""
    for first, last in pairwise(found):
        if (first.role, last.role) == ("from", "to") and first.exact and last.exact and first.units == last.units:
            by = abs(last.low - first.low)
            units = frozenset(["pp"]) if "%" in last.units else last.units
            base = replace(last, role="by", units=units, low=by, high=by)
            told = f"{by:,.10g} points" if "%" in last.units else _told(by, last)
            text = f"from {first.number} to {last.number}"
            yield Derived(
                value=by, told=told, working=f"{text} is by {told}", text=text, base=base, before="", subject=False
            )


def shares(sentence: str, found: Sequence[Figure]) -> Iterator[Derived]:
    """What share some of several are: "six of the fourteen ministers" are 43 %.

    >>> told = "Six of the fourteen ministers are women."
    >>> [one.working for one in shares(told, figures(told))]
    ['six of the fourteen is 43 %']
    """
    for first, last in pairwise(found):
        between = _OF_ALL.fullmatch(sentence[first.end : last.start])
        if between and first.exact and last.exact and not first.units | last.units and 0 < first.low < last.low:
            value, text = 100 * first.low / last.low, sentence[first.start : last.end]
            yield Derived(
                value=value, told=f"{value:.0f} %", working=f"{text[0].lower()}{text[1:]} is {value:.0f} %", text=text,
                base=replace(last, units=frozenset("%")), before=sentence[: first.start],
                subject=bool(_OPENING.fullmatch(sentence[: first.start])),
            )  # fmt: skip


def asked_part(question: str, sentence: str, answer: str) -> Derived | None:
    """What a question asks the number of, where the sentence gives it as a part and the answer lies within that.

    Only where the question names whose part it is, or what is said of it alone, and counts that or the whole's things.

    >>> told = "The US troops account for half of the 16,000 soldiers of the RSM."
    >>> found = asked_part("How many Americans serve in the RSM?", told, "16,000")
    >>> found and (found.text, found.told)
    ('half of the 16,000', '8,000')
    >>> asked_part("How many soldiers serve in the RSM?", told, "16,000") is None
    True
    """
    counted = _COUNTED.search(question)
    if counted is None:
        return None
    found = (one for one in derived(sentence, figures(sentence)) if one.base.number in answer or answer in one.text)
    parts = (one for one in found if meanings(question) & whose(one, sentence))
    return next((one for one in parts if _counts(question, counted["what"], one, sentence)), None)


def _counts(question: str, what: str, one: Derived, sentence: str) -> bool:
    """Whether a question counts those whose part it is, "Americans", or what the whole is of."""
    return bool(meanings(what) & whose(one, sentence)) or not miscounts(question, sentence[one.base.start :])


def whose(one: Derived, sentence: str) -> frozenset[str]:
    """What tells a part from its whole: the names before it, or, of a part that a sentence is about, what is said."""
    if not one.subject:
        return meanings(" ".join(re.findall(r"\b[A-Z][\w.]*", one.before)))
    behind = sentence[one.base.end :]
    said = _SAID.search(behind)
    return meanings(behind[said.end() :]) if said else frozenset(one.base.things[1:])


def follows(mine: Figure, one: Derived) -> bool:
    """Whether what is derived is the value of a claim's figure."""
    if mine.units != one.base.units or mine.role != one.base.role:
        return False
    if mine.exact:
        return math.isclose(mine.low, one.value, rel_tol=0.005)
    within = (mine.rough and mine.low == mine.high) or "%" in mine.units
    return within and agrees(mine, replace(one.base, low=one.value, high=one.value))


def proves(mine: Figure, one: Derived, sentence: str, others: frozenset[str]) -> bool:
    """Whether the claim tells the number of the same part, or of a multiple; `others` are its further words.

    Not "The RSM has 8,000 soldiers" by "the US troops are half of the 16,000 soldiers of the RSM", but "The US has".
    """
    if one.base.role == "by":
        return True
    of_part = mine.part or one.value > one.base.low or bool(whose(one, sentence) & others)
    return of_part or not same_thing(mine, one.base)


def other_part(mine: Figure, found: Sequence[Derived], sentence: str, said: frozenset[str]) -> Derived | None:
    """The only part that a sentence gives, where the claim tells the number of that very part, and another one.

    Args:
        mine: The claim's number.
        found: What is derived from the sentence.
        sentence: Of an article.
        said: The claim's words.
    """
    if len(found) != 1 or mine.units != found[0].base.units or mine.role != found[0].base.role:
        return None
    owners, value = whose(found[0], sentence), found[0].value
    rough = "%" not in found[0].base.units  # "half of" is; six of fourteen are exactly as many
    other = contradicts(mine, replace(found[0].base, low=value, high=value, rough=rough))
    return found[0] if other and owners and owners <= said else None


def _factor(part: str) -> float:
    if part in _MULTIPLES:
        return _MULTIPLES[part]
    if part[0].isdigit():
        return float(re.match(r"[\d.]+", part)[0]) / 100  # type: ignore[index]
    return _PARTS[re.split(r"[ -]", part)[-1]]


def _told(value: float, base: Figure) -> str:
    """In the form of the number that it is taken from: its scale, its currency, its unit."""
    form = re.fullmatch(r"(\D*?)([\d,.]+)(?:\s?(thousand|million|billion))?(.*)", base.number)
    if form is None:
        return f"{value:,.10g}"
    scale = {"thousand": 1e3, "million": 1e6, "billion": 1e9}.get(form[3] or "", 1.0)
    return f"{form[1]}{round(value / scale, 2):,.10g}{' ' + form[3] if form[3] else ''}{form[4]}"
