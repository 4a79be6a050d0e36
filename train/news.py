"""Questions beside what our own retriever finds for them in the news articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from random import Random

from eval.cases import load_cases
from eval.measures import holds
from eval.records import Case
from eval.retrieval import article_names, open_variant
from index.archive import Archive
from index.records import Hit
from index.retrieving import Retriever
from index.splitting import Span
from index.urls import tidy_url
from rag.settings import Settings
from train.cloze import occurrences
from train.heldout import HeldOut
from train.records import Example

ANSWERING, MISLEADING = 3, 5
"""Passages taken for a question at most: that hold its answer, and that do not."""

DEPTH = 20
"""Hits among which they are looked for."""

OWN, OTHERS = 2, 3
"""Passages taken for a question that was made of an article at most: of that article, and of others."""

DAYS = 7
"""Articles that are not further apart may tell the same story."""

OFTEN = 6
"""An answer that stands more often than this in a passage is hardly what the passage is about: which one is meant?"""


def weak(data: Path, archive: Archive, settings: Settings, held: HeldOut) -> Iterator[Example]:
    """The weakly labelled quiz questions, beside passages of articles that are said to answer, and beside others.

    Args:
        data: Folder of the public data.
        archive: Of the articles.
        settings: For the retriever.
        held: Questions and articles that are left out.
    """
    retriever = open_variant(archive, settings)
    for case in load_cases("news-weak", data).cases:
        if not held.asks(case):
            yield from _around(case, _found(retriever, case.question, held), archive)


def mined(made: Sequence[Example], archive: Archive, settings: Settings, held: HeldOut) -> Iterator[Example]:
    """Questions made of articles as queries: what is found of the article is relevant, and what else is found is not.

    An article of the same days that holds the answer is not taken, nor one of an unknown day, nor a copy: they may tell
    the same.

    Args:
        made: Answered ones from `train.cloze.cloze`; their groups are the articles' URLs.
        archive: Of the articles.
        settings: For the retriever.
        held: Articles of which no passage is taken.
    """
    retriever = open_variant(archive, settings)
    days = {document.url: document.published for document in archive.documents()}
    for example in made:
        answer, url = example.passage[slice(*example.spans[0])], tidy_url(example.group)[0]
        hits = _found(retriever, example.question, held)
        own = [hit for hit in hits if hit.document.url == url]
        others = [
            hit for hit in hits
            if url not in _urls(hit) and (not holds(hit.passage.text, [answer]) or _far(hit, days.get(url)))
        ]  # fmt: skip
        for hit in (*own[:OWN], *others[:OTHERS]):
            spans = occurrences(answer, hit.passage.text) if hit in own else ()
            yield Example(
                question=example.question, passage=hit.passage.text, title=hit.document.title, spans=spans,
                answerable=float(bool(spans)), relevant=float(hit in own), source="mined", group=example.group,
            )  # fmt: skip


def some(made: Sequence[Example], rng: Random, count: int) -> list[Example]:
    """So many answered questions, each once."""
    by_question = {example.question: example for example in made if example.spans}
    return [by_question[question] for question in rng.sample(sorted(by_question), min(count, len(by_question)))]


def keep(examples: Iterable[Example], file: Path) -> list[Example]:
    """What was made before, or what is made now, as JSON lines."""
    if file.exists():
        return [_example(json.loads(line)) for line in file.read_text().splitlines()]
    found = list(examples)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text("".join(json.dumps(asdict(example)) + "\n" for example in found))
    fresh.replace(file)
    return found


def _found(retriever: Retriever, question: str, held: HeldOut) -> list[Hit]:
    """The first hits, without those that tell what an article held out does."""
    hits = retriever.retrieve(question, limit=DEPTH).hits
    return [hit for hit in hits if not any(map(held.tells, _urls(hit)))]


def _urls(hit: Hit) -> set[str | None]:
    """Of its article and of the copies of that."""
    return {document.url for document in (hit.document, *hit.copies)}


def _around(case: Case, hits: Sequence[Hit], archive: Archive) -> Iterator[Example]:
    answer = case.answers[0].strip("“”\"' ")
    told = [hit for hit in hits if article_names(archive, hit) & case.holding and holds(hit.passage.text, [answer])]
    other = [hit for hit in hits if not holds(hit.passage.text, [answer])]
    for hit in told[:ANSWERING]:
        spans = occurrences(answer, hit.passage.text)
        if 0 < len(spans) <= OFTEN:
            yield _read(case, hit, spans=spans, answerable=1.0, relevant=1.0)
    for hit in other[:MISLEADING]:
        own = bool(article_names(archive, hit) & case.holding)
        yield _read(case, hit, spans=(), answerable=0.0, relevant=None if own else 0.0)


def _read(case: Case, hit: Hit, *, spans: tuple[Span, ...], answerable: float, relevant: float | None) -> Example:
    return Example(
        question=case.question, passage=hit.passage.text, title=hit.document.title, spans=spans,
        answerable=answerable, relevant=relevant, source="news-weak", group=case.id,
    )  # fmt: skip


def _far(hit: Hit, published: date | None) -> bool:
    """Whether it is of other days for sure."""
    other = hit.document.published
    return other is not None and published is not None and abs((other - published).days) > DAYS


def _example(record: dict[str, object]) -> Example:
    spans = record.pop("spans")
    assert isinstance(spans, list)
    return Example(**record, spans=tuple(Span(*span) for span in spans))  # type: ignore[arg-type]
