"""Words that say the opposite of each other: what remains does not leave.

A verifier reads the rest of two sentences, which is the same, and takes little notice of the one word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.lexical import STOP_WORDS, words
from rag.compared import Comparison
from rag.figures import figures
from rag.meanings import meanings, same
from rag.values import denied
from rag.whens import whens

_PAIRS = (
    "leave left leaving depart withdraw | remain stay", "arrive | depart leave left leaving", "advance | retreat",
    "rise increase grow climb soar jump | fall decrease shrink drop decline plunge",
    "win beat | lose", "gain | lose", "keep | lose", "profit | loss", "majority | minority",
    "open reopen | close shut", "begin start resume | end stop finish", "buy purchase acquire | sell",
    "hire employ recruit | dismiss sack", "raise increase | cut lower reduce", "expand | reduce shrink cut",
    "strengthen | weaken", "support back favour favor endorse | oppose", "praise | condemn criticise criticize",
    "survive | dead perish", "guilty | innocent", "convict | acquit", "confirm admit | deny",
    "permit allow legalise legalize | forbid ban prohibit outlaw", "pass approve adopt | block reject",
    "accept | refuse reject decline", "join enter | leave left leaving quit", "arrest detain | release free",
    "deploy | withdraw", "succeed | fail", "deep deeper | shallow shallower", "high higher | low lower",
    "long longer | short shorter", "old older | young younger", "large larger big bigger | small smaller",
    "fast faster quick quicker | slow slower", "strong stronger | weak weaker", "rich richer | poor poorer",
    "good better | bad worse", "early earlier | late later",
)  # fmt: skip
"""Those of one side, and what says the opposite."""
_EXCLUSIVE = frozenset(map(same, (
    "leave", "left", "leaving", "remain", "stay", "keep", "lose", "survive", "dead", "perish", "guilty", "innocent",
    "convict", "acquit", "permit", "allow", "forbid", "ban", "prohibit", "support", "oppose", "majority", "minority",
)))  # fmt: skip
"""Of which one must be so, and not both: what has not left has remained. What did not rise need not have fallen, and
what rose may have fallen the year before."""

_LAY_OFF = re.compile(r"\b(?:lays?|laid|laying)\soff\b", re.IGNORECASE)
_BREAK = re.compile(
    r"[,;:—–()]|\b(?:but|and|while|when|after|before|until|because|although|though|which|who|that|as|since|where|if)\b",
    re.IGNORECASE,
)
"""What ends a clause, within which a word has its subject and its object."""
_LINKS = frozenset([
    "in", "on", "at", "to", "of", "by", "from", "for", "with", "against", "near", "over", "under", "until", "during",
    "than", "into",
])  # fmt: skip


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for pair in _PAIRS:
        left, right = (frozenset(map(same, side.split())) for side in pair.split("|"))
        for side, other in ((left, right), (right, left)):
            for word in side:
                found[word] = found.get(word, frozenset()) | other
    return found


_OPPOSITES = _opposites()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A word that has an opposite, and what stands around it in its clause."""

    text: str
    stem: str
    subject: str | None
    """The last word before it that carries meaning."""
    object: str | None
    """The first one after it; None where there is none."""
    direct: bool
    """Whether it follows at once, without a preposition."""
    denied: bool

    def is_told_of(self, other: _Said) -> bool:
        """Whether both have one subject and one object."""
        alike = self.object == other.object or not (self.direct or other.direct)
        return self.subject == other.subject and alike


def opposite(claim: str, sentence: str) -> Comparison | None:
    """The word of a sentence that says the opposite of one of the claim, of the same subject and object.

    It is held against the claim where both cannot be so, or the claim tells the time, which the sentence then has too;
    else it is only no support. Where one of both is denied they agree, if one of the two must be so. Nothing where
    the sentence has the claim's word as well, or lacks another word of the claim.

    >>> found = opposite("US troops will leave Iraq.", "US troops will remain in Iraq, he said.")
    >>> found and (found.outcome, found.claimed, found.told)
    ('differs', 'leave', 'remain')
    >>> opposite("The team won away.", "The team lost at home and won away.") is None
    True
    """
    told = list(_said(sentence))
    stems = {one.stem for one in told}
    for mine in _said(claim):
        if mine.stem in stems or not meanings(claim) - {mine.stem} <= meanings(sentence):
            continue
        for one in told:
            if one.stem in _OPPOSITES[mine.stem] and mine.is_told_of(one):
                return _compared(mine, one, claim)
    return None


def _compared(mine: _Said, one: _Said, claim: str) -> Comparison | None:
    exclusive = {mine.stem, one.stem} <= _EXCLUSIVE
    if mine.denied == one.denied:
        held = exclusive or bool(whens(claim, None))
        return None if mine.denied else Comparison(outcome="differs", claimed=mine.text, told=one.text, held=held)
    if not (mine.denied or exclusive) or figures(claim):
        return None
    working = f"“{one.text}” is the opposite of “{mine.text}”"
    return Comparison(outcome="agrees", claimed=_with_not(mine), told=_with_not(one), working=working, held=True)


def _with_not(one: _Said) -> str:
    return f"not {one.text}" if one.denied else one.text


def _said(text: str) -> list[_Said]:
    plain = _LAY_OFF.sub("dismiss", text)
    found = []
    for clause in _BREAK.split(plain):
        told = [(word, same(word)) for word in words(clause)]
        found += [
            _Said(
                text=word, stem=meaning, subject=_first(told[:place][::-1]), object=_first(told[place + 1 :]),
                direct=_follows(told[place + 1 :]), denied=denied(clause),
            )
            for place, (word, meaning) in enumerate(told) if meaning in _OPPOSITES
        ]  # fmt: skip
    return found


def _first(told: list[tuple[str, str]]) -> str | None:
    return next((meaning for word, meaning in told if word not in STOP_WORDS and not word.endswith("ly")), None)


def _follows(told: list[tuple[str, str]]) -> bool:
    return bool(told) and told[0][0] not in _LINKS and not told[0][0].endswith("ly")
