"""Numbers of a sentence, exchanged for clearly different ones of like size and form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from eval.altering.edits import Edit, word_after, word_before
from eval.altering.gazetteer import MONTHS, NATIONALITIES, OPENERS, PEOPLES, SHORT_MONTHS

WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
"""From 1."""
MONTH = rf"(?:{'|'.join(map(re.escape, sorted((*MONTHS, *SHORT_MONTHS), key=len, reverse=True)))})"

_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VAGUE = ("dozens", "hundreds", "thousands", "millions")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SHARES = {
    "half of": ("a quarter of", "two-thirds of"), "a third of": ("two-thirds of", "half of"),
    "one-third of": ("two-thirds of", "half of"), "two-thirds of": ("one-third of", "half of"),
    "a quarter of": ("three-quarters of", "half of"), "three-quarters of": ("a quarter of", "half of"),
}  # fmt: skip

_UNIT = r"(?:year|day|hour|minute|month|week|mile|point|member|page|person|game|acre|story|bed|inch|pound|ton|yard)s?"
_FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_DIGITS = re.compile(
    rf"(?<![\w.,/:#&’'+$€£(-])(?<!No\. )[$€£]?(?P<figure>{_FIGURE})(?P<suffix>%|(?:st|nd|rd|th|[BMK])\b)?"
    rf"(?![\w/:&’'°+(”\"]|[.,]\d|-(?!{_UNIT}\b)|[–—]\d|\.(?:com|org)\b)"
)
_SPELLED = re.compile(
    rf"(?i)(?<![\w-])(?:{'|'.join((*WORDS[1:], *_TENS[1:]))})(?= [a-z]|-{_UNIT}\b)(?! (?:or|to|and|in|out|at|with)\b)"
)
_COUNTED = (
    "time|term|year|season|round|game|quarter|child|wife|trip|day|week|month|straight|consecutive|dose|debate|place"
)
_ONES = (
    (re.compile(r"(?i)\b(?<!of )(?:dozens|hundreds|thousands|millions)(?= of (?!thousands|millions))"), _VAGUE),
    (
        re.compile(rf"(?<![\w-])(?:{'|'.join(_ORDINALS)})(?= (?:{_COUNTED})\b|-(?:largest|biggest|highest|most)\b)"),
        _ORDINALS,
    ),
)
_SHARE = re.compile(
    rf"(?i)(?<![\w-])(?<!first )(?<!second )(?<!latter )(?<!other )(?<!better )(?:{'|'.join(_SHARES)})\b"
)
_SCALE = re.compile(r"(?<=\d )(?:million|billion)\b")

NEAR = 60
"""Characters before a number that are looked at."""
_COUNT = rf"[$€£]?(?:{_FIGURE}|(?:{'|'.join(WORDS)})\b)"
_BOUND = re.compile(
    r"(?i)\b(?:(?:more|less|fewer|greater|higher|lower|bigger|larger|older|younger|longer|better|other) than|over|"
    r"under|at (?:the )?(?:least|most)|as (?:many|much|few|little|high|low|early|late) as|exceed(?:s|ed|ing)?|within|"
    r"past|above|below|up ?to|(?:upwards?|north|in excess) of|(?:maximum|minimum) of|top(?:s|ped|ping)?|between|beyond|"
    r"surpass(?:ed|es|ing)?|or|not|nor|last|next)(?: an?| the)?"
    r"(?: (?:estimated|additional|about|around|another|nearly|roughly|some))? ?[$€£]?$"
)
"""Before a number that another number need not contradict."""
_RANGE_BEFORE = re.compile(rf"(?i){_COUNT}%?(?: [a-z]+)? ?(?:to|and|or|in|out of|of|by|[-–—])(?: every)? [$€£]?$")
_RANGE_AFTER = re.compile(
    rf"(?i)(?: [a-z]+)? ?(?:to|and|or|out of|of|by|[-–—])(?: the| its| their| his| her)? ?{_COUNT}"
    rf"|(?: [a-z]+)? in (?:every )?(?:\d{{1,2}}|{'|'.join(WORDS)})\b"
    r"|(?: [a-z]+)? (?:or|and) (?:more|less|fewer|older|younger|above|below|so|up|over|under)\b|-?plus\b"
)
_HOUR = re.compile(r" ?[ap]\.?m\b|:\d\d| o[’']clock", re.IGNORECASE)
_MAY_FOLLOW = frozenset((*PEOPLES, *NATIONALITIES, "Republicans", "Democrats", "U.S", "US", "COVID-19", "Covid-19"))


def number_edits(sentence: str, rng: Random, passage: str = "") -> list[Edit]:
    """One for each number that another one contradicts: no bounds ("more than 100"), ranges, dates or parts of names.

    A new number is not one of the passage's.
    """
    found = [*_digit_edits(sentence, rng), *_word_edits(sentence, rng)]
    return [edit for edit in found if not re.search(rf"(?<![\w.,]){re.escape(edit.text)}(?!\w|[.,]\d)", passage)]


def counts(sentence: str, start: int, end: int) -> bool:
    """Whether a number stands by itself: no bound, no end of a range, no time of the day, no part of a name."""
    before, after = sentence[max(0, start - NEAR) : start], sentence[end:]
    if bounded(sentence, start) or _HOUR.match(after) or in_name(sentence, start, end):
        return False
    return not (_RANGE_BEFORE.search(before) or _RANGE_AFTER.match(after))


def bounded(sentence: str, start: int) -> bool:
    """Whether a bound stands before a number, as in "more than 100"."""
    return _BOUND.search(sentence[max(0, start - NEAR) : start]) is not None


def in_name(sentence: str, start: int, end: int) -> bool:
    """Whether a number is part of a name, such as "Boeing 737" or "60 Minutes", as far as its neighbours show."""
    before, after = word_before(sentence, start), word_after(sentence, end)
    follows = re.search("[A-Z]", before) and before not in OPENERS and not before.endswith((",", ":", ";", "—"))
    leads = after[:1].isupper() and after.rstrip(".,:;’'”\"") not in _MAY_FOLLOW
    return bool(follows or leads)


def other_number(figure: str, rng: Random, *, most: float | None = None) -> str | None:
    """A clearly different number in the same form; None for 0 and 1, after which other words would have to change.

    Args:
        figure: Digits, with commas or decimals.
        rng: Chooses.
        most: Not to be passed, such as 100 for percentages.

    >>> other_number("16,000", Random(1)), other_number("3.5", Random(1)), other_number("1", Random(1))
    ('11,000', '2.4', None)
    """
    decimals = len(figure.partition(".")[2])
    value = round(float(figure.replace(",", "")) * 10**decimals)
    if value <= 1:
        return None
    step = _step(value)
    for _ in range(20):
        factor = rng.uniform(0.35, 0.75) if rng.random() < 0.5 else rng.uniform(1.3, 2.2)
        changed = round(value * factor / step) * step
        round_ = decimals and changed % 10 == 0
        if changed != value and changed > 1 and not round_ and (most is None or changed <= most * 10**decimals):
            return f"{changed / 10**decimals:{',' if ',' in figure else ''}.{decimals}f}"
    return None


def _step(value: int) -> int:
    """What a number of as many digits that are not zero is a multiple of; half of that for 5,000 and its like."""
    zeros = len(str(value)) - len(str(value).rstrip("0"))
    unit = int(10**zeros)
    return unit // 2 if zeros and len(str(value)) - zeros == 1 else unit


def _digit_edits(sentence: str, rng: Random) -> Iterator[Edit]:
    for match in _DIGITS.finditer(sentence):
        figure, suffix = match["figure"], match["suffix"] or ""
        if not _dated(sentence, match) and counts(sentence, match.start(), match.end()):
            changed = other_number(figure, rng, most=_most(sentence, match))
            if changed is not None:
                yield Edit(match.start("figure"), match.end(), changed + _suffix(changed, suffix))
    for match in _SCALE.finditer(sentence):
        figure = sentence[: match.start()].rsplit(maxsplit=1)[-1]
        if not bounded(sentence, match.start() - len(figure) - 1):
            yield Edit(match.start(), match.end(), "billion" if match.group() == "million" else "million")


def _most(sentence: str, match: re.Match[str]) -> float | None:
    """For shares up to the whole, and for ages."""
    if match["suffix"] == "%":
        return 100 if float(match["figure"].replace(",", "")) <= 100 else None
    aged = re.match(r"-year-olds?\b|[,.]", sentence[match.end() :]) and re.search(
        r", $|\b(?:age|aged) $|-$|\w $", sentence[: match.start()]
    )
    return 95 if aged and match["figure"].isdigit() and int(match["figure"]) < 100 else None


def _dated(sentence: str, match: re.Match[str]) -> bool:
    """A year, a day of a month, or the number of the police."""
    year = re.fullmatch(r"1[5-9]\d\d|20\d\d|911", match.group())
    return bool(
        year or re.search(rf"{MONTH} $", sentence[: match.start()]) or re.match(rf" {MONTH}\b", sentence[match.end() :])
    )


def _word_edits(sentence: str, rng: Random) -> Iterator[Edit]:
    for match in _SPELLED.finditer(sentence):
        if counts(sentence, match.start(), match.end()):
            yield _exchanged(match, _other_word(match.group().lower(), rng))
    for pattern, others in _ONES:
        for match in pattern.finditer(sentence):
            at = others.index(match.group().lower())
            if not bounded(sentence, match.start()):
                yield _exchanged(match, rng.choice([o for i, o in enumerate(others) if abs(i - at) in {2, 3}]))
    for match in _SHARE.finditer(sentence):
        if not bounded(sentence, match.start()):
            yield _exchanged(match, rng.choice(_SHARES[match.group().lower()]))


def _other_word(word: str, rng: Random) -> str:
    if word in _TENS[1:]:
        return rng.choice([other for other in _TENS if other != word])
    at = WORDS.index(word)
    near = 1 if at < 3 else 2
    return rng.choice([other for i, other in enumerate(WORDS) if i and near <= abs(i - at) <= 5])


def _exchanged(match: re.Match[str], text: str) -> Edit:
    return Edit(match.start(), match.end(), text.capitalize() if match.group()[0].isupper() else text)


def _suffix(number: str, suffix: str) -> str:
    """As it is, but "21st" and its like as the new number has them."""
    if suffix not in {"st", "nd", "rd", "th"}:
        return suffix
    return "th" if number[-2:-1] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")
