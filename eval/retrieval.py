"""What a set is asked of: its archive, the whole retriever or a part of it, and the names of what was found."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from eval.measures import holds
from eval.parsing import listed, shown
from eval.records import Case, Dataset, Evidence
from index.archive import Archive
from index.building import open_builder
from index.embedding import QuestionEmbedder, open_embedder
from index.errors import UserError
from index.filters import ALL, Filters, filters_of
from index.lexical import any_of, terms
from index.places import FILE
from index.records import Article, Document, Hit, Refused
from index.retrieving import STAGES, TITLE_WEIGHT, HybridRetriever, Ranked, Retrieval, Retriever, levelled
from index.schema import PASSAGES_PER_DOCUMENT
from index.served import open_index
from index.settings import IndexSettings
from index.vectors import FollowingVectors, VectorIndex
from rag.lately import preferring
from rag.settings import Settings

REMEMBERED = 64
"""Questions whose rankings are at hand: more than are asked at once."""


@contextmanager
def built(
    dataset: Dataset, settings: IndexSettings, *, on_refused: Callable[[Sequence[Refused]], None] = lambda _: None,
    on_given: Callable[[str], None] = lambda _: None,
) -> Iterator[Archive]:  # fmt: skip
    """The archive of a data set, brought up to date; kept, so that a second run finds it made.

    Another archive that is there is opened as it is: nothing is added to what a person made. Refused articles are
    told on standard error, and to `on_refused`: the figures are of what was taken. `on_given` is told what each
    article may be called.

    Raises:
        UserError: there are neither articles nor an archive; or evidence of a set of ours is not in its articles.
    """
    own = dataset.articles is not None and (settings.archive == _own(settings, dataset) or not _made(settings.archive))
    if dataset.articles is not None and own:
        on_refused(_add(_named(dataset.articles(), on_given), settings))
    archive = Archive(settings.place)
    try:
        if own and dataset.home:
            _refuse_unfounded(dataset, archive)
        yield archive
    finally:
        archive.close()


def article_names(archive: Archive, hit: Hit) -> set[str]:
    """What a data set may call the article of a hit: its URL or its id there, also of its copies."""
    return {name for document in (hit.document, *hit.copies) for name in _names(archive, document)}


def _add(articles: Iterable[Article | Refused], settings: IndexSettings) -> list[Refused]:
    with open_builder(settings) as builder:
        refused = [result for result in builder.add(articles) if isinstance(result, Refused)]
    if refused:
        _tell(f"{len(refused):,} articles refused, the first: {refused[0].origin}: {refused[0].reason}")
    return refused


def _named(articles: Iterable[Article | Refused], on_given: Callable[[str], None]) -> Iterator[Article | Refused]:
    for article in articles:
        if isinstance(article, Article):
            on_given(_name(article.key))
        yield article


def _refuse_unfounded(dataset: Dataset, archive: Archive) -> None:
    texts: dict[str, list[str]] = defaultdict(list)
    for document in archive.documents():
        for name in _names(archive, document):
            texts[name].append(f"{document.title}\n{document.text}")
    given = ((case.id, evidence) for case in dataset.cases for evidence in case.evidence)
    problems = [f"{id_!r}: {problem}" for id_, evidence in given if (problem := _unfounded(evidence, texts))]
    if problems:
        raise UserError(
            f"Evidence of {dataset.name!r} is not in its articles:{listed(problems)}",
            hint="Name an article by its file name, URL or id in its collection, and quote it as it is written there.",
        )


def _unfounded(evidence: Evidence, texts: Mapping[str, Sequence[str]]) -> str | None:
    """Why it cannot be found; marks and case of letters aside, as it is judged."""
    if evidence.article is not None and evidence.article not in texts:
        return f"there is no article {evidence.article!r}"
    read = texts.values() if evidence.article is None else [texts[evidence.article]]
    if any(evidence.quote in text or holds(text, [evidence.quote]) for told in read for text in told):
        return None
    return f"{shown(evidence.quote)} does not stand in {evidence.article or 'any article'}"


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def told_refused(refused: Iterable[Refused]) -> dict[str, str]:
    """Article, by a name that tells nothing of this machine -> why it was refused; in order of the names."""
    return dict(sorted((_name(found.origin), found.reason) for found in refused))


def bounds_of_case(case: Case) -> Filters:
    """Within which a case is asked; with the days that a question is about, as the system has them."""
    filters = filters_of(since=case.since, until=case.until, as_of=case.as_of)
    return filters if case.label else preferring(filters, case.question)


class Without:
    """A retriever that does not find certain articles: how "the articles do not say" is made from real questions."""

    def __init__(self, retriever: Retriever, archive: Archive, names: frozenset[str]) -> None:
        self._retriever = retriever
        self._archive = archive
        self._names = names

    def retrieve(self, question: str, *, limit: int, filters: Filters = ALL) -> Retrieval:
        """The hits that remain."""
        found = self._retriever.retrieve(question, limit=3 * limit, filters=filters)
        kept = [hit for hit in found.hits if not self._names & article_names(self._archive, hit)]
        return Retrieval(hits=tuple(levelled(kept)[:limit]), timings_ms=found.timings_ms)


class RankedOnce(HybridRetriever):
    """Ranks once for a question, whose hits are asked for several times: some to be read, more to be judged.

    They are not the first of each other: the more are wanted, the more neighbours are joined.
    """

    def __init__(
        self, archive: Archive, embedder: QuestionEmbedder, vectors: VectorIndex, *, stages: Sequence[str] = STAGES
    ) -> None:
        super().__init__(archive, embedder, vectors, stages=stages)
        self._ranked = lru_cache(REMEMBERED)(super().rank)

    def rank(self, question: str, filters: Filters = ALL) -> Ranked:
        """As it was ranked before: nothing is added to the archive meanwhile."""
        return self._ranked(question, filters)


class ArticleRetriever:
    """Whole articles by their words; each hit is an article's first passage."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def retrieve(self, question: str, *, limit: int, filters: Filters = ALL) -> Retrieval:
        """BM25 alone."""
        query = any_of(terms(question))
        ranking = query and self._archive.match(
            "documents_fts", query, limit=limit, filters=filters, title_weight=TITLE_WEIGHT
        )
        rows = {row * PASSAGES_PER_DOCUMENT: score for row, score in ranking or []}
        found = self._archive.passages(list(rows))
        hits = (Hit(passage=found[row][0], document=found[row][1], score=rows[row]) for row in rows if row in found)
        return Retrieval(hits=tuple(hits))


