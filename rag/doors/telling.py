"""Answers and verdicts as a chat shows them: Markdown, with `[n]` marks and a list of the sources.

What comes from articles is escaped: it can make no link, no picture, no mark of ours, and nothing that is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.doors.wording import VERDICTS, as_of, day, instead, lead, quoted, sources_of, sure, weighed
from rag.records import Answer, Citation, Verdict

_MARKUP = re.compile(r"([\\`*_\[\]<>~|&])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where in a text a source is cited."""

    start: int
    """First character of the `[n]`, from 0."""
    end: int
    """One past the last."""
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A text, and every place in it that cites."""

    text: str
    """Markdown."""
    marks: Sequence[Mark]
    """In order; every citation has at least one, in the list of the sources."""

    def pieces(self) -> Iterator[str]:
        """The text line by line, as a stream sends it."""
        return iter(self.text.splitlines(keepends=True))


def tell(said: Answer | Verdict, *, nothing: str | None = None) -> Told:
    """What is said, with its quotes and sources; `nothing` is why there was nothing to read, where that is so."""
    writing = _Writing(said)
    if nothing:
        writing.add(f"{'The articles do not say' if isinstance(said, Answer) else 'Not enough evidence'}: {nothing}.")
    elif isinstance(said, Answer):
        _tell_answer(said, writing)
    else:
        _tell_verdict(said, writing)
    writing.sources()
    return writing.told()


def escaped(text: str) -> str:
    """Text that Markdown shows as it is.

    >>> escaped("![x](http://x) [1] <b>")
    '!\\\\[x\\\\](http://x) \\\\[1\\\\] \\\\<b\\\\>'
    """
    return _MARKUP.sub(r"\\\1", text)


class _Writing:
    """A text that grows, and knows where it cites."""

    def __init__(self, said: Answer | Verdict) -> None:
        self._citations = {citation.number: citation for citation in said.citations}
        self._names = sources_of(said)
        self._text = ""
        self._marks: list[Mark] = []
        self._quoted: set[str] = set()

    def add(self, text: str) -> None:
        self._text += text

    def cite(self, numbers: Iterable[int]) -> None:
        """Marks, each behind a space."""
        for number in numbers:
            self.add(" ")
            self._mark(number)

    def quote(self, number: int, *also: int) -> None:
        """A quote with its mark, and those of others who say the same."""
        citation = self._citations[number]
        self._quoted.add(citation.quote)
        self.add(escaped(quoted(citation.quote)))
        self.cite([number, *also])

    def source(self, number: int) -> str:
        return escaped(self._names[self._citations[number].article_id])

    def sources(self) -> None:
        """Every citation, with its quote where that was not shown."""
        self.add("\n\nSources:\n" if self._citations else "")
        for citation in self._citations.values():
            self.add("\n- ")
            self._mark(citation.number)
            self.add(f" {_linked(citation)}, {day(citation.published)}, {self.source(citation.number)}")
            if citation.quote not in self._quoted:
                self._quoted.add(citation.quote)
                self.add(f": {escaped(quoted(citation.quote))}")

    def told(self) -> Told:
        return Told(text=self._text, marks=tuple(self._marks))

    def _mark(self, number: int) -> None:
        start = len(self._text)
        self.add(f"[{number}]")
        self._marks.append(Mark(start=start, end=len(self._text), citation=self._citations[number]))


def _tell_answer(answer: Answer, writing: _Writing) -> None:
    if answer.status == "not_in_articles":
        writing.add(weighed(f"The articles do not say ({sure(answer.confidence)} of that).", answer))
        _tell_nearest(answer, writing)
    elif answer.status == "conflicting":
        writing.add("The articles differ:\n")
        for other in answer.alternatives:
            first, *rest = other.citations
            writing.add(f"\n- **{escaped(other.answer)}** ({day(other.as_of)}, {writing.source(first)}): ")
            writing.quote(first, *rest)
    else:
        _tell_short(answer, writing)


def _tell_short(answer: Answer, writing: _Writing) -> None:
    facts = f" ({as_of(answer.as_of)}, {sure(answer.confidence)})"
    if answer.answer:
        writing.add(f"{lead(answer)}**{escaped(answer.answer)}**")
        writing.cite(citation.number for citation in answer.citations)
        writing.add(f"{facts}\n\n")
    else:
        writing.add(f"{lead(answer).strip() or 'The articles say'}{facts}:\n\n")
    writing.quote(answer.citations[0].number)


def _tell_verdict(verdict: Verdict, writing: _Writing) -> None:
    if verdict.label == "not_enough_evidence":
        writing.add(weighed(f"Not enough evidence ({sure(verdict.confidence)} of that).", verdict))
        _tell_nearest(verdict, writing)
        return
    facts = f" ({as_of(verdict.as_of)}, {sure(verdict.confidence)})"
    writing.add(f"**{weighed(VERDICTS[verdict.label], verdict)}**{facts}{escaped(instead(verdict))}.\n")
    if verdict.label != "conflicting":
        writing.add("\n")
        writing.quote(verdict.citations[0].number)
        return
    for witness in (witness for part in verdict.sub_claims for witness in part.evidence):
        published = writing.source(witness.citation)
        writing.add(f"\n- {witness.stance} ({published}): ")
        writing.quote(witness.citation)


def _tell_nearest(said: Answer | Verdict, writing: _Writing) -> None:
    for citation in said.citations[:1]:
        writing.add("\n\nNearest: ")
        writing.quote(citation.number)


def _linked(citation: Citation) -> str:
    title = escaped(citation.title or "(no title)")
    return f"[{title}](<{citation.url}>)" if citation.url and not set(citation.url) & set("<>\n") else title
