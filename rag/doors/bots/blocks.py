"""What a bot tells, in parts that no platform has a say in yet; each platform draws them in its own signs.

A part is never divided between two messages: a quote keeps its mark. Text is as it is here, and is escaped where it
is drawn. What opens a citation is a word of ours: a title that an article chose may be no label of a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote as percent_encoded
from urllib.parse import urlencode

from rag.doors.dated import HEADING, Row
from rag.doors.wording import quoted, shortened
from rag.naming import copy_of, credit, judged, own_address, title_of, where
from rag.records import Answer, Citation, Verdict, Written
from rag.rendering import Link, fill

LONGEST_ADDRESS = 1_000
"""Characters of a link: with a longer one there would be no room for what it leads to."""

LONGEST = 4_000
"""Characters of a quote or a sentence: no platform's message has more."""

LONGEST_NAME = 120
"""Characters of a source's name."""

LONGEST_TITLE = 300
"""Characters of a title, or of what stands out."""

_SHORTEST = 8
"""Characters that are left of any words; marks have fewer."""

_IN_URLS = ":/?#[]@!$&'*+,;=%~-._"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of one kind."""

    text: str
    strong: bool = False
    quoted: bool = False
    """Letters of an article, or of a question: they stand between marks."""
    cut: bool = False
    """Whether the quote goes on."""
    address: str | None = None
    """What the words lead to; safe in every platform's links."""

    @property
    def shown(self) -> str:
        """As a reader sees it; that a quote was cut is told outside of it."""
        return f"{quoted(self.text)}{' ...' if self.cut else ''}" if self.quoted else self.text

    def shortened(self, most: int) -> Run:
        """With so many characters of its text at most."""
        text = shortened(self.text, most)
        return replace(self, text=text.removesuffix(" ..."), cut=True) if self.quoted else replace(self, text=text)


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What stays together."""

    kind: Literal["said", "quote", "source"]
    """The last line of a quote is the quote itself; a source is told in smaller letters, where there are such."""
    lines: tuple[Line, ...]

    def fitting(self, most: int, size: Callable[[Part], int]) -> Part:
        """Itself, or with its longest words shortened until its size is `most` at most."""
        over, longest = size(self) - most, max((run for line in self.lines for run in line), key=lambda r: len(r.text))
        if over <= 0 or len(longest.text) <= _SHORTEST:
            return self
        shorter = longest.shortened(max(len(longest.text) - max(over // 2, _SHORTEST), _SHORTEST))
        lines = (tuple(shorter if run is longest else run for run in line) for line in self.lines)
        return replace(self, lines=tuple(lines)).fitting(most, size)


def parts_of(
    said: Answer | Verdict,
    *,
    link: Link = own_address,
    nothing: str | None = None,
    asked: str | None = None,
    note: str | None = None,
) -> list[Part]:
    """An answer or a verdict, every citation of it marked once.

    Args:
        said: What is told.
        link: What opens a citation.
        nothing: Why there was nothing to read, where that is so.
        asked: The question in full, where it was typed otherwise.
        note: Why a language model did not put it in full, where that is so.
    """
    blocks = _Blocks(link)
    if note:
        blocks.parts += plainly(note)
    if asked:
        blocks.parts.append(Part(kind="said", lines=((Run(text="asked as: "), Run(text=asked, quoted=True)),)))
    fill(blocks, said, nothing=nothing)
    return blocks.parts


def plainly(text: str) -> list[Part]:
    """Words of ours."""
    return [Part(kind="said", lines=((Run(text=text),),))]


def opening_at(page: str | None) -> Link:
    """A link to the highlighted sentence, where `newscheck serve` has an address; else to the article's own."""
    if page is None:
        return own_address
    start = page.rstrip("/")
    return lambda c: f"{start}/?{urlencode({'article': c.article_id, 'start': c.start, 'end': c.end})}"


def units(text: str) -> int:
    """UTF-16 code units: as platforms count or more, and never fewer than characters."""
    return len(text) + len(re.findall(r"[^\u0000-\uffff]", text))


