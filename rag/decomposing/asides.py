"""Asides between commas: "the bridge, which opened in 2023, ..." and "Mila Sand, the minister, ..."."""

from __future__ import annotations

from rag.decomposing.pieces import Piece, put_in
from rag.decomposing.verbs import form_at, is_noun_phrase, main_verb
from rag.following.grammar import DETERMINERS, PREPOSITIONS, Token, is_person, is_person_word, is_plural

_OF_ALL = frozenset([
    "surprised", "shocked", "angered", "means", "meant", "led", "caused", "causes", "allowed", "forced", "made",
    "prompted", "sparked", "drew", "came", "is", "followed",
])  # fmt: skip
"""Behind "which", where it may well stand for the whole clause before: he resigned, which surprised many."""

_OF_EVENTS = frozenset([
    "detour", "rise", "increase", "fall", "drop", "distance", "loss", "gain", "record", "move", "step", "decision",
    "number", "third", "total", "sum", "time", "day", "sign", "change", "share", "journey", "trip", "reduction",
    "improvement", "decline", "margin", "period", "figure", "rate", "result", "week", "month", "year", "first",
    "second",
])  # fmt: skip
"""Behind the last name of a sentence, where they tell what happened rather than who it is."""


def asides(piece: Piece) -> list[Piece]:
    """The piece without an aside, and what the aside says of its noun; empty where there is surely none."""
    commas = [place for place, word in enumerate(piece.words) if word.text == ","]
    for begin in commas:
        if begin + 2 < len(piece.words) and begin:
            relative = piece.words[begin + 1].lower in {"which", "who"}
            found = _relative(piece, begin, commas) if relative else _apposition(piece, begin, commas)
            if found:
                return found
    return []


def _relative(piece: Piece, begin: int, commas: list[int]) -> list[Piece]:
    words = piece.words
    noun, leads = _noun_before(words, begin)
    end = _ends(words, begin, commas, subject=leads)
    if noun is None or end is None or not any(form_at(words, place) for place in (begin + 2, begin + 3)):
        return []
    if any(words[comma + 1].lower in {"which", "who"} for comma in commas if begin < comma < end):
        return []  # of two nouns, each with an aside, the verb is of both
    who = words[begin + 1].lower == "who"
    if who is not _is_person(noun) or (not who and end == len(words) and words[begin + 2].lower in _OF_ALL):
        return []
    said = piece.made(noun, words[begin + 2 : end], repeating=noun)
    return [_without(piece, begin, end), said]


def _apposition(piece: Piece, begin: int, commas: list[int]) -> list[Piece]:
    """Of a name and what it is, in either order."""
    words = piece.words
    noun, leads = _noun_before(words, begin)
    end = _ends(words, begin, commas, subject=leads)
    if noun is None or end is None:
        return []
    aside = words[begin + 1 : end]
    if main_verb(aside) is not None or not is_noun_phrase(aside) or any(w.lower in {"and", "or"} for w in aside):
        return []
    named, told = (noun, aside) if _is_name(noun) else (aside, noun)
    if not _is_name(named) or told[0].lower not in {"the", "a", "an", "its", "his", "her", "their"}:
        return []
    if is_plural(" ".join(map(_text, told))) or (not leads and any(word.lower in _OF_EVENTS for word in told)):
        return []
    return [_without(piece, begin, end), piece.made(named, [put_in("is")], told, repeating=noun)]


def _noun_before(words: tuple[Token, ...], comma: int) -> tuple[tuple[Token, ...] | None, bool]:
    """(the noun phrase that ends at a comma, whether it is the subject of the sentence); None where it is not clear."""
    before = words[:comma]
    verb = next((place for place in range(comma - 1, 0, -1) if form_at(words, place)), None)
    if verb is None:
        inner = any(word.lower in PREPOSITIONS - {"of"} or word.text == "," for word in before)
        clear = is_noun_phrase(before) and not (inner and not _is_person(before))
        return (before if clear else None), True
    begin = next((place for place in range(comma - 1, verb, -1) if before[place].lower in PREPOSITIONS - {"of"}), verb)
    noun = before[begin + 1 :]
    clear = bool(noun) and (noun[0].lower in DETERMINERS or noun[0].text[0].isupper()) and "," not in map(_text, noun)
    if any(word.lower in {"and", "or"} for word in noun):
        return None, False
    return (noun if clear else None), False


def _ends(words: tuple[Token, ...], begin: int, commas: list[int], *, subject: bool) -> int | None:
    """Where an aside ends: before the verb of its subject; or, later on, before a preposition or at the end."""
    for comma in (place for place in commas if place > begin):
        if comma + 1 >= len(words):
            return None
        if form_at(words, comma + 1) and subject:
            return comma
        if not subject:
            return comma if words[comma + 1].lower in PREPOSITIONS else None
    return None if subject else len(words)


def _without(piece: Piece, begin: int, end: int) -> Piece:
    return piece.made(piece.words[:begin], piece.words[end + 1 :])


def _is_person(noun: tuple[Token, ...]) -> bool:
    head = next((place for place, word in enumerate(noun) if place and word.lower in PREPOSITIONS), len(noun))
    return is_person_word(noun[head - 1].lower) or (_is_name(noun) and is_person(" ".join(map(_text, noun))))


def _is_name(words: tuple[Token, ...]) -> bool:
    return bool(words) and words[0].lower not in DETERMINERS and all(word.text[0].isupper() for word in words)


def _text(word: Token) -> str:
    return word.text
