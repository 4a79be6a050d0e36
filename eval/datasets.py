"""Named data sets: articles, questions, and what would be right. Sources and licences: README of the data folder."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import UserError
from index.loading import Loader
from index.records import Article, Refused
from index.urls import tidy_url

SEEDS = Path(__file__).parent.parent / "seeds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question and what would be right."""

    id: str
    question: str
    answers: tuple[str, ...] = ()
    """Accepted answers; empty when the articles do not answer it, or when only the ranking is judged."""
    evidence: tuple[str, ...] = ()
    """Sentences that answer it."""
    relevant: Mapping[str, int] = field(default_factory=dict)
    """Article (URL, or id in its collection) -> grade; empty when not known: then its ranking is not judged."""
    holding: frozenset[str] = frozenset()
    """Articles that are known to hold the answer, the relevant ones among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Articles with cases about them."""

    name: str
    files: tuple[Path, ...]
    """Everything that was read, for the digest in a report."""
    articles: Callable[[], Iterable[Article | Refused]]
    cases: tuple[Case, ...]

    @property
    def digest(self) -> str:
        """First 12 hex digits of SHA-256 over the files."""
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(file.read_bytes())
        return digest.hexdigest()[:12]


def load_dataset(name: str, data: Path | None = None) -> Dataset:
    """The data set of that name from a data folder (None: NEWSCHECK_DATA).

    Raises:
        UserError: no such set, or no such folder.
    """
    if name == "seeds":
        return _seeds()
    if name not in _LOADERS:
        raise UserError(f"There is no data set {name!r}.", hint=f"Data sets: {', '.join(DATASETS)}")
    return _LOADERS[name](data_folder(data))


def data_folder(data: Path | None) -> Path:
    """The folder given, or the one that NEWSCHECK_DATA names."""
    folder = data or Path(os.environ.get("NEWSCHECK_DATA", ""))
    if not (folder / "news").is_dir():
        raise UserError(f"No data at {str(folder)!r}.", hint="Give its folder: --data FOLDER, or NEWSCHECK_DATA.")
    return folder


def read_lines(file: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file, gzipped or not."""
    content = file.read_bytes()
    text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode()
    yield from map(json.loads, text.splitlines())


def _seeds() -> Dataset:
    cases = (
        Case(
            id=case["id"],
            question=case["question"],
            answers=tuple(case["answers"]),
            evidence=tuple(case["evidence"]),
        )
        for case in read_lines(SEEDS / "cases.jsonl")
    )
    articles = sorted(SEEDS.glob("*.txt"))
    return Dataset(
        name="seeds",
        files=(*articles, SEEDS / "cases.jsonl"),
        articles=lambda: Loader([str(file) for file in articles]),
        cases=tuple(cases),
    )


def _news(name: str, questions: str, *, sample: bool) -> Callable[[Path], Dataset]:
    def load(data: Path) -> Dataset:
        articles = data / "news" / "articles.jsonl.gz"
        file = data / "news" / f"{questions}.jsonl.gz"
        listed = data / "news" / "sample_urls.txt"
        chosen = {tidy_url(url)[0] for url in listed.read_text().split()} if sample else None

        def loaded() -> Iterator[Article | Refused]:
            loader = Loader([str(articles)])
            return (a for a in loader if chosen is None or isinstance(a, Refused) or a.key in chosen)

        return Dataset(
            name=name,
            files=(articles, file, *([listed] if sample else [])),
            articles=loaded,
            cases=tuple(_news_case(case) for case in read_lines(file)),
        )

    return load


def _news_case(case: Mapping[str, Any]) -> Case:
    gold = {url for given in case["articles"] if (url := tidy_url(given)[0])}
    holding = {url for given in case["answer_in"] if (url := tidy_url(given)[0])}
    return Case(
        id=case["id"],
        question=case["question"],
        answers=(case["answer"],),
        evidence=(case["evidence"],) if case["evidence"] else (),
        relevant=dict.fromkeys(sorted(gold), 1),
        holding=frozenset(gold | holding),
    )


def _ranking(name: str) -> Callable[[Path], Dataset]:
    def load(data: Path) -> Dataset:
        files = tuple(data / "ranking" / f"{name}_{part}.jsonl.gz" for part in ("corpus", "queries", "qrels"))
        corpus, queries, qrels = files
        grades: dict[str, dict[str, int]] = defaultdict(dict)
        for row in read_lines(qrels):
            grades[row["query"]][row["doc"]] = row["grade"]
        return Dataset(
            name=name,
            files=files,
            articles=lambda: Loader([str(corpus)]),
            cases=tuple(
                Case(id=query["_id"], question=query["text"], relevant=grades[query["_id"]])
                for query in read_lines(queries)
            ),
        )

    return load


def _squad2(data: Path) -> Dataset:
    file = data / "reading" / "squad2_given.jsonl.gz"
    rows = list(read_lines(file))
    paragraphs = {f"{row['title']}/{row['paragraph']}": row for row in rows}

    def articles() -> Iterator[Article]:
        for key, row in paragraphs.items():
            metadata = {"title": row["title"].replace("_", " ")}
            yield Article(
                origin=str(file), key=f"{file}#{key}", media_type="text/plain",
                content=row["context"], metadata=metadata,
            )  # fmt: skip

    cases = (
        Case(
            id=row["id"],
            question=row["question"],
            answers=tuple(dict.fromkeys(answer["text"] for answer in row["answers"])),
            relevant={f"{row['title']}/{row['paragraph']}": 1},
            holding=frozenset([f"{row['title']}/{row['paragraph']}"]),
        )
        for row in rows
    )
    return Dataset(name="squad2", files=(file,), articles=articles, cases=tuple(cases))


_LOADERS: dict[str, Callable[[Path], Dataset]] = {
    "news-sample": _news("news-sample", "questions_gold", sample=True),
    "news": _news("news", "questions_gold", sample=False),
    "news-weak": _news("news-weak", "questions_weak", sample=False),
    "time": _ranking("time"),
    "scifact": _ranking("scifact"),
    "squad2": _squad2,
}
DATASETS = ("seeds", *_LOADERS)
