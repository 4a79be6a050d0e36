"""Who holds which office of what: whoever is the Spanish defence minister is not the French one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from index.lexical import STOP_WORDS, stem, words
from rag.compared import Comparison
from rag.meanings import meanings
from rag.offices import ALIAS, GONE, NAME, OFFICES, PEOPLE, departure, same_holder
from rag.places import is_wide, together
from rag.speakers.names import names_of

_OFFICE = rf"(?i:{'|'.join(OFFICES)})\b"
_OF_STATES = r"(?i:chancellor|emperor|king|minister|president|queen|secretary)\b"
"""Of which a country is told as by an adjective: a Spanish coach is not the coach of Spain."""
_SORT = r"(?:(?!(?i:the|an?)\s)[A-Za-z]+[\s-]){0,2}?"
_PERSON = r"[A-Z][\w’'-]*\w(?:\s[A-Z][\w’'-]*\w)*"
_POST = rf"""(?:(?i:the)\s)?(?P<post>
    (?P<people>{PEOPLE})\s{_SORT}{_OF_STATES}(?:\sof\s(?!the\b)\w+)?
    |(?P<owner>{NAME})['’]s\s{_SORT}{_OFFICE}
    |{_SORT}{_OFFICE}(?:\s(?:of|for)\s[a-z]+)?\s(?:of|for|in)\s(?:the\s)?(?P<place>{NAME})
)"""
_HOLDS = re.compile(rf"\b(?P<person>{_PERSON})(?:,\s(?:who\sis\s)?|\sis\s(?:now\s)?){_POST}", re.VERBOSE)
_HELD_BY = re.compile(rf"\b{_POST}(?(place)(?:,\s|\sis\s)|(?:,\s|\sis\s|\s))(?P<person>{_PERSON})", re.VERBOSE)

_IS = re.compile(r"\bis\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """That somebody holds an office, as a text tells it of now."""

    person: str
    text: str
    """As it stands there: "Spanish defence minister"."""
    holder: str
    """Whose office it is: "Spanish", "Lowmere"."""
    wide: bool
    """Whether that is a country."""
    office: frozenset[str]
    """Stems of what is left: defence, minister."""

    def is_that_of(self, other: Post) -> bool:
        """Whether the same one has the same office, of whatever: the same full name, or a surname that ends it."""
        mine, theirs = self.person.split(), other.person.split()
        short, long = sorted((mine, theirs), key=len)
        return self.office == other.office and (short == long or (len(short) == 1 and short[-1] == long[-1]))


def other_post(claim: str, sentence: str, article: str) -> Comparison | None:
    """The office that a sentence gives to a claim's person, where the claim gives him that of something else.

    Nothing in any doubt: where the article names both holders together or has him hold either office, or one is a
    country and the other is none, within which it may lie.

    >>> found = other_post("Ada Roe is the French minister.", "Spanish minister Ada Roe agreed.", "")
    >>> found and (found.claimed, found.told)
    ('French minister', 'Spanish minister')
    """
    for mine in posts(claim):
        told = [one for one in posts(sentence) if one.is_that_of(mine)]
        known = [*told, *(one for one in posts(article) if told and one.is_that_of(mine))]
        if told and not any(same_holder(mine.holder, one.holder) for one in known) and _apart(mine, told, article):
            rest = meanings(claim) - meanings(f"{mine.text} {mine.person}")
            return Comparison(outcome="differs", claimed=mine.text, told=told[0].text, held=rest <= meanings(sentence))
    return None


def left_post(claim: str, sentence: str) -> Comparison | None:
    """What a sentence tells of how somebody left an office that a claim says he holds.

    >>> found = left_post("Ada Roe is France's minister.", "Minister Ada Roe resigned on Tuesday.")
    >>> found and (found.outcome, found.claimed, found.told)
    ('differs', "France's minister", 'resigned')
    >>> left_post("Ada Roe was France's minister.", "Minister Ada Roe resigned on Tuesday.") is None
    True
    """
    for mine in posts(claim) if _IS.search(claim) and not GONE.search(claim) else ():
        for match in re.finditer(rf"\b{re.escape(mine.person.split()[-1])}\b(?!\s[A-Z])", sentence):
            before = sentence[: match.start()].removesuffix(f"{' '.join(mine.person.split()[:-1])} ".lstrip())
            if how := departure(mine.text, before, sentence[match.end() :]):
                return Comparison(outcome="differs", claimed=mine.text, told=how, held=True)
    return None


def _apart(mine: Post, told: Iterable[Post], article: str) -> bool:
    """Whether neither holder can be part of the other, or its leader."""
    persons = names_of(article).full
    leaders = {word for name in persons for word in (name, name.split()[-1])}
    return all(
        one.wide == mine.wide
        and one.holder not in leaders
        and (mine.wide or not together(mine.holder, one.holder, article))
        for one in told
    )


@lru_cache(maxsize=4096)
def posts(text: str) -> tuple[Post, ...]:
    """The offices that a text gives to persons; none where two persons stand beside one.

    >>> [(one.person, one.text) for one in posts("Aron Dietz, the mayor of Lowmere, met Spain's defence minister Roe.")]
    [('Roe', "Spain's defence minister"), ('Aron Dietz', 'mayor of Lowmere')]
    """
    found: dict[tuple[int, int], list[re.Match[str]]] = {}
    for match in (*_HELD_BY.finditer(text), *_HOLDS.finditer(text)):
        found.setdefault(match.span("post"), []).append(match)
    return tuple(_post(match) for match, *others in found.values() if all(map(_opens, others)))


def _opens(match: re.Match[str]) -> bool:
    """Whether what looks like a person before an office may be a word that opens the sentence: "However, the mayor"."""
    return " " not in match["person"] and not match.string[: match.start()].rstrip(" “\"‘'\n")[-1:].isalnum()


def _post(match: re.Match[str]) -> Post:
    holder = match["people"] or match["owner"] or match["place"]
    told = [word for word in words(match["post"].replace(holder, "")) if word not in STOP_WORDS]
    return Post(
        person=match["person"], text=match["post"], holder=holder, wide=bool(match["people"]) or is_wide(holder),
        office=frozenset(ALIAS.get(stem(word), stem(word)) for word in told if len(word) > 1),
    )  # fmt: skip
