"""Who said something: what is said to be said is checked as a claim is, and whose words support it is the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.records import Answer, Verdict, Witness

_SAID = (
    r"(?:said|says|announced|announces|confirmed|confirms|claimed|claims|warned|warns|stated|states|declared|declares"
    r"|argued|argues|insisted|insists|suggested|suggests|predicted|predicts|promised|promises|added|noted|believes?)"
    r"(?:\s\w+ly)?"
)
_TOLD = r"(?:told|tells)(?:\s(?!(?:on|in|last|this|that)\b)\w+){1,4}"
_ASKED = re.compile(
    r"\W*(?:(?P<who>who)|(?:which|what)\s(?:\w+\s){1,3}?)\s?(?:also\s|has\s|have\s|had\s)?"
    rf"(?:{_SAID}\s(?P<that>that\s)?|{_TOLD}\s(?P<told>that\s))(?P<matter>(?!(?:\S+\s){{1,3}}that\s)[^?]{{8,}})\?*\s*",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?:\S+\s){1,12}?(?<!that\s)(?<!which\s)(?<!who\s)"
    r"(?:is|are|was|were|will|would|has|have|had|can|could|should|must|may|might|does|do|did)\b",
    re.IGNORECASE,
)
"""A subject and what is said of it; "Who announced the deal that was made?" names a deal."""
_OF_THE_SPEAKER = re.compile(
    r"(?:i|we|he|she|they|his|her|their|its)\b|it(?!\s(?:is|was|would\sbe|will\sbe)\s)", re.IGNORECASE
)
"""Begins what somebody says of himself: "Which company said it will close?" asks which one closes."""
_QUOTES = "“”\"'’‘"


def matter_of(question: str) -> str | None:
    """What somebody said, as a statement; None where it is not asked who said that something is so.

    >>> matter_of("Who said that combat is out of the question?"), matter_of("Which minister warned the dam may break?")
    ('Combat is out of the question.', 'The dam may break.')
    >>> matter_of("Who announced the transfer of troops?"), matter_of("Which company said it will close?")
    (None, None)
    """
    asked = _ASKED.fullmatch(question.strip())
    if asked is None:
        return None
    matter = asked["matter"].strip(" ,;:.")
    matter = matter.strip(_QUOTES) if matter[0] in _QUOTES else matter
    of_one_of_them = _OF_THE_SPEAKER.match(matter) or (not asked["who"] and matter[:3].lower() == "it ")
    if of_one_of_them or not (asked["that"] or asked["told"] or _CLAUSE.match(matter)):
        return None
    return f"{matter[:1].upper()}{matter[1:]}."


def said_by(question: str, verdict: Verdict, threshold: float = 0.0) -> Answer:
    """Whose words support it, each cited; declined where nobody's do, also where an article says so itself."""
    told = list(_supporting(verdict)) if verdict.label in {"supported", "conflicting"} else []
    sure = verdict.confidence
    if not told or sure < threshold:
        return Answer(
            question=question, status="not_in_articles", answer=None, statement=None, as_of=None,
            confidence=round(1 - sure if told else sure, 4), citations=verdict.citations,
            timings_ms=verdict.timings_ms, hits=verdict.hits,
        )  # fmt: skip
    citations = tuple(verdict.citations[one.citation - 1] for one in told)
    return Answer(
        question=question, status="answered", answer=_names(told), statement=citations[0].quote,
        confidence=round(sure, 4), as_of=citations[0].published, citations=citations,
        timings_ms=verdict.timings_ms, hits=verdict.hits,
    )  # fmt: skip


def _supporting(verdict: Verdict) -> Iterator[Witness]:
    """Sentences that say so in somebody's words, first to last, each once."""
    found = {one.citation: one for part in verdict.sub_claims for one in part.evidence}
    yield from (one for _, one in sorted(found.items()) if one.stance == "supports" and one.speaker)


def _names(told: Sequence[Witness]) -> str:
    names = list(dict.fromkeys(one.speaker for one in told if one.speaker))
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
