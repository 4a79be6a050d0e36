"""Places that differ are told, where nothing says that one of them lies within the other."""

from __future__ import annotations

import pytest

from rag.comparing import compare
from rag.correcting import corrected
from rag.verifying import Stances


@pytest.mark.parametrize(
    ("claim", "sentence", "told"),
    [
        ("Twelve people were killed in Basra.", "Twelve people were killed in Mosul.", "Mosul"),
        ("The talks were held in Geneva.", "The talks will be held in Vienna in May.", "Vienna"),
        ("People were killed in the US.", "People were killed in Britain.", "Britain"),
        ("The ferry sailed from Karrow.", "The ferry sailed on Monday from Marsk.", "Marsk"),
        ("The train leaves from Norring.", "The train leaves from Karrow for Norring.", "Karrow"),
        ("The train leaves for Karrow.", "The train leaves from Karrow for Norring.", "Norring"),
    ],
)
def test_another_place_in_the_same_role_differs(claim: str, sentence: str, told: str) -> None:
    found = compare(claim, sentence)
    assert found is not None
    assert (found.outcome, found.told) == ("differs", told)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("People were killed in Basra.", "People were killed in Iraq."),
        ("People were killed in the US.", "People were killed in the United States."),
        ("People were killed in the U.K.", "People were killed in Britain."),
        ("People were killed in New York.", "People were killed in New York City."),
        ("The firm, based in Oslo, makes boats.", "The firm makes boats in Bergen."),
        ("The ferry sailed from Karrow.", "The ferry sailed to Marsk."),
        ("The talks were held in Geneva.", "The talks were held in Vienna and in Geneva."),
        ("The ferry sailed from Karrow.", "The ferry sailed from Karrow for Marsk."),
        ("They asked for Karrow.", "They asked for Marsk."),
        ("The talks were held in Geneva or Vienna.", "The talks were held in Paris."),
        ("The talks were held in English.", "The talks were held in French."),
        ("The talks were held in May.", "The talks were held in Vienna."),
        ("Twelve people were killed in Basra.", "Fifteen people were killed in Mosul."),
    ],
)
def test_what_may_be_one_place_or_tells_something_else_is_not_compared(claim: str, sentence: str) -> None:
    assert compare(claim, sentence) is None


def test_a_place_within_another_is_no_other_place_where_the_article_says_so() -> None:
    claim, sentence = "People were killed in Brooklyn.", "People were killed in New York."
    assert compare(claim, sentence) is not None
    assert (
        compare(claim, sentence, article=f"{sentence} It was the worst day that Brooklyn, New York, had seen.") is None
    )


def test_another_place_is_no_support_and_refutes_only_where_the_verifier_says_so() -> None:
    found = compare("Twelve people were killed in Basra.", "Twelve people were killed in Mosul.")
    assert corrected(Stances(supports=0.8, refutes=0.1, neither=0.1), found).likeliest == "neither"
    assert corrected(Stances(supports=0.1, refutes=0.8, neither=0.1), found).likeliest == "refutes"
