"""Articles without end, made of real ones: what stands in an archive, put together anew, with its vectors.

For measuring size, not answers. Sentences, their words and the lengths of passages and articles are those of the news;
every article has some names and figures of its own, so that it is no copy of another. Embedding a million passages
takes hours, and embedding is timed elsewhere (`newscheck eval adding`): a new passage gets the mean of the stored
vectors of the two passages that its sentences are from, moved a little towards a third.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import islice
from random import Random

import numpy as np

from index.archive import Archive
from index.embedding import Vectors, unit
from index.errors import UserError
from index.records import Document, Passage
from index.schema import Stored
from index.storing import Entry

RUN = 4
"""Passages from one article at most, before another one's follow."""

CHANGED = 0.5
"""Share of the names and figures that are others, in each new article."""

MOVED = 0.45
"""Length of what is added to a vector, which has length 1: with it, new passages are about as near to each other as
real ones are."""

READ_AT_ONCE = 2_000
"""Passages."""

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+\b")
_FIGURE = re.compile(r"(?<![\d.,])(?!(?:19|20)\d\d\b)\d+(?![\d.,]*\d)")
"""Years stay: what happens in the year 8315 is in no newspaper."""
_BORDER = re.compile(r"(?<=[.!?”])\s+|\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Halves:
    """A real passage, parted at the sentence border nearest to its middle."""

    head: str
    tail: str
    """With the white space before it; empty where there is no border."""
    row: int
    """Of its vector in `Donors.vectors`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Donor:
    """A stored article that others are made of."""

    document: Document
    passages: tuple[Halves, ...]


class Donors:
    """All articles of an archive, in memory: 25 KB each."""

    def __init__(self, archive: Archive) -> None:
        found: dict[str, tuple[Document, list[Halves]]] = {}
        vectors: list[Stored] = []
        count = 0
        for rows, matrix in archive.vectors():
            for passage, document in _stored(archive, rows.tolist()):
                halves = found.setdefault(document.id, (document, []))[1]
                halves.append(_parted(passage.text, count))
                count += 1
            vectors.append(matrix)
        if not found:
            raise UserError("There are no articles to make others of.", hint="Add some first: newscheck add PATH")
        self.donors = [Donor(document=document, passages=tuple(halves)) for document, halves in found.values()]
        self.vectors: Stored = np.concatenate(vectors)
        """(n, d)"""

    def entry(self, number: int) -> Entry:
        """The article of that number, always the same: as many passages as some real one has, from several."""
        draw = Random(number)
        facts = draw.choice(self.donors).document
        pairs = list(islice(self._pairs(draw), len(draw.choice(self.donors).passages)))
        other = _Renaming(draw, self._names)
        texts = [other(head.head + tail.tail) for head, tail in pairs]
        document = Document(
            title=other(facts.title), text="\n\n".join(texts), source=facts.source, language=facts.language,
            published=(facts.published or date(2021, 1, 1)) + timedelta(days=draw.randrange(-30, 31)),
            origin=f"https://recombined.invalid/{number}", url=f"https://recombined.invalid/{number}",
        )  # fmt: skip
        return Entry(
            key=document.origin, fingerprint=document.sha256, document=document,
            passages=_placed(document, texts), vectors=self._vectors(pairs, draw),
        )  # fmt: skip

    def _pairs(self, draw: Random) -> Iterator[tuple[Halves, Halves]]:
        while True:
            passages = draw.choice(self.donors).passages
            at = draw.randrange(len(passages))
            for head in passages[at : at + draw.randint(1, RUN)]:
                yield head, draw.choice(passages)

    def _vectors(self, pairs: Sequence[tuple[Halves, Halves]], draw: Random) -> Vectors:
        """(n, d), each half counting by its length."""
        shares = np.array([len(a.head) / max(len(a.head) + len(b.tail), 1) for a, b in pairs], np.float32)[:, None]
        heads, tails = (self.vectors[[half.row for half in side]] for side in zip(*pairs, strict=True))
        others = self.vectors[[draw.randrange(len(self.vectors)) for _ in pairs]]
        return unit(unit(shares * heads + (1 - shares) * tails) + MOVED * others.astype(np.float32))

    @cached_property
    def _names(self) -> list[str]:
        """As often as they are told."""
        return [name for donor in self.donors for name in _NAME.findall(donor.document.text)] or ["Nobody"]


class _Renaming:
    """Some names and figures become others, the same ones throughout an article."""

    def __init__(self, draw: Random, names: Sequence[str]) -> None:
        self._draw = draw
        self._names = names
        self._chosen: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        return _FIGURE.sub(self._figure, _NAME.sub(self._name, text))

    def _name(self, found: re.Match[str]) -> str:
        return self._one(found[0], self._draw.choice(self._names))

    def _figure(self, found: re.Match[str]) -> str:
        return self._one(found[0], str(self._draw.randrange(10 ** min(len(found[0]), 9))))

    def _one(self, word: str, other: str) -> str:
        return self._chosen.setdefault(word, other if self._draw.random() < CHANGED else word)


def _stored(archive: Archive, rows: Sequence[int]) -> Iterator[tuple[Passage, Document]]:
    for first in range(0, len(rows), READ_AT_ONCE):
        asked = rows[first : first + READ_AT_ONCE]
        found = archive.passages(asked)
        yield from (found[row] for row in asked)


def _parted(text: str, row: int) -> Halves:
    borders = [found.start() for found in _BORDER.finditer(text)]
    at = min(borders, key=lambda border: abs(border - len(text) / 2), default=len(text))
    return Halves(head=text[:at], tail=text[at:], row=row)


def _placed(document: Document, texts: Sequence[str]) -> list[Passage]:
    """One passage for each text, of which the document is made with a blank line between them."""
    starts = np.cumsum([0, *(len(text) + 2 for text in texts)])
    return [
        Passage(document_id=document.id, start=int(start), text=text)
        for start, text in zip(starts, texts, strict=False)
    ]
