"""A text, sentence by sentence: what each states, and whether the articles support it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

from index.errors import UserError
from index.records import Hit
from index.retrieving import Clock
from index.splitting import Span, sentences
from rag.asking import LONGEST
from rag.combining import Footnotes, added, combine
from rag.decomposing import Kind, Part, decompose
from rag.decomposing.dictated import Dictated
from rag.decomposing.parting import parts_of
from rag.records import LABELS, Citation, Label, Verdict
from rag.verifying import Verifier

if TYPE_CHECKING:
    from rag.asking import Ask
    from rag.generating import Generator

OnDone = Callable[[int, int], None]

_BEGINS = re.compile(r"\n\s*(?=(?:[-*•+>]|#{1,6}|\d{1,2}[.)])\s)|(?<=[a-z]{4}[.!?])(?<!Messrs\.)\s+(?=[A-Z“\"])")
"""Where an item of a list or a heading begins, which is a sentence of its own; or, behind the full stop of a word that
is no abbreviation, a sentence that the splitter did not part from the one before."""
_LEAD = re.compile(r"(?:(?:[-*•+>]|#{1,6}|\d{1,2}[.)])\s+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSentence:
    """A sentence of a text, and what the articles say to it."""

    text: str
    start: int
    """First character in the text, from 0."""
    end: int
    """One past the last: `whole[start:end] == text`."""
    verdict: Verdict | None
    """Of all that it claims, a sub-claim for each part, whose places count from the start of the sentence; None where
    it claims nothing."""
    unjudged: tuple[Part, ...]
    """Parts that cannot be right or wrong by articles, or do not say what they are about."""

    @property
    def label(self) -> Label | None:
        """None where it claims nothing."""
        return self.verdict.label if self.verdict else None

    @property
    def kind(self) -> Kind:
        """A claim where any part of it is."""
        return "claim" if self.verdict else self.unjudged[0].kind

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "kind": self.kind,
            "verdict": self.verdict.to_dict() if self.verdict else None,
            "unjudged": [
                {"text": part.text, "start": part.start, "end": part.end, "kind": part.kind} for part in self.unjudged
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedText:
    """A text with a verdict on each sentence that claims something."""

    text: str
    sentences: tuple[CheckedSentence, ...]
    """In order; what stands between them is white space and signs of lists."""
    citations: tuple[Citation, ...]
    """Of all verdicts; the numbers are those of the verdicts."""
    notes: tuple[str, ...] = ()
    """What a language model proposed and was not taken, or why it was not asked to the end; as sentences."""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds per stage: `divide`, of its sentences into what they claim, and those of all claims together."""

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        """One claim as a text of one sentence, to be shown and exported as texts are."""
        claim = verdict.claim
        sentence = CheckedSentence(text=claim, start=0, end=len(claim), verdict=verdict, unjudged=())
        return cls(text=claim, sentences=(sentence,), citations=verdict.citations, timings_ms=verdict.timings_ms)

    @property
    def claims(self) -> bool:
        """Whether any of its sentences claims something, so that something was looked for."""
        return any(sentence.verdict for sentence in self.sentences)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What was read; not part of the serialised text."""
        return tuple(hit for sentence in self.sentences if sentence.verdict for hit in sentence.verdict.hits)

    def count(self, label: Label) -> int:
        """Sentences with a label."""
        return sum(sentence.label == label for sentence in self.sentences)

    def to_dict(self) -> dict[str, Any]:
        """The shape shared by --json, REST, MCP and Python."""
        return {
            "text": self.text,
            "labels": {label: self.count(label) for label in LABELS},
            "sentences": [sentence.to_dict() for sentence in self.sentences],
            "citations": [citation.to_dict() for citation in self.citations],
            "notes": list(self.notes),
            "timings_ms": dict(self.timings_ms),
        }


def statements(text: str) -> list[Span]:
    """Sentences, headings and items of lists, without the signs before them; a quotation of several is one statement.

    >>> [text[a:b] for text in ["- Spain left.\\n- Italy stayed. It paid."] for a, b in statements(text)]
    ['Spain left.', 'Italy stayed.', 'It paid.']
    """
    found = []
    for start, end in sentences(text):
        borders = [start, *(start + match.end() for match in _BEGINS.finditer(text[start:end])), end]
        for first, last in pairwise(borders):
            lead = _LEAD.match(text, first, last)
            first = lead.end() if lead else first  # noqa: PLW2901 -- what is left of it
            last = first + len(text[first:last].rstrip())  # noqa: PLW2901
            if first < last:
                found.append(Span(first, last))
    return _quotations_whole(text, found)


def _quotations_whole(text: str, spans: Sequence[Span]) -> list[Span]:
    """What somebody is quoted with is not stated by the text: its sentences stay with those that tell who says it."""
    found: list[Span] = []
    for number, (start, end) in enumerate(spans):
        if found and end <= found[-1].end:
            continue
        paragraph = text.find("\n", end)
        ends = [end, *(span.end for span in spans[number + 1 :] if paragraph < 0 or span.end <= paragraph)]
        found.append(Span(start, next((last for last in ends if not _is_open(text[start:last])), end)))
    return found


def _is_open(told: str) -> bool:
    """Whether a quotation is begun in it that does not end there."""
    return told.count("“") > told.count("”") or told.count('"') % 2 == 1


def check_text(
    ask: Ask,
    check: Callable[[Ask], Verdict],
    *,
    on_done: OnDone | None = None,
    model: Generator | None = None,
    verifier: Verifier | None = None,
) -> CheckedText:
    """Every sentence of a text with the verdict on what it claims.

    Args:
        ask: Its question is the text: prose, or a language model's answer.
        check: A claim to its verdict.
        on_done: Called after each sentence with how many are done, and how many there are.
        model: Divides the sentences; None takes rules.
        verifier: By which what it says is held against the sentence; needed with a model.

    Raises:
        UserError: there is no sentence in it.
    """
    text = ask.question
    spans = statements(text)
    if not spans:
        raise UserError("There is no sentence in the text.", hint="Give one: newscheck check --file article.txt")
    dictated = Dictated(model, verifier) if model and verifier else None
    known, found, clock = list[str](), list[CheckedSentence](), Clock()
    for number, span in enumerate(spans, start=1):
        sentence = text[span.start : span.end]
        with clock("divide"):
            parts = _readable(parts_of(sentence, known, decomposer=dictated or decompose))
        known += [part.text for part in parts if part.kind in {"claim", "prediction"}]
        found.append(_checked(sentence, span, parts, lambda claim: check(replace(ask, question=claim))))
        if on_done:
            on_done(number, len(spans))
    notes = dictated.notes if dictated else ()
    took = added([clock.timings_ms, *(sentence.verdict.timings_ms for sentence in found if sentence.verdict)])
    return _numbered(CheckedText(text=text, sentences=tuple(found), citations=(), notes=notes, timings_ms=took))


def _checked(sentence: str, span: Span, parts: Sequence[Part], check: Callable[[str], Verdict]) -> CheckedSentence:
    claims = [part for part in parts if part.kind == "claim"]
    return CheckedSentence(
        text=sentence, start=span.start, end=span.end,
        verdict=combine(sentence, claims, [check(part.text) for part in claims]) if claims else None,
        unjudged=tuple(part for part in parts if part.kind != "claim"),
    )  # fmt: skip


def _numbered(checked: CheckedText) -> CheckedText:
    """With one numbering of all citations; first come those that settle something."""
    told = Footnotes()
    for verdict in (sentence.verdict for sentence in checked.sentences if sentence.verdict):
        quotes = {citation.number: citation for citation in verdict.citations}
        for part in verdict.sub_claims:
            for witness in part.evidence if part.label != "not_enough_evidence" else ():
                told.number(quotes[witness.citation])
    sentences_ = tuple(
        replace(sentence, verdict=told.renumbered(sentence.verdict)) if sentence.verdict else sentence
        for sentence in checked.sentences
    )
    return replace(checked, sentences=sentences_, citations=tuple(told.citations))


def _readable(parts: Sequence[Part]) -> list[Part]:
    """A sentence that is longer than any claim may be is none."""
    return [replace(part, kind="unclear") if len(part.text) > LONGEST else part for part in parts]
