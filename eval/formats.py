"""Public formats, recognised by what is in them: SQuAD, BEIR, RealTimeQA, MultiHop-RAG, and those of claims."""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.claimsets import is_averitec, is_fever, is_scifact, read_averitec, read_fever, read_scifact
from eval.parsing import (
    Record,
    as_name,
    as_url,
    find_file,
    make_article,
    make_dataset,
    read_lines,
    read_object,
    read_records,
    shown,
)
from eval.records import Case, Dataset, Evidence
from index.errors import UserError
from index.records import Article
from rag.records import Status

_HEAD = 1_000_000
"""Bytes of a file that are looked at to recognise it."""

_OPENING = re.compile(r'\ufeff?\s*(\[|\{[^{}\[\]]*"data"\s*:\s*\[)?\s*')
"""What stands before the first record: nothing, a list, or an object with a list of data."""

_HEADINGS = ("score", "grade", "relevance")
_NO_CHOICE = "none of the above"
_NO_ANSWER = "insufficient information"


def read_format(path: Path) -> Dataset | None:
    """The data set in a file or folder of a public format, gzipped or not; None when it is of none of them.

    SQuAD 1.1 and 2.0, BEIR, FEVER, SciFact, AVeriTeC, RealTimeQA and MultiHop-RAG are known by their fields. Of
    MultiHop-RAG, the articles (`corpus.json`) or the facts (`facts.jsonl`) are read from the same folder. The
    articles of BEIR are read when they are asked for, and only then found broken; all else is checked at once. Of any
    other folder, the one file that is of a format is read.

    Raises:
        UserError: it is one of them but broken, and the message names file, line and field; or a folder holds several.
    """
    path = path.absolute()
    read = _reader(path)
    if read is not None or not path.is_dir():
        return read(path) if read else None
    known = {file: read for file in sorted(path.glob("*.json*")) if (read := _reader(file))}
    if len(known) > 1:
        raise UserError(f"{path} holds several sets.", hint=f"Name one: {', '.join(file.name for file in known)}")
    return next((read(file) for file, read in known.items()), None)


def _reader(path: Path) -> Callable[[Path], Dataset] | None:
    first = _first(find_file(path, "corpus.jsonl") if path.is_dir() else path)
    return next((read for recognises, read in _FORMATS if recognises(path, first)), None)


def multihop(data: Path) -> Dataset:
    """MultiHop-RAG as it lies in the data folder: each fact is an article.

    Raises:
        UserError: the files are not there, or broken.
    """
    return replace(_read_multihop(data / "multihop" / "questions_given.jsonl.gz"), name="multihop")


def averitec(data: Path) -> Dataset:
    """AVeriTeC as it lies in the data folder: each question with its answer is an article.

    Raises:
        UserError: the file is not there, or broken.
    """
    return replace(read_averitec(data / "claims" / "averitec_given.jsonl.gz"), name="averitec")


