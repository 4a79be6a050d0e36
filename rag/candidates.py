"""Short answers inside a sentence, by the kind of thing asked for: numbers, dates, people, places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.lexical import stem, words
from rag.abbreviations import abbreviations
from rag.questions import Kind, Question

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_OF_MONTH = r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?(?!\d|,\d{3}\b|\.\d)"
"""A day's number, which is neither part of a year (May 2021) nor of a count (in March 19,000 people)."""
_DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_COUNT = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)
_SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen)s?"
_NAME = r"(?:[A-Z][\w’'.&-]*[\w]|[A-Z]\.)(?:\s+(?:(?:of|the|de|van|von|bin|al)\s+)?(?:[A-Z][\w’'.&-]*[\w]|[A-Z]\.))*"

_PATTERNS: dict[Kind, str] = {
    "date": rf"(?:early |late |mid-)?{_MONTH}\s+{_OF_MONTH}(?:,?\s+\d{{4}})?"
    rf"|{_OF_MONTH}\s+{_MONTH}(?:,?\s+\d{{4}})?|(?:early |late |mid-)?{_MONTH}\s+\d{{4}}"
    rf"|(?:(?:19|20)\d\d)s?\b|(?:early |late |end of )?(?:last|this|next)\s+(?:year|month|week|{_MONTH}|{_DAY})"
    rf"|(?:early in |early |late |the end of |mid-){_MONTH}\b"
    rf"|{_DAY}(?:\s+(?:night|morning|evening|and {_DAY}))?|\b{_MONTH}\b|yesterday|today|tomorrow",
    "number": rf"[$€£]\s?\d[\d,.]*\d?(?:\s+{_SCALE})?|\b\d[\d,]*(?:\.\d+)?(?:\s?%|\s+per ?cent|\s+{_SCALE})?"
    rf"|\b(?:a\s+)?{_COUNT}(?:[-\s]{_COUNT})?(?:\s+{_SCALE})?\b|\b(?:a\s+)?{_SCALE}\b|\bhalf\b"
    r"|\b(?:a|one|two)[ -](?:third|quarter)s?\b",
    "person": _NAME,
    "place": _NAME,
    "name": _NAME,
}

_BEFORE_PLACE = re.compile(r"\b(?:in|at|near|from|to|into|across|outside|of|towards?)\s+(?:the\s+)?$")
_BEFORE_PERSON = re.compile(
    r"(?:\b(?:minister|president|general|secretary|chief|leader|director|commander|chairman|chancellor|mr|mrs|ms|dr"
    r"|sen|senator|rep|governor|mayor|judge|king|queen|prince|princess|spokes\w+|coach|actor|actress|singer),?\s+)$",
    re.IGNORECASE,
)
_AFTER_PERSON = re.compile(
    r"^,?\s+(?:said|says|told|stated|announced|warned|added|explained|confirmed|stressed|tweeted|,|who\b)"
)
_NOT_NAMES = frozenset([
    "the", "a", "an", "in", "on", "at", "by", "he", "she", "it", "they", "we", "you", "this", "that", "these",
    "those", "however", "but", "and", "after", "before", "during", "when", "while", "if", "as", "his", "her",
    "their", "its", "our", "my", "i", "for", "from", "to", "of", "with", "there", "here", "no", "not", "now",
    "then", "also", "read", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
])  # fmt: skip


_UNIT = re.compile(r"[\s-](year|month|week|day|hour|minute|second|magnitude|mile|km|per cent|percent)")

