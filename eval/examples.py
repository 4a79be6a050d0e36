"""Development questions as examples to fit on: what each reader looked at, and which of it was right.

Half of the questions have no answer: those of SQuAD 2.0 by their authors' word, those of the news with their own
articles hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from eval.fitting import ORDERING, PLAIN, SPANS, Example
from eval.measures import holds, same_answer
from eval.records import Case, Dataset
from eval.retrieval import Without, article_names, bounds_of_case, built, open_variant
from index.archive import Archive
from index.embedding import open_embedder
from index.records import Hit
from rag.calibration import UNCALIBRATED, Calibration
from rag.pipeline import DEEP
from rag.reading import Sentence, SentenceReader
from rag.settings import Settings
from rag.span_reader import READ, SpanReader
from rag.spans import SpanModel, order_features, scores_of
from rag.verifying import Verifier

Look = Callable[[Case, Sequence[Hit], Archive], Example | None]


def plain_examples(dataset: Dataset, settings: Settings, *, hide: bool = False) -> Iterator[Example]:
    """What the plain reader looks at. A sentence is right when it holds an accepted answer and stands in an article
    known to answer; one that holds the answer elsewhere is not known to be right: it may be by chance.
    """
    embedder, calibration = open_embedder(settings.embedder, cache=settings.cache), Calibration.load()

    def look(case: Case, hits: Sequence[Hit], archive: Archive) -> Example | None:
        reader = SentenceReader(
            embedder, frequency=archive.frequency, articles=lambda: archive.counts()[0], calibration=calibration
        )
        found = reader.sentences(case.question, hits)
        features = [[s.features[name] for name in PLAIN] for s in found]
        return _example(dataset, case, features, [_sentence_label(s, case, archive) for s in found])

    return _examples(dataset, settings, look, settings.passages, hide=hide)


def span_examples(
    dataset: Dataset, settings: Settings, model: SpanModel, verifier: Verifier, *, hide: bool = False
) -> Iterator[Example]:
    """What a reader model finds in the hits that it reads. A span is right when it says the same as an accepted answer,
    whichever article it stands in: short answers seldom do so by chance.
    """
    asking = replace(UNCALIBRATED, trust={**UNCALIBRATED.trust, "supports": 1.0})
    reader = SpanReader(model, asking, verifier=verifier)

    def look(case: Case, hits: Sequence[Hit], _: Archive) -> Example | None:
        found = reader.candidates(case.question, hits[:READ])
        features = [[c.features[name] for name in SPANS] for c in found]
        return _example(dataset, case, features, [float(same_answer(c.answer, case.answers)) for c in found])

    return _examples(dataset, settings, look, DEEP, hide=hide)


def order_examples(
    dataset: Dataset, settings: Settings, model: SpanModel, *, depth: int = READ
) -> Iterator[Example]:  # fmt: skip
    """The hits of each question that are reranked, so many; right are those from an article that is known to be
    relevant."""

    def look(case: Case, found: Sequence[Hit], archive: Archive) -> Example | None:
        hits = found[:depth]
        made = order_features(case.question, hits, scores_of(model, case.question, hits))
        known = {name for name, grade in case.relevant.items() if grade > 0}
        labels = [float(bool(article_names(archive, hit) & known)) for hit in hits]
        return _example(dataset, case, [[f[name] for name in ORDERING] for f in made], labels)

    return _examples(dataset, settings, look, max(depth, DEEP), hide=False)


def _examples(dataset: Dataset, settings: Settings, look: Look, depth: int, *, hide: bool) -> Iterator[Example]:
    """One per question that has something to look at; with `hide`, each question's own articles are hidden, and
    questions whose answer still stands somewhere are left out.
    """
    with built(dataset, settings) as archive:
        retriever = open_variant(archive, settings)
        for case in dataset.cases:
            found = Without(retriever, archive, case.holding) if hide else retriever
            example = look(case, found.retrieve(case.question, limit=depth, filters=bounds_of_case(case)).hits, archive)
            if example is not None and not (hide and np.nan_to_num(example.labels, nan=1.0).any()):
                yield example


def _example(
    dataset: Dataset, case: Case, features: Sequence[Sequence[float]], labels: Sequence[float]
) -> Example | None:  # fmt: skip
    if not features:
        return None
    return Example(
        group=dataset.name, about=about(case), answerable=bool(np.nansum(labels)), features=np.array(features),
        labels=np.array(labels),
    )  # fmt: skip


def about(case: Case) -> str:
    """An article that is relevant to it, the first by name; the case by itself where none is known."""
    return min(case.relevant, default=case.id)


def _sentence_label(sentence: Sentence, case: Case, archive: Archive) -> float:
    if not holds(sentence.text, case.answers):
        return 0.0
    return 1.0 if article_names(archive, sentence.hit) & case.holding else np.nan
