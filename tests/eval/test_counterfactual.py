"""A copy of an article in which a value was changed is shown beside the article, and flips no answer in silence."""

from __future__ import annotations

from datetime import date

import pytest

from eval.counterfactual import Altered, alter, of_answer, of_verdict, rounds, shares
from eval.records import Case, Evidence
from index.records import Document
from index.splitting import Span
from rag.answering import compose
from rag.reading import Reading
from rag.records import Verdict

QUOTE = "Some 3,200 soldiers from nine countries make up the mission in Tarn."
TEXT = f"{QUOTE} The 3,200 soldiers live in tents beside the old airfield of the town."
ARTICLE = Document(title="Tarn", text=TEXT, origin="/tarn", published=date(2022, 6, 14), source="Herald")
CASE = Case(
    id="size", question="How many soldiers make up the mission?", answers=("3,200",), status="answered",
    evidence=(Evidence(quote=QUOTE, article="tarn"),),
)  # fmt: skip


@pytest.fixture
def altered() -> Altered:
    return alter([CASE], [ARTICLE])[0]


def reading(text: str, answer: str, origin: str) -> Reading:
    document = Document(title="Tarn", text=text, origin=origin, published=date(2022, 6, 14))
    return Reading(document=document, sentence=Span(0, len(text)), answer=answer, probability=0.8)


def test_the_value_is_changed_throughout_and_told_later_by_another_source(altered: Altered) -> None:
    text = str(altered.copy.content)
    assert "3,200" not in text
    assert text.count(altered.other) == 2
    assert altered.copy.metadata["published"] == "2022-06-21"
    assert altered.copy.metadata["source"] != "Herald"


def test_a_question_as_of_a_day_or_without_an_answer_makes_no_case() -> None:
    from dataclasses import replace

    bounded, declined = replace(CASE, as_of=date(2022, 7, 1)), replace(CASE, answers=(), status="not_in_articles")
    assert alter([bounded, declined], [ARTICLE]) == []


def test_an_article_has_one_copy_at_a_time(altered: Altered) -> None:
    assert rounds([altered, altered]) == [[altered], [altered]]


@pytest.mark.parametrize(
    ("readings", "outcome"),
    [
        (("value", "other"), "conflict"), (("other",), "flipped"), (("value",), "kept"), ((), "declined"),
    ],
    ids=["both", "the changed one alone", "the first alone", "neither"],
)  # fmt: skip
def test_an_outcome_is_what_a_reader_is_shown(altered: Altered, readings: tuple[str, ...], outcome: str) -> None:
    told = {"value": (QUOTE, altered.value), "other": (altered.changed, altered.other)}
    found = [reading(*told[name], f"/{name}") for name in readings]
    assert of_answer(compose(altered.question, found, threshold=0.25), altered) == outcome


def test_a_refuted_verdict_that_shows_one_value_has_flipped(altered: Altered) -> None:
    verdict = Verdict(claim=QUOTE, label="refuted", confidence=0.9, as_of=None, citations=(), sub_claims=())
    assert of_verdict(verdict, altered) == "flipped"


def test_shares_are_of_all_cases() -> None:
    assert shares(["conflict", "conflict", "flipped", "kept"])["flipped"].value == 0.25
