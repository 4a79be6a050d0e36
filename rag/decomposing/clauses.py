"""Clauses and verbs that "and", "but" or a semicolon joins."""

from __future__ import annotations

from rag.decomposing.pieces import Piece
from rag.decomposing.verbs import (
    LONGEST_SUBJECT,
    NUMBERS,
    SUBORDINATORS,
    begins_clause,
    begins_object,
    form_at,
    is_adverb,
    is_bare_past,
    is_intransitive,
    is_modal,
    is_noun_phrase,
    is_surely_finite,
    main_verb,
    participle_behind,
)
from rag.following.grammar import PREPOSITIONS, TO_BE, TO_HAVE, Token, is_plural

_JOINS = frozenset(["and", "but"])
_CONTRASTS = frozenset(["while", "whereas"])
_NEAR = frozenset(["yesterday", "today", "meanwhile", "later", "earlier", "last", "early", "late"])


def clauses(piece: Piece) -> list[Piece]:
    """Each of two clauses that are joined; empty where there are not surely two."""
    words = piece.words
    if not words or words[0].lower in SUBORDINATORS - {"since", "as", "after", "before"}:
        return []
    for place in range(2, len(words) - 2):
        end = _left_ends(piece, place)
        if end and main_verb(words[:end]) is not None and _subject(piece.made(words[:end])):
            return [piece.made(words[:end]), piece.made(words[place + 1 :])]
    return []


def verbs(piece: Piece) -> list[Piece]:
    """Each of two verbs that share a subject, with it; empty where there are not surely two."""
    words, first = piece.words, main_verb(piece.words)
    subject = _subject(piece)
    if first is None or subject is None or is_modal(words[first]):
        return []
    for place in range(first + 1, len(words) - 1):
        if words[place].lower in _JOINS:
            following = _second_verb(piece, first, place)
            if following is None:
                return []
            end = place - 1 if words[place - 1].text == "," else place
            second = piece.made(*subject, following, words[place + 1 :], repeating=[*sum(subject, ()), *following])
            return [piece.made(words[:end]), second]
    return []


def subject_of(piece: Piece) -> tuple[Token, ...]:
    """The words before the verb that say who or what; empty where they are not clear."""
    found = _subject(piece)
    return found[1] if found else ()


def _left_ends(piece: Piece, place: int) -> int | None:
    """Where the clause before a joining word ends; None where no clause begins behind it."""
    words, word = piece.words, piece.words[place]
    verb = begins_clause(words[place + 1 :])
    if verb is None:
        return None
    comma = words[place - 1].text == ","
    behind = words[place + 1 :]
    if word.text == ";" or (comma and word.lower in _CONTRASTS):
        return place - comma
    if word.lower not in _JOINS or not is_surely_finite(behind, verb):
        return None
    if comma:
        return place - 1
    agrees = behind[verb].lower not in {"were", "are", "have"} or _several(behind[:verb])
    joined = any(w.lower in {"and", "or"} for w in behind[:verb])
    return place if agrees and not joined and not any(w.lower in SUBORDINATORS for w in words[1:place]) else None


def _several(subject: tuple[Token, ...]) -> bool:
    told = " ".join(word.text for word in subject)
    return is_plural(told) or subject[0].lower in NUMBERS or subject[0].text[0].isdigit()


def _subject(piece: Piece) -> tuple[tuple[Token, ...], tuple[Token, ...]] | None:
    """(what stands before the subject, the subject) of a piece; None where they are not clear."""
    words, verb = piece.words, main_verb(piece.words)
    if verb is None:
        return None
    begin = _lead_ends(words)
    while verb > begin and is_adverb(words[verb - 1]):
        verb -= 1
    subject = words[begin:verb]
    if not subject or len(subject) > LONGEST_SUBJECT or any(word.text in ",;:" for word in subject):
        return None
    return (words[:begin], subject) if is_noun_phrase(subject) else None


def _lead_ends(words: tuple[Token, ...]) -> int:
    """Where the subject begins: behind the comma that closes "In 2021," or "Last week,"."""
    if words[0].lower not in PREPOSITIONS | _NEAR:
        return 0
    comma = next((place for place, word in enumerate(words) if word.text == ","), None)
    return comma + 1 if comma else 0


def _second_verb(piece: Piece, first: int, place: int) -> tuple[Token, ...] | None:
    """The auxiliary that the verb behind a joining word shares with the first, mostly none; None: no such verb."""
    words = piece.words
    if any(form_at(words, other) and not _of_first(words, first, other) for other in range(first + 1, place)):
        return None
    verb = place + 1
    while verb < len(words) and is_adverb(words[verb]):
        verb += 1
    form = form_at(words, verb) if verb < len(words) else None
    if form is None or (form == "present" and not words[verb].text.endswith("s")):
        return None
    if form != "past":
        return None if is_modal(words[verb]) else ()
    return _shared(words, first, place, verb)


def _of_first(words: tuple[Token, ...], first: int, other: int) -> bool:
    return participle_behind(words, first) == other


def _shared(words: tuple[Token, ...], first: int, place: int, verb: int) -> tuple[Token, ...] | None:
    """As `_second_verb`, of what looks like the past: "was arrested in May and charged with fraud"."""
    participle = participle_behind(words, first)
    if place - 1 in {first, participle} and not is_intransitive(words[first]):
        return None  # damaged and flooded two houses: the object is of both
    following = words[verb + 1] if verb + 1 < len(words) else None
    has_object = following is not None and begins_object(following)
    if is_bare_past(words[verb]):
        return ()
    if participle and words[first].lower in TO_HAVE and words[participle - 1].lower != "been":
        return words[first : first + 1]
    if participle and words[first].lower in TO_BE | TO_HAVE:
        if has_object:
            return ()
        ends = following is None or following.lower in PREPOSITIONS
        return words[first:participle] if ends else None
    plain = following is None or has_object or following.lower in PREPOSITIONS or is_adverb(following)
    return () if plain else None
