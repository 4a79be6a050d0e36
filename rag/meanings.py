"""Words by what they mean: soldiers are troops, the killed are dead, and "US" is no pronoun."""

from __future__ import annotations

import re
from functools import lru_cache

from index.lexical import STOP_WORDS, stem, words

_US = re.compile(r"\bU\.?S\b\.?(?:A\b\.?)?|\b(?:the )?United States(?: of America)?\b")
_UK = re.compile(r"\bU\.K\b\.?|\b(?:the )?United Kingdom\b|\bGreat Britain\b")
LIVES = re.compile(r"\blos(?:e|es|t|ing)\s(?:their|his|her)\sli(?:fe|ves)\b", re.IGNORECASE)
"""What those do who die."""
_IRREGULAR = (
    "become became", "begin began begun", "break broke broken", "bring brought", "build built", "buy bought",
    "catch caught", "choose chose chosen", "come came", "draw drew drawn", "drive drove driven", "eat ate eaten",
    "fall fell fallen", "fight fought", "flee fled", "fly flew flown", "forbid forbade forbidden",
    "freeze froze frozen", "get got gotten", "give gave given", "go goes went gone", "grow grew grown", "hear heard",
    "hide hid hidden", "hold held", "keep kept", "know knew known", "lend lent", "lose lost", "make made", "meet met",
    "pay paid", "ride rode ridden", "rise rose risen", "run ran", "seek sought", "sell sold", "send sent",
    "shake shook shaken", "shrink shrank shrunk", "sink sank sunk", "speak spoke spoken", "spend spent",
    "stand stood", "steal stole stolen", "strike struck", "swear swore sworn", "swim swam swum", "take took taken",
    "teach taught", "tell told", "think thought", "throw threw thrown", "wear wore worn", "win won",
    "withdraw withdrew withdrawn", "write wrote written",
)  # fmt: skip
"""Verbs whose forms have no stem in common; not those of which a form is another common word, as "left" and "found"."""
_SAME = {
    **{form: stem(verbs.split()[0]) for verbs in _IRREGULAR for form in verbs.split()},
    **dict.fromkeys(("soldiers", "soldier", "troops", "troop"), "troop"),
    **dict.fromkeys(("people", "person"), "people"),
    **dict.fromkeys(("died", "dies", "die", "dead", "deaths", "death", "killed", "kill", "kills", "killing"), "dead"),
    **dict.fromkeys(("injured", "injuries", "injuring", "wounded", "hurt"), "hurt"),
    **dict.fromkeys(("american", "americans"), "us"), **dict.fromkeys(("british", "britain", "uk"), "uk"),
    **dict.fromkeys(("children", "child", "kids"), "child"), **dict.fromkeys(("women", "woman"), "woman"),
    **dict.fromkeys(("weigh", "weighs", "weighed", "weight", "mass"), "weigh"),
    **dict.fromkeys(("worth", "value", "valued", "values"), "value"),
    **dict.fromkeys(("houses", "house", "homes", "home"), "house"),
    **dict.fromkeys(("men", "man"), "man"), **dict.fromkeys(("costs", "cost", "costing", "price"), "cost"),
}  # fmt: skip
"""Words of one meaning, where numbers are compared."""


@lru_cache(maxsize=50_000)
def same(word: str) -> str:
    """A word's stem, or what all words of its meaning are told as."""
    return _SAME.get(word.lower(), stem(word.lower()))


@lru_cache(maxsize=1_000)
def meanings(text: str) -> frozenset[str]:
    """What the words of a text that carry meaning are told as; "US" is no pronoun."""
    told = words(LIVES.sub("died", _UK.sub("Britain", _US.sub("American", text))))
    return frozenset(same(word) for word in told if word not in STOP_WORDS and not word[:1].isdigit())
