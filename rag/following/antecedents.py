"""Whom and what a question may refer to, by what was asked and answered before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from rag.following.grammar import PREPOSITIONS, TO_BE, TO_DO, is_participle, is_person_word, is_plural, name_in
from rag.following.mentions import Mention, asked, mentions
from rag.questions import parse
from rag.records import Answer

_ORGANISATIONS = frozenset([
    "company", "firm", "union", "party", "club", "team", "organisation", "organization", "agency", "group", "charity",
    "association",
])  # fmt: skip
"""Of which no more is said in most names of them."""
_KINDS = frozenset([
    "bank", "ministry", "museum", "hospital", "alliance", "newspaper", "magazine", "university", "bridge", "festival",
    "council", "court", "commission", "island", "river",
])  # fmt: skip
"""What is mostly said in the names of such things: the museum is one that is called so."""
NAMED_KINDS = _ORGANISATIONS | _KINDS
_PLACES = frozenset(["country", "city", "town", "village", "region", "place", "area", "province", "state"])
_EXPLAINED = re.compile(r"\b(?:stands? for|short for|abbreviation|full name|mean)\b")
_WHAT_IS = re.compile(
    r"what (?:is|was) (?P<thing>(?!(?:wrong|next|left|true|different|this|that|there)\b)[a-z-]{4,}(?<!ing)(?<!ed))\W*",
    re.IGNORECASE,
)
"""Asks what a word means that is no name: monkeypox, inflation."""
_DAY = re.compile(r"(?:the )?(?:[A-Z]\w+ )?(?:19|20)\d\d|the (?:end|middle|beginning|winter|summer).*")
_IDENTIFIED = re.compile(r"(?:[Ww]ho|[Ww]here) (?:is|was|are) (?:the )?[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)*\s*\??$")
_OWN = re.compile(r"(?:its|his|her|their) ")


@dataclass(frozen=True, slots=True)
class Turn:
    """What was asked before, and what came of it."""

    question: str
    """As it was put to the articles: standing by itself."""
    answer: str | None = None
    """The short answer; None where there was none."""

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The turn that ended with an answer."""
        return cls.told(answer.question, answer.answer)

    @classmethod
    def told(cls, question: str, answer: str | None) -> Self:
        """The turn that ended with a short answer; yes and no name nothing that a later question can mean."""
        return cls(question, None if (answer or "").lower() in {"yes", "no"} else answer)


def person(turn: Turn) -> str | None:
    """Who "he" or "she" is: the one asked for, or else the one named in the question."""
    named, found = name_in(turn.answer), mentions(turn.question)
    known = next((mention for mention in found if mention.person and not mention.plural), None)
    asked_by_name = known is not None and known.named and _IDENTIFIED.match(turn.question)
    if named and parse(turn.question).kind == "person" and not asked_by_name:
        return named
    if known:
        return definite(known.text)
    if named and " " in named:
        return named
    return next((mention.text for mention in found if mention.person is None and not mention.after), None)


def thing(turn: Turn) -> str | None:
    """What "it" is: the one asked for, or else the first thing that the question is about."""
    if _is_named_by_answer(turn):
        return turn.answer
    found = [mention for mention in mentions(turn.question) if not mention.plural]
    known = [o for o in found if o.person is not True and not _DAY.fullmatch(o.text) and not _OWN.match(o.text)]
    known = known or [mention for mention in found if mention.named]
    if known:
        return definite(min(known, key=lambda mention: not mention.definite).text)
    placed = where(turn) if parse(turn.question).kind == "place" else None
    if explained := _WHAT_IS.fullmatch(turn.question):
        return explained["thing"]
    return placed[1] if placed else None


def _is_named_by_answer(turn: Turn) -> bool:
    """Whether a thing was asked for by its kind or name, and the answer is a name."""
    parts = asked(turn.question)
    if not turn.answer or not turn.answer[0].isupper() or not parts:
        return False
    if parse(turn.question).kind == "person" or is_person_word(parts.noun.lower()) or _EXPLAINED.search(turn.question):
        return False
    begins = re.match(r"(?:what|which)\b", parts.phrase, re.IGNORECASE)
    return bool(begins and (parts.noun or re.search(r"\b(?:called|name|title)\b", parts.rest)))


