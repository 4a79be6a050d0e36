"""What is said of some of those who were just named: "16,000 soldiers, half of whom are Americans"."""

from __future__ import annotations

from rag.decomposing.pieces import Piece, put_in
from rag.decomposing.verbs import form_at, is_noun_phrase
from rag.following.grammar import DETERMINERS, PREPOSITIONS, Token

_LONGEST = 3
"""Words that tell how many: "more than half"."""


def partitives(piece: Piece) -> list[Piece]:
    """The piece without such an aside, and what that says of its share; empty where there is surely none."""
    words = piece.words
    for of in range(2, len(words) - 2):
        if words[of].lower == "of" and words[of + 1].lower in {"whom", "which"}:
            comma = next((place for place in range(of - 1, of - _LONGEST - 2, -1) if words[place].text == ","), None)
            return _parted(piece, comma, of) if comma else []
    return []


def _parted(piece: Piece, comma: int, of: int) -> list[Piece]:
    words, noun = piece.words, _noun(piece.words, comma)
    verb = next((place for place in range(of + 2, min(of + 3 + _LONGEST, len(words))) if form_at(words, place)), None)
    if not noun or verb is None:
        return []
    share = words[comma + 1 : of] or words[of + 2 : verb]
    if not share or (of > comma + 1 and verb > of + 2):
        return []
    end = next((place for place in range(verb, len(words)) if words[place].text == ","), len(words))
    article = [] if noun[0].lower in DETERMINERS else [put_in("the")]
    said = piece.made(share, words[of : of + 1], article, noun, words[verb:end], repeating=noun)
    return [piece.made(words[:comma], words[end + 1 :]), said]


def _noun(words: tuple[Token, ...], comma: int) -> tuple[Token, ...]:
    """What stands between the last verb or preposition and the comma; empty where that is no noun."""
    breaks = PREPOSITIONS - {"of"}
    begin = next((n for n in range(comma - 1, -1, -1) if words[n].lower in breaks or form_at(words, n)), -1)
    noun = words[begin + 1 : comma]
    several = any(word.lower in {"and", "or"} or word.text == "," for word in noun)
    return noun if noun and not several and is_noun_phrase(noun) else ()
