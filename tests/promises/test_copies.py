"""A story that several sources carry is found, shown once with all of them, and counted once; another story is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

import pytest

from eval.altering.rewording import paraphrase
from index import merging, resembling
from index.archive import Archive
from index.embedding import LetterEmbedder
from index.loading import Loader
from index.records import Article, Hit
from index.retrieving import HybridRetriever
from index.splitting import sentences
from index.vectors import ExactVectors
from rag.settings import Settings
from tests.helpers import ROOT, add, article
from tests.promises.conftest import Figure

WIRE = sorted((ROOT / "eval" / "sets" / "wire" / "articles").glob("*.md"))
"""38 invented articles, among them four accounts of one flood and two each of other events."""

SAME_STORY = [
    {"2021-07-14-ilda-flood-courier", "2021-07-15-ilda-flood-valley-news"},
    {"2023-05-11-museum-theft-arrests", "2023-05-12-museum-theft-arrests-post"},
    {"2023-08-23-sudaria-trade-deal", "2023-08-24-sudaria-trade-deal-meridian"},
]
"""Those that were written as edited copies of each other."""

OTHER_WORDS = {
    "said": "stated", "about": "roughly", "people": "persons", "will": "is to", "more": "further", "had": "has",
    "first": "initial", "since": "after", "near": "close to", "because": "as", "large": "big", "but": "yet",
    "which": "that", "who": "that", "now": "currently", "began": "started", "told": "informed", "also": "too",
    "after": "following", "during": "in", "only": "just", "town": "place", "workers": "staff", "whole": "entire",
}  # fmt: skip


def reworded(text: str) -> str:
    """About one word in twelve is another."""
    return re.sub(r"\w+", lambda word: OTHER_WORDS.get(word[0], word[0]), text)


EDITS: dict[str, Callable[[str], str]] = {
    "the second half is cut": lambda text: "\n\n".join((parts := text.split("\n\n"))[: (len(parts) + 1) // 2]),
    "a lead is put before it": lambda text: f"Our correspondents report what the agencies have.\n\n{text}",
    "the last paragraph is cut, another put in its place": lambda text: (
        text.rpartition("\n\n")[0] + "\n\nMore on this story will be in the paper of tomorrow, with pictures."
    ),
    "words are changed": reworded,
}


def copies(name: str, text: str) -> Iterator[Article]:
    """The edited copies of an article, each with a headline, a source and a date of its own."""
    for number, edit in enumerate(EDITS.values()):
        yield Article(
            origin=f"/copies/{name}~{number}.txt", key=f"{name}~{number}", media_type="text/plain", content=edit(text),
            metadata={"title": f"Report {number}", "source": f"Paper {number}", "published": f"2024-01-0{number + 1}"},
        )  # fmt: skip


def body(file: Path) -> str:
    return file.read_text().split("---", 2)[-1].strip()


def story(origin: str) -> str:
    """Which article it is, or is a copy of."""
    name = Path(origin).stem.split("~")[0]
    return next((min(pair) for pair in SAME_STORY if name in pair), name)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """All the articles and four edited copies of each."""
    folder = tmp_path_factory.mktemp("copies")
    settings = Settings(archive=folder / "archive", cache=folder / "cache", embedder="letters", models=False)
    add(settings, Loader([str(file) for file in WIRE]))
    add(settings, [copy for file in WIRE for copy in copies(file.stem, body(file))])
    opened = Archive(settings.archive)
    yield opened
    opened.close()


def found(archive: Archive, files: Sequence[Path] = WIRE) -> dict[str, list[Hit]]:
    """What the first paragraph of each article finds."""
    retriever = HybridRetriever(archive, LetterEmbedder(), ExactVectors(archive))
    return {file.stem: list(retriever.retrieve(body(file).split("\n\n")[0], limit=8).hits) for file in files}


def folded(found: dict[str, list[Hit]]) -> list[tuple[str, str]]:
    """Each article that is shown, with one that is folded into it."""
    return [
        (story(hit.document.origin), story(copy.origin))
        for hits in found.values()
        for hit in hits
        for copy in hit.copies
    ]


def named(found: dict[str, list[Hit]]) -> list[bool]:
    """For each lead and each copy of its article, whether the hit that shows the story shows or names the copy."""
    told = []
    for name, hits in found.items():
        hit = next(hit for hit in hits if story(hit.document.origin) == story(f"{name}.md"))
        shown = {Path(document.origin).stem for document in (hit.document, *hit.copies)}
        told += [f"{name}~{number}" in shown for number in range(len(EDITS))]
    return told


@pytest.mark.slow
def test_edited_copies_are_one_story_and_other_stories_on_the_event_are_not(archive: Archive, figure: Figure) -> None:
    hits = found(archive)
    pairs, known = folded(hits), named(hits)
    right = sum(one == other for one, other in pairs)
    figure(
        f"edited copies: {right:,} of {len(pairs):,} articles that were folded into another are copies of it,"
        f" {sum(known)} of {len(known)} copies are named beside their story"
    )
    assert right == len(pairs)
    assert sum(known) >= 0.95 * len(known)


def put_otherwise(text: str, rng: Random) -> str:
    """Each sentence in other words where that is possible: a generator that the limits were not chosen by."""
    parts, at = [], 0
    for start, end in sentences(text):
        parts += [text[at:start], paraphrase(text[start:end], rng) or text[start:end]]
        at = end
    return "".join(parts) + text[at:]


def a_year_later(text: str) -> str:
    """A story of its own, as next year's is: the same words, and every figure another."""
    return re.sub(r"\d+", lambda found: str(int(found[0]) + 1), text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What was made of a copy in other words, and of a story in the same words with other figures."""

    known: list[bool]
    """For each article, whether the copy is named beside it."""
    told: list[tuple[str, str]]
    """Foldings of passages with a figure in them: without one both say the same."""

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Those that join two stories that differ in their figures."""
        return [(one, other) for one, other in self.told if (".later" in one) != (".later" in other)]


def beside(settings: Settings, files: Sequence[Path]) -> Beside:
    """Articles, a copy of each by the other generator, and each as next year's."""
    rng = Random(7)
    given = [
        article(change(body(file)), key=f"{file.stem}{mark}", title=f"Report {mark}", source=f"Paper {mark}")
        for file in files
        for mark, change in {"~0": lambda text: put_otherwise(text, rng), ".later": a_year_later}.items()
    ]
    add(settings, Loader([str(file) for file in files]))
    assert add(settings, given).count("added") == len(given) == 2 * len(files)
    opened = Archive(settings.archive)
    hits = found(opened, files)
    opened.close()
    told = [
        (hit.document.origin, copy.origin)
        for each in hits.values()
        for hit in each
        for copy in hit.copies
        if re.search(r"\d", hit.passage.text)
    ]
    known = [any("~0" in shown.origin for shown in (hit.document, *hit.copies)) for hit in leads(hits)]
    return Beside(known=known, told=told)


@pytest.mark.slow
def test_copies_by_another_generator_are_known_and_the_same_words_with_other_figures_are_not(
    settings: Settings, figure: Figure
) -> None:
    made = beside(settings, WIRE)
    figure(
        f"copies by another generator: {sum(made.known)} of {len(made.known)} are named beside their story,"
        f" {len(made.wrong)} of {len(made.told)} foldings join two stories that differ in their figures"
    )
    assert len(made.known) == 38
    assert made.wrong == []
    assert sum(made.known) >= 0.9 * len(made.known)


def leads(found: dict[str, list[Hit]]) -> Iterator[Hit]:
    """The hit that shows the article itself, for each."""
    for name, hits in found.items():
        yield next(hit for hit in hits if name in {Path(d.origin).stem for d in (hit.document, *hit.copies)})


@pytest.mark.slow
def test_taking_a_sentence_for_any_other_is_found_out(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resembling, "_told", lambda article, sentence: len(sentence) < 90)
    monkeypatch.setattr(resembling, "HELD", 0.0)
    monkeypatch.setattr(merging, "SEEMING", 0.0)
    assert any(one != other for one, other in folded(found(archive, WIRE[:9])))


@pytest.mark.slow
def test_knowing_copies_by_the_letter_only_is_found_out(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resembling, "_told", lambda article, sentence: False)
    known = named(found(archive, WIRE[:9]))
    assert sum(known) < 0.95 * len(known)


def shared(text: str, other: str) -> float:
    """What MinHash estimates: of all runs of five words, the share that both have."""
    runs = [
        {*zip(*(words[at:] for at in range(5)), strict=False)}
        for words in map(re.compile(r"\w+").findall, (text, other))
    ]
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


def test_no_share_of_words_tells_a_copy_from_a_story_with_other_figures(figure: Figure) -> None:
    """Why sentences are compared and no whole texts: next year's story has more of the words than many a copy.

    Shown to fail where copies are only those with a lead put before them: of these a share of words would tell.
    """
    texts = [body(file) for file in WIRE]
    later = [shared(text, a_year_later(text)) for text in texts]
    copied = [shared(text, edit(text)) for text in texts for edit in EDITS.values()]
    figure(
        f"copies by shared runs of words, as MinHash has it: {min(copied):.2f} to {max(copied):.2f} of a copy,"
        f" {min(later):.2f} to {max(later):.2f} of a story with other figures"
    )
    assert max(later) > 0.8
    assert sum(one < median(later) for one in copied) > 0.4 * len(copied)


@pytest.mark.slow
def test_copies_whose_figures_are_not_compared_are_found_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resembling, "_same", lambda mine, its: True)
    assert beside(settings, WIRE[:6]).wrong


@pytest.mark.slow
def test_copies_in_other_words_that_are_not_known_are_found_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resembling, "_told", lambda article, sentence: False)
    made = beside(settings, WIRE[:6])
    assert sum(made.known) < 0.9 * len(made.known)
