"""Whether an article tells a passage in nearly the same words: an edited copy, and no story of its own on the event.

Sentences are compared one by one, by the pairs of words that stand together in them. At query time, among what was
found: nothing is stored for it, and no hash stands in for the words, since they are at hand. What changes a story's
meaning is no editing: another figure, another name in its place, a "not" more or less. Such a story shares more words
with the first than many a copy of it, so that no share of all words, as MinHash gives it, could tell (test_copies.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

COPIED = 0.8
"""Share of a passage, in characters, whose sentences stand in the other article."""

ALIKE = 0.5
"""Share of a sentence's pairs of words that one sentence of the other article has, at least: of twelve words two may be
replaced, and a sentence on the same event in words of its own has a tenth (see docs/MEASUREMENTS.md)."""

ENOUGH = 100
"""Characters that edited sentences have in all: two may say less than that alike, each by himself."""

LEAST = 8
"""Words of a sentence that, found twice, was written once."""

RAREST = 6
"""Pairs of words that are looked for first, the longest: mostly none of them stands in a story of its own."""

SEEMING = 0.3
"""Share of the pairs of words, as they are written, that what is `tells` has at least: less than `COPIED` times
`ALIKE`, for marks beside a word and figures that are written otherwise."""

HELD = COPIED * ALIKE
"""Share of a passage's long words, as they are written, that stand in an article which tells it, where edits spare long
words as they spare others; of 1,026 copies in news none had less than .73, of all else one in twenty has as much."""

LONG = range(7, 26)
"""Characters of a word that tells stories apart; what is longer is no word, but text that is written without spaces."""

MANY = 8
"""Long words, of which some count; fewer may all have another mark beside them."""

REMEMBERED = 512
"""Texts whose long words are at hand: each is compared with many."""

_SENTENCE = re.compile(r"(?:[^.!?\n]++|\.(?=\d))+[.!?\n]*")
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|\w+(?:[’']\w+)*")
_NEGATION = re.compile(r"not|no|never|nobody|none|nothing|neither|nor|without|cannot|den(?:y|ies|ied)|\w+n[’']t")
_COUNTED = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_NUMBERS = frozenset(["half", "hundred", "twice", "double", *_SCALES])
"""Words that are figures too, when they stand by themselves."""
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")

Pairs = frozenset[tuple[str, str]]


def tells(article: str, passage: str) -> bool:
    """Whether an article tells a passage in nearly the same words; one without sentences is told by nothing.

    A sentence with a figure must be told: an updated figure is news, not a copy. Few words must be the very same.
    """
    wanted = _long_words(passage)
    if len(wanted) >= MANY and len(wanted & _long_words(article)) < HELD * len(wanted):
        return False  # as mostly: nothing else is read then
    return _tells(article, _wording(passage))


def _tells(article: str, sentences: Sequence[str]) -> bool:
    total = left = sum(map(len, sentences))
    for sentence in sentences:
        if sentence not in article and (total < ENOUGH or not _told(article, sentence)):
            left -= len(sentence)
            if left < COPIED * total or re.search(r"\d", sentence):
                return False
    return total > 0


def retold(sentence: str, other: str) -> bool:
    """Whether one sentence is the other, edited: of `LEAST` words, since short ones may be alike by chance."""
    mine, its = _read(sentence), _read(other)
    alike = len(mine.pairs & its.pairs) >= ALIKE * max(len(mine.pairs), len(its.pairs))
    return min(len(mine.pairs), len(its.pairs)) >= LEAST - 1 and alike and _same(mine, its)


@lru_cache(maxsize=REMEMBERED)
def _long_words(text: str) -> frozenset[str]:
    """With the marks beside them: what is soonest compared."""
    return frozenset(word for word in text.split() if len(word) in LONG)


@lru_cache(maxsize=1024)
def _wording(text: str) -> tuple[str, ...]:
    """Sentences worth comparing, the longest first: they tell soonest that an article is another."""
    sentences = (sentence.strip() for sentence in _SENTENCE.findall(text))
    return tuple(sorted((s for s in sentences if len(s) > 20 or re.search(r"\d", s)), key=len, reverse=True))


def strung(text: str) -> Pairs:
    """The pairs of words that stand together, with the marks beside them: what is soonest compared in many texts."""
    return frozenset(pairwise(text.lower().split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    pairs: Pairs
    names: frozenset[str]
    """Words with a capital, lower case; the first word is none."""
    figures: frozenset[str]
    negations: int


def _told(article: str, sentence: str) -> bool:
    """Whether one sentence of the article is this one, edited."""
    if not _may_tell(article, sentence):
        return False
    mine = _read(sentence)
    least = ALIKE * len(mine.pairs)
    near = (_read(other) for other in _sentences(article) if _may_tell(other, sentence))
    return any(len(mine.pairs & its.pairs) >= least and _same(mine, its) for its in near)


def _may_tell(text: str, sentence: str) -> bool:
    """Enough of its pairs of words stand somewhere there, the longest and rarest first: known without reading words.

    Asked of an article, and then of each of its sentences: where stories share sentences with other names in them, most
    articles may tell it, and reading all of their words would take a quarter of a question's time.
    """
    pairs = _as_written(sentence)
    for pair in pairs[:RAREST]:
        if pair in text:
            break
    else:
        return False
    left = (1 - ALIKE) * len(pairs) + 1  # one more: a sentence's first word may stand within another, in lower case
    for pair in pairs:
        if pair not in text:
            left -= 1
            if left < 0:
                return False
    return True


def _same(mine: _Sentence, its: _Sentence) -> bool:
    """Whether nothing that matters is another: it may be left out on one side, but not be replaced."""
    replaced = any(a - b and b - a for a, b in ((mine.figures, its.figures), (mine.names, its.names)))
    return not replaced and mine.negations == its.negations


@lru_cache(maxsize=256)
def _sentences(article: str) -> tuple[str, ...]:
    return tuple(_SENTENCE.findall(article))


@lru_cache(maxsize=1024)
def _as_written(sentence: str) -> tuple[str, ...]:
    """Each pair of words that follow each other, with what stands between them, the longest first."""
    places = [place.span() for place in _WORD.finditer(sentence)]
    return tuple(sorted((sentence[first[0] : second[1]] for first, second in pairwise(places)), key=len, reverse=True))


@lru_cache(maxsize=4096)
def _read(sentence: str) -> _Sentence:
    told = _WORD.findall(sentence)
    words = _valued([word.lower() for word in told])
    return _Sentence(
        pairs=frozenset(pairwise(words)),
        names=frozenset(word.lower() for word in told[1:] if word[0].isupper()),
        figures=frozenset(word for word in words if word[0].isdigit() or word in _NUMBERS),
        negations=sum(bool(_NEGATION.fullmatch(word)) for word in words),
    )


def _valued(words: Sequence[str]) -> list[str]:
    """The same words with each number written in one way: an editor may write 40,000 as 40 thousand, or 3 as three.

    >>> _valued(["40", "thousand", "in", "three", "years", "for", "2,500"])
    ['40000', 'in', '3', 'years', 'for', '2500']
    """
    found: list[str] = []
    value: Decimal | None = None
    for word in words:
        before, value = value, _value(word)
        if before is not None and word in _SCALES:
            value = before * _SCALES[word]
            found.pop()
        found.append(word if value is None else f"{value.normalize():f}")
    return found


def _value(word: str) -> Decimal | None:
    """Of a number; None for other words, times and dates."""
    if word in _COUNTED:
        return Decimal(_COUNTED[word])
    if _GROUPED.fullmatch(word):
        return Decimal(word.replace(",", ""))
    return Decimal(word.replace(",", ".")) if _PLAIN.fullmatch(word) else None
