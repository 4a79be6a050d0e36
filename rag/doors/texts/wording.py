"""What every page of a checked text says: what it counts, what stands behind a sentence, which quotes are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from rag.doors.dated import HEADING, rows
from rag.doors.parted import cited, guessed
from rag.doors.wording import KINDS, LABELS, by, count, speakers_of
from rag.records import LABELS as ALL
from rag.texts import CheckedSentence, CheckedText


def counted(checked: CheckedText) -> str:
    """2 supported, 1 refuted; not judged: 1 opinion, 1 question.

    What is not judged is counted by parts of sentences.
    """
    judged = [f"{checked.count(label)} {LABELS[label]}" for label in ALL if checked.count(label)]
    kinds = Counter(part.kind for sentence in checked.sentences for part in sentence.unjudged)
    unjudged = ", ".join(f"{number} {KINDS[kind]}" for kind, number in kinds.items())
    told = f"{count(len(checked.sentences), 'sentence')}: {', '.join(judged) or 'none judged'}"
    return f"{told}; not judged: {unjudged}." if unjudged else f"{told}."


def pieces(checked: CheckedText) -> Iterator[tuple[str, CheckedSentence]]:
    """Each sentence after what stands before it in the text."""
    last = 0
    for sentence in checked.sentences:
        yield checked.text[last : sentence.start], sentence
        last = sentence.end


def told(sentence: CheckedSentence) -> str:
    """What stands behind a sentence in brackets: its label, or what it is instead of a claim."""
    kinds = dict.fromkeys(KINDS[part.kind] for part in sentence.unjudged)
    label = (
        f"{guessed(sentence.verdict)}{LABELS[sentence.label]}{by(speakers_of(sentence.verdict))}"
        if sentence.verdict and sentence.label
        else ""
    )
    return ", ".join([*([label] if label else []), *kinds])


def cited_by(sentence: CheckedSentence) -> tuple[int, ...]:
    """Numbers of the quotes that settle any of its parts."""
    parts = sentence.verdict.sub_claims if sentence.verdict else ()
    return tuple(dict.fromkeys(number for part in parts for number in cited(part)))


def _dated(sentence: CheckedSentence) -> Iterator[int]:
    for point in sentence.verdict.timeline if sentence.verdict else ():
        yield from point.citations


def by_date(sentence: CheckedSentence, names: Mapping[str, str]) -> str:
    """By date: 15 Feb 2020: 16,000, Wire [1] (later: [2]); 9 Jul 2020: 12,000, Wire [2]. Empty where all agree."""
    found = rows(sentence.verdict, names, tabled=False) if sentence.verdict else []
    told = "; ".join(f"{row.when}: {row.value}, {row.who} {row.marks}" for row in found)
    return f"{HEADING} {told}" if told else ""


def settled(checked: CheckedText) -> CheckedText:
    """The same with those citations alone that are shown: of parts that nothing settles the nearest are left out."""
    shown = {number for sentence in checked.sentences for number in (*cited_by(sentence), *_dated(sentence))}
    return replace(checked, citations=tuple(c for c in checked.citations if c.number in shown))
