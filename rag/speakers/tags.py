"""The words of one sentence that tell who says it: "said Ann Lee", "the police said on Monday", "according to her"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.decomposing.verbs import SUBORDINATORS, begins_clause, main_verb
from rag.following.grammar import PREPOSITIONS, Token, tokens

_DENYING = frozenset(["denied", "denies", "denying", "rejected", "rejects", "disputed", "disputes"])
_PLAIN = frozenset([
    "said", "says", "say", "told", "tells", "added", "adds", "replied", "replies", "answered", "answers", "explained",
    "explains", "wrote", "writes", "stated", "states", "stressed", "stresses", "announced", "announces",
])  # fmt: skip
REPORTING = _PLAIN | _DENYING | frozenset([
    "claimed", "claims", "claim", "insisted", "insists", "argued", "argues", "warned", "warns", "confirmed", "confirms",
    "indicated", "indicates", "reported", "reports", "noted", "notes", "remarked", "admitted", "admits", "conceded",
    "acknowledged", "promised", "promises", "predicted", "predicts", "estimated", "estimates", "believe", "believed",
    "believes", "expect", "expected", "expects", "fear", "fears", "feared", "suggested", "suggests", "testified",
    "declared", "declares", "revealed", "recalled", "concluded", "concludes", "found", "finds", "ruled", "complained",
    "complains", "decided", "alleged", "alleges", "maintained", "maintains", "reiterated", "emphasised", "emphasized",
    "underlined", "asserted", "joked", "thinks", "vowed", "pledged", "posted", "tweeted", "hopes", "hoped", "agreed",
    "cautioned", "forecast", "observed", "asked", "asks", "repeated", "told", "recommended", "recommends",
])  # fmt: skip
"""Verbs behind which a clause is what somebody says."""
_ACTING = frozenset([
    "called", "calls", "described", "describes", "criticised", "criticized", "accused", "accuses", "rejected",
    "rejects", "warned", "warns", "announced", "confirmed", "expressed", "condemned", "dismissed", "disputed", "expect",
    "expects", "expected", "estimated", "estimates", "predicted", "predicts", "considers", "considered", "fears",
    "fear", "hopes", "forecast", "forecasts",
])  # fmt: skip
"""Verbs whose object, of any kind, is what somebody says."""
_DOING = frozenset(["decided", "ruled", "agreed", "promised", "pledged", "vowed", "asked", "asks", "recommended"])
_DEALING = frozenset(["rejected", "rejects", "announced", "confirmed", "dismissed", "condemned", "disputed"])
"""The same where what follows is no clause."""
_BEFORE_CLAUSES = frozenset(PREPOSITIONS) | frozenset([
    "and", "but", "which", "who", "that", "although", "because", "as", "when", "if",
])  # fmt: skip
_BEING = frozenset(["is", "are", "was", "were", "be", "been", "being"])
_CALLED = re.compile(r"\s*(?:off|in|up|on|out|for|by|him|her|them|it a day)\b")
_FIGURES = re.compile(r"(?:put|puts)\b(?=[^§]*\bat\b)|(?:gave|gives)\b(?=[^§]*\bas\b)")
_SAYING = r"(?:stating|saying|stressing|adding|warning|claiming|arguing|insisting|noting|explaining|telling|announcing)"
_ANY = "|".join(sorted(REPORTING, key=len, reverse=True))
_NAMED = r"(?:, (?!which|who|the \w+ (?:is|was|are|were|has)\b)[A-Z][\w’'.-]+ [A-Z][\w’'-]+)?"
_ACCORDING = re.compile(rf"\b[Aa]ccording to (?P<who>[^,§;:]+?{_NAMED})(?=[,.;:§]|$)")
_INVERTED = re.compile(
    rf"(?P<before>.*?[,§?!]) ?\s*(?P<verb>{_ANY}) (?P<who>(?!that\b|on\b|in\b|at\b|to\b|he would)[^§;:]+)", re.DOTALL
)
_TRAILING = re.compile(
    rf"(?P<before>.*[,§?!])\s*(?P<who>(?=\w)[^,§;:]{{1,90}}?|(?=\w)[^,§;:]{{1,60}}, [^,§;:]{{1,60}},)\s+"
    rf"(?:(?:has|have|had|also|later|then|repeatedly)\s+)*(?P<verb>{_ANY})\b(?P<rest>[^,§]*)(?P<after>.*)",
    re.DOTALL,
)
_QUOTED_AS = re.compile(r"(?P<who>[^§;:]{1,90}?)\s+(?:is|was|are|were|has been|have been) quoted as saying\b")
_PARTICIPLE = re.compile(rf"(?P<who>.+?),? {_SAYING}(?: \w+)? (?:that|§|:)")
_SHARED = re.compile(rf"(?P<before>.+?)\s(?:and|but)\s(?P<verb>{_ANY})\s(?P<said>that\s.+|§.*)", re.DOTALL)
_COLON = re.compile(r"(?P<who>[^§:]+):\s*(?:§|that\b)")
_LONGEST = 2000
"""Characters of a sentence; a longer one is a table or a list, of which nobody is the speaker."""
_CLAUSE = 6
"""Words; a shorter phrase before "said" may be who says it."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
_COUNTED = re.compile(r"\d|.*\d ?(?:percent|per cent|%)$|(?:half|most|some|many|few|one|two|three) of\b", re.IGNORECASE)
"""A part of those who were asked is no speaker: 17 percent."""
_DASH = re.compile(r"\s[—–-]\s|—")
_ADVERBS = re.compile(r"(?:\s+(?:also|later|then|now|first|repeatedly|has|have|had|never|once|again))+$")
_ADVERBIAL = re.compile(r"(?:However|Meanwhile|Later|Today|Yesterday|Earlier|Still|But|And|Then|Instead),? ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """The phrase for who says it, and whether that is to deny it."""

    who: str
    denied: bool = False
    deed: bool = False
    """Whether it tells what somebody does as well as says: "rejected the offer", "decided that"."""


def tag_in(sentence: str) -> Tag | None:
    """Who says the greater part of a sentence; None where it does not tell.

    Args:
        sentence: Quotations in it are masked, as by `rag.speakers.quotations.masked`.

    >>> tag_in("The dam held, the police said on Monday.")
    Tag(who='the police', denied=False, deed=False)
    """
    if len(sentence) > _LONGEST:
        return None
    sentence = _THOUSANDS.sub(".", sentence)
    found = _according(sentence) or _around(sentence) or _before(sentence)
    who = _ADVERBS.sub("", _DASH.split(found.who)[-1].strip(" ,")) if found else ""
    return replace(found, who=who) if found and who and not _COUNTED.match(who) else None


def _according(sentence: str) -> Tag | None:
    match = _ACCORDING.search(sentence)
    return Tag(who=match["who"]) if match else None


def _around(sentence: str) -> Tag | None:
    """Behind what is said, or within it."""
    match = _TRAILING.match(sentence)
    if match and _states(match["before"]) and not _begins(match["rest"]) and _is_subject(match["who"]):
        return Tag(who=match["who"], denied=_denies(match["verb"]))
    match = _INVERTED.match(sentence)
    if match and not _begins(match["who"].split(",")[0]) and (_states(match["before"]) or _is_long(match)):
        return Tag(who=match["who"].rstrip(" .,"), denied=_denies(match["verb"]))
    return None


def _states(before: str) -> bool:
    """Whether words before a tag say something: a quotation, or a clause."""
    return "§" in before or main_verb(tokens(before)) is not None


def _is_long(match: re.Match[str]) -> bool:
    """Whether it is likely a clause with a verb that is not known: "..., says Ann Lee"."""
    plain = match["verb"] in {"said", "says"} and (match["who"][0].isupper() or match["who"].startswith(("the ", "a ")))
    return plain and len(match["before"].split()) > _CLAUSE


def _begins(words: str) -> bool:
    """Whether words behind a verb of saying are what is said, so that it is no tag at the end."""
    found = tokens(words)
    relative = next(
        (n for n, word in enumerate(found) if word.lower in {"who", "which", "whose", "when", "where"}), None
    )
    return words.lstrip().startswith("that ") or main_verb(found[:relative]) is not None


def _is_subject(who: str) -> bool:
    """Of a verb of saying: "the mission is expected to grow" says who expects it as little as "and expected"."""
    words = who.lower().split()
    return not words or (words[0] not in _BEFORE_CLAUSES and words[-1] not in _BEING)


def _before(sentence: str) -> Tag | None:
    """Before what is said."""
    found = _QUOTED_AS.match(sentence)
    if found:
        return Tag(who=found["who"])
    words = tokens(sentence.rstrip(" .!"))
    verb = main_verb(words)
    if verb:
        said = _finite(words, verb)
        if said is not None and _tells(sentence, words, said):
            told, near = words[said].lower, {word.lower for word in words[said + 1 : said + 6]}
            deed = told in _DOING or (told in _DEALING and not near & {"that", ":", "§"})
            return Tag(who=_subject(sentence[: words[verb].start]), denied=_denies(told), deed=deed)
    return _shared(sentence, words, verb)


def _finite(words: Sequence[Token], verb: int) -> int | None:
    """Where the verb of saying stands: the main verb, or the participle behind its "has"."""
    if words[verb].lower not in {"has", "have", "had"}:
        return verb
    for place in range(verb + 1, min(verb + 4, len(words))):
        if words[place].lower in {"not", "never"}:
            return None
        if words[place].lower in REPORTING | _ACTING:
            return place
    return None


def _tells(sentence: str, words: Sequence[Token], verb: int) -> bool:
    """Whether what stands behind a verb is what somebody says."""
    told, behind = words[verb].lower, words[verb + 1 :]
    text = sentence[words[verb].end :]
    if _FIGURES.match(sentence, words[verb].start) or (told == "spoke" and text.startswith(" of ")):
        return True
    if told in _ACTING and behind and not (told.startswith("call") and _CALLED.match(text)):
        return not (told in REPORTING and behind[0].lower in {"to", "by"} and told not in {"confirmed", "hopes"})
    if told not in REPORTING:
        return False
    near = behind[:10]
    if any(word.lower == "that" for word in near) or any(word.text in "§:" for word in behind[:12]):
        return True
    if told in _PLAIN:
        return main_verb(behind) is not None
    return begins_clause(behind) is not None


def _shared(sentence: str, words: Sequence[Token], verb: int | None) -> Tag | None:
    """Of a second verb the subject is the first one's: "abstained and said that"; or a participle's."""
    if verb is None:
        return _colon(sentence)
    match = _SHARED.match(sentence)
    if match and len(match["said"].split()) > len(match["before"].split()):
        return Tag(who=_subject(sentence[: words[verb].start]), denied=_denies(match["verb"]))
    match = _PARTICIPLE.match(sentence)
    if match and match.end() < 0.75 * len(sentence):
        return Tag(who=_subject(sentence[: words[verb].start]))
    return _colon(sentence) or None


def _colon(sentence: str) -> Tag | None:
    match = _COLON.match(sentence)
    return Tag(who=match["who"]) if match and "§" in sentence else None


def _subject(before: str) -> str:
    """What stands before a verb, without what stands before the subject; empty where there is none."""
    told = _ADVERBIAL.sub("", before.strip(), count=1)
    first, leads = (told.split() or [""])[0].lower(), told.partition(",")[2]
    if first in PREPOSITIONS | SUBORDINATORS | {"less", "more", "every"} or first.endswith("ing"):
        return leads.strip(" ,")
    return told.strip(" ,")


def _denies(verb: str) -> bool:
    return verb in _DENYING
