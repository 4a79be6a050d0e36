"""Whoever holds an office of one place is not told to hold that of another."""

from __future__ import annotations

import pytest

from rag.comparing import compare
from rag.correcting import corrected
from rag.posts import left_post, posts
from rag.verifying import Stances

ROBLES = "However, Spanish defence minister, Margarita Robles, confirmed that: “It is out of the question.”"
SPANISH = "Spanish defence minister"
DIETZ = "“We have practised this,” said the mayor of Lowmere, Aron Dietz."
FUND = "Kristalina Georgieva, head of the International Monetary Fund, agreed."


@pytest.mark.parametrize(
    ("claim", "sentence", "claimed", "told"),
    [
        ("Margarita Robles is the French defence minister", ROBLES, "French defence minister", SPANISH),
        ("The defence minister of Iraq is Margarita Robles.", ROBLES, "defence minister of Iraq", SPANISH),
        ("Robles is France's defence minister.", ROBLES, "France's defence minister", SPANISH),
        ("Aron Dietz is the mayor of Brennick.", DIETZ, "mayor of Brennick", "mayor of Lowmere"),
        ("Brennick's mayor is Aron Dietz.", DIETZ, "Brennick's mayor", "mayor of Lowmere"),
        ("Georgieva is head of the World Bank.", FUND, "head of the World Bank",
         "head of the International Monetary Fund"),
        ("Mark Esper is the British defence secretary.", "US Secretary of Defense Mark Esper flew home.",
         "British defence secretary", "US Secretary of Defense"),
    ],
)  # fmt: skip
def test_the_same_office_of_something_else_refutes(claim: str, sentence: str, claimed: str, told: str) -> None:
    found = compare(claim, sentence)
    assert found is not None
    assert (found.outcome, found.claimed, found.told) == ("differs", claimed, told)
    assert corrected(Stances(supports=0.5, refutes=0.3, neither=0.2), found).likeliest == "refutes"


@pytest.mark.parametrize(
    ("claim", "sentence", "article"),
    [
        ("Margarita Robles is the Spanish defence minister.", ROBLES, ""),
        ("Margarita Robles is the defence minister of Spain.", ROBLES, ""),
        ("Margarita Robles is the French finance minister.", ROBLES, ""),
        ("Margarita Robles was the French defence minister.", ROBLES, ""),
        ("Ada Roe is the French defence minister.", ROBLES, ""),
        ("Georgieva is head of the IMF.", FUND, ""),
        ("Boris Johnson is the British prime minister.", "The UK prime minister, Boris Johnson, agreed.", ""),
        ("Anne Hidalgo is the mayor of Paris.", "The French mayor Anne Hidalgo agreed.", ""),
        ("Pep Guardiola is the coach of Germany.", "The Spanish coach Pep Guardiola agreed.", ""),
        ("Ada Roe is the president of Iberdrola.", "The Spanish president of Iberdrola, Ada Roe, agreed.", ""),
        ("Aron Dietz is the mayor of Brennick.", DIETZ, "Lowmere, once called Brennick, is old."),
        ("Aron Dietz is the mayor of Brennick.", DIETZ, f"{DIETZ} Aron Dietz, the mayor of Brennick, agreed."),
        ("Bo Lee is the finance minister of Karrow.", "Marsk's finance minister, Bo Lee, agreed.",
         "Helena Marsk won. Marsk's finance minister, Bo Lee, agreed."),
    ],
)  # fmt: skip
def test_in_any_doubt_it_does_not(claim: str, sentence: str, article: str) -> None:
    assert compare(claim, sentence, article=article) is None


def test_an_office_between_two_persons_is_nobodys() -> None:
    assert posts("He met Ada Roe, the mayor of Lowmere, Bo Lee, and left.") == ()
    assert [post.person for post in posts("Meanwhile, the mayor of Lowmere, Bo Lee, left.")] == ["Bo Lee"]


@pytest.mark.parametrize(
    ("claim", "sentence", "told"),
    [
        (
            "Tomas Velder is Velmora's finance minister.",
            "Finance minister Tomas Velder resigned on Tuesday.",
            "resigned",
        ),
        ("Velmora's finance minister is Tomas Velder.", "Velder, 51, was sacked on Tuesday.", "was sacked"),
        (
            "Qasem Soleimani is the commander of the Quds Force.",
            "In the wake of the death of General Qasem Soleimani, anger grew.",
            "death",
        ),
        ("Ada Roe is the mayor of Karrow.", "The former mayor Ada Roe wrote a book.", "former mayor"),
    ],
)
def test_who_has_left_an_office_is_not_in_it(claim: str, sentence: str, told: str) -> None:
    found = left_post(claim, sentence)
    assert found is not None
    assert (found.outcome, found.told, found.held) == ("differs", told, True)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Tomas Velder was Velmora's finance minister.", "Finance minister Tomas Velder resigned on Tuesday."),
        ("Tomas Velder is Velmora's finance minister.", "Velder resigned as chairman of the Civic Alliance."),
        ("Tomas Velder is Velmora's finance minister.", "Velder said that he would not resign."),
        ("Anja Roth is Velmora's finance minister.", "Finance minister Tomas Velder resigned on Tuesday."),
        ("Anja Roth is Velmora's finance minister.", "Anja Roth replaced Tomas Velder."),
        ("Anja Roth is Velmora's finance minister.", "Anja Roth, who came when Velder resigned, agreed."),
        ("Anja Roth is Velmora's finance minister.", "Anja Roth, whose predecessor was sacked, agreed."),
    ],
)
def test_who_stays_or_left_something_else_may_be_in_it(claim: str, sentence: str) -> None:
    assert left_post(claim, sentence) is None
