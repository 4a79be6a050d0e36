"""Phrases that deny what they govern, or tell it as not done: "out of the question to", "instead of", "threatened to".

A verifier takes little notice of them: of "refused to sign the deal" it may say that the deal was signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.lexical import STOP_WORDS, words
from index.splitting import Span
from rag.meanings import meanings, same
from rag.values import denied
from rag.verifying import Stance, Stances

_Sense = Literal["denied", "open", "planned"]
"""open: neither so nor otherwise, as "not ruled out". planned: wanted, feared or asked for, and not told to be done."""

LEAST = 0.5
"""Share of what a claim says beyond its subject that a phrase must govern; a guess, made with the pairs of
denials-development.jsonl."""

_BE = r"(?:is|are|was|were|be|been|being|got|gets)\s(?:\w+ly\s)?"
_DENIES = re.compile(
    r"\b(?:out\sof\sthe\squestion|r(?:uled?|ules|uling)\s(?:\w+\s)?out|refus(?:e[sd]?|ing|al)"
    r"|declin(?:e[sd]?|ing)\sto|(?:fail(?:s|ed|ing)?|unable|powerless)\sto"
    r"|no\s(?:plans?|intentions?|question|wish|desire|need)\s(?:to|of|for|that)|without|far\sfrom|anything\sbut"
    r"|st(?:op|ops|opped|opping)\sshort\sof|instead\sof|in\splace\sof|rather\sthan|den(?:y|ies|ied|ying)"
    r"|reject(?:s|ed|ing)?|abandon(?:s|ed|ing)?|g(?:ive|ives|ave|iving)\sup|call(?:s|ed|ing)?\soff"
    r"|cancel(?:s|led|ed)|scrap(?:s|ped)|shelve[sd]?|(?:opt(?:s|ed)?|pull(?:s|ed)?|back(?:s|ed)?)\sout\sof"
    r"|(?:prevent(?:s|ed)?|kept|barred|banned|blocked|stopped)\s(?:\w+\s){0,4}?from|(?:has|have|had)\syet\sto"
    r"|vot(?:e[sd]?|ing)\s(?:down|against)|turn(?:s|ed|ing)?\sdown|veto(?:es|ed)"
    r"|dismiss(?:es|ed)\s(?:any|the|all)\s(?:idea|talk|thought|report)s?\sof|avoid(?:s|ed|ing)?"
    r"|(?:cleared|acquitted)\sof|br(?:eaks|oke|oken)\s(?:its|his|her|their|a|the)\s(?:promise|pledge|vow)\sto"
    r"|exclud(?:e[sd]?|ing)|neither\sof|never(?!\s(?:before|again|mind|more)\b))\b",
    re.IGNORECASE,
)
"""Before what it denies."""
_UNTOLD = re.compile(
    r"\b(?:(?:no|nor|without|(?:not|never|\w+n['’]t)\s(?:\w+\s){0,3}?any)\s(?:\w+\s){0,2}?"
    r"(?:evidence|proof|records?|signs?|indications?|suggestions?|basis|truth|reports?|confirmation)\s"
    r"(?:(?!but\b|and\b)\w+\s){0,4}?(?:of|that|to|in|for|about)"
    r"|nothing\s(?:to\s(?:show|suggest|indicate|prove)|shows|suggests|indicates|proves|supports)"
    r"(?:\s(?:the\s)?\w+)?\sthat"
    r"|(?:false|wrong|mistaken|erroneous|incorrect)ly\s\w+(?:\sthat|\sto\shave)?"
    r"|(?:false|untrue|incorrect|wrong|a\slie|a\smyth|not\s(?:true|so|correct))\s(?:to\s(?:say|claim)\s)?that"
    r"|(?:hoax(?:es)?|myths?|fake\s\w+|false\s(?:claims?|reports?|rumou?rs?|stor(?:y|ies)|posts?|news))"
    r"\s(?:about|of|that|claiming|saying|alleging)"
    r"|(?:dispel|debunk|dismiss|quash|refut|rebut|scotch|disprov)(?:s|es|e|led|ed|ted|d|ing|ling|ting)?\s"
    r"(?:\w+\s){0,4}?"
    r"(?:reports?|rumou?rs?|claims?|talk|speculation|suggestions?|stor(?:y|ies)|allegations?)"
    r"(?:\s(?:that|of|about))?)\b",
    re.IGNORECASE,
)
"""Before what nobody knows to be so, or only rumours tell."""
_UNDONE = re.compile(
    rf"\b(?:{_BE}(?:now\s)?(?:ruled\sout|out\sof\sthe\squestion|rejected|cancell?ed|called\soff|scrapped|abandoned"
    r"|shelved|voted\sdown|turned\sdown|vetoed|blocked|averted|avoided|dropped)|fell\sthrough|came\sto\snothing"
    r"|never\s(?:happened|took\splace|came)"
    rf"|{_BE}(?:just\s|only\s|all\s)?(?:an?\s)?(?:\w+\s)?(?:untrue|false|baseless|unfounded|groundless|faked?"
    r"|fabricat(?:ed|ion)|forged|doctored|debunked|incorrect|bogus|hoax|myth|lie|rumou?rs?))\b",
    re.IGNORECASE,
)
"""Behind what it denies."""
_OPEN = re.compile(r"\b(?:unlikely|doubt(?:s|ed|ful)?)\b", re.IGNORECASE)
_PLANS = re.compile(
    r"\b(?:consider(?:s|ed|ing)?|weigh(?:s|ed|ing)|discuss(?:es|ed|ing)?"
    r"|(?:threaten|offer|want|hop|wish|plan|intend|aim|tr|attempt|sought|seek|promis|vow|pledg|prepar|propos|expect"
    r"|schedul|suppos|due|set)(?:s|ed|e|es|ies|ied|d|ned|ning|ing|ying|uled)?\sto"
    r"|(?:urg|ask|advis|press|beg|call(?=\w*\son))(?:e|s|es|ed|ing)?\s(?:on\s)?(?:\w+\s){0,4}?to|call(?:s|ed|ing)?\sfor"
    r"|demand(?:s|ed|ing)?|fear(?:s|ed|ing)?|(?:would|should)(?:\snot)?\shave)\b",
    re.IGNORECASE,
)
_FORWARD: tuple[tuple[re.Pattern[str], _Sense], ...] = (
    (_DENIES, "denied"), (_UNTOLD, "denied"), (_OPEN, "open"), (_PLANS, "planned"),
)  # fmt: skip
_AHEAD = re.compile(
    r"\b(?:will|shall|would|can|could|may|might|should|must|going\sto|plans?|planned|intends?|wants?|hopes?|aims?"
    r"|expect\w*|due\sto|set\sto|is\sto|are\sto|provides?\sfor|earmarks?|budgets?)\b|['’]ll\b",
    re.IGNORECASE,
)
"""Of claims that tell nothing as done."""
_NEGATED = re.compile(r"(?:\b(?:not|never|hardly|cannot|nor)|n['’]t)\s(?:\w+\s)?$", re.IGNORECASE)
_CLAUSE = (
    r"[;:—–()]|\b(?:but|until|before|after|because|although|though|while|when|since|which|who|that\s(?:was|is|had|has))\b"
    r"|\band\s(?:\w+ly\s)?(?:\w+ed|will|would|has|have|had|is|are|was|were|did|does|can|could|said|went|took|made|left"
    r"|sent|held|gave|met|won|paid|kept|began|came|told|built|sold|bought|put|set)\b"
)
_BREAK = re.compile(rf",|{_CLAUSE}", re.IGNORECASE)
"""What ends the reach of a phrase."""
_BREAK_BEFORE = re.compile(rf",\sand\b|\bthat\b|{_CLAUSE}", re.IGNORECASE)
"""The same towards what stands before it: between commas may be more of its subject."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """A phrase, what it governs, and in which sense."""

    phrase: Span
    governed: Span
    sense: _Sense
    forward: bool


def heeded(stances: Stances, claim: str, sentence: str) -> Stances:
    """What a verifier said of a sentence, where a phrase in it turns what the claim says round, or leaves it open.

    What is denied supports nothing: it refutes, or, where the claim denies it as well, supports.
    What is only planned, or left open, is no support.
    """
    said = turned(claim, sentence)
    if said == "neither":
        return Stances(supports=0.0, refutes=stances.refutes, neither=stances.neither + stances.supports)
    wrong = (said == "refutes" and stances.supports > stances.refutes) or (
        said == "supports" and stances.refutes > stances.supports
    )
    if not wrong:
        return stances
    return Stances(supports=stances.refutes, refutes=stances.supports, neither=stances.neither)


def turned(claim: str, sentence: str) -> Stance | None:
    """What the phrases of a sentence make of a claim that it speaks of; None where none governs what the claim says.

    >>> turned("The union signed the deal.", "The union refused to sign the deal.")
    'refutes'
    >>> turned("The union did not sign the deal.", "The union refused to sign the deal.")
    'supports'
    >>> turned("The union walked out.", "The union threatened to walk out.")
    'neither'
    >>> turned("The union met.", "The union refused to sign the deal and met on Friday.") is None
    True
    """
    reach = next((one for one in _reaches(sentence) if _governs(one, claim, sentence)), None)
    if reach is None or _has(claim, sentence, reach.phrase):
        return None
    inside = meanings(sentence[reach.governed.start : reach.governed.end])
    mine = [one for one in _reaches(claim) if not meanings(claim[one.phrase.start : one.phrase.end]) & inside]
    if denied(claim) or any(one.sense == "denied" for one in mine):
        phrases = " ".join(claim[slice(*one.phrase)] for one in mine if one.sense == "denied")
        told = meanings(claim) - meanings(phrases) <= meanings(sentence)
        return "supports" if reach.sense == "denied" and told else None
    if reach.sense == "denied":
        return "refutes"
    same = any(one.sense == reach.sense for one in mine)
    return None if same or (reach.sense == "planned" and _AHEAD.search(claim)) else "neither"


def _has(claim: str, sentence: str, phrase: Span) -> bool:
    """Whether a claim has the very phrase, or is about what is only told: then the verifier compares like with like."""
    said = sentence[phrase.start : phrase.end]
    return said.lower() in claim.lower() or bool(_UNTOLD.fullmatch(said) and meanings(said) & meanings(claim))


def _reaches(text: str) -> Iterator[_Reach]:
    """Of its phrases, those that deny first."""
    for match in _UNDONE.finditer(text):
        start = max((found.end() for found in _BREAK_BEFORE.finditer(text, 0, match.start())), default=0)
        yield _Reach(Span(*match.span()), Span(start, match.start()), "denied", forward=False)
    for pattern, sense in _FORWARD:
        for match in pattern.finditer(text):
            end = _BREAK.search(text, match.end())
            negated = sense == "denied" and _NEGATED.search(text[: match.start()])
            yield _Reach(
                Span(*match.span()), Span(match.end(), end.start() if end else len(text)),
                "open" if negated else sense, forward=True,
            )  # fmt: skip


def _governs(reach: _Reach, claim: str, sentence: str) -> bool:
    """Whether most of what the claim says stands within reach; what stands before the phrase may be its subject.

    What follows a phrase at once has to be the claim's as well: "tried to find" says nothing of what somebody lost.
    """
    if reach.forward and _first(sentence[reach.governed.start : reach.governed.end]) not in meanings(claim):
        return False
    before = meanings(sentence[: reach.phrase.start]) if reach.forward else frozenset()
    inside = meanings(sentence[reach.governed.start : reach.governed.end])
    outside = meanings(f"{sentence[: reach.governed.start]} {sentence[reach.governed.end :]}")
    said = meanings(claim) - meanings(sentence[reach.phrase.start : reach.phrase.end])
    rest = said - (before - inside)
    within = rest & inside
    beyond = (rest & outside) - inside
    most = len(within) > len(beyond) if reach.forward else not beyond
    return bool(within) and most and len(within) >= LEAST * len(rest)


def _first(text: str) -> str | None:
    """The first word of a text that carries meaning, but for adverbs, as `meanings` tells it."""
    told = (word for word in words(text) if word not in STOP_WORDS and word.isalpha() and not word.endswith("ly"))
    return next((same(word) for word in told), None)
