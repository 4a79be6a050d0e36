"""Who somebody is or who holds an office is answered with a person, not with a place."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.candidates import fits
from rag.places import is_wide
from rag.questions import Question

_WHO = re.compile(r"^\W*(?:\w+\s){0,2}?who\b", re.IGNORECASE)
_PLACE = re.compile(r"\b(?P<where>in|at|near|from)\s(?:the\s)?$")
_OFFICE = re.compile(
    r"\bwho(?:\s(?:currently|now))?\s(?:commands?|commanded|heads?|headed|directs?|directed|manages?|managed|chairs?|chaired"
    r"|leads?|led|succeeded|replaced|runs?|ran|"
    r"(?:is|was)\s(?:the\s)?(?:\w+(?:['’]s)?\s){0,4}(?:director|minister|president|mayor|commander|leader|head|secretary"
    r"|chancellor|governor|coach|captain|chief|owner|king|queen|spokes\w+))\b",
    re.IGNORECASE,
)
_NAMES = re.compile(r"\b[A-Z][\w’'-]*\w(?:\s[A-Z][\w’'-]*\w)*")


def no_person(question: Question, before: str, answer: str) -> bool:
    """Whether a person is asked for, and the answer is where something is.

    Args:
        question: Read.
        before: The sentence up to the answer.
        answer: As it stands in the sentence.

    >>> from rag.questions import parse
    >>> no_person(parse("Who directs the museum?"), "It moved to a hall in ", "Castle Ferry")
    True
    >>> no_person(parse("Who commands the mission?"), "The mission (", "RSM) in Afghanistan")
    True
    >>> no_person(parse("Who commands the mission?"), "Its chief, ", "Ada Roe of Kenya")
    False
    """
    if not _WHO.search(question.text):
        return False
    place = _PLACE.search(before)
    if place and not re.search(rf"\b{place['where']}\b", question.text):
        return True
    return bool(_OFFICE.search(question.text)) and _no_name(question, answer)


def _no_name(question: Question, answer: str) -> bool:
    """Whether all that is named is a place, an abbreviation, or what the question names itself."""
    named = _NAMES.findall(answer)
    asked, wanted = set(question.names), replace(question, kind="person")
    left = [name for name in named if not (is_wide(name) or set(name.lower().split()) <= asked)]
    return bool(named) and (not left or fits(wanted, " ; ".join(left)) < 1)
