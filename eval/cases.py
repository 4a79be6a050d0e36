"""Sets of cases by name or path: our own format here, public ones in `eval.formats`.

A set of ours is a folder with `cases.jsonl`, `claims.jsonl` or both, and its articles in `articles/` (everything that
`newscheck add` reads) or beside them (pages). A file by itself takes only `articles/` beside it; without, it is asked
of an archive. A line of either file is one JSON object:

    case   id, question, answers [text]; kind, status, evidence, as_of, since, until, note, previous, rewrites
    claim  id, claim, label; kind, change, evidence, as_of, since, until, note

`evidence` is a list of sentences, or of {"article": FILE NAME, "quote": SENTENCE}; `status` is what should be said
(answered, conflicting, not_in_articles; by default answered where there are answers); days are YYYY-MM-DD; `previous`
is a list of questions that are asked first, and `rewrites` one of accepted wordings, in full, of the one that follows.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator

from eval.claimed import fm2, news_claims
from eval.datasets import LOADERS, data_folder
from eval.formats import averitec, multihop, read_format
from eval.parsing import listed, read_lines
from eval.records import Case, Dataset, Evidence, Label
from index.entries import parse_json
from index.errors import InvalidArticle, UserError
from index.files import suffix_of, walk
from index.loading import Loader
from rag.records import Status

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WIRE = Path(__file__).parent / "sets" / "wire"
SHIPPED = {
    "seeds": Path(__file__).parent.parent / "seeds", "wire": _WIRE, "follow-ups": _WIRE / "follow-ups.jsonl",
    "attribution": _WIRE / "attribution.jsonl", "yes-no": _WIRE / "yes-no.jsonl",
}  # fmt: skip
OURS = ("cases.jsonl", "claims.jsonl")
_ASKING = {"question", "claim"}
_LINES = {".jsonl", ".ndjson"}
PAGES = {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"}
"""Files that are articles also beside the cases."""
PUBLIC = {
    **LOADERS, "multihop": multihop, "averitec": averitec, "fm2": fm2, "news-claims": news_claims,
}  # fmt: skip
NAMES = (*(name for name, folder in SHIPPED.items() if folder.exists()), *PUBLIC)
"""Sets that are offered: of the shipped ones those that are there, for an installed package has no `seeds`."""


class CaseError(UserError):
    """Lines of a case file that cannot be used: all of them, each with its problem."""

    def __init__(self, file: Path, problems: Sequence[tuple[int, str]]) -> None:
        told = [f"line {line}: {problem}." for line, problem in problems]
        many = f"{file}: {len(told):,} lines cannot be used:{listed(told)}"
        super().__init__(
            f"{file}, {told[0]}" if len(told) == 1 else many, hint="The format is told by: newscheck eval run --help"
        )


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("is blank")
    return text


_Text = Annotated[str, AfterValidator(_not_blank)]


class _Quote(BaseModel):
    model_config = ConfigDict(extra="forbid")
    quote: _Text
    article: _Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _sentence(cls, given: object) -> object:
        if not isinstance(given, str | dict):
            raise ValueError('neither a sentence nor {"article": FILE NAME, "quote": SENTENCE}')
        return {"quote": given} if isinstance(given, str) else given


class _Line(BaseModel):
    """What questions and claims share."""

    model_config = ConfigDict(extra="forbid")
    id: _Text
    kind: str | None = None
    evidence: list[_Quote] = []
    as_of: date | None = None
    since: date | None = None
    until: date | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError("since is after until: no article is of both")
        return self


class _Question(_Line):
    question: _Text
    answers: list[_Text]
    status: Status | None = None
    previous: list[_Text] = []
    rewrites: list[_Text] = []

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.rewrites and not self.previous:
            raise ValueError("rewrites are of a question that follows others: previous")
        if self.status and bool(self.answers) == (self.status == "not_in_articles"):
            raise ValueError("answers and status disagree: not_in_articles has none, every other status has some")
        return self


class _Claim(_Line):
    claim: _Text
    label: Label
    change: str | None = None


def load_cases(name: str, data: Path | None = None) -> Dataset:
    """The set of that name, or at that path.

    Args:
        name: One of `NAMES`, a file or a folder.
        data: Folder of the public data sets; None takes NEWSCHECK_DATA.

    Raises:
        UserError: no such set, or one that cannot be read, and where.

    A name means the set of that name also where a file or folder is called so; that is told on standard error.
    """
    shipped = SHIPPED.get(name)
    path = shipped if shipped and shipped.exists() else Path(name)
    _tell_if_hidden(name, path)
    if name in PUBLIC:
        return PUBLIC[name](data_folder(data))
    if not path.exists():
        raise _absent(name)
    files = [path / part for part in OURS if (path / part).exists()] if path.is_dir() else [path]
    ours = bool(files) and (path.is_dir() or path.name in OURS)
    if not ours and (found := read_format(path)) is not None:
        return found
    if ours or (files and _is_ours(path)):
        return _ours(name if name in SHIPPED else _name(path), path, files)
    raise UserError(
        f"The format of {str(path)!r} is not known.", hint=f"Ours is {' or '.join(OURS)}: newscheck eval run --help"
    )


def _tell_if_hidden(name: str, path: Path) -> None:
    here = Path(name)
    if here.exists() and (name in PUBLIC or not here.samefile(path)):
        print(f"{name!r} is taken for the set of that name. For what is here: ./{name}", file=sys.stderr)


def _absent(name: str) -> UserError:
    hint = f"Give a file, a folder, or: {', '.join(NAMES)}"
    if name in SHIPPED:
        return UserError(f"The set {name!r} comes with the source of newscheck, and is not installed here.", hint=hint)
    return UserError(f"There is no set of cases {name!r}.", hint=hint)


def read_cases(file: Path) -> tuple[Case, ...]:
    """The cases or claims of one file of ours.

    Raises:
        CaseError: lines that are no JSON object, lack a key, have one too many, or repeat an id.
    """
    cases: dict[str, Case] = {}
    problems: list[tuple[int, str]] = []
    for number, line in read_lines(file):
        try:
            if line.strip():
                case = read_case(line)
                if cases.setdefault(case.id, case) is not case:
                    raise ValueError(f"the id {case.id!r} is used twice")
        except ValueError as error:
            problems.append((number, str(error)))
    if problems:
        raise CaseError(file, problems)
    return tuple(cases.values())


def read_case(line: str) -> Case:
    """The case or claim of one line.

    Raises:
        ValueError: it is none, and why.
    """
    value = _parsed(line)
    if not isinstance(value, dict) or not value.keys() & _ASKING:
        raise ValueError("neither a question nor a claim")
    kind: type[_Question] | type[_Claim] = _Question if "question" in value else _Claim
    try:
        return _case(kind(**value))
    except ValidationError as error:
        raise ValueError("; ".join(_fault(fault, kind) for fault in error.errors())) from error


def _ours(name: str, path: Path, files: Sequence[Path]) -> Dataset:
    cases = [case for file in files for case in read_cases(file)]
    if not cases:
        raise UserError(f"{path}: no question or claim in it.", hint="The format is told by: newscheck eval run --help")
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
    """Whether it asks or claims in any line; or is of JSON lines the first of which is broken, so that this is told."""
    values = (_parsed_or_none(line) for _, line in read_lines(file) if line.strip())
    first = next(values, None)
    broken = first is None and suffix_of(file) in _LINES
    return broken or any(isinstance(value, dict) and bool(value.keys() & _ASKING) for value in chain([first], values))


def _parsed(line: str) -> object:
    try:
        return parse_json(line.rstrip())
    except InvalidArticle as error:
        raise ValueError(str(error).replace("(line 1, column", "(column")) from error


def _parsed_or_none(line: str) -> object:
    try:
        return _parsed(line)
    except ValueError:
        return None


def _fault(fault: ErrorDetails, kind: type[_Line]) -> str:
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"no key {where!r}; keys are: {', '.join(_keys(_Quote if len(fault['loc']) > 1 else kind))}"
    said = fault["msg"].removeprefix("Value error, ")
    return f"{where!r}: {said[0].lower()}{said[1:]}" if where else said


def _keys(kind: type[BaseModel]) -> list[str]:
    """Those that are needed first."""
    return sorted(kind.model_fields, key=lambda name: not kind.model_fields[name].is_required())


def _case(line: _Question | _Claim) -> Case:
    evidence = tuple(Evidence(quote=given.quote, article=given.article) for given in line.evidence)
    named = sorted({given.article for given in evidence if given.article})
    facts: dict[str, Any] = {"id": line.id, "evidence": evidence, "relevant": dict.fromkeys(named, 1)}
    facts |= {"holding": frozenset(named), "as_of": line.as_of, "since": line.since, "until": line.until}
    if isinstance(line, _Claim):
        return Case(question=line.claim, kind=line.kind or "claim", label=line.label, **facts)
    status: Status = line.status or ("answered" if line.answers else "not_in_articles")
    return Case(
        question=line.question, kind=line.kind or "question", answers=tuple(line.answers), status=status,
        previous=tuple(line.previous), rewrites=tuple(line.rewrites), **facts,
    )  # fmt: skip
