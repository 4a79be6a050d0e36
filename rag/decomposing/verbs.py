"""Where a clause has its verb and its subject, as far as looks and short lists tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from rag.following.grammar import (
    AUXILIARIES,
    DETERMINERS,
    MODALS,
    PARTICIPLES,
    PREPOSITIONS,
    TO_BE,
    TO_HAVE,
    VERBS,
    Token,
    is_plural,
)
from rag.following.inflections import PAST, with_auxiliary

Form = Literal["auxiliary", "past", "present"]

FINITE = AUXILIARIES - {"been", "be", "being"}
RELATIVES = frozenset(["that", "which", "who", "whom", "whose", "where"])
SUBORDINATORS = frozenset([
    "if", "when", "after", "before", "because", "although", "though", "as", "since", "while", "until", "unless",
    "whether", "despite", "once", "whereas",
])  # fmt: skip
PRONOUNS = frozenset(["i", "he", "she", "it", "we", "they", "you", "this", "these", "those", "both", "none", "there"])
NUMBERS = frozenset([
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty",
    "thirty", "forty", "fifty", "sixty", "hundred", "thousand", "million", "billion", "dozen", "dozens", "hundreds",
    "thousands", "half", "several", "many", "few", "most", "more", "less", "fewer", "nearly", "almost", "about",
    "around", "other", "no", "total", "third", "quarter", "twice",
])  # fmt: skip
"""Words that count, or stand before a count."""
_MORE_VERBS = frozenset([
    "ban", "protect", "show", "allow", "support", "face", "lack", "feature", "link", "supply", "host", "stretch",
    "house", "deny", "claim", "estimate", "insist", "argue", "add", "state", "confirm", "intend", "aim", "hope",
    "seem", "look", "feel", "contribute", "enjoy", "measure", "stem", "date", "seat", "attract", "belong", "deserve",
])  # fmt: skip
_BARE_PAST = frozenset([
    "took", "gave", "became", "began", "went", "wrote", "drew", "fell", "rose", "broke", "spoke", "chose", "knew",
    "saw", "flew", "withdrew", "overtook", "ran", "fled", "died", "remained", "arrived", "happened", "collapsed",
    "resigned", "escaped", "disappeared", "returned", "retired", "lived", "stood", "stayed", "ended", "succeeded",
    "appeared", "agreed", "came", "grew", "sank", "shrank", "rang", "sang", "swam", "drove", "rode", "voted",
])  # fmt: skip
"""No participle of a passive: what such a verb follows is its subject."""
_OTHERS = frozenset(["one", "others", "another", "some", "most", "both", "many", "none", "all", "each", "two", "three"])
_NO_VERBS = frozenset(["aged", "named", "titled", "hundred", "indeed", "need", "speed", "seed", "breed", "feed"])
LONGEST_SUBJECT = 10
"""Words."""
_ALONE = frozenset([
    "fell", "rose", "fled", "died", "remained", "arrived", "happened", "collapsed", "resigned", "escaped", "sank",
    "disappeared", "returned", "retired", "stood", "stayed", "came", "went", "exploded", "crashed", "surrendered",
])  # fmt: skip
"""Verbs that take no object."""
_MORE_PAST = frozenset(
    [
        "cost",
        "beat",
        "shut",
        "split",
        "fled",
        "grew",
        "sank",
        "shrank",
        "rang",
        "sang",
        "swam",
        "drove",
        "rode",
        "burst",
        "spread",
    ]
)
_ADVERBS = frozenset(["also", "then", "later", "now", "not", "never", "still", "already", "again", "once", "soon",
                      "since", "only", "first", "eventually", "finally", "both", "all", "each"])  # fmt: skip


def is_adverb(word: Token) -> bool:
    """Whether a word may stand between a subject and its verb."""
    return word.lower in _ADVERBS or (word.text.islower() and word.text.endswith("ly") and len(word.text) > 4)


def form_at(words: Sequence[Token], place: int) -> Form | None:
    """As what a word may be the finite verb of a clause; None where it is surely not, or not likely."""
    word, last = words[place], _before(words, place)
    if word.lower in FINITE and not (place and word.text == "May"):
        return "auxiliary"
    if not word.text.islower() or _leads_noun(last):
        return None
    if word.lower in PAST or word.lower in _MORE_PAST or (word.lower.endswith("ed") and word.lower not in _NO_VERBS):
        return None if last is not None and last.lower in TO_BE | TO_HAVE else "past"
    return _present(words, place, last)


def main_verb(words: Sequence[Token]) -> int | None:
    """Where the verb of the first clause stands; verbs of relative clauses before it do not count."""
    inside = 0
    for place, word in enumerate(words):
        if place and word.lower in RELATIVES:
            inside += 1
        elif form_at(words, place):
            if not inside:
                return place
            inside -= 1
    return None


def begins_clause(words: Sequence[Token]) -> int | None:
    """Where the verb stands of a clause that begins here with its subject; None where there is no such clause."""
    verb = main_verb(words)
    if not verb or verb > LONGEST_SUBJECT or any(word.text in ",;:" for word in words[:verb]):
        return None
    alone = words[0].lower in _OTHERS and verb == 1  # of them: with what stands before it, it can be understood
    elliptic = any(word.lower in FINITE for word in words[-2:]) and words[-1].lower in FINITE | {"not", "so", "too"}
    if alone or elliptic or words[verb - 1].lower in {"and", "or"} or any(w.lower == "them" for w in words[:verb]):
        return None
    return verb if is_noun_phrase(words[:verb]) else None


def is_noun_phrase(words: Sequence[Token]) -> bool:
    """Whether words may be a subject: by how they begin."""
    words = [word for word in words if not is_adverb(word)] or list(words[:1])
    first = words[0]
    led = first.lower in DETERMINERS | PRONOUNS | NUMBERS or first.text[0].isdigit()
    return first.lower not in PREPOSITIONS | SUBORDINATORS and (
        led or first.text[0].isupper() or (len(words) <= 3 and is_plural(words[-1].text))
    )


def is_surely_finite(words: Sequence[Token], place: int) -> bool:
    """Whether what looks like a verb cannot be the participle of a noun before it: a church built in 1850."""
    word = words[place]
    if form_at(words, place) in {"auxiliary", "present"} or word.lower in _BARE_PAST:
        return True
    return place + 1 < len(words) and begins_object(words[place + 1])


def begins_object(word: Token) -> bool:
    """Whether an object may begin here, and nothing else."""
    return word.lower in DETERMINERS | (NUMBERS - {"about", "around"}) or word.text[0].isupper() or word.text.isdigit()


def participle_behind(words: Sequence[Token], place: int) -> int | None:
    """Where the participle of the auxiliary at a place stands; None where there is none."""
    following = place + 1
    while following < len(words) and (is_adverb(words[following]) or words[following].lower in {"been", "being"}):
        following += 1
    return following if following < len(words) and is_past_participle(words[following]) else None


def is_past_participle(word: Token) -> bool:
    """Whether a word may stand behind "was" or "has"."""
    return word.text.islower() and (word.lower in PARTICIPLES or re.search(r"(?:ed|en)$", word.lower) is not None)


def is_bare_past(word: Token) -> bool:
    """Whether a verb in the past is no passive, whatever stands before it."""
    return word.lower in _BARE_PAST


def is_intransitive(word: Token) -> bool:
    """Whether a verb takes no object, so that one behind the next verb is not of both."""
    return word.lower in _ALONE


def is_modal(word: Token) -> bool:
    """will, would, may."""
    return word.lower in MODALS


def has_verb(words: Sequence[Token]) -> bool:
    """Whether any word may be a verb, by the least that tells."""
    return any(
        form_at(words, place) or word.lower in VERBS | _MORE_VERBS | PAST.keys() for place, word in enumerate(words)
    )


def _present(words: Sequence[Token], place: int, last: Token | None) -> Form | None:
    """serves, or serve behind several."""
    word = words[place].lower
    following = words[place + 1] if place + 1 < len(words) else None
    if last is None or not (last.text[0].isalnum() or last.text == ",") or not place:
        return None
    if following is not None and (following.lower in FINITE or following.lower in PAST):
        return None
    auxiliary, stem = ("does", f"{word[:-3]}y") if word.endswith("ies") else with_auxiliary(word)
    named = (
        last.text[0].isupper() and following is not None and following.lower in DETERMINERS
    )  # Lark-1 circles the Earth
    if stem not in VERBS | _MORE_VERBS and not (named and auxiliary == "does"):
        return None
    plural = last.lower != "and" and is_plural(last.text) and last.text.islower()
    if auxiliary == "does":
        return None if plural else "present"
    return "present" if plural and last.text != word else None


def _before(words: Sequence[Token], place: int) -> Token | None:
    """The word before a place, adverbs passed over."""
    place -= 1
    while place >= 0 and is_adverb(words[place]):
        place -= 1
    return words[place] if place >= 0 else None


def _leads_noun(last: Token | None) -> bool:
    return last is not None and (last.lower in DETERMINERS | PREPOSITIONS or last.possessive)
