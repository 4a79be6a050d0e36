"""The gold news questions, which answers are measured with: news examples hold none of their articles or words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from eval.records import Case
from index.lexical import STOP_WORDS, stem, words
from index.urls import tidy_url

ALIKE = 0.35
"""Share of two questions' words that both have, from which they are one. Of the weak questions 16 reach it: read by
eye, eleven are asked of the same event; of the next 14 none is."""

_PLACE = re.compile(r"https?://(?:www\.)?(?P<place>[^?]*?)(?:/index\.html[^/?]*)?/?(?:\?.*)?")
"""What all addresses of a story have in common: 30 of the articles are stored a second time at another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """What may not be trained on, told by the questions that are measured with."""

    places: frozenset[str]
    """Where the articles lie that are said to answer them: URLs without what their spellings differ in."""
    questions: tuple[frozenset[str], ...]
    """The stems of each."""

    @classmethod
    def of(cls, cases: Iterable[Case]) -> HeldOut:
        """Of these questions.

        Args:
            cases: With the URLs of their articles.
        """
        asked = list(cases)
        urls = (url for case in asked for url in _urls(case))
        return cls(places=frozenset(map(_place, urls)), questions=tuple(_stems(case.question) for case in asked))

    def tells(self, url: str | None) -> bool:
        """Whether the article at that address is said to answer one of them."""
        return url is not None and _place(url) in self.places

    def asks(self, case: Case) -> bool:
        """Whether a question is answered by an article of theirs, or has nearly the words of one of them."""
        own = _stems(case.question)
        alike = any(len(own & other) >= ALIKE * len(own | other) for other in self.questions)
        return alike or any(map(self.tells, _urls(case)))


def _urls(case: Case) -> set[str]:
    return {*case.relevant, *case.holding}


def _place(url: str) -> str:
    found = _PLACE.fullmatch(tidy_url(url)[0] or url)
    return found["place"] if found else url


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS)
