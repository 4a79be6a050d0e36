"""A story that several sources carry is found, shown once with all of them, and counted once; another story is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from eval.altering.rewording import paraphrase
from index import resembling
from index.archive import Archive
from index.embedding import LetterEmbedder
from index.loading import Loader
from index.records import Article, Hit
from index.resembling import tells, wording
from index.retrieving import HybridRetriever
from index.splitting import sentences
from index.vectors import ExactVectors
from rag.checker import FactChecker
from rag.settings import Settings
from rag.voices import hear
from rag.weighing import sides
from tests.helpers import ROOT, CountingVerifier, add, article
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


@pytest.mark.slow
def test_copies_by_another_generator_are_known_and_the_same_words_with_other_figures_are_not(
    settings: Settings, figure: Figure
) -> None:
    rng = Random(7)
    given = [
        article(change(body(file)), key=f"{file.stem}{mark}", title=f"Report {mark}", source=f"Paper {mark}")
        for file in WIRE
        for mark, change in {"~0": lambda text: put_otherwise(text, rng), ".later": a_year_later}.items()
    ]
    add(settings, Loader([str(file) for file in WIRE]))
    assert add(settings, given).count("added") == len(given) == 76
    opened = Archive(settings.archive)
    hits = found(opened)
    opened.close()
    told = [
        (hit.document.origin, copy.origin)
        for each in hits.values()
        for hit in each
        for copy in hit.copies
        if re.search(r"\d", hit.passage.text)  # without a figure both say the same
    ]
    wrong = [(one, other) for one, other in told if (".later" in one) != (".later" in other)]
    known = [any("~0" in shown.origin for shown in (hit.document, *hit.copies)) for hit in leads(hits)]
    figure(
        f"copies by another generator: {sum(known)} of {len(known)} are named beside their story, {len(wrong)} of"
        f" {len(told)} foldings join two stories that differ in their figures"
    )
    assert wrong == []
    assert sum(known) >= 0.9 * len(known)


def leads(found: dict[str, list[Hit]]) -> Iterator[Hit]:
    """The hit that shows the article itself, for each."""
    for name, hits in found.items():
        yield next(hit for hit in hits if name in {Path(d.origin).stem for d in (hit.document, *hit.copies)})


@pytest.mark.slow
def test_taking_a_sentence_for_any_other_is_found_out(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resembling, "_told", lambda article, sentence: len(sentence) < 90)
    assert any(one != other for one, other in folded(found(archive, WIRE[:9])))


@pytest.mark.slow
def test_knowing_copies_by_the_letter_only_is_found_out(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resembling, "_told", lambda article, sentence: False)
    known = named(found(archive, WIRE[:9]))
    assert sum(known) < 0.95 * len(known)


STORY = (
    "The bridge at Karrow was closed on Monday after two cracks were found in a pillar, Mayor Lena Brandt said. "
    "Some 4,500 cars cross it every day. Engineers of the state did not find any danger to the houses below."
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("4,500", "5,400"), ("two cracks", "six cracks"), ("Lena Brandt", "Otto Maar"), ("Monday", "Friday"),
        ("did not find any", "did find some"), ("4,500 cars", "4,500.5 cars"), ("4,500", "4.5 million"),
        ("two cracks", "2.5 cracks"),
    ],
)  # fmt: skip
def test_what_changes_the_meaning_is_no_editing(old: str, new: str) -> None:
    assert tells(STORY, wording(STORY.replace("was closed", "was shut").replace("every day", "each day")))
    assert not tells(STORY, wording(STORY.replace(old, new).replace("was closed", "was shut")))


@pytest.mark.parametrize(("old", "new"), [("4,500", "4.5 thousand"), ("4,500", "4500"), ("two", "2")])
def test_a_figure_written_otherwise_is_the_same(old: str, new: str) -> None:
    assert tells(STORY, wording(STORY.replace(old, new).replace("was closed", "was shut")))


CLAIM = "Two cracks were found in a pillar of the bridge at Karrow."


@pytest.fixture
def papers(settings: Settings) -> Iterator[FactChecker]:
    """The story in three papers, edited in two of them; and a fourth that repeats its first sentence."""
    edited = STORY.replace("was closed", "was shut").replace("every day", "each day")
    texts = {"Courier": STORY, "Herald": edited, "Post": f"{edited} More tomorrow."}
    first = STORY.split(". ", maxsplit=1)[0]
    texts["Mirror"] = f"{first}. Shops in the town centre complain. They had hoped for a good summer."
    add(settings, [
        article(text, key=name, title=f"{name}'s report", source=name, published=f"2024-01-0{number}")
        for number, (name, text) in enumerate(texts.items(), start=1)
    ])  # fmt: skip
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as checker:
        yield checker


def test_a_story_of_several_sources_is_told_once_with_all_of_them_and_their_days(papers: FactChecker) -> None:
    (hit,) = (hit.to_dict() for hit in papers.search("cracks bridge Karrow").hits if len(hit.copies) > 1)
    shown = {(one["source"], one["published"]) for one in (hit, *hit["copies"])}
    assert shown >= {("Courier", "2024-01-01"), ("Herald", "2024-01-02"), ("Post", "2024-01-03")}

    answer = papers.ask("How many cars cross the bridge at Karrow every day?").to_dict()
    first = answer["citations"][0]
    assert {first["source"], *(copy["source"] for copy in first["copies"])} >= {"Courier", "Herald"}


def test_copies_and_repeated_sentences_are_no_more_support_than_one_article(papers: FactChecker) -> None:
    hits = papers.search(CLAIM).hits
    taken = sides(hear(CLAIM, hits, CountingVerifier()))["supports"]
    assert len(hits) > 1
    assert len(taken) == 1
    assert {document.source for document in (taken[0].document, *taken[0].copies)} == {
        "Courier", "Herald", "Post", "Mirror",
    }  # fmt: skip
