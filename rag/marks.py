"""What a language model writes, piece by piece, as sentences with the numbers of the passages that they cite."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.characters import one_line
from index.errors import WriterFailed
from index.splitting import Span, sentences

LONGEST = 4_000
"""Characters that are read: a model that goes on is going round in circles."""

MOST = 20
"""Passages of one mark, as in [1-8]."""

_NUMBERS = r"\d{1,3}(?:\s*(?:[,;–-]|and)\s*\d{1,3})*"
_MARK = rf"[\[【]\s*(?:passages?\s+|\^)?({_NUMBERS})(?:[:†][^\]】\n]*)?\s*[\]】](?:\([^)\s]*\))?"
MARK = re.compile(_MARK, re.IGNORECASE)
"""[1], [1, 3], [1-3], [passage 1], [^1], 【1】, 【1†source】, [1](address)."""
_MARKS = _MARK.replace(f"({_NUMBERS})", _NUMBERS)
_BEHIND = re.compile(
    rf"(?<![.!?…])(?P<stop>[.!?…]++[\"”’»)*_]*+)(?P<marks>\s*{_MARKS}(?:\s*{_MARKS})*)(?!\s*(?-i:[a-z,;:]))",
    re.IGNORECASE,
)
"""Marks that stand behind the full stop of their sentence."""
_LINE = re.compile(rf"\S.*?(?=\n(?!\s*{_MARKS})|\Z)", re.DOTALL | re.IGNORECASE)
_BEGUN = re.compile(r"(?:[\[【][^\[\]【】\n]{0,80}|[\]】]\(\S{0,200})\Z")
"""The beginning of a mark whose end is still to come."""
BEGUN = 202
"""Characters in which one begins."""
_ENDED = re.compile(rf"(?:[.!?…。！？][\"”’»)*_]*|{_MARKS})\s*\Z", re.IGNORECASE)

_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>")
_BULLET = re.compile(r"\A(?:[-*•+>#|]+\s+|\d{1,2}[.)]\s+)+")
_EMPHASIS = re.compile(r"\*+|`+|(?<!\w)_+|_+(?!\w)")
_BEFORE_STOP = re.compile(r"\s+(?=[.,;:!?…](?:\s|\Z))")
_TWO_STOPS = re.compile(r"(?<!\.)\.\s?\.(?!\.)")
_HEADING = re.compile(r"(?:sources?|references?|citations?)\W*", re.IGNORECASE)

_THINKS = re.compile(r"<(?:think|thinking|reasoning)>", re.IGNORECASE)
_THOUGHT = re.compile(r"</(?:think|thinking|reasoning)>", re.IGNORECASE)
_TAG_BEGUN = re.compile(r"<[a-zA-Z]{0,9}\Z")
_LONGEST_TAG = len("</reasoning>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A sentence as a model wrote it."""

    text: str
    """Without marks and markup; one line, no characters that cannot be seen."""
    cited: tuple[int, ...]
    """Numbers of passages, in the order of their marks; they may be of none that was shown."""


def drafts(pieces: Iterable[str]) -> Iterator[Draft]:
    """Each sentence as soon as the next one begins: a mark may stand behind the full stop.

    >>> [(draft.text, draft.cited) for draft in drafts(["The dam held. [", "2] Nobody was hurt【1】", "."])]
    [('The dam held.', (2,)), ('Nobody was hurt.', (1,))]

    Raises:
        WriterFailed: the text broke off within a sentence, or went on beyond `LONGEST`; what was complete has come
            out before.
    """
    waiting, read = "", 0
    for piece in without_thoughts(pieces):
        waiting, read = waiting + piece, read + len(piece)
        begun = _BEGUN.search(waiting, len(waiting) - BEGUN)
        text = _marks_before_stops(waiting[: begun.start()] if begun else waiting)
        *complete, last = _segments(text) or [Span(0, 0)]
        yield from _drafts(text, complete)
        waiting = waiting[last.start :]
        if read > LONGEST:
            raise WriterFailed(f"did not come to an end, and was stopped after {LONGEST:,} characters")
    text = _marks_before_stops(waiting)
    broken = _has_words(text) and not _ENDED.search(text)
    yield from _drafts(text, _segments(text)[: -1 if broken else None])
    if broken:
        raise WriterFailed("broke off within a sentence")


def _marks_before_stops(text: str) -> str:
    """Of the same length, so that places in it are places in what was written."""
    return _BEHIND.sub(r"\g<marks>\g<stop>", text)


def _segments(text: str) -> list[Span]:
    """Sentences in order; a line ends one, and a quotation is not cut."""
    found: list[Span] = []
    for line in _LINE.finditer(text):
        quoting = False
        for start, end in sentences(line.group()):
            span = Span(line.start() + start, line.start() + end)
            alone = not _has_words(MARK.sub("", text[span.start : span.end]))
            if found and (quoting or alone):
                span = Span(found.pop().start, span.end)
            found.append(span)
            quoting = _open_quotation(text[span.start : span.end])
    return found


def _open_quotation(text: str) -> bool:
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _drafts(text: str, spans: Sequence[Span]) -> Iterator[Draft]:
    for start, end in spans:
        said = _plain(text[start:end])
        if _has_words(said) and not _HEADING.fullmatch(said):
            yield Draft(text=said, cited=_cited(text[start:end]))


def _cited(text: str) -> tuple[int, ...]:
    found: list[int] = []
    for match in MARK.finditer(text):
        for part in re.split(r"[,;]|and", match[1]):
            first, *last = [int(number) for number in re.split(r"[–-]", part)]
            found += range(first, min(last[-1] if last else first, first + MOST) + 1)
    return tuple(dict.fromkeys(found))


def _plain(text: str) -> str:
    """Without marks and markup; of a link its words stay."""
    said = _LINK.sub(r"\1", MARK.sub("", text))
    said = _BULLET.sub("", one_line(_TAG.sub("", said)))
    return _BEFORE_STOP.sub("", _TWO_STOPS.sub(".", one_line(_EMPHASIS.sub("", said))))


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """What a model thinks aloud before it answers is no answer; a tag may come in two pieces."""
    text, thinking = "", False
    for piece in pieces:
        text += piece
        while found := (_THOUGHT if thinking else _THINKS).search(text):
            if not thinking:
                yield text[: found.start()]
            text, thinking = text[found.end() :], not thinking
        if thinking:
            text = text[-_LONGEST_TAG:]
            continue
        begun = _TAG_BEGUN.search(text)
        ready = begun.start() if begun else len(text)
        yield text[:ready]
        text = text[ready:]
    if not thinking:
        yield text
