"""Articles as numbered sentences: which of them tell something, and passages around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

from eval.parsing import read_records
from index.splitting import Span, sentences

SHORTEST, LONGEST = 2, 6
"""Sentences of a passage."""
MOST = 1_000
"""Characters of a passage: about what an archive's passages hold."""

LEAST_LOWER = 4
"""Words without a capital letter: fewer are a heading or a list of names."""
_WORDS = range(8, 41)
_WHOLE = re.compile(r"[“\"]?[A-Z0-9$].*[A-Za-z0-9%)][.!]?[”\"]?[.!]?", re.DOTALL)
_NOTHING_TOLD = re.compile(
    r"[?\n|@]|https?:|www\.|%2|[•©►]|\.\.\.|…|^(?:More|Related|Opinion|Contributing|By|Updated|From|Editor.s note)[: ]"
    r"|^\w+: |^\d+\. |(?i:\b(?:sign up|subscribe|newsletter|read more|click|getty images|follow us|photos?|images?|"
    r"video|usa today|watch|caption|via ap|ap photo|for cnn)\b)"
)


@dataclass(frozen=True, kw_only=True)  # no slots: its sentences are kept once they are found
class Story:
    """An article whose sentences are counted from 0."""

    url: str
    text: str

    @cached_property
    def spans(self) -> list[Span]:
        """Of all its sentences, in order."""
        return sentences(self.text)

    def sentence(self, number: int) -> str:
        """One of them."""
        return self.passage(number, number)

    def passage(self, first: int, last: int) -> str:
        """From one sentence to another, both included, as it stands in the article."""
        return self.text[self.spans[first].start : self.spans[last].end]

    @cached_property
    def telling(self) -> tuple[int, ...]:
        """Sentences of 8 to 40 words that tell something: no questions, teasers, bylines or halves of quotes."""
        return tuple(number for number in range(len(self.spans)) if tells(self.sentence(number)))

    def around(self, number: int, rng: Random) -> tuple[int, int]:
        """First and last sentence of a passage of 2 to 6 that holds one; fewer where they are long, or at an end."""
        size = rng.randint(SHORTEST, LONGEST)
        first = max(0, number - rng.randrange(size))
        last = min(len(self.spans) - 1, first + size - 1)
        while last > number and len(self.passage(first, last)) > MOST:
            last -= 1
        while first < number and len(self.passage(first, last)) > MOST:
            first += 1
        return first, last


def read_stories(data: Path) -> Iterator[Story]:
    """The news articles of a data folder, each URL once."""
    known: set[str] = set()
    for row in read_records(data / "news" / "articles.jsonl.gz"):
        url = row.text("url")
        if url not in known:
            known.add(url)
            yield Story(url=url, text=row.text("text"))


def tells(sentence: str) -> bool:
    """Whether a sentence is whole and says something that can be true or false."""
    said = sentence.split()
    if len(said) not in _WORDS or sentence[-1] not in '.”"' or sum(word[0].islower() for word in said) < LEAST_LOWER:
        return False
    return bool(_balanced(sentence) and _WHOLE.fullmatch(sentence) and not _NOTHING_TOLD.search(sentence))


def _balanced(sentence: str) -> bool:
    pairs = (sentence.count("“") == sentence.count("”"), sentence.count('"') % 2 == 0)
    return all(pairs) and sentence.count("(") == sentence.count(")")
