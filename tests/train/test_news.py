"""Questions made of news go beside what is found for them; what may tell the same story is left alone."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from eval.records import Case
from index.archive import Archive
from index.records import Article
from index.splitting import Span
from rag.settings import Settings
from tests.helpers import add
from train import news
from train.heldout import HeldOut
from train.news import mined, weak
from train.records import Example

TOLD = "The RSM now counts 16,000 soldiers in Kabul."
MADE = Example(
    question="How many soldiers does the RSM count in Kabul?", passage=TOLD, spans=(Span(19, 25),), answerable=1.0,
    relevant=1.0, source="cloze", group="https://news.example/rsm",
)  # fmt: skip


def article(name: str, text: str, published: str = "") -> Article:
    url = f"https://news.example/{name}"
    return Article(
        origin=url, key=url, media_type="text/plain", content=text,
        metadata={"title": name.upper(), "url": url, **({"published": published} if published else {})},
    )  # fmt: skip


def found(settings: Settings, *articles: Article, gold: Sequence[Case] = ()) -> dict[str, Example]:
    add(settings, articles)
    with closing(Archive(settings.archive)) as archive:
        return {example.title: example for example in mined([MADE], archive, settings, HeldOut.of(gold))}


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


def test_the_days_are_those_of_its_article_also_where_that_is_not_found(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "DEPTH", 1)
    own, near = article("rsm", "Nobody is told of here.", "2020-02-15"), article("near", TOLD, "2020-02-16")
    assert found(settings, own, near) == {}


@pytest.mark.parametrize(
    ("own", "other"), [("", "2020-06-01"), ("2020-02-15", ""), ("", "")], ids=["its own", "the other's", "both"]
)
def test_an_article_that_holds_the_answer_is_not_taken_where_a_day_is_not_known(
    settings: Settings, own: str, other: str
) -> None:
    said = "In another year, 16,000 soldiers counted the RSM."
    assert set(found(settings, article("rsm", TOLD, own), article("other", said, other))) == {"RSM"}


def test_a_hit_of_which_its_article_is_a_copy_is_not_taken(settings: Settings) -> None:
    copied = "The Resolute Support Mission is led by a general. It was made by NATO, of which it is a part."
    first, own = (article(name, copied, "2020-02-15") for name in ("rsm-soldiers-in-kabul", "rsm"))
    assert found(settings, first, own) == {}


def test_where_its_article_is_not_found_the_others_still_mislead(settings: Settings) -> None:
    made = found(settings, article("kfor", "The KFOR counts soldiers too.", "2020-02-14"))
    assert [example.relevant for example in made.values()] == [0.0]


def test_no_passage_of_an_article_that_answers_a_gold_question_is_taken(settings: Settings) -> None:
    gold = Case(id="g", question="Who is there?", relevant={"https://news.example/kfor": 1})
    kfor, sfor = (article(name, f"The {name} counts soldiers too.", "2020-02-14") for name in ("kfor", "sfor"))
    assert set(found(settings, article("rsm", TOLD, "2020-02-15"), kfor, sfor, gold=[gold])) == {"RSM", "SFOR"}


def test_a_quiz_question_like_a_gold_one_is_not_trained_on(settings: Settings, tmp_path: Path) -> None:
    rsm = {"answer": "16,000", "articles": ["https://news.example/rsm"], "answer_in": []}
    asked = [MADE.question, "Which mission is in Kabul?", "How many men serve in the RSM?"]
    lines = [json.dumps({"id": question, "question": question, **rsm}) for question in asked]
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "questions_weak.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    add(settings, [article("rsm", TOLD, "2020-02-15")])
    gold = Case(id="g", question="How many soldiers does the RSM now count in Kabul?")
    with closing(Archive(settings.archive)) as archive:
        made = list(weak(tmp_path, archive, settings, HeldOut.of([gold])))
    assert {example.question for example in made} == set(asked[1:])
