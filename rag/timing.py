"""Of which time a value is told: the time that its own clause names, or else the day of publication."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from rag.whens import When, whens

Relation = Literal["same", "other", "open"]

NEAR_DAYS = 31
"""How long before and after a time articles tell of it as it was: what was said of the month before is still news.
Chosen by hand: too few development claims name a time for it to be fitted."""
_WEEK = 7
"""Days of doubt where a time is reckoned from the day of publication."""

_OPENING = re.compile(
    r"(?:(?:And|But|Yet|Still|Back|Early|Late|Already)\s)?(?:In|On|As\sof|At\sthe\send\sof|By)\s", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"[;:—–(]|,\s|\b(?:which|who|that|where|while|when|since|after|before|until|and|but|because|although)\b"
    r"|(?<!were\s)(?<!was\s)(?<!been\s)(?<!be\s)(?<!are\s)(?<!is\s)"
    r"\b(?!(?:died|lived|served|worked|marched|remained|children|women|men|even|then|often|seven)\b)"
    r"(?:\w+e[dn]|built|begun|sent|set|made|held)\b",
    re.IGNORECASE,
)
"""What parts a time from a value: it is of another clause, or of a participle's, as in "founded in 2015"."""
_LAST = re.compile(r",\s(?=in\s$)")
"""Before the year that a sentence ends with: "at the last election, in 2018"."""
_WORD = re.compile(r"\w")
_STATE = re.compile(
    r"\b(?<!to\s)(?:has|have|had|is|are|was|were|numbers?|numbered|count(?:s|ed)?|cost|costs|employ(?:s|ed)|total(?:s|led)"
    r"|st(?:ands?|ood)\sat|serve[sd]?|live[sd]?|works?|worked|belong(?:s|ed)?|holds?|held)\b",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"\b(?:has|have|had|was|were|is|are|been)\s(?:\w+ly\s)?(?:\w+ed|\w+en|born|hurt|shot|found)\b")
_NOW = re.compile(
    r"\b(?:now|currently|today|at present|has|have|is|are|remains?|serves?|stands?|accounts?|numbers|counts|costs"
    r"|holds?|employs?|lives?|belongs?)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:,—–()]|\b(?:which|who|where|while|but|said|says)\b", re.IGNORECASE)


def time_of_claim(times: Iterable[When]) -> When | None:
    """The one time that a claim is about, in full; None where it names several, or one that is relative to nothing."""
    told = [when for when in times if not when.limit]
    return told[0] if len(told) == 1 and not told[0].named and told[0].day and told[0].day.year else None


def time_of_value(sentence: str, value: str, published: date | None) -> When | None:
    """The past time that a sentence gives a value for; None where it names none in the value's own clause.

    >>> told = time_of_value("In February 2020 the RSM had 16,000 soldiers.", "16,000", None)
    >>> told.text if told else None
    'February 2020'
    >>> time_of_value("The RSM, founded in 2015, has 16,000 soldiers.", "16,000", None) is None
    True
    """
    start = sentence.find(value)
    if start < 0:
        return None
    found = [
        when
        for when in whens(sentence, published)
        if not when.limit and not _overlaps(when, start, value) and _of_one_clause(sentence, when, start, len(value))
        if _past(when, published)
    ]
    return found[0] if len(found) == 1 else None


def relation(claimed: When, sentence: str, value: str, published: date | None) -> Relation:
    """Whether a sentence gives a value of the time that a claim is about, of another, or leaves that open.

    Args:
        claimed: As `time_of_claim` gives it.
        sentence: Of an article.
        value: As it stands in the sentence.
        published: The article's day.
    """
    mine, told = claimed.span(), time_of_value(sentence, value, published)
    theirs = told.span(published) if told else None
    if mine is None:
        return "open"
    if theirs is not None:
        slack = timedelta(days=_WEEK if told and told.named else 0)
        return "other" if _apart(mine, theirs, slack) else "same"
    if published is None:
        return "open"
    if not _apart(mine, (published, published), timedelta(days=NEAR_DAYS)):
        return "same"
    return "other" if published < mine[0] or _NOW.search(_clause(sentence, value)) else "open"


def tells_a_state(claim: str) -> bool:
    """Whether a claim says how things were at a time, which may have changed; not what happened then.

    >>> tells_a_state("In 2020 the RSM had 16,000 soldiers."), tells_a_state("In 2020 a flood killed 57 people.")
    (True, False)
    """
    return bool(_STATE.search(claim)) and not _PARTICIPLE.search(claim)


def goes_on(claim: str, time: When, told: When, published: date | None) -> bool:
    """Whether a claim says how things were at a time, and a sentence since before that time, up to its article's day.

    >>> (time,), (told,) = whens("It was there in 2019."), whens("It has been there since 2018.")
    >>> goes_on("It was there in 2019.", time, told, date(2020, 2, 15))
    True
    >>> goes_on("It opened in 2019.", time, told, date(2020, 2, 15))
    False
    """
    begun, then = told.span(published), time.span(published)
    if published is None or told.limit != "since" or time.limit or time.named or not tells_a_state(claim):
        return False
    return begun is not None and then is not None and begun[1] < then[0] <= published


def _apart(first: tuple[date, date], second: tuple[date, date], slack: timedelta) -> bool:
    return second[0] - first[1] > slack or first[0] - second[1] > slack


def _overlaps(when: When, start: int, value: str) -> bool:
    return when.start < start + len(value) and start < when.end


def _of_one_clause(sentence: str, when: When, start: int, length: int) -> bool:
    """Whether a time opens the sentence, or follows the value without a word that begins another clause."""
    if when.start < start:
        opening = _OPENING.match(sentence)
        return bool(opening and when.start <= opening.end() + len("early "))
    between = sentence[start + length : when.start]
    if not _WORD.search(sentence, when.end):
        between = _LAST.sub(" ", between)
    return not _ELSEWHERE.search(between)


def _past(when: When, published: date | None) -> bool:
    """Not the day or week of the news itself, "on Thursday": that says when it was told."""
    span = when.span(published)
    if span is None or published is None:
        return span is not None
    return span[0] <= published and not (when.named and (published - span[1]).days < _WEEK)


def _clause(sentence: str, value: str) -> str:
    """What stands around a value between commas and their like."""
    start = max(sentence.find(value), 0)
    before = [match.end() for match in _CLAUSE.finditer(sentence, 0, start)]
    after = _CLAUSE.search(sentence, start + len(value))
    return sentence[before[-1] if before else 0 : after.start() if after else len(sentence)]
