"""What a sentence is: a claim, or an opinion, a question, a prediction, or no statement at all."""

from __future__ import annotations

import re
from typing import Literal

from rag.decomposing.pieces import Piece
from rag.decomposing.speech import speech_in
from rag.decomposing.verbs import has_verb, main_verb
from rag.following.grammar import tokens

Kind = Literal["claim", "opinion", "question", "prediction", "no_statement", "unclear"]
KINDS: tuple[Kind, ...] = ("claim", "opinion", "question", "prediction", "no_statement", "unclear")
"""unclear: a claim that does not say who or what it is about, so that nothing can be looked up."""

_JUDGING = (
    r"(?:ugly|uglier|ugliest|beautiful|wonderful|terrible|awful|brilliant|disgraceful|shameful|boring|amazing|horrible"
    r"|stupid|ridiculous|outrageous|delicious|magnificent|disappointing|unfair|unjust|wrong|absurd|pathetic|lovely"
    r"|superb|appalling|unacceptable|great|foolish|reckless|cowardly|charming|ideal|overrated|underrated|dreadful"
    r"|nicest|loveliest|finest|greatest|pleasant|sad|embarrassing|inspiring|inexcusable|unbearable|good|bad)"
)
_STRONG = (
    r"(?:ugly|beautiful|wonderful|terrible|awful|brilliant|disgraceful|shameful|boring|amazing|horrible|stupid"
    r"|ridiculous|outrageous|delicious|magnificent|disappointing|absurd|pathetic|lovely|superb|appalling|charming)"
)
"""That judge before a noun, too."""
_OPINION = re.compile(
    rf"\b(?:I|we) (?:\w+ )?(?:think|believe|feel|guess|hope|doubt|love|hate|prefer|wish|fear|suspect|am convinced)\b"
    rf"|\b(?:in|to) (?:my|our) (?:opinion|view|mind|eyes)\b|\bif you ask me\b"
    rf"|^(?:sadly|unfortunately|thankfully|luckily|hopefully|regrettably|frankly|honestly)\b"
    rf"|\b(?:is|are|was|were|seems?|looks?|feels?|sounds?)(?: \w+){{0,4}} {_JUDGING}"
    rf"(?= ?[,;.!]| (?:for|to|that|and|but)\b|$)"
    rf"|\b(?:is|was)(?: \w+){{0,4}} the (?:most )?{_JUDGING}\b"
    rf"|\b(?:is|are|was|were) (?:an? |the )?(?:\w+ )?{_STRONG} [a-z]+"
    rf"|\bit(?: is|['’]s| was) (?:a (?:shame|pity|disgrace|scandal|joke|mistake to)|high time"
    rf"|(?:about )?time (?:to|that|for))\b"
    rf"|\bdeserves? (?:to|better|more|praise|credit)\b",
    re.IGNORECASE,
)
_BEST = re.compile(r"\b(?:is|was|are|were)(?: \w+){0,3} the (?:best|worst)\b", re.IGNORECASE)
_MEASURED = re.compile(r"\d|\b(?:since|record|decades?|years?|ever|percent|season|history|on record)\b", re.IGNORECASE)
_DEMAND = re.compile(r"(?:should|ought to)\b(?! (?:not )?have\b)", re.IGNORECASE)
_PREDICTION = re.compile(
    r"(?:will|shall|won['’]t)\b|(?:is|are) (?:not )?(?:going to (?!the\b)|to (?!(?:the|an?)\b)[a-z]+\b)"
    r"|(?:is|are) (?:\w+ )?(?:expected|set|due|likely|unlikely|scheduled|planned|forecast|projected|bound|about) to\b"
    r"|(?:may|might|could)\b(?! not)|(?:plans?|intends?|aims?|hopes?|wants?|promises|expects?) to [a-z]+\b",
    re.IGNORECASE,
)
"""Of what stands from the verb of the sentence on."""
_IMPERATIVE = re.compile(
    r"(?:read|see|click|subscribe|share|listen|follow|sign up|download|watch|let|please|visit|note that|remember"
    r"|here (?:is|are)|here['’]s|sure|of course|certainly|thanks|thank you|hello|hi|sorry|i['’]m sorry"
    r"|you['’]re welcome|photo|image|source|sources|copyright|advertisement|related)"
    r"\b(?! (?:was|were|is|are|has|have|told|said)\b)",
    re.IGNORECASE,
)
FEW_WORDS = 5
"""Without a verb that is known, as many may be a heading."""
FEWEST_WORDS = 3
"""A statement has a subject, a verb, and mostly something more."""


def kind_of(text: str) -> Kind:
    """What a sentence is, in the order: a question, no statement, told by somebody (a claim), an opinion, a prediction.

    >>> kind_of("Who pays?"), kind_of("The tunnel will open in May."), kind_of("Police said the tunnel will open.")
    ('question', 'prediction', 'claim')
    """
    text = " ".join(text.split())
    if re.search(r"\?[\"”’»)]*$", text):
        return "question"
    words = [token for token in tokens(text) if token.text[0].isalnum()]
    told = len(words) > FEW_WORDS and text.endswith((".", "!", '"', "”"))  # its verb may be one that is not known
    if len(words) < FEWEST_WORDS or _IMPERATIVE.match(text) or not (told or has_verb(tokens(text))):
        return "no_statement"
    if speech_in(Piece.of(text)) or re.search(r"[“\"].*[”\"],? ", text):
        return "claim" if not re.match(r"(?:I|we)\b", text, re.IGNORECASE) else _judged(text)
    return _judged(text)


def _judged(text: str) -> Kind:
    words = Piece.of(text).words
    verb = main_verb(words)
    told = text[words[verb].start :] if verb is not None else text
    if _OPINION.search(text) or (verb and _DEMAND.match(told)) or (_BEST.search(text) and not _MEASURED.search(text)):
        return "opinion"
    return "prediction" if _PREDICTION.match(told) else "claim"
