"""Names of a sentence exchanged for others of the same sort, from small lists and from a collection's own articles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from eval.altering.edits import Edit, occurs, word_after, word_before
from eval.altering.gazetteer import (
    CITIES,
    COUNTRIES,
    GROUPS,
    MEN,
    NATIONALITIES,
    NO_SURNAME,
    OPENERS,
    PEOPLES,
    STATES,
    TITLES,
    US_CITIES,
    WOMEN,
)

_NAME = r"[A-Z][a-z’']?[A-Za-z-]*[a-z]"
_HEADS = "University|College|County|High School|International Airport|Police Department"


def _any(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_GENDERS = {**dict.fromkeys(MEN, "man"), **dict.fromkeys(WOMEN, "woman")}
_LISTS = (COUNTRIES, NATIONALITIES, PEOPLES, STATES, CITIES, US_CITIES, *GROUPS)
_SORT_OF = {name: names for names in _LISTS for name in names}
_LISTED_PLACES = frozenset((*COUNTRIES, *STATES, *CITIES, *US_CITIES))
_TEAMS = frozenset(name for names in GROUPS[-3:] for name in names)
_UNSURE_FIRST = frozenset(
    {"Target", "Apple", "Subway", "Oracle", "Amazon", "Peacock", "Mercury", "Ford", "Buffalo", "Mars"}
)

_LISTED = re.compile(rf"(?<![\w.’'-])(?:{_any(_SORT_OF)})(?![\w-]|[’']\w{{2}})")
_PERSON = re.compile(
    rf"(?<![\w’'-])(?P<first>[A-Z][a-z]+)(?= (?:[A-Z]\. )?(?P<last>(?:de |van |von )?{_NAME})\b(?! [A-Z]|-))"
)
"""Looks ahead, so that "Actor Tom Hanks" is tried from "Actor" and from "Tom"."""
_SURNAME = re.compile(rf"(?<![\w’'-]){_NAME}\b(?!-)")
_SPEAKS = re.compile(
    r"(?:[’']s)? ?(?:said|told|added|wrote|tweeted|announced|testified|argued|noted|explained)\b|[’']s "
)
_TOWN = re.compile(
    rf"(?<=\b(?:in|of|at) )(?P<name>{_NAME}(?: {_NAME})?)"
    rf"(?=, (?:{_any(STATES)}|Ala|Ariz|Calif|Colo|Fla|Ill|Mass|Mich|Minn|Pa|Tenn|Va)\b)"
)
_HEADED = re.compile(rf"(?<![\w’'-])(?P<name>{_NAME}(?: {_NAME}){{0,2}}) (?P<head>{_HEADS})\b(?! [A-Z])")
_ACRONYM = re.compile(r"(?<=\bthe )[A-Z]{3,5}\b(?! [A-Z]|[-’'/])")
_NO_ACRONYM = frozenset({
    "CEO", "CFO", "COO", "DNA", "RNA", "HIV", "AIDS", "GDP", "USA", "ICU", "GPS", "SUV", "LGBTQ", "LGBT", "PTSD", "DUI",
    "ACT", "SAT", "GOP", "VIP", "COVID", "TRUTH",
})  # fmt: skip
_NO_LAST = NO_SURNAME | OPENERS | frozenset(_SORT_OF)
_PLACES = frozenset({"San", "Santa", "St.", "Saint", "Fort", "Mount", "Port", "Lake"})
"""Before a first name that is a place's."""
_NO_HEAD = frozenset({"Electoral", "Community", "Medical", "State", "Technical", "Junior"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Names to choose from, by sort, and the passage whose own names must not be chosen."""

    names: Mapping[str, tuple[str, ...]]
    """man and woman (first and last name), surname, town, acronym, and by what stands behind them, such as County"""
    passage: str = ""

    def beside(self, passage: str) -> Pool:
        """For a sentence of this passage."""
        return replace(self, passage=passage)

    def draw(self, names: Sequence[str], sentence: str, rng: Random, *, apart: str = "") -> str | None:
        """One of the names that is neither in passage nor sentence, nor is a part of it; None when none is left.

        Args:
            names: To choose from.
            sentence: That is edited.
            rng: Chooses.
            apart: The name that goes: the new one shares no word with it.
        """
        known = f"{self.passage}\n{sentence}"
        for _ in range(min(len(names), 30)):
            name = rng.choice(names)
            parts = {name, name.split()[-1]}
            if not any(occurs(part, known) for part in parts) and not set(name.split()) & set(apart.split()):
                return name
        return None


def collect(texts: Iterable[str], *, least: int = 2) -> Pool:
    """The names of articles by simple rules of capital letters.

    Args:
        texts: Of articles.
        least: Articles that a name must stand in.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for sort, name in set(_names(text)):
            found[sort][name] += 1
    kept = {sort: tuple(sorted(n for n, times in counts.items() if times >= least)) for sort, counts in found.items()}
    return Pool(names=kept)


def name_edits(sentence: str, rng: Random, pool: Pool) -> list[Edit]:
    """One for each name that can be exchanged for another of its sort; the new name is not in the pool's passage."""
    people = list(_people(sentence, rng, pool))
    found = [*people, *_listed(sentence, rng, pool), *_pooled(sentence, rng, pool)]
    if not people:
        found += _surnames(sentence, rng, pool)
    return found


def place_edits(sentence: str, rng: Random, pool: Pool) -> list[Edit]:
    """Those of them that exchange a country, a state, a city or a town."""
    places = _LISTED_PLACES | set(pool.names.get("town", ()))
    return [edit for edit in name_edits(sentence, rng, pool) if edit.text in places]


def rename(sentence: str, edit: Edit) -> list[Edit]:
    """The same name's other mentions in the sentence: whole, or by a person's last name alone.

    "Joe Biden flew home, Biden's aides said." must not be left with half of a Biden.
    """
    old, new = sentence[edit.start : edit.end], edit.text
    pairs = {old: new, old.split()[-1]: new.split()[-1]} if old.split()[0] in _GENDERS else {old: new}
    pattern = re.compile(rf"(?<!\w)(?:{_any(pairs)})(?!\w)")
    beyond = (m for m in pattern.finditer(sentence) if m.end() <= edit.start or m.start() >= edit.end)
    return sorted([edit, *(Edit(m.start(), m.end(), pairs[m.group()]) for m in beyond)], reverse=True)


def _names(text: str) -> Iterator[tuple[str, str]]:
    for match in _persons(text):
        yield _GENDERS[match["first"]], f"{match['first']} {match['last']}"
        if match["last"] not in _GENDERS and match["last"] != "Will":
            yield "surname", match["last"]
    for sort, start, end in _places(text):
        yield sort, text[start:end]


def _persons(text: str) -> Iterator[re.Match[str]]:
    for match in _PERSON.finditer(text):
        placed = word_before(text, match.start()) in _PLACES
        if match["first"] in _GENDERS and match["last"] not in _NO_LAST and not placed:
            yield match


def _places(text: str) -> Iterator[tuple[str, int, int]]:
    """(sort, start, end) of towns, of what stands before "County" and so on, and of acronyms."""
    for match in _TOWN.finditer(text):
        if match["name"] not in _SORT_OF and match["name"] != "New York":
            yield "town", *match.span("name")
    for match in _HEADED.finditer(text):
        before = word_before(text, match.start())
        first = match["name"].split()[0]
        if first not in OPENERS | _NO_HEAD and (before in OPENERS or not before[:1].isupper()):
            yield match["head"], *match.span("name")
    for match in _ACRONYM.finditer(text):
        if match.group() not in _NO_ACRONYM and match.group() not in _SORT_OF:
            yield "acronym", *match.span()


def _people(sentence: str, rng: Random, pool: Pool) -> Iterator[Edit]:
    for match in _persons(sentence):
        others = pool.names.get(_GENDERS[match["first"]], ())
        yield from _edit(match.start(), match.end("last"), others, sentence, rng, pool)


def _surnames(sentence: str, rng: Random, pool: Pool) -> Iterator[Edit]:
    """Last names alone, known from the articles, where the words beside them show a person."""
    surnames = pool.names.get("surname", ())
    for match in _SURNAME.finditer(sentence):
        before = word_before(sentence, match.start())
        named = before in TITLES or (_SPEAKS.match(sentence, match.end()) and not before[:1].isupper())
        if named and match.group() in surnames and not word_after(sentence, match.end())[:1].isupper():
            yield from _edit(match.start(), match.end(), surnames, sentence, rng, pool)


def _listed(sentence: str, rng: Random, pool: Pool) -> Iterator[Edit]:
    for match in _LISTED.finditer(sentence):
        name = match.group()
        if _stands_alone(sentence, match.start(), match.end(), name):
            yield from _edit(match.start(), match.end(), _SORT_OF[name], sentence, rng, pool)


def _stands_alone(sentence: str, start: int, end: int, name: str) -> bool:
    """Not a part of a longer name, as far as its neighbours show."""
    before, after = word_before(sentence, start), word_after(sentence, end)
    if name in _TEAMS and before.lower() != "the":
        return False
    if name in _UNSURE_FIRST and start == 0:
        return False
    titled = name in NATIONALITIES and after.split("-")[0].rstrip(",") in TITLES | {"Prime", "Foreign", "Defense"}
    follows = before[:1].isupper() and before not in OPENERS and not before.endswith((",", ":", ";", "—"))
    return not follows and (titled or not after[:1].isupper())


def _pooled(sentence: str, rng: Random, pool: Pool) -> Iterator[Edit]:
    for sort, start, end in _places(sentence):
        yield from _edit(start, end, pool.names.get(sort, ()), sentence, rng, pool)


def _edit(start: int, end: int, others: Sequence[str], sentence: str, rng: Random, pool: Pool) -> Iterator[Edit]:
    drawn = pool.draw(others, sentence, rng, apart=sentence[start:end])
    if drawn is not None:
        yield Edit(start, end, drawn)
