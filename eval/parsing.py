"""Files of public sets as records that know where they stand, and articles and sets made of them."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from eval.records import Case, Dataset, Label
from index.entries import parse_json
from index.errors import InvalidArticle, UserError
from index.records import Article
from index.urls import LONGEST, tidy_url

_AGAIN = "Get the file again, or mend it there."

MOST = 20
"""Problems that one error lists."""


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


def listed(problems: Sequence[str]) -> str:
    """Problems in an error, each on a line of its own; of very many the first."""
    more = [f"and {len(problems) - MOST:,} more"] if len(problems) > MOST else []
    return "".join(f"\n  {problem}" for problem in [*problems[:MOST], *more])


def _opened(file: Path) -> IO[str]:
    with file.open("rb") as stream:
        zipped = stream.read(2) == b"\x1f\x8b"
    return gzip.open(file, "rt", encoding="utf-8-sig") if zipped else file.open(encoding="utf-8-sig")


def _parsed(where: str, text: str) -> object:
    try:
        return parse_json(text)
    except InvalidArticle as error:
        raise UserError(f"{where}: {error}.", hint=_AGAIN) from None
