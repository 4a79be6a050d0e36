"""Claims to fit and measure verdicts on: written by people about Wikipedia, and made of sentences of news articles.

fm2           claims of FoolMeTwice (Eisenschlos et al. 2021) beside the sentences that settle them
news-claims   sentences of news articles, reworded, or with something changed
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from random import Random

from eval.altering import KINDS, Kind, Pool, change, collect, paraphrase
from eval.datasets import LOADERS
from eval.excerpts import Story, read_stories
from eval.parsing import make_article, read_records
from eval.records import Case, Dataset, Evidence, Label
from eval.stances import STANCES, for_measuring
from index.lexical import words
from index.records import Article
from index.urls import tidy_url
from rag.questions import parse

HIDDEN = 3
"""One in so many passages of fm2 is left out of the articles: nothing in them settles its claims."""

MADE = 150
"""News claims of each label."""

TRIES = 6
"""Sentences of an article that are tried."""

TOLD = 0.7
"""Share of a sentence's words in one article from which that may tell the same."""

_LEANS = re.compile(
    r"[“\"]?(?:He|She|It|They|We|I|You|His|Her|Its|Their|Our|This|That|These|Those|But|And|So|Then|Also)\b"
)
"""A sentence that begins so says by itself not what it is about."""

_LABELS: Mapping[str, Label] = {"supports": "supported", "refutes": "refuted"}


def fm2(data: Path) -> Dataset:
    """Claims by people who wanted them to be hard; supported, refuted, or without their passage."""
    file = data / "entailment" / "dev.jsonl.gz"
    rows = [row for row in read_records(file) if row.values.get("source") == "fm2"]
    names = {text: f"fm2/{n}" for n, text in enumerate(dict.fromkeys(row.text("premise") for row in rows))}
    hidden = {name for n, name in enumerate(names.values()) if n % HIDDEN == HIDDEN - 1}

    def articles() -> Iterator[Article]:
        return (make_article(file, name, text) for text, name in names.items() if name not in hidden)

    def case(number: int) -> Case:
        row = rows[number]
        passage = row.text("premise")
        given = names[passage] not in hidden
        return _case(
            f"fm2-{number}", row.text("hypothesis"),
            _LABELS[STANCES[row.text("label")]] if given else "not_enough_evidence",
            Evidence(quote=passage, article=names[passage]) if given else None,
        )  # fmt: skip

    return Dataset(name="fm2", files=(file,), articles=articles, cases=tuple(map(case, range(len(rows)))))


def news_claims(data: Path) -> Dataset:
    """`MADE` claims of each label over the sample of news articles: none of an article that is trained on.

    Supported are sentences of the sample, reworded where that is possible; refuted are such with a number, name, date
    or the sense changed; not enough evidence is there for sentences of articles that are not in the sample.
    """
    sample = LOADERS["news-sample"](data)
    listed = {tidy_url(url)[0] for url in (data / "news" / "sample_urls.txt").read_text().split()}
    stories = {url: story for story in read_stories(data) if (url := tidy_url(story.url)[0])}
    kept = [url for url, story in stories.items() if for_measuring(story.url) and _claimable(story)]
    rng = Random(0)
    rng.shuffle(kept)
    inside = [stories[url] for url in kept if url in listed]
    outside = [stories[url] for url in kept if url not in listed]
    pool = collect(stories[url].text for url in kept)
    told = [set(words(stories[url].text)) for url in listed if url in stories]
    claims = [
        *_made(_reworded(story, rng) for story in inside * 2),
        *_made((_changed(story, KINDS[n % len(KINDS)], rng, pool) for n, story in enumerate(inside * 4))),
        *_made(_untold(story, rng, told) for story in outside),
    ]
    return replace(sample, name="news-claims", cases=tuple(claims))


@lru_cache(maxsize=4_096)
def _claimable(story: Story) -> tuple[int, ...]:
    """Its sentences that tell something of somebody or something by name."""
    told = ((number, story.sentence(number)) for number in story.telling)
    return tuple(number for number, sentence in told if not _LEANS.match(sentence) and parse(sentence).names)


def _made(tried: Iterable[Case | None]) -> list[Case]:
    """As many as are wanted, each once."""
    found = ((case.id, case) for case in tried if case)
    return [case for _, case in islice(dict(islice(found, 2 * MADE)).items(), MADE)]


def _reworded(story: Story, rng: Random) -> Case:
    number = rng.choice(_claimable(story))
    sentence = story.sentence(number)
    return _case(f"{story.url}#{number}", paraphrase(sentence, rng) or sentence, "supported", _evidence(story, number))


def _changed(story: Story, kind: Kind, rng: Random, pool: Pool) -> Case | None:
    """One of a few of its sentences with that changed; None where none can be."""
    for number in rng.sample(found := _claimable(story), min(TRIES, len(found))):
        sentence = story.sentence(number)
        nearby = story.passage(max(0, number - 2), min(len(story.spans) - 1, number + 2))
        if claim := change(paraphrase(sentence, rng) or sentence, kind, rng, pool.beside(nearby)):
            return _case(f"{story.url}#{number} {kind}", claim, "refuted", _evidence(story, number), kind=kind)
    return None


def _untold(story: Story, rng: Random, told: Sequence[set[str]]) -> Case | None:
    number = rng.choice(_claimable(story))
    sentence = story.sentence(number)
    said = set(words(sentence))
    if any(len(said & other) >= TOLD * len(said) for other in told):
        return None
    return _case(f"{story.url}#{number} untold", paraphrase(sentence, rng) or sentence, "not_enough_evidence", None)


def _evidence(story: Story, number: int) -> Evidence:
    return Evidence(quote=story.sentence(number), article=tidy_url(story.url)[0])


def _case(id_: str, claim: str, label: Label, evidence: Evidence | None, kind: str = "claim") -> Case:
    named = [evidence.article] if evidence and evidence.article else []
    return Case(
        id=id_, question=claim, kind=kind, label=label, evidence=(evidence,) if evidence else (),
        relevant=dict.fromkeys(named, 1), holding=frozenset(named),
    )  # fmt: skip
