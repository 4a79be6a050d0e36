"""Questions and headlines beside what our own retriever finds for them in the news articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random

from eval.cases import load_cases
from eval.measures import holds
from eval.records import Case
from eval.retrieval import article_names, open_variant
from index.archive import Archive
from index.records import Hit
from index.splitting import Span
from rag.settings import Settings
from train.cloze import occurrences
from train.records import Example

ANSWERING, MISLEADING = 3, 5
"""Passages taken for a question at most: that hold its answer, and that do not."""

DEPTH = 20
"""Hits among which they are looked for."""

OFTEN = 6
"""An answer that stands more often than this in a passage is hardly what the passage is about: which one is meant?"""


def weak(data: Path, archive: Archive, settings: Settings) -> Iterator[Example]:
    """The weakly labelled quiz questions, beside passages of articles that are said to answer, and beside others."""
    retriever = open_variant(archive, settings)
    for case in load_cases("news-weak", data).cases:
        hits = retriever.retrieve(case.question, limit=DEPTH).hits
        yield from _around(case, hits, archive)


def headlines(archive: Archive, settings: Settings, rng: Random, count: int) -> Iterator[Example]:
    """Titles of articles as queries: a passage of the article is relevant, what else is found is not.

    Stories told by several articles make some of the latter wrong; an article of the same week is not taken.
    """
    retriever = open_variant(archive, settings)
    documents = [d for d in archive.documents() if len(d.title.split()) >= 5]
    for document in rng.sample(documents, min(count, len(documents))):
        hits = retriever.retrieve(document.title, limit=DEPTH).hits
        own = [hit for hit in hits if hit.document.id == document.id][:1]
        others = [hit for hit in hits if _far(hit, document.published, days=7) and hit.document.id != document.id]
        for hit in (*own, *others[: 2 * len(own)]):
            yield Example(
                question=document.title, passage=hit.passage.text, relevant=float(hit.document.id == document.id),
                source="headlines", group=document.id,
            )  # fmt: skip


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


def _far(hit: Hit, published: object, *, days: int) -> bool:
    other = hit.document.published
    return other is None or published is None or abs((other - published).days) > days  # type: ignore[operator]


def _example(record: dict[str, object]) -> Example:
    spans = record.pop("spans")
    assert isinstance(spans, list)
    return Example(**record, spans=tuple(Span(*span) for span in spans))  # type: ignore[arg-type]
