"""How days, odds, titles and commands are worded: text only, for a terminal of any kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from index.records import Copy, Document, Hit
from rag.records import Answer, Citation, Verdict

if TYPE_CHECKING:
    from rag.following import Understood

LABELS = {
    "supported": "supported",
    "refuted": "refuted",
    "conflicting": "the articles differ",
    "not_enough_evidence": "not enough evidence",
}
"""How labels are told within a sentence."""

KINDS = {
    "opinion": "opinion",
    "question": "question",
    "prediction": "prediction or plan",
    "no_statement": "no statement",
    "unclear": "unclear who or what is meant",
}
"""How parts of a text are told that are not judged."""

VERDICTS = {"supported": "Supported", "refuted": "Refuted", "conflicting": "The articles differ"}
"""How the labels of claims that are settled are told."""


def day(value: date | None) -> str:
    """15 Feb 2020, or that there is no date."""
    return f"{value.day} {value:%b %Y}" if value else "no date"


def as_of(value: date | None) -> str:
    """As of which day something was published, where that is known."""
    return f"as of {day(value)}" if value else "undated"


def sure(confidence: float) -> str:
    """93 % sure; never 0 or 100, which nobody can know."""
    return f"{min(99, max(1, round(confidence * 100)))} % sure"


def lead(said: Answer | Verdict) -> str:
    """What stands before a guess: what is more likely wrong than right is not told as a fact."""
    return "" if said.confidence >= 0.5 else "Perhaps "


def guessed(answer: Answer) -> str:
    """The short answer behind its lead: "Perhaps no"."""
    told = answer.answer or ""
    return told.lower() if lead(answer) and told in {"Yes", "No"} else told


def weighed(told: str, said: Answer | Verdict) -> str:
    """A sentence of ours, with its lead."""
    before = lead(said)
    return f"{before}{told[0].lower()}{told[1:]}" if before else told


def derivation(answer: Answer) -> str | None:
    """What the short answer comes to, and how; None where it needs no reckoning."""
    return f"Derived: {answer.derived.working}." if answer.derived else None


def by(speakers: Sequence[str]) -> str:
    """Behind a label: by whose words alone it stands; nothing where an article says it itself.

    >>> f"Supported{by(['Ann Lee', 'the police'])}"
    'Supported, as said by Ann Lee and the police'
    """
    *most, last = speakers or [""]
    return f", as said by {', '.join(most)}{' and ' if most else ''}{last}" if speakers else ""


def speakers_of(verdict: Verdict) -> tuple[str, ...]:
    """By whose words alone a verdict stands: of all the parts that settle it, each rests on somebody's words."""
    parts = [part.attributed_to for part in verdict.sub_claims if part.label == verdict.label]
    return tuple(dict.fromkeys(who for part in parts for who in part)) if all(parts) else ()


def headed(verdict: Verdict) -> str:
    """Supported, as said by Ann Lee"""
    return f"{VERDICTS.get(verdict.label, 'Not enough evidence')}{by(speakers_of(verdict))}"


def instead(verdict: Verdict) -> str:
    """What the cited sentence gives for the claim's number, where that is beyond doubt."""
    from rag.comparing import difference
    from rag.explaining import plain

    first = verdict.citations[0] if verdict.label == "refuted" else None
    found = difference(verdict.claim, first.quote, first.published) if first else None
    return f": the article says {plain(found.told)}" if found else ""


def heard_as(understood: Understood, typed: str) -> str | None:
    """How a question was understood, where that is not as it was typed, or a language model failed at it."""
    otherwise = understood.question != " ".join(typed.split())
    return understood.note or (f"asked as: “{understood.question}”" if otherwise else None)


def count(number: int, noun: str) -> str:
    """1 article, 2 articles."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def printable(line: str) -> str:
    r"""A line with what would not be seen, or move the cursor, as escapes: names of files may hold anything.

    >>> printable("a\nb.txt")
    'a\\nb.txt'
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)


