"""Several questions in one: "Who is she, and what did she say?" is asked as two, one after the other.

Rules over words. What is not surely several questions is asked as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.splitting import sentences
from rag.records import Answer, Verdict
from rag.timelines import renumbered

MOST = 4
"""Questions in one; what asks more is asked as it is."""

FEWEST = 2
"""Words of a question that stands by itself."""

_WH = r"(?:who|whom|whose|what|when|where|which|why|how)"
_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|will|would|can|could|should|shall|may|might|must)(?:n[’']t)?"
)
_INVERTED = (
    r"(?:(?:do|does|did)\s+(?:he|she|it|they|(?-i:[A-Z]))"
    r"|(?:will|would|can|could|should)\s+(?:the|he|she|it|they|(?-i:[A-Z])))"
)
"""The beginning of a question; not that of what somebody did or will do."""
_BEFORE = r"(?:in|on|at|by|for|to|from|of|with|since|until)"
_BARE = re.compile(
    rf"(?:{_BEFORE}\s+)?(?:why|when|where|how|whom|how\s(?:long|often)|(?:which|what)\s\w+)[\s?]*", re.IGNORECASE
)
"""Asks by itself of what was asked before: "Why?", "By whom?", "On which day?"."""
_AND = re.compile(rf"[\s,;]+and\s+(?:also\s+)?(?=(?:{_BEFORE}\s+)?{_WH}\b|{_INVERTED})", re.IGNORECASE)
_COMMA = re.compile(rf",\s+(?={_WH}\s+{_AUXILIARY}\b)", re.IGNORECASE)
_BEGINS = re.compile(rf"(?:{_AUXILIARY}|(?:{_BEFORE}\s+)?{_WH})\b", re.IGNORECASE)
_ASKS_WHICH = re.compile(rf"\b{_WH}\b", re.IGNORECASE)
_TELLS = re.compile(
    rf"\A(?:{_AUXILIARY}|who)\b|\b(?:{_AUXILIARY}|\w{{2,}}ed)\b|\A\S+\s+\S+\s+\w{{2,}}s\s+\S|(?:\S+\s+){{4}}\S",
    re.IGNORECASE,
)
"""A verb, as far as its form tells; or so many words that one is among them."""
_REFERS = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|there|then|this|that|these|those|ones?)\b", re.IGNORECASE
)


def questions_in(text: str) -> tuple[str, ...]:
    """Each question that a text asks, in its words; the text alone where that is one, or where it is not clear.

    >>> questions_in("Who is Anja Roth, and what did she say?")
    ('Who is Anja Roth?', 'What did she say?')
    >>> questions_in("Who resigned, and why?")
    ('Who resigned?', 'Why?')
    >>> questions_in("When and where did they meet?"), questions_in("Who knows what it cost and who paid?")
    (('When and where did they meet?',), ('Who knows what it cost and who paid?',))
    """
    if not _AND.search(text) and text.count("?") < 2:
        return (text,)
    asked = [text[start:end].strip() for start, end in sentences(text)]
    found = [part for one in asked for part in _listed(one)]
    asks = all(one.endswith("?") for one in asked) or (len(asked) == 1 and not asked[0].endswith((".", "!")))
    if not asks or not 1 < len(found) <= MOST or not _stand(found):
        return (text,)
    return tuple(f"{part[:1].upper()}{part[1:].rstrip(' ?,;')}?" for part in found)


def one_by_one(question: str, ask: Callable[[str, str], Answer]) -> Answer | None:
    """What is said to each question in one, put in full by those before it: the first, with the others beside it.

    None where it is one question, or where it is not clear what a later one refers to.

    Args:
        question: As it was typed.
        ask: Takes a question, and the one before it where it names nothing itself; else an empty text.
    """
    parts = questions_in(question)
    if len(parts) < 2:
        return None
    from rag.following import Turn, leans, resolve  # most questions do without

    said: list[Answer] = []
    for part in parts:
        asked = resolve(part, [Turn.of(answer) for answer in said])
        if said and _is_open(part, asked, said[-1]):
            return None
        about = said[-1].question if said and leans(asked) else ""
        said.append(_behind(ask(asked, about), sum(len(answer.citations) for answer in said)))
    return replace(said[0], question=question, also=tuple(said[1:]))


def each(said: Answer | Verdict) -> Sequence[Answer | Verdict]:
    """What was said, and what was said to what else was asked in the same question."""
    return (said, *said.also) if isinstance(said, Answer) else (said,)


def _is_open(part: str, asked: str, before: Answer) -> bool:
    """Whether it is not clear what a later question refers to: "Why?", where nobody is known who did what was asked."""
    unknown = before.answer is None and _ASKS_WHICH.match(before.question) is not None
    return (_BARE.fullmatch(part) and unknown) or (
        asked == part and bool(_REFERS.search(part) or _BARE.fullmatch(part))
    )


def _behind(answer: Answer, many: int) -> Answer:
    """The same, its citations numbered on from so many others."""
    new = {citation.number: citation.number + many for citation in answer.citations}
    return replace(
        answer,
        citations=tuple(replace(citation, number=new[citation.number]) for citation in answer.citations),
        alternatives=tuple(
            replace(other, citations=tuple(new[number] for number in other.citations)) for other in answer.alternatives
        ),
        timeline=renumbered(answer.timeline, new),
    )


def _listed(sentence: str) -> list[str]:
    """What stands before and behind "and"; and where that does, what commas part."""
    first, *last = _AND.split(sentence)
    return [*(_COMMA.split(first) if last else [first]), *last]


def _stand(parts: Sequence[str]) -> bool:
    first, *later = parts
    return _stands(first) and all(_BARE.fullmatch(part) or _stands(part) for part in later)


def _stands(part: str) -> bool:
    """Whether it is one whole question, and asks nothing else within."""
    words = part.split()
    return (
        len(words) >= FEWEST
        and _BEGINS.match(part) is not None
        and _TELLS.search(part) is not None
        and _ASKS_WHICH.search(" ".join(words[2:])) is None
    )