def _first(file: Path | None) -> Mapping[str, Any]:
    """The first record of a JSON file, in a list or not; empty where there is none."""
    head = _head(file) if file and file.is_file() else ""
    opening = _OPENING.match(head)
    try:
        found, _ = json.JSONDecoder().raw_decode(head, opening.end() if opening else 0)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _head(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
        zipped = head.startswith(b"\x1f\x8b")
        return (zlib.decompressobj(wbits=31).decompress(head, _HEAD) if zipped else head).decode(errors="ignore")
    except (OSError, zlib.error):
        return ""


def _is_squad(_path: Path, first: Mapping[str, Any]) -> bool:
    return isinstance(first.get("paragraphs"), list)


def _read_squad(path: Path) -> Dataset:
    paragraphs = {name: (row, title) for name, row, title in _paragraphs(read_object(path))}

    def articles() -> Iterator[Article]:
        for name, (row, title) in paragraphs.items():
            yield make_article(path, name, row.text("context"), title=title.replace("_", " "))

    cases = (_squad_case(qa, name) for name, (row, _) in paragraphs.items() for qa in row.records("qas"))
    return make_dataset(path, cases, articles=articles)


def _paragraphs(root: Record) -> Iterator[tuple[str, Record, str]]:
    """(name, paragraph, title); paragraphs are counted per title, which may come back."""
    counted: Counter[str] = Counter()
    for entry in root.records("data"):
        title = str(entry.values.get("title") or "")
        for row in entry.records("paragraphs"):
            row.text("context")
            yield f"{as_name(title)}/{counted[title]}", row, title
            counted[title] += 1


def _squad_case(qa: Record, name: str) -> Case:
    given = [] if qa.values.get("is_impossible") is True else qa.records("answers")
    answers = (answer.text("text") for answer in given)
    kind = "answerable" if given else "unanswerable"
    return _question(answers, [name], id=qa.key("id"), question=qa.text("question"), kind=kind)


def _is_beir(path: Path, first: Mapping[str, Any]) -> bool:
    return path.is_dir() and "_id" in first and ((path / "qrels").is_dir() or bool(find_file(path, "queries.jsonl")))


def _read_beir(path: Path) -> Dataset:
    corpus, queries, qrels = _part(path, "corpus.jsonl"), _part(path, "queries.jsonl"), _judgments(path / "qrels")
    grades = _grades(qrels)

    def articles() -> Iterator[Article]:
        for row in read_records(corpus):
            title = row.text("title", blank=True) if row.values.get("title") else None
            yield make_article(corpus, as_name(row.key("_id")), row.text("text", blank=True), title=title)

    cases = [_beir_case(row, grades) for row in read_records(queries)]
    unknown = grades.keys() - {case.id for case in cases}
    if unknown:
        why = f"{qrels}: query {min(unknown)!r} is not in {queries.name}."
        raise UserError(why, hint="Use queries and judgments of one release.")
    return make_dataset(path, cases, files=(queries, qrels), corpus=corpus, articles=articles)


def _beir_case(row: Record, grades: Mapping[str, Mapping[str, int]]) -> Case:
    relevant = grades.get(row.key("_id"), {})
    return Case(
        id=row.key("_id"),
        question=row.text("text"),
        kind="ranking",
        relevant=relevant,
        holding=frozenset(name for name, grade in relevant.items() if grade > 0),
    )


def _part(folder: Path, *names: str) -> Path:
    file = find_file(folder, *names)
    if file is None:
        raise UserError(f"{folder}: no {names[0]}.", hint=f"Put {names[0]} or {names[0]}.gz there.")
    return file


def _judgments(folder: Path) -> Path:
    """Of the test part, else of dev, else the only one."""
    there = sorted(file for file in folder.glob("*") if file.name.endswith((".tsv", ".tsv.gz")))
    return there[0] if len(there) == 1 else _part(folder, "test.tsv", "dev.tsv")


def _grades(qrels: Path) -> dict[str, dict[str, int]]:
    """Query -> article -> grade, of lines with tabs; the first line may name the columns."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for number, line in read_lines(qrels):
        columns = line.strip().split("\t")
        try:
            query, article, grade = columns
            grades[query][as_name(article)] = int(grade)
        except ValueError:
            if (number == 1 and columns[-1].lower() in _HEADINGS) or not line.strip():
                continue
            why = f"{qrels} line {number}: {shown(line.strip())} is not query, article and grade."
            raise UserError(why, hint="Write the three with tabs between; the grade is a whole number.") from None
    return dict(grades)


def _is_realtimeqa(_path: Path, first: Mapping[str, Any]) -> bool:
    return {"question_sentence", "choices"} <= first.keys()


def _read_realtimeqa(path: Path) -> Dataset:
    return make_dataset(path, (_realtimeqa_case(row) for row in read_records(path)))


def _realtimeqa_case(row: Record) -> Case:
    """Its "evidence" is the quiz's own explanation, which stands in no article: no quote to be cited."""
    answers = _chosen(row)
    found = not any(answer.strip(" .").lower() == _NO_CHOICE for answer in answers)
    id_, question = row.key("question_id"), row.text("question_sentence")
    return _question(answers if found else (), id=id_, question=question)


def _chosen(row: Record) -> tuple[str, ...]:
    choices = {str(number): str(choice) for number, choice in enumerate(row.items("choices"))}
    chosen = [str(number) for number in row.items("answer")]
    if not chosen or not set(chosen) <= choices.keys():
        raise row.broken("answer", f"a list of numbers from 0 to {len(choices) - 1}")
    return tuple(choices[number] for number in chosen)


def _is_multihop(_path: Path, first: Mapping[str, Any]) -> bool:
    """By its evidence, or by the type of question where there is none."""
    evidence = first.get("evidence_list", first.get("evidence"))
    facts = isinstance(evidence, list) and all(isinstance(fact, dict) and "fact" in fact for fact in evidence)
    type_ = str(first.get("question_type", first.get("type")))
    return bool({"query", "question"} & first.keys()) and facts and (bool(evidence) or type_.endswith("_query"))


def _read_multihop(path: Path) -> Dataset:
    corpus = find_file(path.parent, "corpus.json", "corpus.jsonl", "facts.json", "facts.jsonl")
    articles = dict(_multihop_articles(corpus)) if corpus else {}
    facts = {article.content: name for name, article in articles.items() if name.startswith("fact/")}
    cases = (_multihop_case(row, number, facts) for number, row in enumerate(read_records(path)))
    return make_dataset(path, cases, corpus=corpus, articles=articles.values if corpus else None)


def _multihop_articles(file: Path) -> Iterator[tuple[str, Article]]:
    """(name, article); the name is its URL, or a number for a fact."""
    for number, row in enumerate(read_records(file)):
        url = as_url(row.values.get("url"))
        name = f"fact/{number}" if "fact" in row.values else url or str(number)
        known = {field: str(row.values.get(field) or "") for field in ("title", "source", "author")}
        day = str(row.values.get("published_at") or "")
        yield name, make_article(file, name, row.text("body", "fact"), url=url, published=day, **known)


def _multihop_case(row: Record, number: int, facts: Mapping[str, str]) -> Case:
    answer = row.text("answer")
    found = answer.strip(" .").lower() != _NO_ANSWER
    evidence = tuple(_multihop_evidence(fact, facts) for fact in row.records("evidence_list", "evidence"))
    return _question(
        [answer] if found else [],
        [one.article for one in evidence if one.article],
        id=row.key("id", "_id", otherwise=str(number)),
        question=row.text("query", "question"),
        kind=row.text("question_type", "type"),
        evidence=evidence,
    )


def _multihop_evidence(row: Record, facts: Mapping[str, str]) -> Evidence:
    fact = row.text("fact")
    if facts and fact not in facts:
        raise UserError(
            f"{row.where}: its fact is not among the facts.", hint="Use questions and facts of one release."
        )
    return Evidence(quote=fact, article=facts.get(fact) or as_url(row.values.get("url")))


def _question(answers: Iterable[str], relevant: Iterable[str] = (), **facts: Any) -> Case:  # noqa: ANN401 -- of Case
    """Answered where there are answers."""
    accepted, grades = tuple(dict.fromkeys(answers)), dict.fromkeys(relevant, 1)
    status: Status = "answered" if accepted else "not_in_articles"
    return Case(answers=accepted, status=status, relevant=grades, holding=frozenset(grades), **facts)


_FORMATS: tuple[tuple[Callable[[Path, Mapping[str, Any]], bool], Callable[[Path], Dataset]], ...] = (
    (_is_squad, _read_squad),
    (_is_beir, _read_beir),
    (is_scifact, read_scifact),
    (is_fever, read_fever),
    (is_averitec, read_averitec),
    (_is_realtimeqa, _read_realtimeqa),
    (_is_multihop, _read_multihop),
)
"""How each is recognised, and how it is read."""
