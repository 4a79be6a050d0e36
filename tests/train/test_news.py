"""Questions made of news go beside what is found for them; what may tell the same story is left alone."""

from __future__ import annotations

from contextlib import closing

from index.archive import Archive
from index.records import Article
from index.splitting import Span
from rag.settings import Settings
from tests.helpers import add
from train.news import mined
from train.records import Example

TOLD = "The RSM now counts 16,000 soldiers in Kabul."
MADE = Example(
    question="How many soldiers does the RSM count in Kabul?", passage=TOLD, spans=(Span(19, 25),), answerable=1.0,
    relevant=1.0, source="cloze", group="https://news.example/rsm",
)  # fmt: skip


def article(name: str, text: str, published: str) -> Article:
    url = f"https://news.example/{name}"
    return Article(
        origin=url, key=url, media_type="text/plain", content=text,
        metadata={"title": name.upper(), "url": url, "published": published},
    )  # fmt: skip


def found(settings: Settings, *articles: Article) -> dict[str, Example]:
    add(settings, articles)
    with closing(Archive(settings.archive)) as archive:
        return {example.title: example for example in mined([MADE], archive, settings)}


def test_of_its_article_a_passage_is_relevant_and_answers_and_of_another_it_is_not(settings: Settings) -> None:
    made = found(
        settings, article("rsm", TOLD, "2020-02-15"), article("kfor", "The KFOR counts soldiers too.", "2020-02-14")
    )
    rsm, kfor = made["RSM"], made["KFOR"]
    assert (rsm.relevant, rsm.answerable, rsm.passage[slice(*rsm.spans[0])]) == (1.0, 1.0, "16,000")
    assert (kfor.relevant, kfor.answerable, kfor.spans) == (0.0, 0.0, ())


def test_another_article_of_the_same_days_that_holds_the_answer_is_not_taken(settings: Settings) -> None:
    same, later = "Kabul: the RSM counts 16,000 soldiers.", "In another year, 16,000 soldiers counted the RSM."
    made = found(
        settings, article("rsm", TOLD, "2020-02-15"), article("same", same, "2020-02-16"),
        article("later", later, "2020-06-01"),
    )  # fmt: skip
    assert set(made) == {"RSM", "LATER"}


def test_where_its_article_is_not_found_the_others_still_mislead(settings: Settings) -> None:
    made = found(settings, article("kfor", "The KFOR counts soldiers too.", "2020-02-14"))
    assert [example.relevant for example in made.values()] == [0.0]