def several(turn: Turn) -> str | None:
    """Who or what "they" are."""
    counted = those(turn.question)
    known = next((mention.text for mention in mentions(turn.question) if mention.plural), None)
    if counted and re.match(r"how many\b", turn.question, re.IGNORECASE):
        return counted
    if turn.answer and re.match(r"[A-Z].*\band [A-Z]", turn.answer):
        return turn.answer
    if known or counted:
        return definite(known or counted or "")
    if turn.answer and re.match(r"who\b", turn.question, re.IGNORECASE):
        return turn.answer if turn.answer.endswith("s") or not name_in(turn.answer) else None  # not of one person
    return thing(turn)


def those(question: str) -> str | None:
    """All that a question counts or chooses from: the troops that serve in RSM.

    >>> those("How many troops serve in RSM?"), those("How many hives are there in Port Sarrin?")
    ('the troops that serve in RSM', 'the hives in Port Sarrin')
    >>> those("How many deputies does Green Coast have?"), those("Which paintings were found in May?")
    ('the deputies that Green Coast has', 'the paintings found in May')
    """
    parts = asked(question)
    if parts is None or not is_plural(parts.noun):
        return None
    noun, words = re.sub(r"^of (?:the )?", "", parts.noun), parts.rest.split()
    if words[:1] and words[0] in TO_BE:
        bare = words[2:] if words[1:2] == ["there"] else words[1:]
        if bare and (bare[0] in PREPOSITIONS or is_participle(bare[0])):
            return f"the {noun} {' '.join(bare)}"
    if words[:1] and words[0] in TO_DO and words[1:2] != ["not"]:
        return f"the {noun} that {_told(question, parts.rest)}"
    return f"the {noun} that {parts.rest}" if words else f"the {noun}"


def _told(question: str, rest: str) -> str:
    """As it is told what "does Green Coast have" asks: Green Coast has."""
    auxiliary, _, said = rest.partition(" ")
    subject = next((mention.text for mention in mentions(question) if said.startswith(mention.text)), None)
    if subject is None:
        return said
    verb, _, more = said[len(subject) :].strip().partition(" ")
    form = {"does": "has" if verb == "have" else f"{verb}s", "did": "had" if verb == "have" else f"did {verb}"}
    return f"{subject} {form.get(auxiliary, verb)} {more}".strip()


def where(turn: Turn) -> tuple[str, str] | None:
    """(preposition, place) that "there" means."""
    located = _IDENTIFIED.match(turn.question)  # where Lowmere is: "there" is Lowmere
    if parse(turn.question).kind == "place" and turn.answer and re.search(r"[A-Z]", turn.answer) and not located:
        return "in", re.sub(r"^(?:in|at|on|near|to|from) ", "", turn.answer)
    known = [mention for mention in mentions(turn.question) if mention.named and mention.person is not True]
    for mention in known:
        if mention.after in {"in", "on", "at", "to", "from", "near"}:
            return {"to": "in", "from": "in"}.get(mention.after, mention.after), mention.text
    return ("in" if located else "at", known[0].text) if known else None


def described(noun: str, turn: Turn) -> str | None:
    """What "that company", "this country" or "these paintings" are."""
    known = mentions(turn.question)
    if noun in NAMED_KINDS:
        return _named_kind(noun, known, turn.answer)
    if noun in _PLACES:
        found = where(turn)
        return found[1] if found else None
    if is_person_word(noun):
        return person(turn)
    same = (mention.text for mention in known if noun in mention.text.lower().split())
    counted = those(turn.question)
    return next(same, counted if counted and noun in counted.split() else None)


def _named_kind(noun: str, known: Sequence[Mention], answer: str | None) -> str | None:
    """Of the answer and the names in the question the one that is called so, or else the first."""
    names = [answer] if answer and answer[0].isupper() and not name_in(answer) else []
    names += [o.text for o in known if o.named and o.person is not True and o.after not in {"in", "at"}]
    if answer and answer[0].isupper() and noun in {"company", "firm", "team", "club"}:
        names.insert(0, answer)  # whom such a name is of is not always seen: Port Sarrin Rovers
    called = [name for name in names if noun in name.lower()]
    return next(iter(called or ([] if noun in _KINDS else names)), None)


def definite(phrase: str) -> str:
    """With the article that a thing has once it was spoken of.

    >>> definite("a mission in Iraq"), definite("RSM")
    ('the mission in Iraq', 'RSM')
    """
    return re.sub(r"^(?:an?|some|this|these|those)\s+", "the ", phrase)
