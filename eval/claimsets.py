"""Public sets of claims: FEVER, SciFact, AVeriTeC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.parsing import (
    Record,
    as_name,
    as_url,
    find_file,
    make_article,
    make_dataset,
    read_records,
    record,
)
from eval.records import Case, Dataset, Evidence, Label
from index.characters import one_line
from index.errors import UserError
from index.records import Article

_FEVER: dict[str, Label] = {"SUPPORTS": "supported", "REFUTES": "refuted", "NOT ENOUGH INFO": "not_enough_evidence"}
_SCIFACT: dict[str, Label] = {"SUPPORT": "supported", "CONTRADICT": "refuted"}
_AVERITEC: dict[str, Label] = {
    "Supported": "supported",
    "Refuted": "refuted",
    "Not Enough Evidence": "not_enough_evidence",
    "Conflicting Evidence/Cherrypicking": "conflicting",
}


def is_fever(_path: Path, first: Mapping[str, Any]) -> bool:
    """A claim with one of its labels, or with evidence in lists of lists."""
    nested = str(first.get("evidence")).startswith("[[")
    return "claim" in first and (str(first.get("label")) in _FEVER or nested)


def read_fever(path: Path) -> Dataset:
    """FEVER: claims about pages of Wikipedia, which are not in the set."""
    cases = (
        _claim(row, row.label(_FEVER), relevant=_pages(row, row.values.get("evidence"))) for row in read_records(path)
    )
    return make_dataset(path, cases)


def _pages(row: Record, evidence: object) -> Iterator[str]:
    """Pages of [annotation, evidence, page, sentence], however deep; no page where nothing was found."""
    if isinstance(evidence, list) and all(isinstance(part, list) for part in evidence):
        for part in evidence:
            yield from _pages(row, part)
    elif isinstance(evidence, list) and len(evidence) == 4 and isinstance(evidence[2], str | None):
        yield from [evidence[2]] if evidence[2] else []
    else:
        raise row.broken("evidence", "lists of [annotation, evidence, page, sentence]")


def is_scifact(path: Path, first: Mapping[str, Any]) -> bool:
    """A folder of abstracts with claims."""
    return {"doc_id", "abstract"} <= first.keys() and any(path.glob("claims_*.jsonl*"))


def read_scifact(path: Path) -> Dataset:
    """SciFact: claims with sentences of abstracts; dev, else train, else what there is."""
    corpus = find_file(path, "corpus.jsonl") or path / "corpus.jsonl"
    claims = find_file(path, "claims_dev.jsonl", "claims_train.jsonl") or min(path.glob("claims_*.jsonl*"))
    abstracts = {row.key("doc_id"): row for row in read_records(corpus)}
    sentences = {id_: [one_line(str(part)) for part in row.items("abstract")] for id_, row in abstracts.items()}

    def articles() -> Iterator[Article]:
        for id_, row in abstracts.items():
            yield make_article(corpus, as_name(id_), " ".join(sentences[id_]), title=str(row.values.get("title") or ""))

    cases = (_scifact_case(row, sentences) for row in read_records(claims))
    return make_dataset(path, cases, files=(claims,), corpus=corpus, articles=articles)


def _scifact_case(row: Record, sentences: Mapping[str, list[str]]) -> Case:
    given = record(f"{row.where}, evidence", row.values.get("evidence"))
    rationales = [(id_, rationale) for id_ in given.values for rationale in given.records(id_)]
    labels = {rationale.label(_SCIFACT) for _, rationale in rationales}
    quotes = [
        Evidence(quote=quote, article=as_name(id_))
        for id_, rationale in rationales
        for quote in _quotes(rationale, id_, sentences)
    ]
    label: Label = "conflicting" if len(labels) > 1 else next(iter(labels), "not_enough_evidence")
    return _claim(row, label, quotes, relevant=(as_name(id_) for id_, _ in rationales))


def _quotes(rationale: Record, id_: str, sentences: Mapping[str, list[str]]) -> list[str]:
    if id_ not in sentences:
        why = f"{rationale.where}: no abstract {id_!r} in the corpus."
        raise UserError(why, hint="Use claims and corpus of one release.")
    known = dict(enumerate(sentences[id_]))
    numbers = rationale.items("sentences")
    if not all(isinstance(number, int) and number in known for number in numbers):
        raise rationale.broken("sentences", f"numbers from 0 to {len(known) - 1}")
    return [known[number] for number in numbers]


def is_averitec(_path: Path, first: Mapping[str, Any]) -> bool:
    """A claim with questions about it."""
    return "claim" in first and isinstance(first.get("questions"), list)


def read_averitec(path: Path) -> Dataset:
    """AVeriTeC: claims with questions and answers, each pair an article. Questions without an answer are left out."""
    pairs: dict[str, tuple[Evidence, Article]] = {}
    cases = []
    for number, row in enumerate(read_records(path)):
        own = dict(_pairs(path, row, number))
        pairs |= own
        said = [evidence for evidence, _ in own.values()]
        cases.append(_claim(row, row.label(_AVERITEC), said, relevant=own, number=number))
    return make_dataset(path, cases, articles=lambda: [article for _, article in pairs.values()])


def _pairs(path: Path, claim: Record, number: int) -> Iterator[tuple[str, tuple[Evidence, Article]]]:
    """(name, (answer, article of question and answer)) of all answers that were found."""
    given = [(row.text("question"), answer) for row in claim.records("questions") for answer in row.records("answers")]
    for place, (question, answer) in enumerate(given):
        if answer.values.get("answer_type") != "Unanswerable":
            name, said, url = f"{number}/{place}", _said(answer), as_url(answer.values.get("source_url"))
            article = make_article(path, name, f"{one_line(question)} {said}", url=url)
            yield name, (Evidence(quote=said, article=name), article)


def _said(answer: Record) -> str:
    """The answer; after "Yes" and "No", why. On one line, or the first could be taken for a title."""
    said, why = answer.text("answer").strip(), answer.values.get("boolean_explanation")
    return one_line(f"{said.rstrip('.')}. {why}" if isinstance(why, str) and why.strip() else said)


def _claim(
    row: Record, label: Label, evidence: Iterable[Evidence] = (), *, relevant: Iterable[str], number: int | None = None
) -> Case:
    grades = dict.fromkeys(relevant, 1)
    return Case(
        id=row.key("claim_id", "id", otherwise=None if number is None else str(number)),
        question=row.text("claim"),
        kind="claim",
        evidence=tuple(dict.fromkeys(evidence)),
        label=label,
        relevant=grades,
        holding=frozenset(grades),
    )
