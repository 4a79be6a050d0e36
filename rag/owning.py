"""Whose number a sentence tells: how many soldiers one mission has does not say how many another has."""

from __future__ import annotations

import re

from index.lexical import STOP_WORDS
from index.splitting import Span
from rag.abbreviations import abbreviations
from rag.meanings import meanings
from rag.offices import NAME, same_holder
from rag.places import is_wide, together

_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
_AUXILIARY = r"(?:does|do|did|has|have|had|will|would|can|could)"
_OWNER = re.compile(rf"\b[Hh]ow (?:many|much)\b.*?\b{_AUXILIARY}\s(?:the\s)?(?P<name>{NAME})(?=['’]?\s)")
"""Whose number is asked for: "How many soldiers does NATO have?"."""
_SUBJECT = re.compile(
    rf"(?:^|[,;]\s|\b(?:that|while|and|but|where|when|as)\s)(?:(?P<the>[Tt]he)\s)?(?P<name>{NAME})\s(?=[a-z])"
)
"""Who does what a clause says."""
_WITHIN = re.compile(rf"\b(?:of|in|with|for|from|within|under)\s(?:the\s)?(?P<name>{NAME})")
_SENDS = re.compile(
    rf"\b(?P<name>{NAME})\s(?:[a-z]+\s){{0,3}}?(?:(?:(?:tak\w+|took)\spart\sin|joins?|joined)\s[^,;]*\swith"
    r"|(?:contribut|send|provid)\w*|sent|pledg\w+)\s(?:some\s|about\s|around\s|up\sto\s|another\s)?$"
)
"""Before the number of those whom one member sends to what several make up."""
_HOLDS = re.compile(
    r"\b(?:make|makes|made)\sup\b|\b(?:compris|consist|belong|serv)\w*|\b(?:does|do|did|has|have)\s.*\bha(?:ve|s|d)\b",
    re.IGNORECASE,
)
"""Asks of how many something is made up, not how many are sent."""
_SAYS = re.compile(
    r"\b(?:s(?:aid|ay|ays|aying)|told|tells?|announce\w*|report\w*|estimat\w*|believ\w*|according|claim\w*|warn\w*"
    r"|find|finds|found|show\w*|accus\w*|blam\w*|know\w*|think\w*|puts?|counts?|counted|list\w*|against)\b|[“\"]"
)
"""Behind who gives a number, which may be anybody's."""
_PART = re.compile(r"\bof\s(?:the\s|its\s|their\s|all\s)*$")
"""Before a number whose owner has only part of it."""
_CAPITAL = re.compile(r"(?<![\w.])[A-Z][\w.’'&-]*\w")
_SOURCE = re.compile(r"\baccording to [^,?]*", re.IGNORECASE)
_NO_OWNER = re.compile(
    r"(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber|(?:Mon|Tues|Wednes|Thurs|Fri"
    r"|Satur|Sun)day|I|(?:How|In|At|On|By|For|From|To|Of|Since|Until|After|Before|During|And|But|So|The)"
)


def of_another(question: str, sentence: str, number: Span, article: str) -> bool:
    """Whether the number that a sentence gives is plainly of another than the one whose number is asked for.

    Only where the sentence lacks a name that the question has, and no sentence of the article tells that name together
    with the one whose number it is: what stands together may be part of one another.

    Args:
        question: In words; only one for a number is judged.
        sentence: Of the article.
        number: Where it stands in the sentence.
        article: The whole text, which explains abbreviations.

    >>> told = "The US troops account for half of the 16,000 soldiers affiliated with the RSM."
    >>> text = f"The Kosovo Force (KFOR) and the Resolute Support Mission (RSM) in Afghanistan are examples. {told}"
    >>> place = Span(told.index("16"), told.index(" soldiers"))
    >>> [of_another(f"How many soldiers are in {one}?", told, place, text) for one in ("KFOR", "Afghanistan")]
    [True, False]
    """
    if not _HOW_MANY.search(question):
        return False
    return _of_another(question, sentence, number, article)


