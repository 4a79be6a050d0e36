"""Whose office a name holds: the mayor of one town is no answer to who is the mayor of another."""

from __future__ import annotations

import re
from itertools import takewhile

from index.lexical import stem
from rag.places import COUNTRIES, is_wide, same_place

NAME = r"(?:[A-Z][\w’'&-]*\w|[A-Z]{2,})(?:\.[A-Z]\.)*(?:\s(?:of\s|and\s)?(?:the\s)?[A-Z][\w’&-]*\w)*"
_OF = re.compile(rf"\b(?P<office>[a-z]+)\s(?:of|for|in)\s(?:the\s)?(?P<holder>{NAME})")
_OWNED = re.compile(rf"\b(?P<holder>{NAME})['’]s\s(?:\w+\s)?(?P<office>[a-z]+)\b")
OFFICES = (
    "ambassador", "archbishop", "bishop", "boss", "captain", "chair", "chairman", "chairwoman", "chancellor",
    "chief", "coach", "commander", "director", "editor", "emperor", "executive", "founder", "governor", "head",
    "king", "leader", "manager", "mayor", "minister", "president", "queen", "secretary", "speaker", "spokesman",
    "spokesperson", "spokeswoman",
)  # fmt: skip
"""What somebody is of a place or of an organisation; of relatives, who go by many names, nothing is held."""
_STEMS = frozenset(map(stem, OFFICES))
ALIAS = {stem("secretary"): stem("minister"), stem("defense"): stem("defence")}
"""Britain has secretaries of defence, others ministers."""
PEOPLE = r"[A-Z]\w+(?:ish|an|ese|[^aeiou]ch|i|iss|sh|eek)|Dutch|Thai|Czech|US|U\.S\.|UK"
"""Of which country somebody is."""
_ADJECTIVE = re.compile(
    rf"\b(?P<holder>{PEOPLE}|EU|UN)\s"
    rf"(?:(?!of\b)\w+\s){{0,2}}?(?P<office>(?i:{'|'.join(OFFICES)}))\b"
)
_OF_PEOPLE = {
    "french": "france", "dutch": "netherlands", "danish": "denmark", "welsh": "wales", "irish": "ireland",
    "british": "uk", "american": "us", "filipino": "philippines", "burmese": "myanmar", "emirati": "uae",
}  # fmt: skip
"""Of those whose adjective and name do not begin alike."""
_ALIKE = 3
"""Letters that a people's adjective and its country begin with: "Spanish", "Spain"."""
_WHO = re.compile(r"^\W*who(?:se|m)?\b|\bwho (?:is|was|are|were)\b", re.IGNORECASE)
GONE = re.compile(
    r"\b(?:was|were|former|ex|until|outgoing|late|resign\w*|quit\w*|step\w*|died|dead|killed|sacked|fired|dismissed"
    r"|ousted|removed|replaced|deposed|succeeded|left)\b",
    re.IGNORECASE,
)
"""Where a question or a claim is itself of somebody who holds an office no longer."""
_WHO_NOW = re.compile(rf"^\W*who(?:['’]s|\sis)\b.*\b(?:{'|'.join(OFFICES)})\b", re.IGNORECASE)
_WHO_HOLDS = re.compile(
    rf"^\W*who(?:['’]s|\s(?:is|was))\s(?:[\w.'’-]+\s){{0,4}}?(?P<office>{'|'.join(OFFICES)})(?=\s(?:of|for|in|when|now)\b|\W*$)",
    re.IGNORECASE,
)
_WHO_LEADS = re.compile(
    rf"^\W*[Ww]ho\s(?:currently\s|now\s)?(?:leads?|led|heads?|headed|runs?|ran|commands?|commanded|chairs?|chaired"
    rf"|directs?|directed|manages?|managed)\s(?:the\s)?(?P<what>{NAME})"
)
_ANY = frozenset(map(stem, (
    "boss", "captain", "chair", "chairman", "chairwoman", "chief", "coach", "commander", "director", "editor",
    "executive", "founder", "head", "leader", "manager", "spokesman", "spokesperson", "spokeswoman",
)))  # fmt: skip
"""Offices that somebody may hold beside another one, or that are another word for it."""
_LEAVES = re.compile(
    r"(?:,[^,.;]*,|,\swho|,)?\s(?:has\s|had\s)?(?:\w+ly\s)?(?P<how>(?:resigned|quit|stepped\s(?:down|aside)|died"
    r"|left\s(?:the\s)?(?:office|post)|(?:was|been)\s(?:sacked|fired|dismissed|ousted|removed|replaced|deposed|killed"
    r"|assassinated|succeeded)))\b(?:\s(?:as|from)\s(?P<what>[^,.;]*))?"
)
"""Behind the name of somebody who holds an office no longer, and perhaps which."""
_FORMER = re.compile(
    rf"\b(?P<how>(?:former|outgoing|ex)[\s-](?P<what>(?:\w+\s){{0,2}}(?:{'|'.join(OFFICES)}))"
    r"|(?:replac|succeed)(?:ed|es|s|ing)|(?:resignation|death)(?=\sof\s))(?:\sof)?\s(?:[A-Z]\w+\s)?$"
)
"""The same, before it."""


