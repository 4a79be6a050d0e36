"""Public sets of claims (FEVER, SciFact, AVeriTeC), and the records that every public format is read as."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from eval.records import Case, Dataset, Evidence, Label
from index.characters import one_line
from index.entries import parse_json
from index.errors import InvalidArticle, UserError
from index.records import Article
from index.urls import LONGEST, tidy_url

_AGAIN = "Get the file again, or mend it there."


@dataclass(frozen=True, slots=True)
class Record:
    """One object of a file, which knows where it stands and says so when a field is not as it should be."""

    where: str
    values: Mapping[str, Any]

    def broken(self, name: str, expected: str) -> UserError:
        """The error to raise for a field."""
        value = self.values.get(name)
        found = "absent" if value is None else shown(value)
        return UserError(f"{self.where}: field {name!r} is {found}.", hint=f"Put {expected} there, and read it again.")

    def text(self, *names: str, blank: bool = False) -> str:
        """The string under the first name that is there."""
        name = next((name for name in names if name in self.values), names[0])
        value = self.values.get(name)
        if isinstance(value, str) and (blank or value.strip()):
            return value
        raise self.broken(name, "text")

    def key(self, *names: str, otherwise: str | None = None) -> str:
        """An id, written as a number or a string."""
        name = next((name for name in names if self.values.get(name) is not None), names[0])
        value = self.values.get(name, otherwise)
        if isinstance(value, str | int) and str(value):
            return str(value)
        raise self.broken(name, "an id")

    def items(self, name: str) -> list[Any]:
        """A list, empty or not."""
        value = self.values.get(name)
        if isinstance(value, list):
            return value
        raise self.broken(name, "a list")

    def records(self, *names: str) -> list[Record]:
        """A list of objects."""
        name = next((name for name in names if name in self.values), names[0])
        return [record(f"{self.where}, {name} {n}", value) for n, value in enumerate(self.items(name), start=1)]

    def label(self, labels: Mapping[str, Label]) -> Label:
        """Ours for theirs."""
        value = self.values.get("label")
        if isinstance(value, str) and value in labels:
            return labels[value]
        raise self.broken("label", f"one of {', '.join(labels)}")


def record(where: str, value: object) -> Record:
    """The value as a record, or an error that shows what it is instead."""
    if isinstance(value, dict):
        return Record(where, value)
    raise UserError(f"{where}: {shown(value)} is not an object.", hint=_AGAIN)


def read_records(file: Path) -> Iterator[Record]:
    """The objects of a JSON list or of JSON lines, gzipped or not; UserError at the first that is none."""
    lines = read_lines(file)
    for number, line in lines:
        if number == 1 and line.lstrip().startswith("["):
            items = Record(str(file), {"list": _parsed(str(file), line + "".join(line for _, line in lines))})
            yield from (record(f"{file} item {n}", item) for n, item in enumerate(items.items("list"), start=1))
        elif line.strip():
            yield record(f"{file} line {number}", _parsed(f"{file} line {number}", line))


def read_object(file: Path) -> Record:
    """The one object that a JSON file holds, gzipped or not."""
    return record(str(file), _parsed(str(file), "".join(line for _, line in read_lines(file))))


def read_lines(file: Path) -> Iterator[tuple[int, str]]:
    """(number from 1, line with its end) of a file, gzipped or not."""
    number = 0
    try:
        with _opened(file) as stream:
            for number, line in enumerate(stream, start=1):
                yield number, line
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise UserError(f"{file} line {number + 1}: cannot be read: {why}.", hint=_AGAIN) from None


def make_article(file: Path, name: str, text: str, **metadata: str | None) -> Article:
    """An article of a set, under the name that its cases know it by."""
    given = {field: value for field, value in metadata.items() if value}
    return Article(origin=str(file), key=f"{file}#{name}", media_type="text/plain", content=text, metadata=given)


def make_dataset(
    path: Path,
    cases: Iterable[Case],
    *,
    files: tuple[Path, ...] = (),
    corpus: Path | None = None,
    articles: Callable[[], Iterable[Article]] | None = None,
) -> Dataset:
    """The set that is named after its path. Read were `files` (else that path), and `corpus` for its articles.

    Raises:
        UserError: it holds no case, or two by one id.
    """
    made = tuple(cases)
    if not made:
        raise UserError(f"{path}: no question or claim in it.", hint="Give a file that holds some.")
    id_, times = Counter(case.id for case in made).most_common(1)[0]
    if times > 1:
        raise UserError(f"{path}: id {id_!r} is given to {times} cases.", hint="Give each an id of its own.")
    name = path.name if path.is_dir() else Path(path.name.removesuffix(".gz")).stem
    own = (corpus,) if corpus else ()
    files = (*own, *(files or (path,)))
    return Dataset(name=name, files=files, article_files=own, articles=articles, cases=made)


def find_file(folder: Path, *names: str) -> Path | None:
    """The first of the names that is in the folder, gzipped or not."""
    candidates = (folder / f"{name}{end}" for name in names for end in ("", ".gz"))
    return next((file for file in candidates if file.is_file()), None)


def as_name(id_: str) -> str:
    """An id as the part of a key after its only "#"."""
    return id_.replace("#", "%23")


def as_url(value: object) -> str | None:
    """A URL as articles are compared by; None for anything else."""
    return tidy_url(value)[0] if isinstance(value, str) and len(value) <= LONGEST else None


def shown(value: object) -> str:
    """A value in an error, on one line."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _opened(file: Path) -> IO[str]:
    with file.open("rb") as stream:
        zipped = stream.read(2) == b"\x1f\x8b"
    return gzip.open(file, "rt", encoding="utf-8-sig") if zipped else file.open(encoding="utf-8-sig")


def _parsed(where: str, text: str) -> object:
    try:
        return parse_json(text)
    except InvalidArticle as error:
        raise UserError(f"{where}: {error}.", hint=_AGAIN) from None


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
