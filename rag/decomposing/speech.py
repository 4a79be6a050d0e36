"""Who is said to say it: "Police said that ...", "..., police said", "According to police, ..."."""

from __future__ import annotations

from dataclasses import dataclass

from rag.decomposing.pieces import Piece
from rag.decomposing.verbs import begins_clause, main_verb
from rag.following.grammar import Token

SAYING = frozenset([
    "said", "says", "say", "told", "announced", "announces", "claimed", "claims", "claim", "denied", "denies",
    "reported", "reports", "warned", "warns", "argued", "argues", "added", "adds", "confirmed", "confirms", "insisted",
    "insists", "stated", "states", "estimated", "estimates", "believes", "believed", "wrote", "writes", "suggested",
    "suggests", "predicted", "predicts", "forecast", "forecasts", "expects", "promised", "promises", "testified",
])  # fmt: skip
_FINDING = frozenset(["found", "finds", "showed", "shows", "decided", "concluded", "ruled", "complained", "agreed"])
"""Such verbs tell what somebody says where "that" stands behind them."""
_DENYING = frozenset(["denied", "denies"])
LONGEST_SPEAKER = 14
"""Words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A statement, and the words by which it is put into somebody's mouth."""

    before: tuple[Token, ...]
    said: tuple[Token, ...]
    after: tuple[Token, ...]
    divisible: bool
    """Whether saying it all is saying each part: to deny it all is not."""


def speech_in(piece: Piece) -> Speech | None:
    """What somebody is said to say; None where nobody is."""
    return _according(piece) or _before(piece) or _after(piece)


def _according(piece: Piece) -> Speech | None:
    words = piece.words
    if len(words) < 3 or words[0].lower != "according" or words[1].lower != "to":
        return None
    comma = next((place for place, word in enumerate(words) if word.text == ","), None)
    if comma is None or comma > LONGEST_SPEAKER or main_verb(words[comma + 1 :]) is None:
        return None
    return Speech(before=words[: comma + 1], said=words[comma + 1 :], after=(), divisible=True)


def _before(piece: Piece) -> Speech | None:
    words, verb = piece.words, main_verb(piece.words)
    if verb is None or not 0 < verb <= LONGEST_SPEAKER or words[verb].lower not in SAYING | _FINDING:
        return None
    that = next((place for place in range(verb + 1, min(verb + 5, len(words))) if words[place].lower == "that"), None)
    if that is None and words[verb].lower in _FINDING:
        return None
    begin = that if that is not None else verb
    if main_verb(words[begin + 1 :]) is None or (that is None and begins_clause(words[begin + 1 :]) is None):
        return None
    divisible = words[verb].lower not in _DENYING
    return Speech(before=words[: begin + 1], said=words[begin + 1 :], after=(), divisible=divisible)


def _after(piece: Piece) -> Speech | None:
    words = piece.words
    commas = [place for place, word in enumerate(words) if word.text == ","]
    for comma in reversed(commas):
        behind = words[comma + 1 :]
        told = {word.lower for word in behind[:LONGEST_SPEAKER]} & SAYING or {"according"} & {
            behind[0].lower if behind else ""
        }
        if told and len(behind) <= LONGEST_SPEAKER and main_verb(words[:comma]) and _only_tells(behind):
            return Speech(before=(), said=words[:comma], after=words[comma:], divisible=True)
    return None


def _only_tells(words: tuple[Token, ...]) -> bool:
    """Whether "police said on Monday" is all that words say."""
    if words[0].lower == "according":
        return main_verb(words) is None
    verb = main_verb(words)
    return verb is not None and words[verb].lower in SAYING and main_verb(words[verb + 1 :]) is None
