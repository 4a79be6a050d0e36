"""Documents to passages: spans on sentence borders, offsets exact. The one door to nupunkt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.records import Document, Passage

TokenCounter = Callable[[Sequence[str]], list[int]]

SPECIAL_TOKENS = 2
"""Put before and after every text by the models used here."""

TITLE_SHARE = 3
"""A title may take a third of a passage's tokens; a longer one is cut when embedded."""

KEPT = 8_000
"""Characters of a text, at most, whose sentences are remembered: memory has a bound."""

CHARACTERS_PER_TOKEN = 10
"""A token counts at least this many characters: else 50,000 letters without a space were one token."""

_PARAGRAPH = re.compile(r"\S.*?(?=\n\s*\n|\Z)", re.DOTALL)
_WORD = re.compile(r"\S+\s*")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
"""Half of one: a country's letters come in twos."""
_HANGUL = re.compile("[\u1100-\u11ff\ua960-\ua97c\uac00-\ud7fb]")
_HANGUL_AFTER = re.compile("[\u1160-\u11ff\ud7b0-\ud7fb]")
_JOINER = "\u200d"
_SARA_AM = "\u0e33\u0eb3"
"""Vowels of Thai and Lao that stand behind their consonant."""

VIRAMA = 9
"""The combining class of what joins two consonants of an Indic script."""


class Span(NamedTuple):
    """Characters start..end of a text, end not included."""

    start: int
    end: int


def sentences(text: str) -> list[Span]:
    """Sentences in order, without the white space between them; a blank line always ends one.

    >>> [text[a:b] for text in ["Mr. Smith came. He left."] for a, b in sentences(text)]
    ['Mr. Smith came.', 'He left.']
    """
    return list(_kept(text) if len(text) <= KEPT else _sentences(text))


@lru_cache(maxsize=256)
def _kept(text: str) -> tuple[Span, ...]:
    """A passage is divided by several steps of one question."""
    return _sentences(text)


def _sentences(text: str) -> tuple[Span, ...]:
    from nupunkt import sent_spans

    spans = []
    for paragraph in _PARAGRAPH.finditer(text):
        for start, end in sent_spans(paragraph.group()):
            span = _trim(text, paragraph.start() + start, paragraph.start() + end)
            if span.start < span.end:
                spans.append(span)
    return tuple(spans)


def split(document: Document, *, count_tokens: TokenCounter, max_tokens: int) -> list[Passage]:
    """The document's passages in order: whole sentences, as many as fit.

    Args:
        document: Its text is covered but for white space between sentences.
        count_tokens: The embedder's own counter.
        max_tokens: Tokens of `embedding_text` at most, special tokens included. A sentence that alone is
            longer is cut between words, and a word that alone is longer between characters.
    """
    title = title_line(document.title, count_tokens=count_tokens, max_tokens=max_tokens)
    room = max_tokens - SPECIAL_TOKENS - (count_tokens([title])[0] if title else 0)
    spans = sentences(document.text)
    sizes = _sizes([document.text[start:end] for start, end in spans], count_tokens)
    pieces = [
        piece
        for span, size in zip(spans, sizes, strict=True)
        for piece in ([(span, size)] if size <= room else _cut(document.text, span, count_tokens, room))
    ]
    return [_passage(document, span) for span in _pack(pieces, room)]


def title_line(title: str, *, count_tokens: TokenCounter, max_tokens: int) -> str:
    """The title as it is embedded before each passage: whole, or its first words."""
    words = _WORD.findall(title)
    while words and count_tokens(["".join(words)])[0] > max_tokens // TITLE_SHARE:
        words = words[: len(words) * 3 // 4]
    return "".join(words).strip()


def embedding_text(title: str, passage: Passage) -> str:
    """What is embedded for a passage."""
    return f"{title}\n{passage.text}" if title else passage.text


def _pack(pieces: Sequence[tuple[Span, int]], room: int) -> Iterator[Span]:
    """As few passages as fit, of like size: a short rest would be little but its title, and rank by that."""
    left = sum(size for _, size in pieces)
    first: Span | None = None
    last, used, fair = Span(0, 0), 0, _fair(left, room)
    for span, size in pieces:
        if first is not None and (used + size > room or used + size / 2 > fair):
            yield Span(first.start, last.end)
            left -= used
            first, used, fair = None, 0, _fair(left, room)
        first, last, used = first or span, span, used + size
    if first is not None:
        yield Span(first.start, last.end)


def _fair(tokens: int, room: int) -> float:
    return tokens / max(1, -(-tokens // room))


def _sizes(texts: Sequence[str], count_tokens: TokenCounter) -> list[int]:
    counts = count_tokens(texts)
    return [max(n, len(text) // CHARACTERS_PER_TOKEN) for n, text in zip(counts, texts, strict=True)]


def _cut(text: str, span: Span, count_tokens: TokenCounter, room: int) -> Iterator[tuple[Span, int]]:
    """Halves a span, between words where it has any, until each part fits."""
    (size,) = _sizes([text[span.start : span.end]], count_tokens)
    if size <= room or span.end - span.start == 1:
        yield span, size
        return
    middle = _middle(text, span)
    for half in (_trim(text, span.start, middle), _trim(text, middle, span.end)):
        if half.start < half.end:
            yield from _cut(text, half, count_tokens, room)


def _middle(text: str, span: Span) -> int:
    half = (span.start + span.end) // 2
    space = text.find(" ", half, span.end)
    if space < 0:
        space = text.rfind(" ", span.start, half)
    if space >= 0:
        return space + 1
    while half > span.start + 1 and _joins(text, half, span.start):
        half -= 1
    return half


def _joins(text: str, place: int, start: int = 0) -> bool:
    """Whether what a reader sees as one character goes on there: marks, modifiers, joined emoji, flags, Hangul."""
    import unicodedata

    character, before = text[place], text[place - 1]
    if _FLAG.fullmatch(character):
        first = place
        while first > start and _FLAG.fullmatch(text[first - 1]):
            first -= 1
        return (place - first) % 2 == 1
    kind, conjunct = unicodedata.category(character), unicodedata.combining(before) == VIRAMA
    joined = (
        before == _JOINER or (conjunct and kind == "Lo") or (_HANGUL.match(before) and _HANGUL_AFTER.match(character))
    )
    return bool(joined) or character in _SARA_AM or kind in {"Mn", "Me", "Mc", "Sk", "Cf"}


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _passage(document: Document, span: Span) -> Passage:
    passage = Passage(document_id=document.id, start=span.start, text=document.text[span.start : span.end])
    assert document.text[passage.start : passage.end] == passage.text
    return passage
