"""Where a question says "it", "she", "of them", "there" or "that company", and the same with that put in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.following.antecedents import NAMED_KINDS, Turn, definite, described, person, several, thing, where
from rag.following.grammar import (
    AUXILIARIES,
    CLAUSES,
    MODALS,
    PREPOSITIONS,
    TO_BE,
    TO_HAVE,
    Token,
    is_participle,
    is_person_word,
    is_plural,
    is_verb,
    tokens,
)
from rag.following.mentions import Mention, asked, mentions

LONGEST = 16
"""Words and marks of a question that may refer to another; a longer one tells what it is about."""

TOLD = frozenset(["tell", "explain", "describe", "give", "show", "list", "compare"])
"""What a person begins with who does not ask."""

_PERSON = frozenset(["he", "she", "him", "her", "his", "hers"])
_THING = frozenset(["it", "its"])
_SEVERAL = frozenset(["they", "them", "their", "theirs"])
_MEANT = {**dict.fromkeys(_PERSON, person), **dict.fromkeys(_THING, thing), **dict.fromkeys(_SEVERAL, several)}
_THESE = frozenset(["that", "this", "those", "these"])
_EXPLETIVE = re.compile(
    r"it (?:(?:really |so |ever )?(?:true|possible|necessary|likely|clear|important|known|safe|legal|worth|rain\w*"
    r"|snow\w*|like)\b|.*\bto [a-z]+\b(?<!to the)(?<!to an)(?<!to a)|(?:mean\w*|matter\w*|called) (?:when|if|for)\b"
    r"|from\b|(?:\w+ )?(?:easier|harder|better|worse|more \w+)\b|.*\b(?:that|who|which)\b)",
    re.IGNORECASE,
)
"""Where "it" stands for nothing."""
_VERBS_OF_EVENTS = frozenset([
    "happen", "occur", "take", "come", "mean", "cost", "start", "begin", "end", "go", "goes", "went", "lead", "cause",
    "change", "affect", "work", "help", "include", "matter", "came", "lived", "live", "took",
])  # fmt: skip
_TIMES = frozenset([
    "year", "month", "week", "day", "time", "morning", "evening", "night", "summer", "autumn", "winter", "spring",
    "century", "decade", "moment", "way", "case",
])  # fmt: skip
_PLACED = frozenset(["mission", "operation", "campaign"])
"""What is known by its country."""
_MOVING = re.compile(r"\b(?:get|go|went|travel\w*|come|came|fly|flew|drive|sail|sent|send|move[ds]?)\b", re.IGNORECASE)

Put = tuple[str, int]
"""What is put in the place of a reference, and where in the question that ends."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a question, which may refer to the turn before."""

    question: str
    found: Sequence[Token]
    place: int
    turn: Turn

    @property
    def word(self) -> str:
        return self.found[self.place].lower

    @property
    def token(self) -> Token:
        return self.found[self.place]

    @property
    def last(self) -> str:
        return self.found[self.place - 1].lower if self.place else ""

    def ahead(self, by: int = 1) -> Token | None:
        """The word or mark so many behind it."""
        return self.found[self.place + by] if self.place + by < len(self.found) else None


def referred(question: str, turn: Turn) -> str | None:
    """The question with what it refers to put in words; None where it refers to nothing, or to what is not known.

    Of several "she" or "it" the first is put in words; the others are then understood. The question has no "and" before
    it.
    """
    found = tokens(question)
    if not found or len(found) > LONGEST or not _asks(question, found[0]):
        return None
    told, behind, kinds = "", 0, set[object]()
    for place, token in enumerate(found):
        kind = _MEANT.get(token.lower)
        if token.start < behind or (kind and kind in kinds):
            continue
        if put := _put(_Word(question, found, place, turn)):
            told, behind = f"{told}{question[behind : token.start]}{put[0]}", put[1]
            kinds.add(kind)
    return f"{told}{question[behind:]}" if told else None


def _asks(question: str, first: Token) -> bool:
    """Whether this is one question, or one thing to be told, and nothing besides."""
    begins = asked(question) is not None or first.lower in AUXILIARIES | TOLD
    return begins and not re.search(r"[.?!;] ", question)


def _put(at: _Word) -> Put | None:
    """What a word is to be replaced by, where it refers to something."""
    if at.word in _MEANT:
        return _pronoun(at)
    if at.word == "there":
        return _there(at)
    if at.word in _THESE:
        return _these(at)
    if at.word == "the":
        return _one(at) or _the(at)
    return _one(at) if at.word in {"a", "an", "another"} else None


def _pronoun(at: _Word) -> Put | None:
    if _bound(at) or (at.word == "it" and (at.last == "as" or _EXPLETIVE.match(at.question, at.token.start))):
        return None
    named = _MEANT[at.word](at.turn)
    if named is None:
        return None
    return (f"{named}'{'' if is_plural(named) else 's'}" if _is_owning(at) else named), at.token.end


def _is_owning(at: _Word) -> bool:
    return at.word in {"his", "its", "their"} or (at.word == "her" and not _is_object(at))


def _told_of(between: Sequence[Token]) -> bool:
    """Whether a noun without an article stands before an owner, whose it may be: party control of their members."""
    known = PREPOSITIONS | {"the", "a", "an", "one", "some"}
    words = between if between[:1] and between[0].lower in AUXILIARIES else between[1:]
    return any(w.text.islower() and not (w.lower in known or is_verb(w.lower) or is_participle(w.text)) for w in words)