def packed(parts: Iterable[Part], *, most: int, size: Callable[[Part], int], count: int) -> Iterator[list[Part]]:
    """Parts as messages: in order, so many to each, none larger than allowed.

    Args:
        parts: What is told, each small enough for a message.
        most: Size of a message; a line end stands between two parts.
        size: Of a part, as it is drawn.
        count: Parts of a message.
    """
    message: list[Part] = []
    filled = 0
    for part in parts:
        needed = size(part) + 1
        if message and (filled + needed > most + 1 or len(message) == count):
            yield message
            message, filled = [], 0
        message.append(part)
        filled += needed
    if message:
        yield message


class _Blocks:
    """A page of parts."""

    def __init__(self, link: Link) -> None:
        self.parts: list[Part] = []
        self._link = link

    def lead(self, told: str, detail: str) -> None:
        """What stands out."""
        self.parts.append(Part(kind="said", lines=(_led(told, detail),)))

    def further(self, question: str) -> None:
        """What else is asked."""
        self.parts.append(Part(kind="said", lines=((Run(text=shortened(question, LONGEST), strong=True),),)))

    def written(self, written: Written) -> None:
        """A language model's sentences, each with its marks."""
        for sentence in written.sentences:
            before, after = judged(sentence)
            marks = tuple(Run(text=f" [{number}]") for number in sentence.citations)
            line = (Run(text=before), Run(text=shortened(sentence.text, LONGEST)), *marks, Run(text=after))
            self.parts.append(Part(kind="said", lines=(tuple(run for run in line if run.text),)))
        if told := credit(written):
            self.parts += plainly(told)

    def explanation(self, told: str) -> None:
        """Why a verdict is what it is."""
        self.parts += plainly(told)

    def timeline(self, found: Sequence[Row]) -> None:
        """A line for each value."""
        told = (f"{row.when}: {shortened(row.value, LONGEST_NAME)}, {row.who} {row.marks}" for row in found)
        for line in (HEADING, *told):
            self.parts += plainly(line)

    def quote(self, told: str, detail: str, citation: Citation) -> None:
        """A quote with its mark, after what it says."""
        above = (_led(told, detail),) if told else ()
        words = Run(text=" ".join(citation.quote.split()), quoted=True)
        line = (words if len(words.text) <= LONGEST else words.shortened(LONGEST), _mark(citation))
        self.parts.append(Part(kind="quote", lines=(*above, line)))

    def source(self, citation: Citation, name: str) -> None:
        """What a number stands for, and what opens it."""
        title = (Run(text=f"[{citation.number}] "), Run(text=shortened(title_of(citation), LONGEST_TITLE)))
        place = (Run(text=where(citation, shortened(name, LONGEST_NAME))), *self._open(citation))
        self.parts.append(Part(kind="source", lines=(title, place)))

    def copies(self, citations: Sequence[Citation], names: Mapping[str, str]) -> None:
        """Who else tells the same, and what opens that."""
        for citation in citations:
            name = copy_of(citation, shortened(names[citation.article_id], LONGEST_NAME))
            line = (Run(text=f"also in: {name}"), _mark(citation), *self._open(citation))
            self.parts.append(Part(kind="source", lines=(line,)))

    def _open(self, citation: Citation) -> tuple[Run, ...]:
        address = percent_encoded(self._link(citation) or "", safe=_IN_URLS)
        if len(address) > LONGEST_ADDRESS:
            return (Run(text=", its address is too long for a link"),)
        return (Run(text=", "), Run(text="open", address=address)) if address else ()


def _led(told: str, detail: str) -> Line:
    """What stands out, more about it in brackets, and a colon last where there is one."""
    words, colon = (told[:-1], ":") if told.endswith(":") else (told, "")
    more = f" ({shortened(detail, LONGEST_TITLE)}){colon}" if detail else colon
    line = (Run(text=shortened(words, LONGEST_TITLE), strong=True), Run(text=more))
    return tuple(run for run in line if run.text)


def _mark(citation: Citation) -> Run:
    return Run(text=f" [{citation.number}]")
