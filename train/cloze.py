"""Questions made of news: a sentence from the beginning of an article asks for its own name or number.

A later passage of the article answers. Questions of news quizzes are of this form: "Scientists from which country
claimed to have ...?"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from eval.altering.gazetteer import CITIES, COUNTRIES, MEN, NATIONALITIES, STATES, TITLES, US_CITIES, WOMEN
from eval.excerpts import Story
from index.lexical import stem, words
from index.splitting import Span
from train.records import Example

BEGINNING = 4
"""Sentences of an article that are taken for what it is about."""

SIZE = 900
"""Characters of a passage at most."""

SHARED = 0.35
"""Least share of the question's words that the answering passage holds."""

_NAME = r"[A-Z][\w’'-]+"
_ASKED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("who", re.compile(rf"\b(?:{'|'.join(sorted({*MEN, *WOMEN}))}) (?:[A-Z]\. )?{_NAME}(?<![’']s)\b")),
    ("which country", re.compile(rf"\b(?:{'|'.join(COUNTRIES)})\b(?! [A-Z])")),
    ("which state", re.compile(rf"\b(?:{'|'.join(STATES)})\b(?! [A-Z])")),
    ("which city", re.compile(rf"\b(?:{'|'.join((*CITIES, *US_CITIES))})\b(?! [A-Z])")),
    ("how much", re.compile(r"[$€£]\d[\d,.]*\d?(?: (?:million|billion|trillion))?\b")),
    ("what percentage", re.compile(r"\b\d[\d.]*(?:%| percent\b| per cent\b)")),
    ("which year", re.compile(r"(?<=\bin )(?:19|20)\d\d\b")),
    (
        "how many",
        re.compile(r"(?<![-–$€£\w])\d[\d,]*(?:\.\d+)?(?: (?:million|billion|thousand))?(?= [a-z]{4,})(?! percent)\b"),
    ),
    ("what", re.compile(rf"(?<=[a-z] )(?:{_NAME} ){{1,3}}{_NAME}\b(?! [A-Z])")),
)
"""What is asked for, and what answers it; earlier ones first."""

_OTHER = frozenset(NATIONALITIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cloze:
    question: str
    answer: str


def cloze(stories: Iterable[tuple[Story, str]], rng: Random) -> Iterator[Example]:
    """At most two questions of an article, each beside a passage that answers and one that does not.

    Args:
        stories: Articles, each with its title.
        rng: Chooses.
    """
    for story, title in stories:
        questions = [made for number in _beginning(story) for made in _questions(story.sentence(number), rng)]
        rng.shuffle(questions)
        for one in questions[:2]:
            yield from _beside(one, story, title)


def occurrences(answer: str, passage: str) -> tuple[Span, ...]:
    """Where an answer stands in a passage, as words of their own, in any case."""
    pattern = re.compile(rf"(?<!\w){re.escape(answer)}(?!\w)", re.IGNORECASE)
    return tuple(Span(*match.span()) for match in pattern.finditer(passage))


def _beginning(story: Story) -> list[int]:
    return [number for number in story.telling if number < BEGINNING]


def _questions(sentence: str, rng: Random) -> Iterator[_Cloze]:
    taken: set[int] = set()
    for asked, pattern in _ASKED:
        for match in pattern.finditer(sentence):
            place = range(match.start(), match.end())
            if match.group() in _OTHER or not taken.isdisjoint(place):
                continue
            taken.update(place)
            before = _untitled(sentence[: match.start()]) if asked == "who" else sentence[: match.start()]
            text = f"{before}{asked}{sentence[match.end() :]}".rstrip(" .") + "?"
            yield _Cloze(question=_shortened(text, asked, rng), answer=match.group())


def _untitled(before: str) -> str:
    """Without the titles that stand before a name: "President who" is no English."""
    kept = before.rstrip().split(" ")
    while kept and kept[-1] in TITLES:
        kept.pop()
    return " ".join(kept) + " " if kept and kept != [""] else ""


def _shortened(text: str, asked: str, rng: Random) -> str:
    """Half of the time without a clause that does not hold what is asked."""
    clauses = text.split(", ")
    if len(clauses) > 1 and rng.random() < 0.5:
        kept = [clause for clause in clauses if asked in clause]
        if kept and len(kept[0].split()) >= 6:
            text = kept[0].rstrip("?") + "?"
    return text[:1].upper() + text[1:]


def _beside(made: _Cloze, story: Story, title: str) -> Iterator[Example]:
    asked = _stems(made.question)
    passages = [p for p in _passages(story) if made.question[:40] not in p]
    shares = {p: len(asked & _stems(p)) / max(len(asked), 1) for p in passages}
    holding = [p for p in passages if occurrences(made.answer, p) and shares[p] >= SHARED]
    if not holding:
        return
    best = max(holding, key=lambda p: shares[p])
    clean = "" if made.answer in title else title
    yield _example(made, best, clean, story, spans=occurrences(made.answer, best))
    others = [p for p in passages if not occurrences(made.answer, p) and shares[p] >= SHARED / 2]
    if others:
        yield _example(made, max(others, key=lambda p: shares[p]), clean, story)


def _example(made: _Cloze, passage: str, title: str, story: Story, *, spans: tuple[Span, ...] = ()) -> Example:
    return Example(
        question=made.question, passage=passage, title=title, spans=spans, answerable=float(bool(spans)),
        relevant=1.0 if spans else None, source="cloze", group=story.url,
    )  # fmt: skip


def _passages(story: Story) -> list[str]:
    """What follows the beginning, in pieces of whole sentences."""
    found, first = [], BEGINNING
    for number in range(BEGINNING, len(story.spans)):
        if number > first and story.spans[number].end - story.spans[first].start > SIZE:
            found.append(story.passage(first, number - 1))
            first = number
    if first < len(story.spans):
        found.append(story.passage(first, len(story.spans) - 1))
    return found


def _stems(text: str) -> set[str]:
    return {stem(word) for word in words(text) if len(word) > 3}
