"""What is no answer by its looks: a day where a thing is asked for, a name where it is asked who bears it."""

from __future__ import annotations

import re

from index.lexical import STOP_WORDS, stem, words
from rag.dimensions import is_when
from rag.offices import OFFICES
from rag.quantities import COUNTS, TIMES

_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_TIME = re.compile(
    rf"(?:on\s|in\s|last\s|next\s|this\s|early\s|late\s)*(?:{_WEEKDAY}(?:\s(?:night|morning|evening|afternoon))?"
    rf"|{_MONTH}(?:\s\d{{1,2}}(?:st|nd|rd|th)?)?(?:,?\s\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}(?:,?\s\d{{4}})?)\W*"
)
"""A day or a month, and nothing else."""
_OF_TIMES = re.compile(
    r"\b(?:when|day|date|year|month|week|time|season|night|weekend|holiday|birthday|anniversary|deadline|period|until"
    r"|since|born|long|old|ago|often|named?|called|movie|film|song|album|book|novel)s?\b",
    re.IGNORECASE,
)
"""Where a day may be asked for, or be a title."""
_SIZE = re.compile(
    r"\bhow\s(?:strong|big|large|small|high|tall|deep|wide|long|old|far|fast|heavy|expensive|hot|cold)\b", re.IGNORECASE
)
_HOW_MANY = re.compile(r"\bhow\smany\b", re.IGNORECASE)
_COUNTED = re.compile(
    rf"(?:\d|\b(?:{'|'.join((*COUNTS, *TIMES, 'half', 'none', 'some', 'most', 'all'))}))\W*$", re.IGNORECASE
)
_HOW_LONG = re.compile(r"\bhow\slong\b(?!\sago|\suntil|\sbefore)", re.IGNORECASE)
_NAME = r"(?:[A-Z][\w.’'-]*|(?:of|the|and|de|van|von|al|bin)(?=\s))"
_NAMES = re.compile(rf"(?:the\s)?[A-Z][\w.’'-]*(?:\s{_NAME})*")
_WHO_IS = re.compile(
    rf"\W*who(?:['’]s|\s(?:is|was|are|were))\s(?P<name>[A-Z][\w.’'-]*(?:\s{_NAME})*)\W*", re.IGNORECASE
)
_TITLE = re.compile(
    rf"\b(?:{'|'.join(OFFICES)}|{'|'.join(COUNTS)}|prince|princess|duke|duchess|earl|count|baron|lord|pope|saint)s?\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:in\s)?(?:what|which)\syear\b(?!['’]?s\s\w|\sof\b)", re.IGNORECASE)
_A_YEAR = re.compile(r"\d|\byears?\b|\bcentury\b", re.IGNORECASE)
_TWO = re.compile(r"\b(?:which|what)\s(?:two|three|four|five|several)\s(?:\w+\s)?\w+s\b", re.IGNORECASE)
_SEVERAL = re.compile(r"[,;&/\n]|\b(?:and|or|vs|as well as|both|two|three|four|five)\b|\ws$", re.IGNORECASE)
_CLOCK = re.compile(
    r"\b(?:at\s)?(?:what|which)\s(?:time|hour)\b(?!\s(?:of\s(?:the\s)?year|period|frame|span))", re.IGNORECASE
)
_THING = re.compile(
    r"^\W*(?:(?:in|of|for|by|at|to|from)\s)?(?:which|what)\s(?:\w+\s)?(?P<noun>court|party|parties|company|companies|country"
    r"|countries|city|town|state|film|movie|book|newspaper|team|club|agency|bank|ship|river|bridge|event|group"
    r"|alliance|organi[sz]ation|university)\b",
    re.IGNORECASE,
)
_OFFICER = re.compile(rf"\b(?:{'|'.join(OFFICES)})(?:,?\s[A-Z]|$)", re.IGNORECASE)
_PART_OF = re.compile(r"\bof\s(?:the\s|its\s|their\s|all\s)?$")
_SAID_OF = re.compile(r"\s(?:[\w-]+\s){1,2}?(?:has|have|had|is|are|was|were|will|would)\s")
"""Behind a number: what is counted, and the verb of which its part is the subject."""
_LEVEL = re.compile(
    r"\b(?:what|which|how\s(?:high|much))\b.*\b(?:price|average|rate|level|cost|height|total|toll)\b",
    re.IGNORECASE,
)
_CHANGING = (
    r"(?:increas\w*|rais(?:ed|es|ing)|ris(?:en|es|e|ing)|rose|fall\w*|fell|tumbl\w*|drop\w*|jump\w*|climb\w*|declin\w*|decreas\w*"
    r"|gain\w*|gr[eo]w\w*|shr[aiu]nk\w*|cut\w*|surg\w*|slid\w*|plung\w*)"
)
_BY = re.compile(
    rf"\b{_CHANGING}\s(?:by\s)?(?:(?:about|some|nearly|roughly|almost|another|around|over)\s)?$", re.IGNORECASE
)
_OF_CHANGE = re.compile(rf"\b(?:{_CHANGING}|chang\w*|by|more|less|higher|lower|difference)\b", re.IGNORECASE)
_NOT = re.compile(r"(?:\bnot|n['’]t|\bnever)\s(?:(?!until\b|till\b|before\b|only\b|long\b|wait\b)\w+\s){1,3}$")


