"""Who says a sentence of an article: somebody whom it quotes or reports, or the article itself.

Rules over words, quotation marks and the names of the article; no model, English only. What is somebody's words by its
quotation marks, with nobody named near it whose they could be, has no speaker; what shows no sign of a speaker is taken
for the article's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from index.records import Document
from index.splitting import Span, sentences
from rag.following.grammar import is_person_word
from rag.speakers.names import Names, names_of, speaker_in
from rag.speakers.quotations import Quotation, masked, quotations, quoted_share, within
from rag.speakers.tags import Tag, tag_in

__all__ = ["Attribution", "attribution"]

_BACK = 3
"""Sentences before a pronoun in which the person is looked for that it means."""
_SPOKEN = 4
"""Words of a quotation that a sentence begins with; fewer may be a title or a word that is doubted."""
_PERSONAL = re.compile(r"he|she|him|her", re.IGNORECASE)
_OTHERS = re.compile(r"it|they|them", re.IGNORECASE)
_OWN = re.compile(r"\bthis (?:news)?paper\b|\bour (?:reporter|correspondent|count)s?\b")
_HEADLINE = re.compile(r"(?P<who>[A-Z][^:.“”\"]{1,40}): \S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """That a sentence is somebody's words, and whose."""

    speaker: str | None
    """As the article names him most fully: "Jens Stoltenberg", or "the police"; None where it cannot be told."""
    quoted: bool
    """Whether what is said, or most of it, stands between quotation marks."""
    denied: bool = False
    """Whether the speaker denies it."""
    introduced: str = ""
    """The words by which the article tells who it is, and which are its own: "the mayor, Ann Lee, who is 50"."""


def attribution(document: Document, span: Span) -> Attribution | None:
    """Who says a sentence of a document; None where the article does.

    Args:
        document: Of any length; it is read once.
        span: Of the sentence, or a part of it: of several the one counts of which there is most.
    """
    return _said_at(document.text, span)


def _said_at(text: str, span: Span) -> Attribution | None:
    known = _read(text)
    shared = [(min(span.end, s.end) - max(span.start, s.start), -s.start, said) for s, said in known]
    most = max(shared, key=lambda one: one[:2], default=None)
    return most[2] if most and most[0] > 0 else None


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[tuple[Span, Attribution | None], ...]:
    return tuple(_Reader(text).read())


class _Reader:
    """An article, sentence by sentence; a pronoun and a quotation without a name lean on those before."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._names = names_of(text)
        self._quotations = quotations(text)
        self._spans = sentences(text)
        self._found: list[Attribution | None] = []

    def read(self) -> list[tuple[Span, Attribution | None]]:
        """All sentences, in order."""
        tags = [tag_in(masked(span, self._text, self._quotations)) for span in self._spans]
        for place, tag in enumerate(tags):
            self._found.append(self._said(place, tag, tags))
        return list(zip(self._spans, self._found, strict=True))

    def _said(self, place: int, tag: Tag | None, tags: Sequence[Tag | None]) -> Attribution | None:
        span = self._spans[place]
        quoted = quoted_share(span, self._text, self._quotations) > 0.5
        if tag is not None and not _OWN.search(tag.who):
            return Attribution(
                speaker=self._speaker(tag.who, place), quoted=quoted or self._leads(span), denied=tag.denied,
                introduced=tag.who,
            )  # fmt: skip
        if quoted:
            return Attribution(speaker=self._beside(place, tags), quoted=True)
        return self._headline(place)

    def _leads(self, span: Span) -> bool:
        """Whether a quotation that is no title begins a sentence, or stands behind a colon."""
        for quotation in within(span, self._quotations):
            before = self._text[span.start : quotation.start].rstrip()
            if span.start <= quotation.start and (not before or before.endswith(":")):
                told = self._text[quotation.start : min(quotation.end, span.end)]
                return len(told.split()) >= _SPOKEN or told[-2:-1] in ",.?!"
        return False

    def _speaker(self, who: str, place: int) -> str | None:
        if _PERSONAL.fullmatch(who):
            return self._person_before(place)
        if _OTHERS.fullmatch(who):
            return self._others_before(place)
        return speaker_in(who, self._names)

    def _person_before(self, place: int) -> str | None:
        """Who spoke in the sentence before, or else the person named last."""
        for before in range(place - 1, max(place - 1 - _BACK, -1), -1):
            said = self._said_in(before)
            if said and said.speaker and _may_be_person(said.speaker, self._names):
                return said.speaker
            named = self._names.found_in(self._of(before))
            if named:
                return named[0][0] if before == place - 1 else named[-1][0]
        return None

    def _said_in(self, place: int) -> Attribution | None:
        """Nothing before the first sentence, and of one that is not read yet."""
        return self._found[place] if 0 <= place < len(self._found) else None

    def _others_before(self, place: int) -> str | None:
        said = self._said_in(place - 1)
        return said.speaker if said and said.speaker not in self._names.full else None

    def _beside(self, place: int, tags: Sequence[Tag | None]) -> str | None:
        """Whose a quotation is that has no name in its sentence: of the one that it is part of, or goes on with."""
        mine = self._quotation(place)
        for other in range(place + 1, len(self._spans)):
            tag = tags[other]
            if mine is None or self._quotation(other) is not mine:
                break
            if tag is not None:
                return self._speaker(tag.who, other)
        if place and self._is_near(place, mine):
            said = self._found[place - 1]
            return said.speaker if said else None
        return None

    def _is_near(self, place: int, mine: Quotation | None) -> bool:
        """Whether the sentence before is of the same paragraph, or its quotation goes on in this one."""
        last = self._spans[place - 1]
        if "\n" not in self._text[last.end : self._spans[place].start]:
            return True
        return mine is not None and any(q.continues and q.end < mine.start for q in within(last, self._quotations))

    def _quotation(self, place: int) -> Quotation | None:
        return next(iter(within(self._spans[place], self._quotations)), None)

    def _headline(self, place: int) -> Attribution | None:
        """ "Trump: allies must pay", where the article names him."""
        match = _HEADLINE.match(self._of(place))
        if place or match is None:
            return None
        name = self._names.in_phrase(match["who"])
        return Attribution(speaker=name, quoted=False) if name else None

    def _of(self, place: int) -> str:
        span = self._spans[place]
        return self._text[span.start : span.end]


def _may_be_person(speaker: str, names: Names) -> bool:
    """A person's name, or a description of one: "the diplomat"."""
    words = list(takewhile(lambda word: word not in {"of", "for", "in", "from"}, speaker.split()))
    return speaker in names.full or is_person_word(words[-1].lower())
