"""Who says what speaks to a claim: "X said Y" takes X saying Y, and what only quoted persons say is told to be so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from index.lexical import words
from index.records import Document
from index.splitting import Span, sentences
from rag.abbreviations import abbreviations
from rag.meanings import meanings
from rag.speakers import Attribution, attribution
from rag.speakers.names import Names, names_of, same_speaker, without_office
from rag.speakers.quotations import masked, quotations
from rag.speakers.tags import REPORTING, tag_in
from rag.verifying import NEITHER, Stance, Stances

if TYPE_CHECKING:
    from rag.records import Label
    from rag.voices import Side, Voice

Whose = Literal["same", "other", "unknown", "beside"]
"""Whether it is the claim's speaker who says a sentence; beside: the sentence is about something else."""

ABOUT = 0.6
"""Share of what is claimed to be said that a sentence must speak of where it is in doubt who says it; a guess, made
with the claims of attribution-development.jsonl."""
LITTLE = 0.25
"""The same where he does say it, or it is a quotation, which may be in quite other words."""
_PRONOUN = re.compile(r"(?:he|she|it|they|we|i|you|nobody|someone|everybody|who)\b", re.IGNORECASE)
_AND_SAID = re.compile(r",? (?:and|but) (?:\w+ )?(?:said|added|announced|insisted|warned|claimed|argued|stressed)\b")
_LEANS = re.compile(r"[“\"‘']?(?:He|She|They|It|His|Her|Their|Its)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """Into whose mouth a claim puts what it says."""

    speaker: str
    """As the claim has it: "Stoltenberg", "the ministry"."""
    denied: bool
    """Whether he is claimed to deny it."""
    matter: frozenset[str]
    """Stems of the words by which it is told what he says."""

    def told_in(self, sentence: str) -> float:
        """Share of these that a sentence holds, 0-1; 1 where there are none."""
        return len(self.matter & _matter(sentence)) / len(self.matter) if self.matter else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Who says a sentence, and what that is to the claim."""

    said: Attribution | None
    """None where the article says it itself."""
    withheld: Side | None = None
    """The side that the verifier saw it on, where it was taken off it since nobody whom the claim means says it."""

    @property
    def speaker(self) -> str | None:
        """None where the article says it itself, or nobody knows who does."""
        return self.said.speaker if self.said else None


@lru_cache(maxsize=256)
def claimed_by(claim: str) -> Claimed | None:
    """Who is claimed to say something; None for a claim about the matter itself, and where it tells what was done.

    >>> found = claimed_by("According to the ministry, 40 farms closed.")
    >>> found and (found.speaker, found.denied, sorted(found.matter))
    ('the ministry', False, ['40', 'close', 'farm'])
    >>> claimed_by("The ministry rejected the offer.") is None
    True
    """
    tag = tag_in(masked(Span(0, len(claim)), claim, quotations(claim)))
    if tag is None or tag.deed or _PRONOUN.match(tag.who):
        return None
    told = " ".join(word for word in words(claim) if word in REPORTING | {"according"})
    return Claimed(speaker=tag.who, denied=tag.denied, matter=_matter(claim) - _matter(f"{tag.who} {told}"))


def heard(claim: str, document: Document, sentence: Span, stances: Stances) -> tuple[Speech, Stances]:
    """Who says a sentence, and what it says to the claim after that.

    Of a claim about what somebody says, words of another, or of the article itself, say nothing, and neither do his own
    about something else. Words of the same one that deny what he is claimed to say, or say what he is claimed to deny,
    refute it. What the verifier said stays where the speaker cannot be told and the sentence is about the matter: of a
    quotation without a name near it, of "the company" and "she", and of the article's own words where they name whom
    the claim means. The article's own words are those of its source and its author.
    """
    said, mine = attribution(document, sentence), claimed_by(claim)
    whose = _whose(mine, said, document, sentence) if mine else "unknown"
    if mine is None and said and _introduces(claim, said, document.text[sentence.start : sentence.end]):
        return Speech(said=None), stances
    if mine is None or whose == "unknown":
        return Speech(said=said), stances
    if whose in {"other", "beside"}:
        side = stances.likeliest if whose == "other" else "neither"
        return Speech(said=said, withheld=None if side == "neither" else side), NEITHER
    told = document.text[sentence.start : sentence.end]
    denied = said is not None and said.denied and _denies(mine, told)
    return Speech(said=said), _turned(stances, mine.told_in(told), mine=mine.denied, theirs=denied)


def _introduces(claim: str, said: Attribution, told: str) -> bool:
    """Whether a claim is about who speaks, not about what he says: "Ann Lee, the mayor, said" makes her the mayor."""
    matter, own = _matter(claim), _matter(said.introduced)
    return len(matter & own) >= ABOUT * len(matter) and matter & _matter(told) <= own


def _denies(mine: Claimed, told: str) -> bool:
    """Whether it is the matter that somebody denies who says more: "denied that it failed and said it held"."""
    denied, *others = _AND_SAID.split(told)
    return mine.told_in(denied) >= max(map(mine.told_in, others), default=0.0)


def _turned(stances: Stances, about: float, *, mine: bool, theirs: bool) -> Stances:
    """What words of the right speaker say to a claim, when one of them denies the matter, or both do.

    Where all of the matter is told, it is not left to the verifier, which takes little notice of "denied".
    """
    told = max(stances.supports, stances.refutes, stances.neither) if about >= 1.0 else 0.0
    if mine != theirs:
        against = max(told, stances.supports + stances.refutes)
        return Stances(supports=0.0, refutes=against, neither=1.0 - against)
    if mine and theirs and told:
        return Stances(supports=told, refutes=0.0, neither=1.0 - told)
    return stances


def passage_heard(claim: str, document: Document, passage: Span, stances: Stances) -> Stances:
    """What a passage says to a claim: nothing where none of its sentences may be the claim's speaker's."""
    mine = claimed_by(claim)
    text = document.text[passage.start : passage.end]
    spans = [Span(passage.start + start, passage.start + end) for start, end in sentences(text)] if mine else []
    whose = {_whose(mine, attribution(document, span), document, span) for span in spans if mine}
    return NEITHER if whose and whose <= {"other", "beside"} else stances


def attributed_to(claim: str, label: Label, shown: Sequence[tuple[Voice, Stance]]) -> tuple[str, ...]:
    """The persons by whose words alone a claim is settled; nobody where an article says it itself.

    Of a claim about what somebody says it is the article that tells it, and so it is where a speaker cannot be told.
    """
    side = {"supported": "supports", "refuted": "refutes"}.get(label)
    speakers = [voice.speech.speaker if voice.speech else None for voice, stance in shown if stance == side]
    if claimed_by(claim) or None in speakers:
        return ()
    return tuple(dict.fromkeys(speaker for speaker in speakers if speaker))


def saying(who: str, speech: Speech, side: Stance) -> str:
    """That an article has somebody say it, or deny it."""
    against = "deny it" if speech.said and speech.said.denied else "say otherwise"
    return f"{who} has {speech.speaker} {'say it' if side == 'supports' else against}."


def unsaid(claim: str, shown: Iterable[tuple[Voice, Stance]]) -> Voice | None:
    """The first voice that was taken off its side for not being the words of whom the claim means; none where another
    one is, however little it says.
    """
    told = [voice for voice, _ in shown if voice.speech] if claimed_by(claim) else []
    if any(voice.speech.speaker and voice.stances.likeliest != "neither" for voice in told if voice.speech):
        return None
    return next((voice for voice in told if voice.speech and voice.speech.withheld), None)


def missing(claim: str, who: str, speech: Speech) -> str:
    """Why what an article says is no evidence of what somebody says."""
    mine = claimed_by(claim)
    speaker = re.sub(r"^The (?=[a-z])", "the ", mine.speaker) if mine else ""
    told = f"has {speech.speaker} speak of it" if speech.speaker else "speaks of it in words of its own"
    inside = who.replace("The article", "the article", 1).replace("An article", "an article", 1)
    return f"No passage that was found has {speaker} say so; {inside} {told}. An article that does could change this."


def _whose(mine: Claimed, said: Attribution | None, document: Document, sentence: Span) -> Whose:
    told = document.text[sentence.start : sentence.end]
    same = _is_same(mine, said, document, told)
    if same is False:
        return "other"
    least = LITTLE if same or (said and said.quoted) else ABOUT
    return "beside" if mine.told_in(told) < least else "same" if same else "unknown"


def _is_same(mine: Claimed, said: Attribution | None, document: Document, told: str) -> bool | None:
    """Whether the claim's speaker says a sentence; None where that cannot be told."""
    names = names_of(document.text)
    if said is None:
        open_ = _LEANS.match(told) or _names(told, mine.speaker, names)
        return True if _publishes(mine.speaker, document) else None if open_ else False
    if said.speaker is None:
        return None
    return same_speaker(mine.speaker, said.speaker, names, abbreviations(document.text).items())


def _publishes(speaker: str, document: Document) -> bool:
    """Whether it is the article itself that a claim means: its source, its author, or "the article"."""
    named = (document.source, document.author, "article", "newspaper", "paper")
    return any(_plain(speaker) == _plain(name) for name in named if name)


def _plain(name: str) -> str:
    return name.lower().removeprefix("the ").strip()


def _matter(text: str) -> frozenset[str]:
    """What its words say, and its figures."""
    return meanings(text) | {word for word in words(text) if word[:1].isdigit()}


def _names(sentence: str, speaker: str, names: Names) -> bool:
    """Whether words of the article name a speaker, or who holds that office."""
    told = sentence.lower()
    if without_office(speaker).lower().removeprefix("the ") in told or speaker.rsplit(maxsplit=1)[-1].lower() in told:
        return True
    return any(same_speaker(speaker, name, names) for name, _ in names.found_in(sentence))
