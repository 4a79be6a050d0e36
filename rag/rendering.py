"""Answers and verdicts as the text of a chat: `[n]` marks, and a list of the sources that they stand for.

`fill` chooses the words and their order, for any page; the page of this module is text, plain or Markdown.

    16,000 (as of 15 Feb 2020, 81 % sure)
    “The US troops account for half of the 16,000 soldiers affiliated with the RSM.” [1]

    [1] Iraq: Washington to strengthen presence of NATO
        2020-02-15, Middle East Monitor, characters 826-914, article 67efb110

Every citation is marked once: where its quote stands, or, as a copy of a story, where its source is named. In
Markdown what comes from articles is escaped, so that a quote makes neither link nor picture, and no mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rag.doors.dated import HEADING, Row, later, rows, values
from rag.doors.wording import (
    VERDICTS,
    as_of,
    day,
    derivation,
    guessed,
    headed,
    instead,
    lead,
    quoted,
    retellings,
    sources_of,
    sure,
    weighed,
)
from rag.naming import copy_of, credit, judged, own_address, title_of, where
from rag.pages import Page
from rag.records import Answer, Citation, Verdict, Written, WrittenSentence

Link = Callable[[Citation], str | None]
"""The address that opens a citation, or None."""

CITED = "Cited above"
"""Before a quote that a written sentence cites, where articles differ and none of the values is its own."""

NEAREST = ("Nearest:", "")
"""Before a sentence that settles nothing."""

SPECIAL = re.compile(r"[\\`*_\[\]<>|~&$]")
_UNSAFE = {ord(character): f"%{ord(character):02X}" for character in ' <>"\\^`{|}'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a text rests on a citation."""

    citation: Citation
    start: int
    """First character, in the text, of the quote or the source's name; from 0."""
    end: int
    """One past the last of its `[n]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A text, and what each of its parts rests on."""

    text: str
    marks: tuple[Mark, ...]
    """One for each citation, in the order of the text."""


def rendered(
    said: Answer | Verdict, *, markdown: bool = False, nothing: str | None = None, link: Link | None = None
) -> str:
    """The text alone; arguments as for `lay_out`."""
    return lay_out(said, markdown=markdown, nothing=nothing, link=link).text


def lay_out(
    said: Answer | Verdict, *, markdown: bool = False, nothing: str | None = None, link: Link | None = None,
    heard: str | None = None,
) -> Rendering:  # fmt: skip
    """What was said as a text with marks and sources.

    Args:
        said: An answer or a verdict.
        markdown: False gives plain text, whose quotes are the article's letters (on one line).
        nothing: Why there was nothing to read, where that is so.
        link: What a source leads to; None takes the article's own web address.
        heard: How the question was understood, where that is to be told before all.
    """
    page = _Text(markdown=markdown, link=link or own_address)
    page.heard(heard)
    fill(page, said, nothing=nothing)
    return Rendering(text="".join(page.parts), marks=tuple(page.marks))


def beginning(heard: str | None, said: Answer | None, sentences: Sequence[WrittenSentence]) -> str:
    """What the Markdown of `lay_out` begins with, as far as that is known while a language model writes.

    Args:
        heard: As there.
        said: The answer without the language model, for which there was something to read; None while it is not known.
        sentences: What is written until now.
    """
    page = _Text(markdown=True, link=own_address)
    page.heard(heard)
    if said:
        page.lead(*_head(said, None))
    for sentence in sentences:
        page.sentence(sentence)
    return "".join(page.parts)


def fill(page: Page, said: Answer | Verdict, *, nothing: str | None = None) -> None:
    """Tell an answer or a verdict on a page: every citation once, as a quote with its source or as a copy.

    Args:
        page: Where to.
        said: An answer or a verdict.
        nothing: Why there was nothing to read, where that is so.
    """
    page.lead(*_head(said, nothing))
    if isinstance(said, Answer) and said.written and not nothing:
        page.written(said.written)
    derived = derivation(said) if isinstance(said, Answer) and not nothing else None
    if derived:
        page.explanation(derived)
    if isinstance(said, Verdict) and said.explanation and not nothing:
        page.explanation(said.explanation)
    names, told = sources_of(said), retellings(said.citations)
    leads = _sides(said, names) if isinstance(said, Verdict) else _values(said, names)
    for citation in told:
        page.quote(*leads.get(citation.number, ("", "")), citation)
    if found := rows(said, names):
        page.timeline(found)
    for citation, copies in told.items():
        page.source(citation, names[citation.article_id])
        page.copies(copies, names)
    for other in said.also if isinstance(said, Answer) and not nothing else ():
        page.further(other.question)
        fill(page, other)


def _head(said: Answer | Verdict, nothing: str | None) -> tuple[str, str]:
    """(what is said, as of when and how sure that is)"""
    if isinstance(said, Verdict):
        label = VERDICTS.get(said.label)
        told = weighed(f"{headed(said)}, {sure(said.confidence)}{instead(said)}.", said)
        return (f"Not enough evidence: {nothing}.", "") if nothing else (told, as_of(said.as_of) if label else "")
    if nothing:
        return f"The articles do not say: {nothing}.", ""
    if said.status == "not_in_articles":
        return weighed("The articles do not say.", said), f"{sure(said.confidence)} of that"
    if said.status == "conflicting":
        return "The articles differ.", ""
    short = f"{lead(said)}{guessed(said)}" if said.answer else f"{lead(said).strip() or 'The articles say'}:"
    return short, f"{as_of(said.as_of)}, {sure(said.confidence)}"


