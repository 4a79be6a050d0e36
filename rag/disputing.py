"""When the articles differ about a claim beyond doubt: by their values, or by the one place where their words differ.

What a verifier makes of two such sentences may be weak for one of them, as where the words are not the claim's; that
they cannot both be right is known without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.records import Document
from rag.compared import Comparison
from rag.figures import figures
from rag.meanings import meanings
from rag.timelines import ABOUT
from rag.variants import variants
from rag.verifying import Stances
from rag.voices import Voice

_NAME_OR_NUMBER = re.compile(r"\d(?:[\d.,:]*\d)?|[^\W\d_a-z]\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Two articles, none a copy of the other, that give a claim's value and another one."""

    supports: Voice
    refutes: Voice
    others: tuple[Voice, ...] | None = None
    """More that give the claim's value or another one; None where it is words that differ."""

    @property
    def confidence(self) -> float:
        """How much of the claim the less telling of them speaks of, 0-1: a share, and no fitted probability.

        That they differ is certain; what can be wrong is that one of them speaks of something else, or is outdated. Too
        few claims are known about which articles differ to fit it on: four of the 135 of `wire` come out so.
        """
        return min(self.supports.relevance, self.refutes.relevance)


def dispute(claim: str, voices: Sequence[Voice]) -> Dispute | None:
    """The two most telling voices that differ about a claim; None where none do beyond doubt.

    An article has the side of its most telling sentence. Where one tells that the claim's value has become another,
    with both values, that settles what is told now.

    Args:
        claim: One statement.
        voices: That were heard, of whatever strength.
    """
    telling = sorted((voice for voice in voices if _tells(voice)), key=lambda voice: -_weight(voice))
    compared = _one_each(voice for voice in telling if _settled(voice))
    agreeing = [voice for voice in compared if voice.comparison and voice.comparison.outcome == "agrees"]
    differing = [voice for voice in compared if voice not in agreeing]
    if agreeing and differing and not any(map(_names_both, differing)):
        return Dispute(supports=agreeing[0], refutes=differing[0], others=(*agreeing[1:], *differing[1:]))
    return next(_varied(claim, telling), None)


def _tells(voice: Voice) -> bool:
    """Whether it speaks of the claim's thing at all."""
    return min(voice.here.words, voice.relevance) >= ABOUT


def _names_both(voice: Voice) -> bool:
    """Whether its sentence gives the claim's value beside its own: "780 million, against the 640 million planned"."""
    text = voice.document.text[voice.sentence.start : voice.sentence.end]
    claimed = figures(voice.comparison.claimed) if voice.comparison else []
    return any((mine.low, mine.high) == (one.low, one.high) for mine in claimed for one in figures(text))


def _weight(voice: Voice) -> float:
    return voice.here.words + voice.relevance


def _settled(voice: Voice) -> bool:
    """Whether its value is the claim's, or another one of the very thing."""
    found = voice.comparison
    return bool(found and (found.outcome == "agrees" or (found.outcome == "differs" and found.held)))


def _one_each(voices: Iterable[Voice]) -> list[Voice]:
    """The first of each story: an article has one side."""
    found: list[Voice] = []
    seen: set[str] = set()
    for voice in voices:
        same = {voice.document.id, *(copy.id for copy in voice.copies)}
        if not same & seen:
            found.append(voice)
        seen |= same
    return found


def _varied(claim: str, voices: Sequence[Voice]) -> Iterator[Dispute]:
    """By words: of two sentences that differ in one place the claim has what one of them has there."""
    for voice in voices:
        text = voice.document.text[voice.sentence.start : voice.sentence.end]
        others = _others(voice, voices) if voice.stances.likeliest != "neither" else ()
        for document in others:
            for span, found in variants(text, document) if text not in document.text else ():
                other = replace(
                    voice, document=document, sentence=span, copies=_copies(document, voices),
                    stances=_turned(voice.stances),
                )  # fmt: skip
                if made := _sided(_telling(claim), (voice, found.mine), (other, found.theirs)):
                    yield made


def _telling(text: str) -> frozenset[str]:
    """Its words that carry meaning, with numbers, and names also where they are common words: "May"."""
    return meanings(text) | frozenset(word.lower() for word in _NAME_OR_NUMBER.findall(text))


def _sided(said: frozenset[str], *pair: tuple[Voice, str]) -> Dispute | None:
    """Which of two voices has the claim's words where they differ; None where neither or both do."""
    for (one, mine), (other, theirs) in (pair, pair[::-1]):
        mine_alone, theirs_alone = _telling(mine) - _telling(theirs), _telling(theirs) - _telling(mine)
        if mine_alone and theirs_alone and mine_alone <= said and not theirs_alone & said:
            return Dispute(
                supports=replace(one, comparison=Comparison(outcome="agrees", claimed=mine, told=mine, held=True)),
                refutes=replace(other, comparison=Comparison(outcome="differs", claimed=mine, told=theirs, held=True)),
            )
    return None


def _others(voice: Voice, voices: Sequence[Voice]) -> Iterator[Document]:
    own = {voice.document.id}
    for document in (d for one in (voice, *voices) for d in (one.document, *one.copies)):
        if document.id not in own:
            own.add(document.id)
            yield document


def _copies(document: Document, voices: Sequence[Voice]) -> tuple[Document, ...]:
    """Those of its passage, where that was found by itself."""
    return next((voice.copies for voice in voices if voice.document.id == document.id), ())


def _turned(stances: Stances) -> Stances:
    return Stances(supports=stances.refutes, refutes=stances.supports, neither=stances.neither)
