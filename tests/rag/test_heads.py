"""Before a passage a model reads which article it is of, when that was told, and how it begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from index.records import Document, Hit, Passage
from rag.heads import LONGEST, SOON, head, lead, titled
from rag.spans import PassageScores, scores_of

LEAD = "Finance Minister Anja Roth presented the budget for 2024 on Tuesday."
TOLD = "Parliament is to vote on 12 December."
ARTICLE = Document(title="Less borrowing", text=f"{LEAD}\n\n{TOLD}", published=date(2023, 10, 3), origin="-")


@pytest.mark.parametrize(
    "before",
    [
        "Velmora CNN —",
        "AP",
        "By Lidia Marchetti, who writes for the Sarrin Courier of Velmora",
        "A view of the chamber on the first day of the debate about the budget [Ada Roe / Sarrin Agency]",
        "© Copyright 2023, the Sarrin Courier and its partners in all of Velmora.",
        "Editor’s Note: This article was put right after it had been printed in the paper.",
        "Members of parliament stand in the hall before the first debate. Photo by Ada Roe/Reuters.",
        f"A sentence that never ends is no beginning{', and on it goes' * (LONGEST // 10)}.",
    ],
)
def test_an_article_begins_behind_bylines_captions_and_notes(before: str) -> None:
    assert lead(f"{before}\n\n{LEAD}\n\n{TOLD}") == LEAD


def test_an_article_without_a_sentence_that_says_what_it_is_about_has_no_lead() -> None:
    assert lead("") == lead("Short. Very short.") == ""
    assert lead(f"{'Very short. ' * (SOON // 10)}{LEAD}") == ""


@pytest.mark.parametrize("question", ["Who won in 2022?", "When in March did they vote?", "Who won the 2022 vote?"])
def test_where_a_time_is_named_the_day_of_the_article_stands_beside_its_title(question: str) -> None:
    assert titled(question, ARTICLE) == "Less borrowing (3 October 2023)"
    assert titled(question, replace(ARTICLE, published=None)) == "Less borrowing"
    assert titled(question, replace(ARTICLE, title="")) == "(3 October 2023)"


@pytest.mark.parametrize("question", ["Who won the vote?", "How many of the 2,022 votes count?", "Who may vote?"])
def test_where_none_is_named_the_title_stands_alone(question: str) -> None:
    assert titled(question, ARTICLE) == "Less borrowing"


def test_a_part_that_holds_the_lead_is_not_told_it_twice() -> None:
    assert head("When?", ARTICLE, TOLD) == f"Less borrowing\n{LEAD}"
    assert head("When?", ARTICLE, ARTICLE.text) == "Less borrowing"


class Heads:
    """Remembers what it was given to read before each passage."""

    def score(self, question: str, passages: Sequence[str], *, titles: Sequence[str] = ()) -> list[PassageScores]:
        self.read = list(zip(titles, passages, strict=True))
        return [PassageScores(spans=(), no_answer=0.0, relevance=None) for _ in passages]


def test_a_model_reads_head_and_part_of_each_hit() -> None:
    start = ARTICLE.text.index(TOLD)
    hit = Hit(passage=Passage(document_id=ARTICLE.id, start=start, text=TOLD), document=ARTICLE, score=0.1)
    model = Heads()
    scores_of(model, "When will parliament vote on the 2024 budget?", [hit])
    assert model.read == [(f"Less borrowing (3 October 2023)\n{LEAD}", TOLD)]