def shortened(text: str, most: int) -> str:
    """One line of at most so many characters, cut between words, or within one where no space is near.

    >>> shortened("The dam held all night.", 16)
    'The dam held ...'
    >>> shortened("大坝整夜都没有决口居民们都平安无事", 14)
    '大坝整夜都没有决口居 ...'
    """
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 4]
    words = text[: most - 3].rpartition(" ")[0]
    return f"{words if len(words) > most // 2 else cut} ..."


def quoted(quote: str) -> str:
    """A quote on one line, between marks that it does not hold itself: what it holds stays letter by letter."""
    line = " ".join(quote.split())
    return f"‘{line}’" if set(line) & set('“”"') else f"“{line}”"


def title_of(document: Document) -> str:
    """Its title, or how it begins."""
    return document.title or shortened(document.text, 70)


def facts_of(document: Document, *, with_language: bool = False) -> str:
    """When, by whom, where from, and the id that `show` takes."""
    published = document.published.isoformat() if document.published else "no date"
    facts = [published, document.source, document.author, document.language if with_language else None]
    return ", ".join(filter(None, [*facts, document.url or Path(document.origin).name, f"id {document.id[:8]}"]))


def place_of(citation: Citation, source: str) -> str:
    """When and where a quote was published, where in the article it stands, and who tells the story in other words."""
    published = citation.published.isoformat() if citation.published else "no date"
    page = f"page {citation.page}" if citation.page else ""
    place = ", ".join(filter(None, (published, source, page, f"characters {citation.start}-{citation.end}")))
    return "; edited in: ".join(filter(None, (place, tellers(citation.copies))))


NAMED = 5
"""Copies of a story that are named, of however many."""


def tellers(copies: Sequence[Copy]) -> str:
    """Who tells a story as well, and when; empty where nobody does.

    >>> tellers([Copy(article_id="67efb110", title="", source="Wire", url=None, published=date(2020, 2, 15))])
    'Wire (15 Feb 2020)'
    """
    hosts = [urlsplit(copy.url).hostname if copy.url else None for copy in copies]
    names = [copy.source or host or copy.title or copy.article_id[:8] for copy, host in zip(copies, hosts, strict=True)]
    told = [f"{shortened(name, 60)} ({day(copy.published)})" for name, copy in zip(names, copies, strict=True)]
    more = [f"and {len(told) - NAMED:,} more"] if len(told) > NAMED else []
    return ", ".join([*told[:NAMED], *more])


IN_CHAT = "/"
"""What stands before commands within a conversation, where it is known which answer is meant."""


def opening(citation: Citation, command: str) -> str:
    """The command that shows a quote in its article."""
    if command == IN_CHAT:
        return f"open: {command}show {citation.number}"
    return f"open: {command} show {citation.article_id[:8]} --citation {citation.number}"


def listing(command: str) -> str:
    """The command that lists what is stored."""
    return f"{command}list" if command == IN_CHAT else f"{command} list"


class Cited(Protocol):
    """An answer, a verdict or a checked text."""

    @property
    def citations(self) -> Sequence[Citation]:
        """By number."""

    @property
    def hits(self) -> Sequence[Hit]:
        """What was read."""


def sources_of(said: Cited) -> dict[str, str]:
    """Article id -> source, or the host or file name that stands in for one that is not known."""
    documents = [document for hit in said.hits for document in (hit.document, *hit.copies)]
    names = {d.id: (urlsplit(d.url).hostname if d.url else None) or Path(d.origin).name for d in documents}
    return {c.article_id: c.source or names.get(c.article_id, "") for c in said.citations}


def retellings(citations: Sequence[Citation]) -> dict[Citation, list[Citation]]:
    """Each quote's first citation -> the others of the very same words, which are copies of one story."""
    first: dict[str, Citation] = {}
    told: dict[Citation, list[Citation]] = {}
    for citation in citations:
        if citation.quote in first:
            told[first[citation.quote]].append(citation)
        else:
            first[citation.quote] = citation
            told[citation] = []
    return told


def nothing_passes(*, passing: int, stored: int) -> str | None:
    """Why there was nothing to read, or None where there was something."""
    if not stored:
        return "the archive holds no articles"
    if not passing:
        return f"no stored article passes these filters (of {stored:,} stored)"
    return None