def open_variant(archive: Archive, settings: IndexSettings, stages: Sequence[str] = STAGES) -> Retriever:
    """As `ask` uses it, or with some stages only.

    Raises:
        UserError: no such stage.
    """
    if unknown := set(stages) - set(STAGES):
        raise UserError(f"There is no stage {min(unknown)!r}.", hint=f"Stages: {', '.join(STAGES)}")
    if tuple(stages) == ("article",):
        return ArticleRetriever(archive)
    embedder = open_embedder(settings.embedder, cache=settings.cache)
    index = open_index(archive, settings.vectors)
    vectors = FollowingVectors(archive, index_from=settings.least_indexed, index=index)
    return RankedOnce(archive, embedder, vectors, stages=stages)


def dataset_settings(settings: Settings, dataset: Dataset, archive: Path | None) -> Settings:
    """With the archive to ask: the one that is named, as it is or made now; else the set's own, in the cache folder.

    A set without articles is asked of the archive that the settings name, as `ask` would be. What a reader of the
    command could not know is told on standard error. No language model is asked: what it writes is not judged.
    Nothing is audited: these are nobody's questions.

    Raises:
        UserError: none is named or made, and the set has no articles of its own.
    """
    if archive is not None and dataset.articles is not None and _made(archive):
        _tell(f"Asked of {str(archive)!r} as it is: the articles of {dataset.name!r} are not added to it.")
    silent = settings.model_copy(update={"llm": None, "audit": None})
    if archive is not None:
        return silent.at(archive)
    return silent.at(_own(settings, dataset)) if dataset.articles is not None else _usual(silent, dataset)


def _own(settings: IndexSettings, dataset: Dataset) -> Path:
    """Found again by the digest of its articles."""
    return settings.cache / "eval" / dataset.articles_digest


def _made(archive: Path) -> bool:
    return (archive / FILE).exists()


def _usual(settings: Settings, dataset: Dataset) -> Settings:
    if not settings.place.exists():
        raise UserError(
            f"The cases in {dataset.name!r} come without articles, and no archive is in {str(settings.place)!r}.",
            hint="Name the archive to ask: --archive FOLDER. Or put articles in a folder articles/ beside the cases.",
        )
    _tell(f"Asked of the archive in {str(settings.place)!r}.")
    return settings


def names_of(archive: Archive, id_: str) -> frozenset[str]:
    """What a data set may call an article: its URL, its id there, or the name of its file."""
    return frozenset(_names(archive, archive.find(id_)))


def stored_names(archive: Archive) -> set[str]:
    """What a data set may call any of the articles."""
    return {name for document in archive.documents() for name in _names(archive, document)}


def _names(archive: Archive, document: Document) -> set[str]:
    return {_name(key) for key in archive.keys(document.id)} | ({document.url} if document.url else set())


def _name(key: str) -> str:
    """Never a path: a run tells nothing of the machine that it was made on."""
    if "#" in key:
        return key.rpartition("#")[2]
    return key if "://" in key else Path(key).name
