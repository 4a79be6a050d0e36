"""The parts of a sentence in another order, or without the one who says it."""

from __future__ import annotations

import re

from eval.altering.gazetteer import COUNTRIES, MEN, MONTHS, OPENERS, WEEKDAYS, WOMEN
from eval.altering.quantities import MONTH

_SPEAKERS = (
    "police|officials|authorities|agency|department|company|spokesman|spokeswoman|spokesperson|report|researchers|scientists|"
    "experts|prosecutors|investigators|government|ministry|office|analysts|organizers|study|council|district|university"
)
_OFFICIAL = rf"(?:[Tt]he |[Aa] )?(?:[\w’'.-]+ ){{0,2}}(?:{_SPEAKERS})"
_PERSON = r"[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,4}|[Hh]e|[Ss]he|[Tt]hey"
_DAY = rf"(?: (?:on )?(?:{'|'.join(WEEKDAYS)}))?"
_SAID_LAST = re.compile(
    rf"(?P<what>[^“”\"]+), (?P<who>(?P<official>{_OFFICIAL})|{_PERSON})"
    rf" (?P<said>said|says|announced|reported|wrote)(?P<when>{_DAY})\."
)
_SAID_FIRST = re.compile(
    rf"(?P<who>{_OFFICIAL}|{_PERSON}) said(?P<when>{_DAY})(?: that)?"
    r" (?P<what>(?:the|an?|it|he|she|they|there|this|[A-Z]\w+) [^“”\"]*)\."
)
_ACCORDING_FIRST = re.compile(r"According to (?P<who>[^,“”\"]{3,80}), (?P<what>[^“”\"]+)\.")
_ACCORDING_LAST = re.compile(r"(?P<what>[^“”\"]+), according to (?P<who>[^,“”\"]{3,80})\.")
_WHEN = (
    rf"(?:on (?:{'|'.join(WEEKDAYS)}|{MONTH} \d{{1,2}})|in (?:(?:{'|'.join(MONTHS)}) )?(?:19|20)\d\d"
    r"|last (?:week|month|year))"
)
_TIME_FIRST = re.compile(rf"(?P<when>{_WHEN}), (?P<what>[^,“”\"]+)\.", re.IGNORECASE)
_TIME_LAST = re.compile(rf"(?P<what>[^,“”\"]+) (?P<when>{_WHEN})\.")
_SECOND_VERB = re.compile(
    r"\b(?:sa(?:id|ys?)|told|announced|reported|that|who|which|when|where|after|before|because|if|while|since|until|to|and|but|as|\w+ing)\b"
)
"""Of a sentence with one, a time that is moved could come to belong to the other verb."""
_CONJUNCTIONS = frozenset({"And", "But", "So", "Yet", "Or", "Also", "However", "Now", "Still", "Then"})
_NAMES = frozenset((*COUNTRIES, *MEN, *WOMEN, *MONTHS, *WEEKDAYS))


def speaker_first(sentence: str) -> str | None:
    """ "Prices rose, the agency said." as "The agency said that prices rose." """
    match = _SAID_LAST.fullmatch(sentence)
    what = match and lowered(match["what"])
    if not match or not what:
        return None
    return f"{raised(match['who'])} {match['said']}{match['when']} that {what}."


def speaker_last(sentence: str) -> str | None:
    """ "The agency said prices rose." as "Prices rose, the agency said." """
    match = _SAID_FIRST.fullmatch(sentence)
    who = match and lowered(match["who"])
    return f"{raised(match['what'])}, {who} said{match['when']}." if match and who else None


def speaker_left_out(sentence: str) -> str | None:
    """ "Prices rose, the agency said." as "Prices rose."; only where an office or a study speaks."""
    match = _SAID_LAST.fullmatch(sentence)
    return f"{match['what']}." if match and match["official"] else None


def source_moved(sentence: str) -> str | None:
    """ "According to the agency, prices rose." as "Prices rose, according to the agency.", and back."""
    if match := _ACCORDING_FIRST.fullmatch(sentence):
        return f"{raised(match['what'])}, according to {match['who']}."
    match = _ACCORDING_LAST.fullmatch(sentence)
    what = match and lowered(match["what"])
    return f"According to {match['who']}, {what}." if match and what else None


def time_moved(sentence: str) -> str | None:
    """ "On Monday, prices rose." as "Prices rose on Monday.", and back."""
    match = _TIME_FIRST.fullmatch(sentence)
    if match and not _SECOND_VERB.search(match["what"]):
        return f"{raised(match['what'])} {match['when'][0].lower()}{match['when'][1:]}."
    match = _TIME_LAST.fullmatch(sentence)
    what = match and not _SECOND_VERB.search(match["what"]) and lowered(match["what"])
    return f"{raised(match['when'])}, {what}." if match and what else None


def lowered(text: str) -> str | None:
    """As it stands within a sentence; None where the first word's capital letter could be a name's."""
    first, _, rest = text.partition(" ")
    if first in _CONJUNCTIONS:
        return None
    if first in OPENERS and first != "I":
        return text[0].lower() + text[1:]
    named = first in _NAMES or rest[:1].isupper() or first[:1].isdigit() or not first.istitle() or first == "I"
    return text if named else None


def raised(text: str) -> str:
    """As it stands at the beginning of a sentence."""
    return text[0].upper() + text[1:]


REORDERINGS = (speaker_first, speaker_last, speaker_left_out, source_moved, time_moved)
