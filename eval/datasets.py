"""Named data sets: articles, questions, and what would be right. Sources and licences: README of the data folder."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from eval.parsing import read_records
from eval.records import Case, Dataset
from index.errors import UserError
from index.loading import Loader
from index.records import Article, Refused
from index.urls import tidy_url


def data_folder(data: Path | None) -> Path:
    """The folder given, or the one that NEWSCHECK_DATA names."""
    folder = data or Path(os.environ.get("NEWSCHECK_DATA", ""))
    if not (folder / "news").is_dir():
        raise UserError(f"No data at {str(folder)!r}.", hint="Give its folder: --data FOLDER, or NEWSCHECK_DATA.")
    return folder


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
            article_files=(articles, *([listed] if sample else [])),
            cases=tuple(_news_case(case) for case in _values(file)),
        )

    return load


def _news_case(case: Mapping[str, Any]) -> Case:
    """Its "evidence" is the quiz's own explanation, which stands in no article: no quote to be cited."""
    gold = {url for given in case["articles"] if (url := tidy_url(given)[0])}
    holding = {url for given in case["answer_in"] if (url := tidy_url(given)[0])}
    return Case(
        id=case["id"],
        question=case["question"],
        answers=(case["answer"],),
        status="answered",
        relevant=dict.fromkeys(sorted(gold), 1),
        holding=frozenset(gold | holding),
        as_of=date.fromisoformat(case["asked"]) if case.get("asked") else None,
    )


def _ranking(name: str) -> Callable[[Path], Dataset]:
    def load(data: Path) -> Dataset:
        files = tuple(data / "ranking" / f"{name}_{part}.jsonl.gz" for part in ("corpus", "queries", "qrels"))
        corpus, queries, qrels = files
        grades: dict[str, dict[str, int]] = defaultdict(dict)
        for row in _values(qrels):
            grades[row["query"]][row["doc"]] = row["grade"]
        return Dataset(
            name=name,
            files=files,
            article_files=(corpus,),
            articles=lambda: Loader([str(corpus)]),
            cases=tuple(
                Case(id=query["_id"], question=query["text"], kind="ranking", relevant=grades[query["_id"]])
                for query in _values(queries)
            ),
        )

    return load


def _squad2(data: Path) -> Dataset:
    file = data / "reading" / "squad2_given.jsonl.gz"
    rows = list(_values(file))
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
            kind="answerable" if row["answers"] else "unanswerable",
            answers=tuple(dict.fromkeys(answer["text"] for answer in row["answers"])),
            status="answered" if row["answers"] else "not_in_articles",
            relevant={f"{row['title']}/{row['paragraph']}": 1},
            holding=frozenset([f"{row['title']}/{row['paragraph']}"]),
        )
        for row in rows
    )
    return Dataset(name="squad2", files=(file,), articles=articles, cases=tuple(cases))


def _values(file: Path) -> Iterator[Mapping[str, Any]]:
    return (row.values for row in read_records(file))


LOADERS: dict[str, Callable[[Path], Dataset]] = {
    "news-sample": _news("news-sample", "questions_gold", sample=True),
    "news": _news("news", "questions_gold", sample=False),
    "news-weak": _news("news-weak", "questions_weak", sample=False),
    "time": _ranking("time"),
    "scifact": _ranking("scifact"),
    "squad2": _squad2,
}
"""Name -> reader of it from a data folder."""
