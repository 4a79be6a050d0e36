"""Short answers inside a sentence, by the kind of thing asked for: numbers, dates, people, places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.lexical import words
from rag.questions import Kind, Question

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_COUNT = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)
_SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen)s?"
_NAME = r"(?:[A-Z][\w’'.&-]*[\w]|[A-Z]\.)(?:\s+(?:(?:of|the|de|van|von|bin|al)\s+)?(?:[A-Z][\w’'.&-]*[\w]|[A-Z]\.))*"

_PATTERNS: dict[Kind, str] = {
    "date": rf"(?:early |late |mid-)?{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{4}})?|(?:early |late |mid-)?{_MONTH}\s+\d{{4}}"
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


def find(question: Question, sentence: str) -> str | None:
    """The likeliest short answer in a sentence; None when it holds nothing of the kind asked for.

    What the question itself says is no answer to it.
    """
    ranked = sorted(_candidates(question, sentence), key=lambda pair: -pair[1])
    return ranked[0][0] if ranked else None


def _candidates(question: Question, sentence: str) -> Iterator[tuple[str, float]]:
    pattern = _PATTERNS.get(question.kind)
    if pattern is None:
        return
    near = [match.start() for term in question.terms for match in re.finditer(re.escape(term), sentence.lower())]
    for match in re.finditer(pattern, sentence):
        text = _tidied(match.group(), question.kind)
        if text and not _asked(text, question):
            yield (
                text,
                _fitness(question, sentence, match.start(), match.end(), text) - _distance(near, match) / 200,
            )


def _fitness(question: Question, sentence: str, start: int, end: int, text: str) -> float:
    before, after = sentence[:start], sentence[end:]
    match question.kind:
        case "number":
            return _number_fitness(text, after, question)
        case "person":
            titled = bool(_BEFORE_PERSON.search(before)) + bool(_AFTER_PERSON.match(after))
            return titled + (0.5 if " " in text else 0.0) - (0.5 if start == 0 and " " not in text else 0.0)
        case "place":
            return 1.0 if _BEFORE_PLACE.search(before) else 0.0
        case "date":
            return 0.5 * bool(re.search(r"\d", text)) + 0.25 * bool(re.search(r"\d{4}", text))
        case _:
            return 0.5 if " " in text else 0.0


def _number_fitness(text: str, after: str, question: Question) -> float:
    """A figure with the noun that is counted behind it, and not a year or a day."""
    fitness = 1.0 if re.search(r"\d", text) else 0.4
    if re.fullmatch(r"(?:19|20)\d\d", text):
        fitness -= 2.0
    counted = set(words(after)[:3]) & set(question.terms)
    return fitness + (1.0 if counted else 0.0)


def _distance(near: list[int], match: re.Match[str]) -> float:
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
