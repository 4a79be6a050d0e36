"""Sets of cases by name or path: our own format here, public ones in `eval.formats`.

A set of ours is a folder with `cases.jsonl`, `claims.jsonl` or both, and its articles in `articles/` (everything that
`newscheck add` reads) or beside them (pages). A file by itself takes only `articles/` beside it; without, it is asked
of an archive. A line of either file is one JSON object:

    case   id, question, answers [text]; kind, status, evidence, as_of, since, until, note
    claim  id, claim, label; kind, change, evidence, as_of, since, until, note

`evidence` is a list of sentences, or of {"article": FILE NAME, "quote": SENTENCE}; `status` is what should be said
(answered, conflicting, not_in_articles; by default answered where there are answers); days are YYYY-MM-DD.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.claimed import fm2, news_claims
from eval.datasets import LOADERS, data_folder
from eval.formats import averitec, multihop, read_format
from eval.parsing import read_lines
from eval.records import LABELS, Case, Dataset, Evidence, Label
from index.errors import UserError
from index.files import suffix_of, walk
from index.loading import Loader
from rag.records import Status

SHIPPED = {"seeds": Path(__file__).parent.parent / "seeds", "wire": Path(__file__).parent / "sets" / "wire"}
OURS = ("cases.jsonl", "claims.jsonl")
PAGES = {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"}
"""Files that are articles also beside the cases."""
PUBLIC = {
    **LOADERS, "multihop": multihop, "averitec": averitec, "fm2": fm2, "news-claims": news_claims,
}  # fmt: skip
NAMES = (*SHIPPED, *PUBLIC)


class CaseError(UserError):
    """A line of a case file that cannot be used."""

    def __init__(self, file: Path, line: int, problem: str) -> None:
        super().__init__(f"{file}, line {line}: {problem}.", hint="The format is told by: newscheck eval run --help")


class _Quote(BaseModel):
    model_config = ConfigDict(extra="forbid")
    article: str | None = None
    quote: str = Field(min_length=1)


class _Line(BaseModel):
    """What questions and claims share."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(min_length=1)
    kind: str | None = None
    evidence: list[str | _Quote] = []
    as_of: date | None = None
    since: date | None = None
    until: date | None = None
    note: str | None = None


class _Question(_Line):
    question: str = Field(min_length=1)
    answers: list[str]
    status: Status | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.status and bool(self.answers) == (self.status == "not_in_articles"):
            raise ValueError("answers and status disagree: not_in_articles has none, every other status has some")
        return self


class _Claim(_Line):
    claim: str = Field(min_length=1)
    label: Label
    change: str | None = None


def load_cases(name: str, data: Path | None = None) -> Dataset:
    """The set of that name, or at that path.

    Args:
        name: One of `NAMES`, a file or a folder.
        data: Folder of the public data sets; None takes NEWSCHECK_DATA.

    Raises:
        UserError: no such set, or one that cannot be read, and where.
    """
    if name in PUBLIC:
        return PUBLIC[name](data_folder(data))
    path = SHIPPED.get(name, Path(name))
    if not path.exists():
        raise UserError(f"There is no set of cases {name!r}.", hint=f"Give a file, a folder, or: {', '.join(NAMES)}")
    files = [path / part for part in OURS if (path / part).exists()] if path.is_dir() else [path]
    if files and all(_is_ours(file) for file in files):
        return _ours(name if name in SHIPPED else _name(path), path, files)
    if (found := read_format(path)) is not None:
        return found
    raise UserError(f"The format of {str(path)!r} is not known.", hint="Ours: newscheck eval run --help")


def read_cases(file: Path) -> Iterator[Case]:
    """The cases or claims of one file of ours.

    Raises:
        CaseError: a line that is no JSON object, lacks a key, has one too many, or repeats an id.
    """
    seen: set[str] = set()
    for number, line in read_lines(file):
        if not line.strip():
            continue
        case = _case(_parsed(file, number, line))
        if case.id in seen:
            raise CaseError(file, number, f"the id {case.id!r} is used twice")
        seen.add(case.id)
        yield case


def _ours(name: str, path: Path, files: Sequence[Path]) -> Dataset:
    cases = [case for file in files for case in read_cases(file)]
    if twice := [id_ for id_, times in Counter(case.id for case in cases).items() if times > 1]:
        raise UserError(f"{files[-1]}: the id {twice[0]!r} is used in {files[0].name} too.", hint="Give it another id.")
    given = _articles(path)
    articles = tuple(file for place in given for file in walk(place) if isinstance(file, Path))
    return Dataset(
        name=name,
        files=(*articles, *files),
        article_files=articles,
        articles=(lambda: Loader([str(place) for place in given])) if articles else None,
        cases=tuple(cases),
        home=(path if path.is_dir() else path.parent) if articles else None,
    )


def _articles(path: Path) -> list[Path]:
    """The folder of articles, or else the pages in a set's folder. What lies beside a single file may be anything."""
    folder = path if path.is_dir() else path.parent
    if (folder / "articles").is_dir():
        return [folder / "articles"]
    beside = sorted(folder.iterdir()) if path.is_dir() else []
    return [file for file in beside if file.is_file() and suffix_of(file) in PAGES and file.stem != "README"]


def _name(path: Path) -> str:
    return path.absolute().name if path.is_dir() else path.stem


def _is_ours(file: Path) -> bool:
    """By the keys of the first object; a file named as ours is read as ours, so that its faults are told."""
    if file.name in OURS:
        return True
    first = next((line for _, line in read_lines(file) if line.strip()), "")
    try:
        value = json.loads(first)
    except ValueError:
        return False
    if not isinstance(value, dict) or "id" not in value:
        return False
    return {"question", "answers"} <= value.keys() or ("claim" in value and value.get("label") in LABELS)


def _parsed(file: Path, number: int, line: str) -> _Question | _Claim:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise CaseError(file, number, f"not JSON ({error})") from error
    if not isinstance(value, dict) or not value.keys() & {"question", "claim"}:
        raise CaseError(file, number, "neither a question nor a claim")
    kind: type[_Question] | type[_Claim] = _Question if "question" in value else _Claim
    try:
        return kind(**value)
    except ValidationError as error:
        raise CaseError(file, number, _first(error)) from error


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    said = first["msg"].removeprefix("Value error, ")
    return f"{where!r}: {said[0].lower()}{said[1:]}" if where else said


def _case(line: _Question | _Claim) -> Case:
    evidence = tuple(
        Evidence(quote=given) if isinstance(given, str) else Evidence(quote=given.quote, article=given.article)
        for given in line.evidence
    )
    named = sorted({given.article for given in evidence if given.article})
    facts: dict[str, Any] = {"id": line.id, "evidence": evidence, "relevant": dict.fromkeys(named, 1)}
    facts |= {"holding": frozenset(named), "as_of": line.as_of, "since": line.since, "until": line.until}
    if isinstance(line, _Claim):
        return Case(question=line.claim, kind=line.kind or "claim", label=line.label, **facts)
    status: Status = line.status or ("answered" if line.answers else "not_in_articles")
    return Case(
        question=line.question, kind=line.kind or "question", answers=tuple(line.answers), status=status, **facts
    )
