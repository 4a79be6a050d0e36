"""How well it is told who says a sentence: over the sentences that were marked by hand.

A line of sentences.jsonl has id (its half before the hyphen), article (path from the repository's root), sentence,
speaker (null where the article says it itself) and quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eval.intervals import Figure, Indices, figure, set_figure
from eval.parsing import Record, read_records
from index.cleaning import clean
from index.errors import UserError
from index.loading import Loader
from index.records import Article, Document
from rag.citing import find
from rag.speakers import attribution

ROOT = Path(__file__).parent.parent
FILE = Path(__file__).parent / "sets" / "speakers" / "sentences.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence, who says it, and who was taken to say it; None for the article itself."""

    id: str
    sentence: str
    speaker: str | None
    quoted: bool
    found: str | None
    """"?" where it is somebody's words, and nobody knows whose."""
    found_quoted: bool

    @property
    def half(self) -> str:
        """development, report."""
        return self.id.rpartition("-")[0]

    @property
    def right(self) -> bool:
        """Whether the speaker is the marked one, letter by letter."""
        return self.speaker == self.found


def tell_speakers(file: Path = FILE) -> list[Told]:
    """Every sentence of a file, with who says it by the rules.

    Raises:
        UserError: a line is none, or its article or sentence is not there.
    """
    return [_told(record) for record in read_records(file)]


def figures(told: Sequence[Told]) -> dict[str, Figure]:
    """Precision and recall of speakers, of there being one at all; shares of right sentences and of right `quoted`."""
    said = [(bool(one.speaker), one.found is not None, one.right) for one in told]

    def share(*, of: int, exact: bool) -> Figure:
        def measure(drawn: Indices) -> float | None:
            counted = [said[i] for i in drawn if said[i][of]]
            right = sum(one[0] and one[1] and (one[2] or not exact) for one in counted)
            return right / len(counted) if counted else None

        return set_figure(measure, len(said), why="no sentence has a speaker")

    return {
        "speaker precision": share(of=1, exact=True),
        "speaker recall": share(of=0, exact=True),
        "somebody's words, precision": share(of=1, exact=False),
        "somebody's words, recall": share(of=0, exact=False),
        "quoted": figure([float(one.quoted == one.found_quoted) for one in told]),
        "whole sentence": figure([float(one.right) for one in told]),
    }


def tell(told: Sequence[Told]) -> Iterator[str]:
    """The figures of each half, and each sentence that was not right."""
    for half in dict.fromkeys(one.half for one in told):
        members = [one for one in told if one.half == half]
        yield f"{half}: {len(members)} sentences, {sum(bool(one.speaker) for one in members)} with a speaker"
        yield from (f"  {name:28} {value}" for name, value in figures(members).items())
    for one in told:
        if not one.right:
            yield f"{one.id}: {one.found or 'the article'}, should be {one.speaker or 'the article'}: {one.sentence}"


def _told(record: Record) -> Told:
    sentence, document = record.text("sentence"), _document(record)
    found = attribution(document, find(sentence, document))
    speaker = record.values.get("speaker")
    return Told(
        id=record.key("id"), sentence=sentence, speaker=str(speaker) if speaker is not None else None,
        quoted=record.values.get("quoted") is True, found=(found.speaker or "?") if found else None,
        found_quoted=bool(found and found.quoted),
    )  # fmt: skip


def _document(record: Record) -> Document:
    file = ROOT / record.text("article")
    if not file.is_file():
        raise UserError(f"{record.where}: no article {str(file)!r}.", hint="Give its path from the repository's root.")
    return _read(file)


@cache
def _read(file: Path) -> Document:
    (found,) = Loader([str(file)])
    if not isinstance(found, Article):
        raise UserError(f"{str(file)!r} cannot be read: {found.reason}.", hint="Name one article.")
    return clean(found)
