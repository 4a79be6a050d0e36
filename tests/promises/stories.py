"""Small articles that differ in their letters, and what an archive of them must hold."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.archive import Archive
from index.building import open_builder
from index.embedding import Vectors
from index.records import Article
from index.served import open_index
from index.settings import IndexSettings
from index.vectors import FollowingVectors, VectorIndex
from tests.helpers import article

ALIKE = 1e-3
"""Of two cosines: vectors are stored to half precision."""


def settings_in(folder: Path, *, index_from: int = 0) -> IndexSettings:
    """An archive with the embedder that counts letters; its Chroma index is used from so many passages."""
    return IndexSettings(archive=folder, cache=folder, embedder="letters", index_from=index_from)


def story(number: int, *, version: int = 0) -> Article:
    """One passage of sixty letters drawn by its number, so that no two have the same vector."""
    letters = random.Random(f"{number}/{version}").choices("abcdefghijklmnopqrstuvwxyz", k=60)
    words = " ".join("".join(letters[at : at + 6]) for at in range(0, 60, 6))
    return article(f"Story {number} tells {words}.", key=str(number), title=f"Story {number}", language="en")


def written(numbers: Iterable[int], file: Path) -> Path:
    """Stories as a file of JSON lines."""
    stories = ({"id": key.key, "text": key.content, **key.metadata} for key in map(story, numbers))
    file.write_text("".join(f"{json.dumps(each)}\n" for each in stories))
    return file


def fill(settings: IndexSettings, numbers: Iterable[int], *, index: bool = True) -> None:
    """Store stories."""
    with open_builder(settings, index=index) as builder:
        assert all(hasattr(result, "outcome") for result in builder.add(map(story, numbers)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """How an archive differs from what it must hold."""

    lost: int
    """Stories that are to be there and are not."""
    twice: int
    """Articles too many: of one title, or of a title that nobody gave."""
    damage: tuple[str, ...]
    """Of the file, in words."""
    asked: int
    """Vectors that were looked for."""
    missed: int
    """Of these: did not find their own passage."""
    chroma: bool
    """Whether the index was asked; otherwise every vector was compared."""


def examine(settings: IndexSettings, numbers: Iterable[int], asking: int, most: int) -> Examined:
    """Compare an archive with the stories that must be in it.

    Args:
        settings: Which archive.
        numbers: Of the stories that must be there.
        asking: So many stored vectors are looked for, drawn at random.
        most: Stories that may be there at most: those that were begun.
    """
    archive = Archive(settings.place)
    titles = [document.title for document in archive.documents()]
    served = open_index(archive, settings.vectors)
    index = FollowingVectors(archive, index_from=settings.least_indexed, index=served)
    missed = count_missed(index, archive, asking=asking)
    examined = Examined(
        lost=len({f"Story {number}" for number in numbers} - set(titles)),
        twice=len(titles) - len(set(titles)) + len(set(titles) - {f"Story {number}" for number in range(most)}),
        damage=(*archive.damage(), *_wrong_slices(archive)),
        asked=min(asking, archive.counts()[1]),
        missed=missed,
        chroma=index.uses_chroma,
    )
    archive.close()
    return examined


def count_missed(index: VectorIndex, archive: Archive, *, asking: int) -> int:
    """Of so many stored vectors, those that do not find their own passage."""
    stored = [
        (int(row), vector) for rows, vectors in archive.vectors() for row, vector in zip(rows, vectors, strict=True)
    ]
    drawn = random.Random(1).sample(stored, min(asking, len(stored)))
    return sum(not _finds(index, row, vector) for row, vector in drawn)


def _finds(index: VectorIndex, row: int, vector: Vectors) -> bool:
    found = index.nearest(vector / np.linalg.norm(vector), limit=3)
    return any(at == row and score > 1 - ALIKE for at, score in found)


def _wrong_slices(archive: Archive) -> list[str]:
    documents = list(archive.documents())
    empty = [d.title for d in documents if not archive.passages_of(d)]
    wrong = [p for d in documents for p in archive.passages_of(d) if d.text[p.start : p.end] != p.text]
    return [f"{len(empty)} articles without passages"] * bool(empty) + [f"{len(wrong)} wrong passages"] * bool(wrong)