def _values(answer: Answer, names: dict[str, str]) -> dict[int, tuple[str, str]]:
    """Citation -> (the value that it gives, when and by whom), where articles differ."""
    if answer.status == "answered":
        others = {number for number, value in values(answer).items() if value != answer.answer}
        others -= {citation.number for citation in answer.citations[:1]}
        return {c.number: _valued(answer, c, names, "") for c in answer.citations if c.number in others}
    if answer.status == "not_in_articles":
        return {citation.number: NEAREST for citation in answer.citations}
    written = answer.written.sentences if answer.written else ()
    given = dict.fromkeys((number for sentence in written for number in sentence.citations), CITED)
    given |= {number: alternative.answer for alternative in answer.alternatives for number in alternative.citations}
    given = values(answer) | given
    return {c.number: (f"{given.get(c.number, answer.answer)}:", _dated(answer, c, names)) for c in answer.citations}


def _sides(verdict: Verdict, names: dict[str, str]) -> dict[int, tuple[str, str]]:
    """Citation -> (the side that it takes, when and by whom), where they take several."""
    if verdict.label == "not_enough_evidence":
        return {citation.number: NEAREST for citation in verdict.citations}
    stances = {witness.citation: witness.stance for part in verdict.sub_claims for witness in part.evidence}
    if len(set(stances.values())) < 2 and not verdict.timeline:
        return {}
    return {c.number: _valued(verdict, c, names, stances.get(c.number, "")) for c in verdict.citations}


def _valued(said: Answer | Verdict, citation: Citation, names: dict[str, str], side: str) -> tuple[str, str]:
    """(the side and the value of a quote, when and by whom it is told, and what is told later)"""
    told = ", ".join(filter(None, (side, values(said).get(citation.number, "")))) or "also"
    return f"{told}:", _dated(said, citation, names)


def _dated(said: Answer | Verdict, citation: Citation, names: dict[str, str]) -> str:
    who = ", ".join(filter(None, (day(citation.published), names[citation.article_id])))
    return "; ".join(filter(None, (who, later(said, citation.number))))


class _Text:
    """A text as it grows, and where its marks are."""

    def __init__(self, *, markdown: bool, link: Link) -> None:
        self.parts: list[str] = []
        self.marks: list[Mark] = []
        self._sourced = False
        self._markdown = markdown
        self._link = link
        self._gap, self._break = ("\n\n", "  \n") if markdown else ("\n", "\n    ")

    def lead(self, told: str, detail: str) -> None:
        """What stands out, and more about it in brackets; a colon comes last."""
        told, colon = (told[:-1], ":") if told.endswith(":") else (told, "")
        strong = f"**{self._shown(told)}**" if self._markdown else told
        self.parts.append(f"{strong} ({self._shown(detail)}){colon}" if detail else f"{strong}{colon}")

    def further(self, question: str) -> None:
        """On a line of its own, behind the sources of what is asked before."""
        strong = f"**{self._shown(question)}**" if self._markdown else question
        self.parts.append(f"\n\n{strong}{self._gap}")
        self._sourced = False

    def heard(self, told: str | None) -> None:
        """How the question was understood, where that is told."""
        if told:
            self.parts.append(f"{self._shown(told)}\n\n")

    def sentence(self, sentence: WrittenSentence) -> None:
        """A language model's, with the numbers of what is quoted after them."""
        marks = "".join(f" [{number}]" for number in sentence.citations)
        before, after = judged(sentence)
        self.parts.append(f"{self._gap}{before}{self._shown(sentence.text)}{marks}{self._shown(after)}")

    def written(self, written: Written) -> None:
        """All of its sentences, and who wrote them."""
        for sentence in written.sentences:
            self.sentence(sentence)
        told = credit(written)
        self.parts.append(f"{self._gap}{self._shown(told)}" if told else "")

    def explanation(self, told: str) -> None:
        """As it is."""
        self.parts.append(f"{self._gap}{self._shown(told)}")

    def timeline(self, found: Sequence[Row]) -> None:
        """As a list; the numbers are marked where the quotes stand."""
        self.parts.append(f"{self._gap}{HEADING}")
        for row in found:
            self.parts.append(f"{self._gap}- {self._shown(f'{row.when}: {row.value}, {row.who}')} {row.marks}")

    def quote(self, told: str, detail: str, citation: Citation) -> None:
        """A quote with its mark, after what it says."""
        self.parts.append(self._gap)
        if told:
            self.parts.append("- ")
            self.lead(told, detail)
            self.parts.append(" ")
        self._mark(quoted(citation.quote), citation)

    def source(self, citation: Citation, name: str) -> None:
        """What a number stands for."""
        title, address = self._shown(title_of(citation)), self._link(citation)
        if address and self._markdown:
            title = f"[{title}](<{address.translate(_UNSAFE)}>)"
        between = self._gap if self._sourced else "\n\n"
        place = self._shown(where(citation, name))
        self.parts.append(f"{between}[{citation.number}] {title}{self._break}{place}")
        if address and not self._markdown:
            self.parts.append(self._break + address)
        self._sourced = True

    def copies(self, citations: Sequence[Citation], names: Mapping[str, str]) -> None:
        """Who else tells the same in the same words, and when."""
        for index, citation in enumerate(citations):
            self.parts.append(", " if index else f"{self._break}also in: ")
            self._mark(copy_of(citation, names[citation.article_id]), citation)

    def _mark(self, supported: str, citation: Citation) -> None:
        start = sum(map(len, self.parts))
        self.parts.append(f"{self._shown(supported)} [{citation.number}]")
        self.marks.append(Mark(citation=citation, start=start, end=start + len(self.parts[-1])))

    def _shown(self, text: str) -> str:
        """What may come from articles, with Markdown's signs escaped."""
        return SPECIAL.sub(r"\\\g<0>", text) if self._markdown else text
