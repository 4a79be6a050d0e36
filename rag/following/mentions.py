"""What a question mentions: its question phrase, and the people and things that a later question may mean by "it".

Rules of thumb over words and their order, so that a phrase may be cut a word too short or too long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.following.grammar import (
    ALONE,
    AUXILIARIES,
    CLAUSES,
    DETERMINERS,
    MODALS,
    PREPOSITIONS,
    QUESTION_WORDS,
    TO_BE,
    TO_DO,
    VERBS,
    Token,
    is_participle,
    is_person,
    is_person_word,
    is_plural,
    tokens,
)
from rag.following.inflections import PAST

_EVENTS = frozenset(["happened", "occurred", "changed", "happens", "followed"])
"""Verbs behind "what"."""
_EMPTY = re.compile(
    r"[\d,.]+|the (?:name|title|answer|number|most|first|second|last)(?: of .*)?|(?:this|each|every) \w+"
)
"""Phrases that no later question refers to, but perhaps to what they are of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A person or a thing in a question, as a noun phrase."""

    text: str
    start: int
    """First character in the question, from 0."""
    end: int
    person: bool | None
    """None for a single name, which may be of a person or of a place."""
    plural: bool
    named: bool
    definite: bool
    """A name, or with "the" or the like before it."""
    after: str
    """The preposition before it, lower case; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question in two parts."""

    phrase: str
    """What asks: "How many troops", "In which city", "Who"."""
    noun: str
    """What is counted or chosen: "troops", "city"; empty where there is none."""
    rest: str
    """All behind it without the question mark: "serve in RSM"."""


def asked(question: str) -> Asked | None:
    """The question phrase and the rest; None when the question does not begin with a question word.

    >>> asked("How many troops serve in RSM?")
    Asked(phrase='How many troops', noun='troops', rest='serve in RSM')
    >>> asked("Which airline cancelled most flights?")
    Asked(phrase='Which airline', noun='airline', rest='cancelled most flights')
    """
    found = tokens(question.rstrip(" ?.!"))
    first = next((place for place, token in enumerate(found[:2]) if token.lower in QUESTION_WORDS), None)
    if first is None or (first and found[0].lower not in PREPOSITIONS):
        return None
    following = found[first + 1].lower if first + 1 < len(found) else ""
    begin = first + 1 + (found[first].lower == "how" and following not in {"", *AUXILIARIES})
    many = begin == first + 2 and following in {"many", "much"}
    nominal = many or found[first].lower in {"what", "which", "whose"}
    end = begin if not nominal or following in _EVENTS else _noun_ends(found, begin)
    stop = found[end - 1].end
    noun = question[found[begin].start : stop] if end > begin else ""
    return Asked(phrase=question[:stop], noun=noun, rest=question.rstrip(" ?.!")[stop:].strip())


def asks_whether(question: str) -> bool:
    """Whether a question begins with an auxiliary: "Is it so?"."""
    return question.split(" ", 1)[0].lower() in AUXILIARIES


def mentions(question: str) -> list[Mention]:
    """The noun phrases behind the question phrase, in order; a phrase comes before those within it."""
    parts = asked(question)
    found = tokens(question.rstrip(" ?.!"))
    place = sum(token.start < len(parts.phrase) for token in found) if parts else 0
    if parts and place < len(found) and _is_first_verb(found[place]):
        place += 1
    who_is = 2 if re.match(r"who (?:is|was|are|were)\b", question, re.IGNORECASE) else -1
    kept: list[Mention] = []
    while place < len(found):
        end = _phrase_ends(found, place)
        if end > place:
            kept += _nested(question, found, place, end, identified=place == who_is)
        place = max(end, place + 1)
    return kept


def _is_first_verb(word: Token) -> bool:
    """Whether the word behind the question phrase is the verb of which that is the subject: who runs Halden Rail."""
    return word.text.islower() and word.lower not in AUXILIARIES | DETERMINERS | PREPOSITIONS


def _is_past(found: Sequence[Token], place: int) -> bool:
    """Whether a verb stands there that tells what was: "which airline cancelled most flights"; not "newly injured"."""
    word, before = found[place].lower, found[place - 1].lower
    return (word in PAST or word.endswith("ed")) and not before.endswith("ly")


def _noun_ends(found: Sequence[Token], begin: int) -> int:
    """Where the noun behind "how many" or "which" ends: before an auxiliary, or else behind a plural or one word."""
    for place in range(begin, len(found)):
        word = found[place].lower
        if word in AUXILIARIES:
            return place
        if word in PREPOSITIONS - {"of"} | ALONE:
            break
    for place in range(begin, min(begin + 4, len(found))):
        if found[place].lower in ALONE | PREPOSITIONS - {"of"} or (place > begin and _is_past(found, place)):
            break
        if is_plural(found[place].text) and found[place].text.islower():
            return place + 1
    return min(begin + 1, len(found))


def _phrase_ends(found: Sequence[Token], place: int) -> int:
    """Where the noun phrase that begins at a token ends, with "of", "in" and "on" and what follows them; or `place`."""
    token = found[place]
    bare = token.text.islower() and token.lower not in AUXILIARIES and is_plural(token.text)  # people, soldiers
    if token.lower not in DETERMINERS and not token.named and not bare:
        return place
    end = _chunk_ends(found, place)
    while end + 1 < len(found) and found[end].lower in {"of", "in", "on", "at", "between"}:
        following = _chunk_ends(found, end + 1)
        if following == end + 1 or _takes_verb(found, place, end) or _is_time(found[end + 1 : following]):
            break
        end = following
    return end


def _chunk_ends(found: Sequence[Token], place: int) -> int:
    """Where the words between two boundaries end, less a verb that the question still lacks."""
    led = found[place].lower in DETERMINERS or found[place].possessive
    pending = _pending(found[:place])
    end = place + 1 if led or found[place].named else place
    while end < len(found) and _goes_on(found, place, end, led=led, pending=pending):
        end += 1
    if end - place > 1 + led and pending and _is_verb(found, end - 1, pending):
        end -= 1
    return end


def _pending(before: Sequence[Token]) -> str:
    """The auxiliary whose main verb is still to come; empty where there is none."""
    last = next((i for i in range(len(before) - 1, -1, -1) if before[i].lower in AUXILIARIES), None)
    if last is None or any(token.lower in VERBS or is_participle(token.text) for token in before[last + 1 :]):
        return ""
    return before[last].lower


def _goes_on(found: Sequence[Token], place: int, end: int, *, led: bool, pending: str) -> bool:
    """Whether a noun phrase that began at `place` goes on with the word at `end`."""
    word, following = found[end], found[end + 1] if end + 1 < len(found) else None
    if not word.text[0].isalnum() or word.lower in AUXILIARIES | ALONE | DETERMINERS:
        return False
    if word.lower in PREPOSITIONS | CLAUSES:
        joins = word.lower in {"of", "and"} and following is not None and following.named
        return joins and found[end - 1].named
    if pending in TO_DO | MODALS and word.lower in VERBS and (following is None or not following.text.islower()):
        return False
    inside = pending not in TO_DO | MODALS and place > 0 and found[place - 1].lower in PREPOSITIONS
    return led or word.named or inside or not (found[place].named or found[end - 1].named)


def _is_verb(found: Sequence[Token], last: int, pending: str) -> bool:
    """Whether the last word of a chunk is the main verb of a question whose auxiliary stands before its subject."""
    word = found[last].text
    if not word.islower():
        return False
    if pending in TO_BE and last == len(found) - 1 and found[0].lower in {"why", *TO_BE}:
        return True  # an adjective: why the bridge was late
    if pending in TO_DO | MODALS:
        later = [token.lower for token in found[last + 1 :]]
        return word in VERBS or not any(other in VERBS | TO_BE for other in later)
    return is_participle(word)


def _takes_verb(found: Sequence[Token], place: int, end: int) -> bool:
    """Whether the main verb was cut off behind the phrase, so that what follows belongs to it."""
    return any(token.lower in VERBS or is_participle(token.text) for token in found[place + 1 : end])


def _is_time(phrase: Sequence[Token]) -> bool:
    return any(re.fullmatch(r"(?:19|20)\d\d|\d+", token.text) for token in phrase)


def _nested(question: str, found: Sequence[Token], place: int, end: int, *, identified: bool) -> list[Mention]:
    """A phrase, then each of those that stand behind a preposition within it."""
    kept = [_mention(question, found, place, end, identified=identified)]
    for inner in range(place + 1, end):
        if _parts(found, inner - 1) and (found[inner].named or found[inner].lower in DETERMINERS):
            stop = next((i for i in range(inner + 1, end) if _parts(found, i)), end)
            kept.append(_mention(question, found, inner, stop, identified=False))
    return [mention for mention in kept if not _EMPTY.fullmatch(mention.text)]


def _parts(found: Sequence[Token], place: int) -> bool:
    """Whether a preposition parts two phrases and is no part of a name, such as Museum of Art."""
    return found[place].lower in PREPOSITIONS and not (
        found[place].lower == "of" and found[place - 1].named and found[place + 1].named
    )


def _mention(question: str, found: Sequence[Token], place: int, end: int, *, identified: bool) -> Mention:
    text = question[found[place].start : found[end - 1].end]
    words = [token for token in found[place:end] if token.lower not in DETERMINERS and not token.possessive]
    before = found[place - 1].lower if place else ""
    named = all(word.named or word.lower in PREPOSITIONS for word in words)
    return Mention(
        text=text, start=found[place].start, end=found[end - 1].end, plural=is_plural(text), named=named,
        person=True if identified else _person(text, words, before, led=len(words) < end - place),
        definite=named or found[place].lower not in {"a", "an", "some", "every", "each"},
        after=before if before in PREPOSITIONS else "",
    )  # fmt: skip


def _person(text: str, words: Sequence[Token], before: str, *, led: bool) -> bool | None:
    """Whether a phrase is of a person: by its noun, or as a name that is not led by "the" and no place."""
    head = next((i for i in range(1, len(words)) if words[i].lower in PREPOSITIONS), len(words))
    if words and is_person_word(words[head - 1].lower):
        return True
    if led or before in {"in", "at", "from", "to", "near", "on", "of"} or not is_person(text):
        return False
    return True if len(words) > 1 else None
