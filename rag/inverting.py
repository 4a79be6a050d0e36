"""What a yes-or-no question asks about, as a statement: "Did the mayor resign?" to "The mayor resigned."

Rules over words, since there is no tagger. Where the subject ends is a guess in "Is the hall by the river old?"; where
it is guessed wrongly, the statement has the same words in another order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.decomposing.verbs import RELATIVES, is_adverb
from rag.following.grammar import (
    DETERMINERS,
    MODALS,
    PREPOSITIONS,
    TO_BE,
    TO_DO,
    TO_HAVE,
    Token,
    is_plural,
    tokens,
)
from rag.following.inflections import in_past, in_third_person
from rag.lexicon import BASES, IRREGULAR, NO_PARTICIPLES, STATES

_AUXILIARY = "|".join(sorted((TO_BE | TO_DO | TO_HAVE | MODALS) - {"been", "be", "being"}))
_ASKED = re.compile(
    r"(?:(?:and|but|so|also|then|well|or),?\s+)?(?:(?P<lead>[^,?]+(?:,\s[^,?]+)?),\s+)?"
    rf"(?P<auxiliary>{_AUXILIARY})(?:n?[’']t)?\s+(?P<rest>[^?]+?)[\s?.!]*",
    re.IGNORECASE,
)
_TRUE = re.compile(
    r"(?:it\s(?:\w+\s)?(?:true|correct|right|the\scase|a\sfact|known|confirmed|reported)"
    r"|(?:there\s)?(?:any\s)?(?:evidence|proof|indications?|confirmation|reports?)|the\sarticles?\s(?:say|tell|report)"
    r"|(?:you|anyone|anybody)\sknow)\s(?:that|whether|if)\s+(?P<claim>.+)",
    re.IGNORECASE,
)
"""Behind the auxiliary: what follows is a statement already."""
_ASKS_WHICH = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how)\W*$|\b(?:which|what|whose)\s\w+\W*$"
    r"|\b(?:in|of|to|for|by|from|on|at|with|about)\s(?:which|what|whom|whose)\b|\bhow\s(?:many|much)\b",
    re.IGNORECASE,
)
_LEADS = PREPOSITIONS | frozenset(
    ["if", "when", "because", "although", "while", "once", "despite", "yesterday", "today"]
)
_CHOICE = re.compile(r"\bor\b(?!\s(?:more|less|fewer|so|not)\b)", re.IGNORECASE)
_OR_NOT = re.compile(r",?\s+or\snot$", re.IGNORECASE)
_OPEN = re.compile(
    r"\bany(?P<of>one|body|thing|where)?\b(?!\s(?:more|longer|of)\b)|\b(?P<left_out>ever|already|(?<=\s)yet(?=$|\s*[,?]))\b\s?",
    re.IGNORECASE,
)
"""Words of questions that a statement has not, or has others for."""
_GOING_TO = re.compile(r"\b(?:is|are)\sgoing\sto\s(?!(?:the|an?)\b|[A-Z])")
_PUT_TO_SOMEBODY = re.compile(r"(?:i|we|you|us|who|what)\b|(?:any|some)(?:one|body)\s(?:know|tell)\b", re.IGNORECASE)
_PRONOUNS = frozenset(["there", "it", "he", "she", "they"])
_POINTING = frozenset(["this", "that", "these", "those"])
_TIMES = frozenset(["night", "week", "month", "year", "summer", "winter", "spring", "autumn", "time", "season"])
_HELPING = frozenset(["help", "let", "make", "go", "come", "dare"])
"""Verbs that another one may follow."""
_STATE = re.compile(r"\w+(?:able|ible|ous|ful|less)")
_ACTING = re.compile(r"(?!evening|morning|building|meeting|ceiling|wedding|spring|during|nothing)[a-z]{2,}ing")


def statement_of(question: str) -> str | None:
    """What is so where the answer is yes; None for a question that asks who, what or which, offers a choice, or is
    put to somebody ("Can you tell me ...").

    >>> statement_of("Did any troops leave Iraq in 2020?"), statement_of("Is the mission in Iraq led by Canada?")
    ('Some troops left Iraq in 2020.', 'The mission in Iraq is led by Canada.')
    >>> statement_of("Is it true that nobody paid?"), statement_of("Is the mission large or small?")
    ('Nobody paid.', None)
    """
    found = _ASKED.fullmatch(question.strip())
    if found is None or _ASKS_WHICH.search(found["rest"]) or not _may_lead(found["lead"]):
        return None
    lead = f"{found['lead']}, " if found["lead"] else ""
    rest = _OR_NOT.sub("", found["rest"].rstrip(" ,"))
    if said := _TRUE.fullmatch(rest):
        return _sentence(f"{lead}{said['claim']}")
    if _CHOICE.search(rest):
        return None
    told = _inverted(found["auxiliary"].lower(), _OPEN.sub(_settled, rest).strip())
    return _sentence(f"{lead}{_GOING_TO.sub('will ', told)}") if told else None


def _may_lead(lead: str | None) -> bool:
    """Whether what stands before the auxiliary may stand before a statement: "According to Reuters"."""
    return lead is None or any(lead.lower().startswith(f"{word} ") or lead.lower() == word for word in _LEADS)


def _settled(match: re.Match[str]) -> str:
    if match["left_out"]:
        return ""
    told = f"some{match['of'] or ''}"
    return told.capitalize() if match.group()[0].isupper() else told


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip(' .,')}."


def _inverted(auxiliary: str, rest: str) -> str | None:
    words = tokens(rest)
    if len(words) < 2 or (_PUT_TO_SOMEBODY.match(rest) and not rest.startswith("US")):
        return None
    begin = _predicate(words, auxiliary)
    subject = rest[: words[begin - 1].end]
    verb = begin
    while auxiliary in TO_DO and verb + 1 < len(words) and is_adverb(words[verb]) and words[verb].lower != "not":
        verb += 1
    if auxiliary not in TO_DO or words[verb].lower == "not":
        return f"{subject} {auxiliary} {rest[words[begin].start :]}"
    form = {"did": in_past, "does": in_third_person}.get(auxiliary, str)
    before, behind = rest[words[begin].start : words[verb].start], rest[words[verb].end :]
    return f"{subject} {before}{form(words[verb].lower)}{behind}"


def _predicate(words: Sequence[Token], auxiliary: str) -> int:
    """Where the subject has ended, from 1."""
    if words[0].lower in _PRONOUNS or (words[0].lower in _POINTING and _follows_pointing(words[1])):
        return 1
    if auxiliary in TO_BE:
        found = _state(words)
    elif auxiliary in TO_HAVE:
        found = _participle(words)
    else:
        found = _base(words)
    return found or _behind_name(words) or len(words) - 1


def _follows_pointing(word: Token) -> bool:
    """Whether "this" before it stands alone: this a surprise, this better than."""
    return word.lower in DETERMINERS | STATES | {"as", "so", "too", "very"} or is_adverb(word)


def _base(words: Sequence[Token]) -> int | None:
    """Of the first verb that may follow "did"; where none is known, of what looks like one."""
    known = [place for place in range(1, len(words)) if words[place].lower in BASES and _may_begin(words, place)]
    if known:
        place = known[0]
        while place + 1 in known and words[place].lower not in _HELPING:
            place += 1  # the report says
        return place - (is_adverb(words[place - 1]) and place > 1)
    return next((place for place in range(1, len(words)) if _like_base(words, place)), None)


def _like_base(words: Sequence[Token], place: int) -> bool:
    word, behind = words[place], words[place + 1 :]
    plain = word.text.islower() and word.text.isalpha() and not re.search(r"(?<![su])s$", word.text)
    led = not behind or behind[0].lower in DETERMINERS | (PREPOSITIONS - {"of"}) or not behind[0].text.islower()
    return plain and led and _may_begin(words, place) and word.lower not in PREPOSITIONS | {"and", "or"} | RELATIVES


def _participle(words: Sequence[Token]) -> int | None:
    """Of what follows "has": the first participle, or a later one where the first may belong to a noun."""
    been = next((place for place, word in enumerate(words) if place and word.lower in {"been", "had"}), None)
    found = [place for place in range(1, len(words)) if _is_participle(words[place]) and _may_begin(words, place)]
    first = been or (found[0] if found else None)
    if first and not been and found[1:] and words[first + 1].lower in PREPOSITIONS - {"to", "on", "with"}:
        first = found[1]
    return first and first - (first > 1 and is_adverb(words[first - 1]))


def _state(words: Sequence[Token]) -> int | None:
    """Of what follows "is": what is surely no subject, or else the first preposition."""
    sure = next((place for place in range(1, len(words)) if _is_state(words, place)), None)
    if sure:
        return sure
    at = range(1, len(words) - 1)
    return next(
        (p for p in at if words[p].lower in PREPOSITIONS - {"of", "than", "as"} and words[p].text.islower()), None
    )


def _is_state(words: Sequence[Token], place: int) -> bool:
    word, last = words[place], words[place - 1]
    if last.lower in DETERMINERS | PREPOSITIONS | RELATIVES | {"and", "or", "to", "no"} or last.possessive:
        return False
    behind = words[place + 1] if place + 1 < len(words) else None
    than = behind is not None and behind.lower == "than"
    alone = behind is None or behind.lower in PREPOSITIONS or not behind.text.isalpha() or is_adverb(word)
    state = word.lower in STATES or _STATE.fullmatch(word.text) is not None
    number = word.text[0].isdigit() and last.text.isalpha() and not last.text.endswith("ing")
    acting = _is_participle(word) or _ACTING.fullmatch(word.text) is not None
    noun = word.lower in DETERMINERS or (is_adverb(word) and word.lower not in {"all", "both", "each", "first"})
    return than or noun or number or acting or (state and (alone or word.lower in {"worth", "due", "likely"}))


def _behind_name(words: Sequence[Token]) -> int | None:
    """Where a name at the beginning has ended, and the plural behind it: US troops."""
    place = 0
    while place < len(words) and (words[place].text[0].isupper() or (place and words[place].text in {"of", "and"})):
        place += 1
    if place and place < len(words) - 1 and is_plural(words[place].text) and words[place].text.islower():
        place += 1
    if place > 1 and words[place - 1].possessive:  # Is Ostby Velmora's capital
        place -= 1 + (place > 3)
    return place if 0 < place < len(words) else None


def _may_begin(words: Sequence[Token], place: int) -> bool:
    """Whether a verb may stand there: not behind "the", "to", "who" or "Spain's"."""
    last = words[place - 1]
    dated = words[place].lower == "last" and place + 1 < len(words) and words[place + 1].lower in _TIMES
    return (
        words[place].text.islower()
        and not dated
        and not (last.lower in DETERMINERS | PREPOSITIONS | RELATIVES | {"and", "or", "to"} or last.possessive)
    )


def _is_participle(word: Token) -> bool:
    regular = word.text.endswith("ed") and len(word.text) > 4 and word.lower not in NO_PARTICIPLES
    return word.text.islower() and (regular or word.lower in IRREGULAR)
