"""Whether a sentence tells what happened, where that is asked: a plan does not, nor what would have happened."""

from __future__ import annotations

import re

from index.lexical import stem, words

_PAST_WHEN = re.compile(r"\b(?:when|what (?:day|date|month|year))\b.*?\b(?:did|was|were|has|have)\b", re.IGNORECASE)
_ABOUT_PLANS = re.compile(
    r"\b(?:plan|due|suppos|schedul|expect|intend|hop|forecast|predict|meant|going\sto|set\sto|would|originally|first\s"
    r"announc|promis)\w*",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|won['’]t|shall|(?:is|are|was|were)\s(?:now\s|still\s)?(?:to|due|set|expected|scheduled|planned|supposed)"
    r"|plan(?:s|ned)?\s(?:to|for)|hope[sd]?\sto|put\soff|postponed|delayed)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\bnext\s(?:week|month|year|spring|summer|autumn|fall|winter)\b|\btomorrow\b", re.IGNORECASE)
_BREAK = re.compile(r"[;:—–,]|\b(?:which|who|and|but|after|because|although)\b")
_UNREAL = re.compile(
    r"\b(?:would|could|should|might)(?:\snot|n['’]t)?\s(?:\w+ly\s|also\s)?have\s(?P<verb>\w+)", re.IGNORECASE
)


def unhappened(question: str, sentence: str, answer: str) -> bool:
    """Whether something past is asked for, and the sentence tells it as lying ahead, or as what would have been.

    Args:
        question: In words.
        sentence: Of an article.
        answer: As it stands in the sentence.

    >>> unhappened("When did the bridge open?", "The bridge will open next month.", "next month")
    True
    >>> unhappened("When did the bridge open?", "The bridge, which will be tolled, opened on 3 May.", "3 May")
    False
    >>> unhappened("Who won the cup?", '"We would have won it," said their coach, Ada Roe.', "Ada Roe")
    True
    """
    return _planned(question, sentence, answer) or _unreal(question, sentence)


def _planned(question: str, sentence: str, answer: str) -> bool:
    if not _PAST_WHEN.search(question) or _ABOUT_PLANS.search(question):
        return False
    start = max(sentence.find(answer), 0)
    before = [match.end() for match in _BREAK.finditer(sentence, 0, start)]
    return bool(_NEXT.search(answer) or _AHEAD.search(sentence, before[-1] if before else 0, start))


def _unreal(question: str, sentence: str) -> bool:
    """Whether a verb of the question stands there, and each time as what would have been."""
    asked = {stem(word) for word in words(question)}
    imagined = [
        stem(match["verb"].lower()) for match in _UNREAL.finditer(sentence) if stem(match["verb"].lower()) in asked
    ]
    told = [stem(word) for word in words(sentence)]
    return bool(imagined) and not _UNREAL.search(question) and all(told.count(v) == imagined.count(v) for v in imagined)