def elsewhere(question: str, sentence: str) -> bool:
    """Whether a sentence tells an office that is asked for, and only that of somebody or somewhere else.

    Args:
        question: In words; only one for a person is judged.
        sentence: That an answer stands in.

    >>> elsewhere("Who is the mayor of Paris?", "Ada Roe, the mayor of Lyon, opened the bridge.")
    True
    >>> elsewhere("Who is the mayor of Paris?", "Ada Roe, the mayor, opened the bridge of Lyon.")
    False
    >>> elsewhere("Who is the defence minister of Iraq?", "The Spanish defence minister, Ada Roe, agreed.")
    True
    """
    if not _WHO.search(question):
        return False
    asked, told = _holders(question), _holders(sentence)
    shared = asked.keys() & told.keys()
    return bool(shared) and not any(same_holder(a, b) for office in shared for a in asked[office] for b in told[office])


def another_office(question: str, answer: str) -> bool:
    """Whether it is asked who holds an office, and the answer names whom it is by another one.

    >>> another_office("Who is the president of Iraq?", "US defence secretary, Mark Esper")
    True
    >>> another_office("Who is the head of NATO?", "Secretary-general Jens Stoltenberg")
    False
    """
    holds = _WHO_HOLDS.search(question)
    asked = _stems_of(holds["office"]) if holds else set()
    told = _stems_of(answer) - _ANY
    return bool(asked and told) and not asked & _ANY and not asked & told


def leads_another(question: str, answer: str) -> bool:
    """Whether it is asked who leads something, and the answer names whom it is by an office of something else.

    >>> leads_another("Who leads NATO?", "Spanish defence minister, Margarita Robles")
    True
    >>> leads_another("Who leads NATO?", "NATO's secretary-general"), leads_another("Who leads Spain?", "Ada Roe")
    (False, False)
    """
    leads = _WHO_LEADS.search(question)
    if leads is None or GONE.search(answer):
        return False
    told = [name for names in _holders(answer).values() for name in names]
    return bool(told) and not any(same_holder(leads["what"], one) for one in told)


def has_left(question: str, before: str, after: str) -> bool:
    """Whether it is asked who holds an office now, and the answer is said to have left it.

    Args:
        question: In words.
        before: The sentence up to the answer.
        after: The rest of the sentence.

    >>> has_left("Who is the finance minister?", "The finance minister, ", ", resigned on Tuesday.")
    True
    >>> has_left("Who was the finance minister?", "The finance minister, ", ", resigned on Tuesday.")
    False
    >>> has_left("Who is the finance minister?", "Ada Roe replaced ", " on Tuesday.")
    True
    """
    now = _WHO_NOW.search(question) and not GONE.search(question)
    return bool(now and departure(question, before, after))


def departure(office: str, before: str, after: str) -> str | None:
    """How it is told that somebody left an office; None where that is not told, or of another office only.

    Args:
        office: A text that names it.
        before: The sentence up to who left.
        after: The rest of the sentence.

    >>> departure("The minister is Ada Roe.", "", " resigned as minister.")
    'resigned'
    >>> departure("The minister is Ada Roe.", "", " resigned as chairwoman of her party.") is None
    True
    """
    found = _LEAVES.match(after) or _FORMER.search(before)
    if found is None:
        return None
    mine, told = (_stems_of(text) for text in (office, found["what"] or ""))
    return found["how"] if not told or mine & told else None


def _stems_of(text: str) -> set[str]:
    """Of the offices that a text names."""
    stems = {stem(word) for word in re.findall(r"[a-z]+", text.lower())}
    return {ALIAS.get(one, one) for one in stems & _STEMS}


def same_holder(one: str, other: str) -> bool:
    """In doubt yes: Austria's may be Australia's."""
    first, second = (_OF_PEOPLE.get(name.lower(), name) for name in (one, other))
    return same_place(first, second) or first[:_ALIKE].lower() == second[:_ALIKE].lower()


def country_of(people: str) -> str | None:
    """The country whose adjective a word is; None where it is no adjective, or of a country that is not known.

    >>> country_of("Iranian"), country_of("Spanish"), country_of("Dutch"), country_of("Jordan"), country_of("Michigan")
    ('Iran', 'Spain', 'Netherlands', None, None)
    """
    if not re.fullmatch(PEOPLE, people) or is_wide(people):
        return None
    if known := _OF_PEOPLE.get(people.lower()):
        return known.upper() if len(known) <= 3 else known.title()
    alike = {name: _beginning(name, people.lower()) for name in COUNTRIES}
    best = max(alike, key=lambda name: (alike[name], -len(name)))
    return best.title() if alike[best] >= _ALIKE else None


def _beginning(one: str, other: str) -> int:
    """Letters that two words begin with alike."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


def _holders(text: str) -> dict[str, list[str]]:
    """Stem of an office -> the names of those whose it is."""
    found: dict[str, list[str]] = {}
    for pattern in (_OF, _OWNED, _ADJECTIVE):
        for match in pattern.finditer(text):
            if (office := stem(match["office"].lower())) in _STEMS:
                found.setdefault(ALIAS.get(office, office), []).append(match["holder"])
    return found
