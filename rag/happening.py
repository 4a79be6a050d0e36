"""Whether a sentence tells what happened, where that is asked: a plan does not, nor what would have happened."""

from __future__ import annotations

import re
from datetime import date

from index.lexical import stem, words
from index.splitting import Span
from rag.whens import whens

_PAST_WHEN = re.compile(r"\b(?:when|what (?:day|date|month|year))\b.*?\b(?:did|was|were|has|have)\b", re.IGNORECASE)
_ABOUT_PLANS = re.compile(
    r"\b(?:plan|due|suppos|schedul|slated|expect|intend|hop|forecast|predict|meant|going\sto|set\sto|would|originally|first\s"
    r"announc|promis)\w*",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|won['’]t|shall|(?:is|are|was|were)\s(?:now\s|still\s)?(?:to|due|set|expected|scheduled|planned|supposed)"
    r"|plan(?:s|ned)?\s(?:to|for)|hope[sd]?\sto|put\soff|postponed|delayed)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\bnext\s(?:week|month|year|spring|summer|autumn|fall|winter)\b|\btomorrow\b", re.IGNORECASE)
_OF_A_THING = re.compile(
    r"\bsince\s(?:\w+\s){0,2}$"
    r"|(?<!have\s)(?<!see\s)(?<!get\s)\b(?:the|an?|its|his|her|their|our)\s.*\s(?:\w+ed|begun|built|held|made|won)\s(?:in|on)\s$",
    re.IGNORECASE,
)
"""Before a time: that of something which the plan is about, and which is there already."""
_BREAK = re.compile(r"[;:—–,]|\b(?:which|who|and|but|after|because|although)\b")
_UNREAL = re.compile(
    r"\b(?:would|could|should|might)(?:\snot|n['’]t)?\s(?:\w+ly\s|also\s)?have\s(?P<verb>\w+)", re.IGNORECASE
)
_IMAGINED = re.compile(r"\b(?:would|could|should|might)\b", re.IGNORECASE)
_ASKED_AHEAD = re.compile(
    r"\b(?:when|what\s(?:day|date|month|year))\s(?:will|shall)\b"
    r"|\bwhen\s(?:is|are)\b.*\b(?:to\sbe\s\w+|due|set|scheduled|expected|planned|supposed)\b",
    re.IGNORECASE,
)
_WHOLE_YEAR = re.compile(r"\d{4}")


def bygone(question: str, sentence: str, answer: Span, published: date | None) -> bool:
    """Whether it is asked when something will be, and the answer was past when its article was published; a month
    without a year may be the next one.

    Args:
        question: In words.
        sentence: Of an article.
        answer: Where it stands in the sentence.
        published: The article's day.

    >>> told = "Work on the bridge began on Tuesday."
    >>> bygone("When will the bridge open?", told, Span(28, 35), date(2021, 4, 20))
    True
    >>> bygone("When will the bridge open?", "It will open on Tuesday.", Span(16, 23), date(2021, 4, 20))
    False
    """
    if published is None or not _ASKED_AHEAD.search(question):
        return False
    told = [when for when in whens(sentence, published) if when.start < answer.end and answer.start < when.end]
    spans = [when.span(published) for when in told if when.named or _WHOLE_YEAR.search(when.text)]
    return bool(spans) and all(span is not None and span[1] <= published for span in spans)


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
    >>> unhappened("When did the bridge open?", "It will replace the bridge opened in 1932.", "1932")
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
    ahead = _AHEAD.search(sentence, before[-1] if before else 0, start)
    return bool(_NEXT.search(answer) or (ahead and not _OF_A_THING.search(sentence[ahead.end() : start])))


def _unreal(question: str, sentence: str) -> bool:
    """Whether a verb of the question stands there, and each time as what would have been."""
    if _IMAGINED.search(question):
        return False
    asked = {stem(word) for word in words(question)}
    imagined = [
        stem(match["verb"].lower()) for match in _UNREAL.finditer(sentence) if stem(match["verb"].lower()) in asked
    ]
    told = [stem(word) for word in words(sentence)]
    return bool(imagined) and all(told.count(v) == imagined.count(v) for v in imagined)