def told_of_another(claim: str, sentence: str, told: str, article: str) -> bool:
    """The same of a claim, and of the number in the sentence that was compared with the claim's.

    >>> told = "There are 400 soldiers in the JOMT."
    >>> text = f"The Joint Observer Mission in Tarn (JOMT) and the Harbour Guard rest. {told}"
    >>> [told_of_another(f"{claimed} 400 soldiers.", told, "400", text) for claimed in ("Ruell has", "The JOMT has")]
    [True, False]
    """
    start = sentence.find(told)
    return start >= 0 and _of_another(claim, sentence, Span(start, start + len(told)), article)


def _of_another(asked: str, sentence: str, number: Span, article: str) -> bool:
    asked = _with_capitals(_SOURCE.sub("", asked), article)
    return (
        _sent_by_another(asked, sentence[: number.start])
        or _within_another(asked, sentence, number.end, article)
        or _by_another(asked, sentence, number.start, article)
    )


def _sent_by_another(asked: str, before: str) -> bool:
    sent = _SENDS.search(before)
    if sent is None or not _HOLDS.search(asked):
        return False
    return not _shared(sent["name"], asked) and not any(
        same_holder(sent["name"], name) for name in _CAPITAL.findall(asked)
    )


def _with_capitals(question: str, article: str) -> str:
    """With those of abbreviations and countries, which whoever types in haste leaves out; "us" may be a pronoun."""
    if question != question.lower():
        return question
    short = {form.lower(): form for form in abbreviations(article)}
    wide = re.sub(r"[^\W\d_]{3,}", lambda match: match[0].title() if is_wide(match[0]) else match[0], question)
    return re.sub(r"[\w.&-]*\w", lambda match: short.get(match[0], match[0]), wide)


def _within_another(question: str, sentence: str, end: int, article: str) -> bool:
    """Of what has an abbreviation: other names are too often of a town, a day or a deed."""
    behind = re.split(r"[,;:]\s", sentence[end:], maxsplit=1)[0]
    told = [match["name"] for match in _WITHIN.finditer(behind)]
    explained = abbreviations(article) if told else {}
    forms = next((pair for pair in explained.items() if any(name in pair for name in told)), None)
    if forms is None or _shared(question, " ".join(forms)):
        return False
    others = _asked(question, sentence)
    parts = frozenset(word for pair in explained.items() for form in pair for word in form.split())
    vouching = (name for name in others if name not in parts)
    return bool(others) and not any(together(name, form, article) for name in vouching for form in forms)


def _by_another(question: str, sentence: str, start: int, article: str) -> bool:
    asked, before = _OWNER.search(question), sentence[:start]
    told = next(reversed(list(_SUBJECT.finditer(before))), None)
    if not asked or not told or _SAYS.search(before[told.end() :]) or _PART.search(before):
        return False
    one, other = asked["name"], told["name"]
    explained = abbreviations(article)
    if told["the"] and not (is_wide(other) or other in explained):
        return False  # "the Argentine", who goes by a name as well
    if not _is_name(other, article):
        return False
    if explained.get(one) == other or explained.get(other) == one or same_holder(one, other):
        return False
    return not _shared(one, sentence) and not together(one, other, article)


def _is_name(text: str, article: str) -> bool:
    """Not only the first word of a sentence: it stands within one, or begins several and is never written small."""
    if re.search(rf"[a-z,]\s{re.escape(text)}\b", article):
        return True
    often = len(re.findall(rf"\b{re.escape(text)}", article)) > 1
    return often and text.lower() not in STOP_WORDS and not re.search(rf"\b{re.escape(text.lower())}\b", article)


def _asked(question: str, sentence: str) -> list[str]:
    """The names of a question that a sentence does not tell."""
    said = meanings(sentence)
    names = (name for name in _CAPITAL.findall(question) if not _NO_OWNER.fullmatch(name))
    return [name for name in names if not meanings(name) & said]


def _shared(names: str, text: str) -> bool:
    """Whether a text tells one of the names."""
    return bool(frozenset().union(*map(meanings, _CAPITAL.findall(names))) & meanings(text))
