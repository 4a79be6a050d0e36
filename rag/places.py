"""The places that a text names behind "in" or "from", and whether two of them may be one, or one within the other."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.lexical import STOP_WORDS, stem, words

ONE_COUNTRY = tuple(
    frozenset(group)
    for group in (
        ("us", "u.s", "usa", "america", "united states", "united states of america"),
        ("uk", "u.k", "britain", "great britain", "united kingdom", "england"),
        ("netherlands", "holland"), ("russia", "russian federation", "kremlin"), ("burma", "myanmar"),
        ("korea", "south korea", "republic of korea"), ("china", "people's republic of china"),
        ("turkey", "türkiye"), ("czechia", "czech republic"), ("ivory coast", "côte d'ivoire"), ("uae", "emirates"),
    )
)  # fmt: skip
"""Names of one country that share no word, in small letters without a last full stop."""
_COUNTRIES = (
    r"afghanistan|albania|algeria|angola|argentina|armenia|australia|austria|azerbaijan|bahrain|bangladesh"
    r"|belarus|belgium|bolivia|bosnia|botswana|brazil|britain|bulgaria|burma|cambodia|cameroon|canada|chad|chile"
    r"|china|colombia|congo|croatia|cuba|cyprus|czechia|denmark|ecuador|egypt|england|eritrea|estonia|ethiopia"
    r"|finland|france|georgia|germany|ghana|greece|guatemala|guinea|haiti|holland|honduras|hungary|iceland|india"
    r"|indonesia|iran|iraq|ireland|israel|italy|jamaica|japan|jordan|kazakhstan|kenya|korea|kosovo|kuwait"
    r"|kyrgyzstan|laos|latvia|lebanon|liberia|libya|lithuania|luxembourg|madagascar|malawi|malaysia|mali|malta"
    r"|mauritania|mexico|moldova|mongolia|montenegro|morocco|mozambique|myanmar|namibia|nepal|netherlands"
    r"|nicaragua|niger|nigeria|norway|oman|pakistan|palestine|panama|paraguay|peru|philippines|poland|portugal"
    r"|qatar|romania|russia|rwanda|scotland|senegal|serbia|slovakia|slovenia|somalia|spain|sudan|sweden"
    r"|switzerland|syria|taiwan|tajikistan|tanzania|thailand|togo|tunisia|turkey|türkiye|turkmenistan|uganda"
    r"|ukraine|uruguay|uzbekistan|venezuela|vietnam|wales|yemen|zambia|zimbabwe"
)
COUNTRIES = tuple(_COUNTRIES.split("|"))
"""Of one word, in small letters."""
_PARTS = "africa|america|antarctica|arabia|asia|balkans|caribbean|emirates|europe|gaza|sinai|uae|uk|us|usa"
_WIDE = re.compile(rf"{_COUNTRIES}|{_PARTS}")
"""Words of countries and parts of the world, within which places lie that no article may tell to lie there."""
_NAME = r"(?:U\.[SK]\.(?:A\.)?|[A-Z][\w’'-]*\w)(?:\s(?:of\s|de\s)?[A-Z][\w’'-]*\w)*"
_PLACE = re.compile(
    rf"\b(?P<role>in|at|from|to|for)\s(?:(?:the|central|downtown|(?:north|south|east|west)(?:ern)?)\s)*"
    rf"(?:(?:city|town|village|province|district|port)\sof\s)?(?P<name>{_NAME})"
    r"(?=\W*$|[,;:.)]|\s(?:in|on|at|by|and|or|but|after|before|when|where|while|who|which|that|was|were|is|are|has|have"
    r"|had|will|for|from|to|with|during|since|until|as|last|this|late|early|yesterday|today)\b)"
)
_ROLES = {"at": "in", "for": "to"}
_LEAVING = re.compile(
    r"\b(?:leave|leaves|leaving|left|depart\w*|sail\w*|head\w*|bound|set (?:off|out))(?:\sfrom\s\S+)?\s$"
)
"""Before "for" and where somebody is going."""
_NO_PLACE = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(?:[a-z]*day|[a-z]*ry"
    r"|[a-z]*ber|ch|il|ust)?\b|\b(?:Parliament|Congress|Senate|English|French|German|Spanish|Arabic|Russian|Chinese"
    r"|University|Court|Party|Church|Islam|Ramadan|Easter|Christmas|Facebook|Twitter|League|Cup|Games)\b|^[A-Z]{3,}$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A name behind a word that says where."""

    name: str
    role: str
    """in, from or to."""


def places(text: str) -> list[Place]:
    """The places of a text, in order, as far as the words round a name tell that it is one.

    >>> [(place.role, place.name) for place in places("He was killed in southern Basra on Friday, in May.")]
    [('in', 'Basra')]
    """
    found = [
        Place(name=match["name"], role=_ROLES.get(match["role"], match["role"]))
        for match in _PLACE.finditer(text)
        if match["role"] != "for" or _LEAVING.search(text[: match.start()])
    ]
    return [place for place in found if not _NO_PLACE.search(place.name)]


def other_place(claim: str, sentence: str, article: str) -> tuple[str, str] | None:
    """(the claim's place, the sentence's), where each names one, in the same role, and both cannot be one.

    Nothing where one is a country and the other is not, or where a sentence of the article names both: one may lie
    within the other. But who goes from here to there does not go from there.

    >>> other_place("He was killed in Basra.", "He was killed in Mosul.", "")
    ('Basra', 'Mosul')
    >>> other_place("He was killed in Basra.", "He was killed in Iraq.", "") is None
    True
    """
    mine, told = places(claim), places(sentence)
    theirs = [place for place in told if mine and place.role == mine[0].role]
    if len(mine) != 1 or len(theirs) != 1 or len(told) > 2:
        return None
    one, other = mine[0].name, theirs[0].name
    if same_place(one, other) or is_wide(one) != is_wide(other):
        return None
    if any(place.name == one and {place.role, mine[0].role} == {"from", "to"} for place in told):
        return one, other
    return None if together(one, other, f"{claim}\n{sentence}\n{article}") else (one, other)


def together(one: str, other: str, text: str) -> bool:
    """Whether a sentence of a text names both of two names."""
    return any(_has(told, one) and _has(told, other) for told in re.split(r"[.!?]\s|\n", text))


def same_place(one: str, other: str) -> bool:
    """Whether two names may be of one thing: a word in common, one the initials of the other, or known to be.

    >>> same_place("the U.S.", "United States"), same_place("New York", "New York City"), same_place("Basra", "Mosul")
    (True, True, False)
    """
    first, second = _plain(one), _plain(other)
    if any(first in group and second in group for group in ONE_COUNTRY):
        return True
    return bool(_words(one) & _words(other)) or _initials(one) == second or _initials(other) == first


def is_wide(name: str) -> bool:
    """Whether a name is of a country or a part of the world: "Northern Ireland", "the U.S."."""
    known = any(_plain(name) in group for group in ONE_COUNTRY)
    return known or any(_WIDE.fullmatch(_plain(word)) for word in name.split())


def _has(text: str, name: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))


def _plain(name: str) -> str:
    return name.lower().removeprefix("the ").removesuffix(".").replace("’", "'")


def _words(name: str) -> set[str]:
    return {stem(word) for word in words(name)} - STOP_WORDS


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Z]\w*", name)).lower()