def _bound(at: _Word) -> bool:
    """Whether the question itself names what a pronoun stands for, or may."""
    parts = asked(at.question)
    between = [word for word in at.found[: at.place] if word.start >= (len(parts.phrase) if parts else 0)]
    if between and between[-1].lower in AUXILIARIES and not any(word.named for word in between[:-1]):
        return len(between) > 1 and bool(_before(at, at.token.start))
    if _is_object(at):
        clause = max((word.start for word in between[:-1] if word.lower in CLAUSES), default=0)
        return any(_fits(at.word, other) for other in _before(at, clause))
    if any(_fits(at.word, other) for other in _before(at, at.token.start)) or (_is_owning(at) and _told_of(between)):
        return True
    return parts is not None and _subject_fits(at.word, parts.phrase, parts.noun)


def _before(at: _Word, stop: int) -> list[Mention]:
    return [mention for mention in mentions(at.question) if mention.end <= stop]


def _fits(word: str, mention: Mention) -> bool:
    """Whether a pronoun may stand for a person or thing of the same question."""
    if word in _PERSON:
        return mention.person is not False
    return word in _SEVERAL or mention.named or (not mention.person and not mention.plural)


def _subject_fits(word: str, phrase: str, noun: str) -> bool:
    """Whether the question phrase, as the subject, may be what a pronoun behind it stands for."""
    if re.match(r"who\b", phrase, re.IGNORECASE):
        return word != "its"
    return bool(noun) and (word in _SEVERAL or not is_plural(noun))


def _is_object(at: _Word) -> bool:
    following = at.ahead()
    ends = following is None or not following.text[0].isalnum() or following.lower in PREPOSITIONS | CLAUSES
    return at.word in {"him", "them"} or (at.word in {"it", "her"} and ends)


def _there(at: _Word) -> Put | None:
    following = at.ahead()
    around = {at.last, following.lower if following else ""}
    if around & (TO_BE | TO_HAVE | MODALS) or any(mention.named for mention in mentions(at.question)):
        return None
    named = where(at.turn)
    if named is None:
        return None
    return f"{'to' if _MOVING.search(at.question) else named[0]} {named[1]}", at.token.end


def _these(at: _Word) -> Put | None:
    """Of "that", "this", "those" and "these", by themselves or with a noun."""
    if at.word == "that" and at.last not in AUXILIARIES | {"of", "about", "in", "for", "with", "by", ""}:
        return None
    following = at.ahead()
    behind = following.lower if following and following.text[0].isalnum() else ""
    if behind and not (behind in AUXILIARIES | PREPOSITIONS | _VERBS_OF_EVENTS or is_participle(behind)):
        return _with_noun(at)
    told = at.word in {"those", "these"} and at.last != "of" and behind in PREPOSITIONS  # those with a cold
    if told or at.last in {"before", "after", "since"}:
        return None
    answer = at.turn.answer or ""
    if at.word in {"those", "these"}:
        named = several(at.turn)
    elif at.last == "of" and re.match(r"[$€£]?\d", answer):
        named = f"the {answer}"
    else:
        named = answer if at.last != "of" and answer[:1].isupper() else thing(at.turn)
    return (named, at.token.end) if named else None


def _with_noun(at: _Word) -> Put | None:
    """Of "that company", "these stolen paintings": up to the noun, which is before a verb or a preposition."""
    end = at.place + 1
    while end < len(at.found) and at.found[end].text[0].isalnum() and not _ends_phrase(at.found[end].lower):
        end += 1
    noun = at.found[end - 1].text
    if end == at.place + 1 or not noun.islower() or noun in _TIMES | {"who"}:
        return None
    if at.word in {"these", "those"} and not is_plural(noun):
        return None
    named = described(noun, at.turn)
    return (named, at.found[end - 1].end) if named else None


def _ends_phrase(word: str) -> bool:
    return is_verb(word) or word in PREPOSITIONS | CLAUSES


def _the(at: _Word) -> Put | None:
    """Of "the company", in a question that names nothing itself."""
    following, behind = at.ahead(), at.ahead(2)
    if following is None or any(mention.named for mention in mentions(at.question)) or not asked(at.question):
        return None
    if behind and behind.text[0].isalnum() and not is_verb(behind.lower):
        return None
    noun, before = following.lower, at.turn.question.lower().rstrip("?").split()
    if noun in NAMED_KINDS or (is_person_word(noun) and noun in before):
        named = described(noun, at.turn)
    else:
        named = _placed(noun, at.turn) if noun in _PLACED else None
    return (named, following.end) if named else None


def _placed(noun: str, turn: Turn) -> str | None:
    """What is called so in the question before, or else the one in the country that is named there."""
    known = mentions(turn.question)
    called = next((mention.text for mention in known if noun in mention.text.lower().split()), None)
    country = next((mention.text for mention in known if mention.after == "in" and mention.named), None)
    return called or (f"the {noun} in {country}" if country else None)


def _one(at: _Word) -> Put | None:
    """Of "the next one": the noun is in what was asked before."""
    words = [token.lower for token in at.found[at.place : at.place + 6]]
    last = next((i for i, word in enumerate(words[:5]) if word in {"one", "ones"}), 0)
    known = next((mention for mention in mentions(at.turn.question) if not mention.named), None)
    if last < 2 or set(words[: last + 2]) & PREPOSITIONS or known is None:
        return None
    noun = re.sub(r"^the\s+", "", definite(known.text))
    return " ".join([*(token.text for token in at.found[at.place : at.place + last]), noun]), at.found[
        at.place + last
    ].end