_ORGANISATION = re.compile(
    r"(?:force|mission|organi[sz]ation|agency|headquarters|meeting|ministers|council|committee|party|government|army"
    r"|navy|police|court|union|states|university|times|company|inc|corp|group|bank|house|office|department|ministry"
    r"|service|league|club|parliament|congress|senate|city|east|west|north|south|street|airport|hospital|school)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A short answer within a sentence."""

    text: str
    fitness: float
    """How much it looks like the kind of thing asked for; below 0 it does not."""
    distance: int = 0
    """Characters to the nearest word of the question."""


def find(question: Question, sentence: str) -> Candidate | None:
    """The likeliest short answer in a sentence; None when it holds nothing of the kind asked for.

    What the question itself says is no answer to it.
    """
    found = _expansions(question, sentence) if question.kind == "expansion" else _matches(question, sentence)
    fitting = [candidate for candidate in found if candidate.fitness >= 0]
    return max(fitting, key=lambda candidate: candidate.fitness, default=None)


def fits(question: Question, answer: str) -> float:
    """1 when an answer holds the kind of thing asked for, 0 when it does not; 0.5 where no kind is asked for, and for
    an organisation or an abbreviation where a person is.

    >>> from rag.questions import parse
    >>> fits(parse("How many troops serve in RSM?"), "16,000"), fits(parse("How many troops serve in RSM?"), "NATO")
    (1.0, 0.0)
    >>> fits(parse("Who leads NATO?"), "Jens Stoltenberg"), fits(parse("Who leads NATO?"), "US administration")
    (1.0, 0.5)
    """
    pattern = _PATTERNS.get(question.kind)
    if pattern is None:
        return 0.5
    found = [match.group() for match in re.finditer(pattern, answer)]
    if question.kind == "person" and found:
        return 1.0 if any(not name.isupper() and not _ORGANISATION.search(name) for name in found) else 0.5
    return float(bool(found))


def _expansions(question: Question, sentence: str) -> Iterator[Candidate]:
    for short, long in abbreviations(sentence).items():
        if short.lower() in question.names:
            yield Candidate(text=long, fitness=2.0)
        elif set(words(long)) <= set(question.terms):
            yield Candidate(text=short, fitness=2.0)


def _matches(question: Question, sentence: str) -> Iterator[Candidate]:
    pattern = _PATTERNS.get(question.kind)
    if pattern is None:
        return
    near = [match.start() for term in question.terms for match in re.finditer(re.escape(term), sentence.lower())]
    for match in re.finditer(pattern, sentence):
        text = _tidied(match.group(), question.kind)
        if text and not _asked(text, question):
            fitness = _fitness(question, sentence[: match.start()], sentence[match.end() :], text)
            distance = _distance(near, match)
            yield Candidate(text=text, fitness=fitness - distance / 400, distance=distance)


def _fitness(question: Question, before: str, after: str, text: str) -> float:
    match question.kind:
        case "number":
            return _number_fitness(text, after, question)
        case "person":
            return _person_fitness(text, before, after)
        case "place":
            return 1.5 if _BEFORE_PLACE.search(before) else 0.5
        case "date":
            return _date_fitness(text, question)
        case _:
            return 1.0 if " " in text else 0.5


def _number_fitness(text: str, after: str, question: Question) -> float:
    """A figure with the noun that is counted behind it, and not a year or a day."""
    fitness = 1.0 if re.search(r"\d", text) else 0.5
    if re.fullmatch(r"(?:19|20)\d\d", text):
        fitness -= 2.0
    unit = _UNIT.match(after)
    if (
        unit
        and not re.search(r"\b(old|long|age|often)\b", question.text.lower())
        and unit[1] not in question.text.lower()
    ):
        fitness -= 2.0  # 100 years are no number of people
    counted = {stem(word) for word in words(after)[:3]} & {stem(term) for term in question.terms}
    asked = re.search(r"\bhow many (\w+)", question.text.lower())
    return fitness + (1.0 if counted else 0.0) + (0.5 if asked and stem(asked[1]) in counted else 0.0)


def _date_fitness(text: str, question: Question) -> float:
    """A date as exact as was asked for: a year, a month, a day; the more figures the better otherwise."""
    asked = re.search(r"\b(year|month|day)s?\b", question.text.lower())
    wanted = asked and {"year": r"\d{4}", "month": _MONTH, "day": rf"{_DAY}|{_MONTH}\s+\d|\d\s+{_MONTH}"}[asked[1]]
    exact = bool(wanted and re.search(wanted, text))
    return 0.5 + exact + 0.5 * bool(re.search(r"\d", text)) + 0.25 * bool(re.search(r"\d{4}", text))


def _person_fitness(text: str, before: str, after: str) -> float:
    """A name with a title before it or a verb of saying behind it; not an organisation, not a place."""
    if text.isupper() or any(_ORGANISATION.fullmatch(word) for word in text.split()):
        return -1.0
    titled = bool(_BEFORE_PERSON.search(before)) + bool(_AFTER_PERSON.match(after))
    if " " not in text and not titled and (not before or _BEFORE_PLACE.search(before)):
        return -1.0
    return 0.5 + titled + (0.5 if " " in text else 0.0)


def _distance(near: list[int], match: re.Match[str]) -> int:
    return min((abs(match.start() - place) for place in near), default=200)


def _tidied(text: str, kind: Kind) -> str:
    if kind in {"person", "place", "name"}:
        kept = text.split()
        while kept and kept[0].lower() in _NOT_NAMES:
            kept.pop(0)
        return re.sub(r"[’']s$", "", " ".join(kept))
    return text.strip(" ,.")


def _asked(text: str, question: Question) -> bool:
    said = set(words(question.text))
    return all(word in said for word in words(text))