def only_a_change(question: str, before: str) -> bool:
    """Whether it is asked how high something is, and the sentence tells by how much it changed.

    >>> only_a_change("What was the record price?", "Prices have tumbled by ")
    True
    >>> only_a_change("How much have prices fallen?", "Prices have tumbled by ")
    False
    """
    return bool(_LEVEL.search(question) and _BY.search(before)) and not _OF_CHANGE.search(question)


def denied_time(question: str, before: str) -> bool:
    """Whether it is asked when something was, and the sentence says that it was not at that time.

    >>> denied_time("When will the bridge open?", "The bridge will not open "), denied_time("When is it?", "It opens ")
    (True, False)
    """
    return is_when(question) and bool(_NOT.search(before)) and not re.search(r"\bnot\b|n['’]t\b", question)


def the_whole(question: str, before: str, after: str) -> bool:
    """Whether it is asked of how many something is so, and the answer is how many there are.

    Args:
        question: In words.
        before: The sentence up to the answer.
        after: The rest of the sentence.

    >>> told = "So far 15 of the ", " piers have been finished."
    >>> the_whole("How many piers are finished?", *told), the_whole("How many piers does it have?", *told)
    (True, False)
    """
    part = _PART_OF.search(before)
    if part is None or not _HOW_MANY.search(question) or not _COUNTED.search(before[: part.start()]):
        return False
    told = _SAID_OF.match(after)
    said = {stem(word) for word in words(after[told.end() :]) if word not in STOP_WORDS} if told else set()
    return bool(said & {stem(word) for word in words(question)[3:]})


def unlike(question: str, answer: str) -> bool:
    """Whether an answer is of another kind than what is asked for, by how it looks.

    Args:
        question: In words.
        answer: As it stands in its sentence.

    >>> unlike("What event is held in Munich?", "Friday"), unlike("On which day do they meet?", "Friday")
    (True, False)
    >>> unlike("How strong is the Kosovo Force?", "KFOR"), unlike("How long did it last?", "February 13, 2020")
    (True, True)
    >>> unlike("Who is Anja Roth?", "Helena Marsk"), unlike("Who is Anja Roth?", "Finance Minister")
    (True, False)
    """
    given = answer.strip(" ,.;:()“”\"'’")
    return (
        _only_a_time(question, given)
        or _no_size(question, given)
        or _no_description(question, given)
        or bool(_YEAR.search(question) and not _A_YEAR.search(given))
        or bool(_TWO.search(question) and not _SEVERAL.search(given))
        or bool(_THING.search(question) and _OFFICER.search(given))
    )


def _only_a_time(question: str, answer: str) -> bool:
    if not _TIME.fullmatch(answer):
        return False
    if _CLOCK.search(question):
        return True
    if is_when(question):
        return False
    return bool(_HOW_LONG.search(question)) or not _OF_TIMES.search(question)


def _no_size(question: str, answer: str) -> bool:
    return bool(_SIZE.search(question) and _NAMES.fullmatch(answer)) and not _TITLE.search(answer)


def _no_description(question: str, answer: str) -> bool:
    """Of "Who is Ada Roe?", a name: of somebody else, a place or a work."""
    asked = _WHO_IS.fullmatch(question)
    name = asked["name"] if asked else ""
    named = name[:1].isupper() and name.split()[-1][0].isupper() and not re.search(r"['’]s?\s", name)
    return named and bool(_NAMES.fullmatch(answer)) and not _TITLE.search(answer)
