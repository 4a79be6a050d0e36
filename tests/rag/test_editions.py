"""An article of one year does not tell who won in another: neither as an answer, nor for or against a claim."""

from __future__ import annotations

from datetime import date

import pytest

from index.records import Document
from rag.checker import FactChecker
from rag.editions import of_another_year
from rag.settings import Settings
from tests.helpers import CountingVerifier, add, article

FINAL = "Rovers beat Athletic 2-1 in the final of the Velmora Cup on Saturday."


def told(text: str, published: date | None) -> Document:
    return Document(title="Cup", text=text, published=published, origin="-")


@pytest.mark.parametrize(
    ("question", "text", "published"),
    [
        ("Who won the Velmora Cup in 2022?", FINAL, date(2023, 5, 28)),
        ("Who won the 2025 Velmora Cup?", FINAL, date(2023, 5, 28)),
        ("Who won Velmora Cup 2018?", FINAL, date(2023, 5, 28)),
        ("How many cases were counted in 2019?", "312 cases were counted last autumn.", date(2021, 12, 15)),
    ],
)
def test_an_article_of_another_time_that_does_not_name_the_year_cannot_tell(
    question: str, text: str, published: date
) -> None:
    document = told(text, published)
    assert of_another_year(question, document, document.text)


@pytest.mark.parametrize(
    ("question", "text", "published"),
    [
        ("Who won the 2023 Velmora Cup?", FINAL, date(2023, 5, 28)),
        ("Who won the 2023 Velmora Cup?", FINAL, date(2024, 1, 20)),
        ("Who won the 2022 Velmora Cup?", f"{FINAL} Athletic had won in 2022.", date(2023, 5, 28)),
        ("Who won the 2022 Velmora Cup?", "Athletic won the cup last year.", date(2023, 5, 28)),
        ("Who won the 2022 Velmora Cup?", "Athletic won the cup of 2021/22.", date(2023, 5, 28)),
        ("Who won the Velmora Cup?", FINAL, date(2023, 5, 28)),
        ("Who won the 2022 Velmora Cup?", FINAL, None),
        ("Who has won the cup since 2020?", FINAL, date(2023, 5, 28)),
        ("Who stormed the Capitol on January 6, 2021?", "They stormed it on January 6.", date(2022, 7, 1)),
        ("Which decision of 1973 was overturned?", "The court overturned Roe v. Wade.", date(2022, 6, 24)),
        ("Who won in 2019 and in 2020?", FINAL, date(2023, 5, 28)),
    ],
)
def test_one_that_is_of_the_year_or_names_it_or_may_leave_it_out_can(
    question: str, text: str, published: date | None
) -> None:
    document = told(text, published)
    assert not of_another_year(question, document, document.text)


def test_a_claim_about_another_year_is_left_open_and_why_is_said(settings: Settings) -> None:
    add(settings, [article(FINAL, published="2023-05-28", source="Herald")])
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as checker:
        verdict = checker.check("Athletic won the 2019 Velmora Cup final.")
    assert verdict.label == "not_enough_evidence"
    assert verdict.explanation.startswith("Herald of 28 May 2023 tells nothing of 2019.")
    assert verdict.timeline == ()
