"""Who somebody is or who holds an office is answered with a person, not with a place."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.candidates import fits
from rag.places import is_wide
from rag.questions import Question

_PEOPLE = r"(?:diplomat|girl|boy|man|woman|person|victim|suspect|author|singer|actor|actress|officer|soldier|official)"
_NAMED_BODY = re.compile(
    r"\s(?:[A-Z]\w+\s)?(?:Mission|Force|Council|Committee|Commission|Agency|Department|Ministry|Party|Bank|Union|Court"
    r"|University|Hospital|Museum|Bridge|Airport|Company|Corporation|Army|Navy|Guard)\b"
)
"""Behind a piece of the name of something that is no person."""
_WHICH = re.compile(
    rf"^\W*(?:what|which)\s(?:\w+\s)?(?:{_PEOPLE}|general|minister|judge|golfer|player|politician)\b", re.IGNORECASE
)
_WHO = re.compile(
    rf"^\W*(?:(?:\w+\s){{0,2}}?who\b|(?:what|which)\s(?:is|was)\sthe\sname\sof\sthe\s(?:\w+\s){{0,3}}?{_PEOPLE}\b)",
    re.IGNORECASE,
)
_WHO_IS = re.compile(r"\b[Ww]ho(?:['’]s|\s(?:is|was|are|were))\s(?:[A-Z]|the\s[A-Z])")
_NAMED = re.compile(r"\bname\sof\b", re.IGNORECASE)
_KIN = re.compile(
    r"\b(?:brother|sister|son|daughter|wife|husband|father|mother|cousin|nephew|niece|uncle|aunt|widow\w*|child(?:ren)?"
    r"|sibling|parent|partner|famil\w+|relative|marri\w+)s?\b",
    re.IGNORECASE,
)
_CAPITALS = frozenset([
    "ankara", "athens", "baghdad", "beijing", "berlin", "brussels", "cairo", "damascus", "islamabad", "jerusalem",
    "kabul", "kyiv", "madrid", "moscow", "ottawa", "paris", "pyongyang", "riyadh", "rome", "seoul", "tehran",
    "tokyo", "warsaw", "washington", "white house", "kremlin", "pentagon", "downing street",
])  # fmt: skip
"""Seats of governments, which stand for these: "Washington’s intention"."""
_RANK = re.compile(
    r"(?:mr|mrs|ms|dr|sir|lord|lady|general|admiral|colonel|major|captain|lieutenant|sergeant|corporal|private)\.?",
    re.IGNORECASE,
)
_KNOWN = re.compile(r"\b(?:the|a|an|this|that)\s(?:\w+\s)?$", re.IGNORECASE)
"""Before somebody whom his rank alone names: "the retired general"."""
_PLACE = re.compile(r"\b(?P<where>in|at|near|from)\s(?:the\s)?$")
_OFFICE = re.compile(
    r"\bwho(?:\s(?:currently|now))?\s(?:commands?|commanded|heads?|headed|directs?|directed|manages?|managed|chairs?|chaired"
    r"|leads?|led|succeeded|replaced|runs?|ran|"
    r"(?:is|was)\s(?:the\s)?(?:\w+(?:['’]s)?\s){0,4}(?:director|minister|president|mayor|commander|leader|head|secretary"
    r"|chancellor|governor|coach|captain|chief|owner|king|queen|spokes\w+))\b",
    re.IGNORECASE,
)
_DONE_TO = re.compile(
    r"\b[Ww]ho\s(?:has\s|had\s)?(?:\w+ed|beat|fought|hit|led|left|met|paid|sent|shot|taught|told)\s"
    r"(?:(?:[a-z]+|[A-Z]\w*)\s)*?(?P<name>[A-Z][\w’-]*\w)\b(?!['’]s|\s[A-Z])"
)
"""Somebody else did it to whoever is named."""
_FOLLOWING = re.compile(r"\s([A-Z][\w-]*\w)\b(?!['’]s)")
_NAMES = re.compile(r"\b[A-Z][\w’'-]*\w(?:\s[A-Z][\w’'-]*\w)*")


def no_person(question: Question, before: str, answer: str, after: str) -> bool:
    """Whether a person is asked for, and the answer is where something is, a rank without a name, or somebody else.

    Args:
        question: Read.
        before: The sentence up to the answer.
        answer: As it stands in the sentence.
        after: The rest of the sentence.

    >>> from rag.questions import parse
    >>> no_person(parse("Who directs the museum?"), "It moved to a hall in ", "Castle Ferry", ".")
    True
    >>> no_person(parse("Who commands the mission?"), "The mission (", "RSM) in Afghanistan", "")
    True
    >>> no_person(parse("Who commands the mission?"), "Its chief, ", "Ada Roe of Kenya", "")
    False
    >>> no_person(parse("Which general commands it?"), "They join the ", "Joint Observer", " Mission in Tarn.")
    True
    >>> no_person(parse("Who took the picture?"), "", "General", " view of the hall")
    True
    >>> no_person(parse("Who succeeded Roe as chief?"), "After General ", "Ada", " Roe, chief of the mission")
    True
    """
    if _WHICH.search(question.text) and _NAMED_BODY.match(after):
        return True
    if not _WHO.search(question.text):
        return False
    if _RANK.fullmatch(answer.strip()) and not _KNOWN.search(before):
        return True
    place = _PLACE.search(before)
    if place and not re.search(rf"\b{place['where']}\b", question.text):
        return True
    if _is_asked_about(question, answer, after):
        return True
    return bool(_OFFICE.search(question.text) or _NAMED.search(question.text)) and _no_name(question, answer)


def _is_asked_about(question: Question, answer: str, after: str) -> bool:
    """Whether an answer is a piece of a name that the question holds, or whom something was done to: who succeeded
    Roe is neither "Ada" of "Ada Roe" nor herself."""
    if _WHO_IS.search(question.text) or _NAMED.search(question.text) or _KIN.search(question.text):
        return False
    follows, named = _FOLLOWING.match(after), answer.split(",", maxsplit=1)[0].strip()
    if not _NAMES.fullmatch(named):
        return False
    done_to = _DONE_TO.search(question.text)
    last = named.rsplit(maxsplit=1)[-1].lower()
    return bool((follows and follows[1].lower() in question.names) or (done_to and done_to["name"].lower() == last))


def _no_name(question: Question, answer: str) -> bool:
    """Whether all that is named is a place, an abbreviation, or what the question names itself."""
    named = [name for name in _NAMES.findall(answer) if name != "The"]
    asked, wanted = set(question.names), replace(question, kind="person")
    left = [
        name for name in named if not (is_wide(name) or name.lower() in _CAPITALS or set(name.lower().split()) <= asked)
    ]
    return (bool(named) or bool(_NAMED.search(question.text))) and (not left or fits(wanted, " ; ".join(left)) < 1)
