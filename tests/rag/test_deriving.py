"""What follows from a sentence's values by one step of reckoning supports a claim, and its working is shown."""

from __future__ import annotations

from datetime import date

import pytest

from rag.comparing import compare
from rag.correcting import corrected
from rag.figures import figures
from rag.verifying import Stances
from tests.helpers import RSM


@pytest.mark.parametrize(
    ("claim", "sentence", "working"),
    [
        ("The RSM has 8,000 Americans.", RSM, "half of 16,000 is 8,000"),
        ("8,000 Americans serve in the RSM.", RSM, "half of 16,000 is 8,000"),
        ("The US contributes 8,000 soldiers to the RSM.", RSM, "half of 16,000 is 8,000"),
        ("About 8,000 of the soldiers affiliated with the RSM are American.", RSM, "half of 16,000 is 8,000"),
        ("4,000 soldiers are Spanish.", "A quarter of the 16,000 soldiers are Spanish.",
         "a quarter of 16,000 is 4,000"),
        ("200 of the voters stayed at home.", "Two-thirds of the 300 voters stayed at home.",
         "two-thirds of 300 is 200"),
        ("30 villages were flooded.", "20 percent of the 150 villages were flooded.", "20 percent of 150 is 30"),
        ("24,000 soldiers are wanted.", "Generals wanted twice the 12,000 soldiers.", "twice 12,000 is 24,000"),
    ],
)  # fmt: skip
def test_a_derived_value_comes_with_its_working(claim: str, sentence: str, working: str) -> None:
    found = compare(claim, sentence)
    assert found is not None
    assert (found.outcome, found.working) == ("agrees", working)


@pytest.mark.parametrize(
    ("claim", "sentence", "working"),
    [
        (
            "The plant closed in May 2019.", "The plant closed last month.",
            "last month is within May 2019, as told on 20 June 2019",
        ),
        ("The strike lasted two weeks.", "The strike lasted 14 days.", "14 days is two weeks"),
        ("Half of the voters stayed at home.", "Of the voters 50 percent stayed at home.", "50 percent is Half"),
        (
            "Fewer than half of the ministers are women.", "Six of the fourteen ministers are women.",
            "six of the fourteen is 43 %",
        ),
        ("The strike lasted more than a week.", "The strike lasted 14 days.", "14 days is more than a week"),
        (
            "Unemployment rose by two percentage points.", "Unemployment rose from 4 to 6 percent.",
            "from 4 to 6 percent is by 2 points",
        ),
    ],
)  # fmt: skip
def test_a_value_in_another_form_is_told_as_what_follows_and_supports(claim: str, sentence: str, working: str) -> None:
    found = compare(claim, sentence, published=date(2019, 6, 20))
    assert found is not None
    assert (found.outcome, found.working) == ("agrees", working)
    unsure = Stances(supports=0.2, refutes=0.35, neither=0.45)
    assert corrected(unsure, found).likeliest == "supports"


@pytest.mark.parametrize(
    "told", ["The club won two in three games.", "He was the one in charge.", "It rained two out of three days."]
)
def test_one_in_so_many_is_a_share_only_of_what_is_counted_at_once(told: str) -> None:
    assert not [figure for figure in figures(told) if figure.units == {"%"}]


def test_a_time_that_an_event_is_not_of_is_another_date_of_it() -> None:
    claim = "Dyas found three graves in 2019 and believed them to belong to an order."
    found = compare(claim, "Dyas found three graves in 2021 and believed them to belong to an order.")
    assert found is not None
    assert (found.outcome, found.claimed, found.told) == ("differs", "2019", "2021")


def test_what_a_part_is_of_does_not_have_the_part_only() -> None:
    assert compare("The RSM has 8,000 soldiers.", RSM) is None


def test_the_number_of_a_part_refutes_another_number_of_the_very_part_with_its_working() -> None:
    found = compare("The RSM has 5,000 Americans.", RSM)
    assert found is not None
    assert (found.outcome, found.told, found.working) == ("differs", "half of the 16,000", "half of 16,000 is 8,000")


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The RSM has 5,000 Spaniards.", RSM),
        ("The RSM has 5,000 soldiers.", "The RSM’s US troops account for half of the 16,000 soldiers."),
        ("The RSM has about 7,900 Americans.", RSM),
        ("The RSM has 12,000 soldiers, of whom 8,000 are American.", RSM),
    ],
)
def test_a_part_of_something_else_or_one_that_is_near_enough_does_not(claim: str, sentence: str) -> None:
    found = compare(claim, sentence)
    assert found is None or found.working is None or found.outcome == "agrees"
