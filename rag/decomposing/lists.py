"""Lists of objects and of subjects: "a school, two churches and the town hall"."""

from __future__ import annotations

import re

from rag.decomposing.pieces import Piece, put_in
from rag.decomposing.verbs import NUMBERS, RELATIVES, begins_object, form_at, is_past_participle, main_verb
from rag.following.grammar import DETERMINERS, PREPOSITIONS, Token

LONGEST_ITEM = 5
"""Words."""
_JOINT = re.compile(
    r"(?:between|among|both|either|neither|nor|or|not|no|never|including|such|respectively|together|jointly|each"
    r"|total|coalition|alliance|mix|mixture|combination|group|consist\w*|compris\w*|compos\w*|merg\w*|link\w*"
    r"|connect\w*|combin\w*|compar\w*|separat\w*|unit(?:e|es|ed)|shar\w+|divid\w*|join\w*|marr\w+|met|agree\w*"
    r"|only|all|except|than|sign\w*|form\w*|play\w*|fought|differ\w*|rang\w+)"
)
"""What is said of several together, or of none, is not said of each."""
_TIME = re.compile(
    r"(?:(?:on|in|last|this|next|every|since|during|until|at|from|by|early|late)\b.*"
    r"(?:day|week|month|year|night|morning|evening|noon|weekend|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|spring|summer|autumn|winter|(?:19|20)\d\d|yesterday)s?"
    r"|yesterday|today|tonight)"
)
_PLURAL_VERBS = {"were": "was", "are": "is", "have": "has"}


def lists(piece: Piece) -> list[Piece]:
    """What is said of each item of a list; empty where it is not surely said of each."""
    words = piece.words
    place = next((i for i in range(len(words) - 2, 0, -1) if words[i].lower == "and"), None)
    if place is None or any(_JOINT.fullmatch(word.lower) for word in words):
        return []
    commas = [i for i, word in enumerate(words[:place]) if word.text == ","]
    last = place - 1 if commas and commas[-1] == place - 1 else place
    commas = [i for i in commas if i < last]
    verb = main_verb(words)
    if verb is None or any(word.lower in RELATIVES for word in words) or (not commas and last < place):
        return []
    return _subjects(piece, verb, commas, last, place) if place < verb else _objects(piece, verb, commas, last, place)


def _objects(piece: Piece, verb: int, commas: list[int], last: int, place: int) -> list[Piece]:
    words = piece.words
    stops = [comma for comma in commas if comma > verb]
    begin = _first_begins(words, verb, stops[0] if stops else last)
    end = _last_ends(words, place)
    items = _items(words, begin, [*stops, last], place, end)
    head, tail = words[:begin], words[end:]
    if not items or (tail and not _is_shared(words, tail)) or _counts(head) or not _alike(items):
        return []
    if not stops and not all(begins_object(item[0]) and item[0].lower in DETERMINERS | NUMBERS for item in items):
        return []  # of two names nobody knows whether they are one: Marks and Spencer
    first = piece.made(head, items[0], tail, repeating=tail)
    return [first, *(piece.made(head, item, tail, repeating=[*head, *tail]) for item in items[1:])]


def _subjects(piece: Piece, verb: int, commas: list[int], last: int, place: int) -> list[Piece]:
    """Of names with a passive or a plain past behind them, in which nothing is counted."""
    words = piece.words
    items = _items(words, 0, [*commas, last], place, verb)
    named = all(word.text[0].isupper() for item in items for word in item)
    if len(items) < 3 or not named or _counts(words[verb:]):  # of two names nobody knows whether they are one
        return []
    if words[verb].lower in _PLURAL_VERBS and is_past_participle(words[verb + 1]):
        said = (put_in(_PLURAL_VERBS[words[verb].lower]), *words[verb + 1 :])
    elif form_at(words, verb) == "past":
        said = words[verb:]
    else:
        return []
    first = piece.made(items[0], said, repeating=said)
    return [first, *(piece.made(item, said, repeating=said) for item in items[1:])]


def _first_begins(words: tuple[Token, ...], verb: int, stop: int) -> int:
    """Where the first item begins: behind the last verb, preposition, or before the determiner in front of it."""
    for place in range(stop - 1, verb, -1):
        if words[place].lower in PREPOSITIONS or form_at(words, place) or is_past_participle(words[place]):
            return place + 1
        if words[place].lower in DETERMINERS:
            return place
    return verb + 1


def _last_ends(words: tuple[Token, ...], place: int) -> int:
    """Where the last item ends: at a mark, a preposition other than "of", or a word of time."""
    for end in range(place + 2, len(words)):
        if words[end].text in ",;:" or words[end].lower in (PREPOSITIONS - {"of"}) | {"last", "yesterday", "this"}:
            return end
    return len(words)


def _items(words: tuple[Token, ...], begin: int, stops: list[int], place: int, end: int) -> list[tuple[Token, ...]]:
    """The words between the marks; empty where one of them is no short noun phrase."""
    borders = [begin, *(stop + 1 for stop in stops[:-1])]
    found = [words[a:b] for a, b in zip(borders, stops, strict=True)]
    found.append(words[place + 1 : end])
    short = all(0 < len(item) <= LONGEST_ITEM for item in found)
    inside = any(word.text in ",;:" or form_at(item, i) for item in found for i, word in enumerate(item) if i)
    led = any(item and (item[0].text in PREPOSITIONS or form_at(item, 0)) for item in found)
    return found if short and not inside and not led else []


def _alike(items: list[tuple[Token, ...]]) -> bool:
    """Whether the items are of one kind: names, counted or with an article, or plain nouns."""
    return len({_kind(item) for item in items}) == 1


def _kind(item: tuple[Token, ...]) -> str:
    first = item[0]
    if first.lower in DETERMINERS | NUMBERS or first.text[0].isdigit():
        return "led"
    return "name" if all(word.text[0].isupper() for word in item) else "plain"


def _is_shared(words: tuple[Token, ...], tail: tuple[Token, ...]) -> bool:
    """Whether what stands behind a list is said of all of it: a time, or where something is brought."""
    told = " ".join(word.text for word in tail)
    brought = any(re.fullmatch(r"brought|sent|took|delivered|gave|sold|shipped|donated", w.lower) for w in words)
    return bool(_TIME.fullmatch(told)) or (brought and tail[0].lower == "to")


def _counts(words: tuple[Token, ...]) -> bool:
    """Whether something is counted, which each item would have a share of; a year counts nothing."""
    return any(
        word.lower in NUMBERS or (word.text[0].isdigit() and not re.fullmatch(r"(?:19|20)\d\d", word.text))
        for word in words
    )
