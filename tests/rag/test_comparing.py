"""What a claim gives and what a sentence gives are compared as values: numbers, measures, money, shares and days."""

from __future__ import annotations

from datetime import date

import pytest

from rag.comparing import compare
from tests.helpers import RSM

PUBLISHED = date(2020, 2, 15)
"""A Saturday."""

AGREES = [
    ("The RSM has 16,000 soldiers.", RSM),
    ("The RSM has 16 thousand soldiers.", RSM),
    ("The RSM has about 16 thousand soldiers.", RSM),
    ("The RSM has 16k soldiers.", RSM),
    ("The RSM has sixteen thousand soldiers.", RSM),
    ("More than 10,000 soldiers are affiliated with the RSM.", RSM),
    ("At least 16,000 soldiers are affiliated with the RSM.", RSM),
    ("Up to 20,000 soldiers are affiliated with the RSM.", RSM),
    ("Fewer than 20,000 soldiers are affiliated with the RSM.", RSM),
    ("Between 15,000 and 17,000 soldiers are affiliated with the RSM.", RSM),
    ("The city has 1.2 million inhabitants.", "The city has 1,200,000 inhabitants."),
    ("The flood killed twelve people.", "The flood killed 12 people."),
    ("The flood killed a dozen people.", "The flood killed 12 people."),
    ("Two dozen farms were closed.", "Officials closed 24 farms."),
    ("The flood killed 57 people.", "The flood killed at least 57 people."),
    ("About 60 people died in the flood.", "58 people died in the flood."),
    ("Nearly 60 people died in the flood.", "59 people died in the flood."),
    ("More than 50 people died in the flood.", "More than 60 people died in the flood."),
    ("10 to 15 houses burned down.", "Between 10 and 15 houses burned down."),
    ("From 10 to 15 houses burned down.", "10-15 houses burned down."),
    ("About a dozen houses burned down.", "11 to 13 houses burned down."),
    ("Pensions rise by 5.2 percent.", "Pensions will rise by 5.2% in March."),
    ("More than half of the voters stayed at home.", "60 percent of the voters stayed at home."),
    ("A third of the voters stayed at home.", "33 percent of the voters stayed at home."),
    ("The flight costs $27 million.", "The flight costs 27 million dollars."),
    ("The flight costs 27 million US dollars.", "The flight costs $27m."),
    ("The bridge cost 40 million euros.", "The bridge cost €40 million."),
    ("The bridge cost EUR 40 million.", "The bridge cost 40 million euros."),
    ("The road is 100 km long.", "The road is 100 kilometres long."),
    ("The road is 10 miles long.", "The road is 16 km long."),
    ("The flight took two hours.", "The flight took 120 minutes."),
    ("The debate lasted 48 hours.", "The debate lasted two days."),
    ("The ship carried two tonnes of rice.", "The ship carried 2,000 kg of rice."),
    ("It was 30 degrees Celsius in the city.", "It was 86 degrees Fahrenheit in the city."),
    ("The term lasts two years.", "The term lasts 24 months."),
    ("Karrow is the third largest city.", "Karrow is the 3rd largest city."),
    ("Four of the fourteen sirens failed.", "Four of the 14 sirens failed."),
    ("The bridge opened on 3 May 2021.", "The bridge opened on May 3, 2021."),
    ("The bridge opened in May 2021.", "The bridge opened on 3 May 2021."),
    ("The bridge opened in 2021.", "The bridge opened on 3 May 2021."),
    ("The ministers met on 14 February 2020.", "The ministers met on Friday."),
    ("The ministers met on 14 February 2020.", "The ministers met yesterday."),
    ("The ministers met on 14 February.", "The ministers met yesterday."),
    ("The ministers met in January 2020.", "The ministers met last month."),
    ("The ministers met in 2019.", "The ministers met last year."),
    ("The ministers met in March 2019.", "The ministers met in March last year."),
]

DIFFERS = [
    ("The RSM has 12,000 soldiers.", RSM, "16,000"),
    ("About 12,000 soldiers are affiliated with the RSM.", RSM, "16,000"),
    ("More than 20,000 soldiers are affiliated with the RSM.", RSM, "16,000"),
    ("Fewer than 10,000 soldiers are affiliated with the RSM.", RSM, "16,000"),
    ("Up to 12,000 soldiers are affiliated with the RSM.", RSM, "16,000"),
    ("Between 10,000 and 12,000 soldiers are affiliated with the RSM.", RSM, "16,000"),
    ("The flood killed 40 people.", "The flood killed at least 57 people.", "at least 57"),
    ("At least 60 people died in the flood.", "57 people died in the flood.", "57"),
    ("The city has 1.2 million inhabitants.", "The city has 2.1 million inhabitants.", "2.1 million"),
    ("Two dozen farms were closed.", "Officials closed 42 farms.", "42"),
    ("Five houses burned down.", "Between 10 and 15 houses burned down.", "Between 10 and 15"),
    ("Pensions rise by 2.5 percent.", "Pensions will rise by 5.2 percent in March.", "5.2 percent"),
    ("70 percent of the voters came.", "60% of the voters came.", "60%"),
    ("The flight costs $27 million.", "The flight costs 72 million dollars.", "72 million dollars"),
    ("The flight costs $27 million.", "The flight costs $27 billion.", "$27 billion"),
    ("The road is 100 km long.", "The road is 100 miles long.", "100 miles"),
    ("The flight took two hours.", "The flight took 90 minutes.", "90 minutes"),
    ("The flight took two weeks.", "The flight took two years.", "two years"),
    ("The flight costs 27 million euros.", "The flight costs 27 million dollars.", "27 million dollars"),
    ("The ship carried 20 tonnes of rice.", "The ship carried 2,000 kg of rice.", "2,000 kg"),
    ("Karrow is the third largest city.", "Karrow is the second largest city.", "second"),
    ("Four of the fourteen sirens failed.", "Nine of the fourteen sirens failed.", "Nine"),
    ("The mission has been there since 2014.", "It has been there since 2018.", "2018"),
    ("The bridge opened on 3 May 2021.", "The bridge opened on 4 June 2021.", "4 June 2021"),
    ("The bridge opened in 2020.", "The bridge opened on 3 May 2021.", "3 May 2021"),
    ("The bridge opened in April 2021.", "The bridge opened on 3 May 2021.", "3 May 2021"),
    ("The ministers met on 3 February 2020.", "The ministers met yesterday.", "yesterday"),
    ("The ministers met in 2018.", "The ministers met last month.", "last month"),
    ("The ministers met on Tuesday.", "The ministers met on Friday.", "Friday"),
]

NOTHING = [
    ("The timber is taxed at 5 percent.", "The tariff on timber falls from 12 percent to 3 percent."),
    ("The flight costs 27 million crowns.", "The flight costs 27 million dollars."),
    ("The flight costs 27 million euros.", "The flight costs 30 million dollars."),
    ("The flood killed 60 people.", "At least 57 people died in the flood."),
    ("The flood killed 12 people.", "The flood injured 40 people."),
    ("The mission has been there since 2014.", "It was deployed there in 2018."),
    ("The tower is 60 metres high.", "The bridge is 1,400 metres long."),
    ("The RSM has 16,000 soldiers.", "The RSM has 40 helicopters."),
    ("The RSM has soldiers.", RSM),
    ("The RSM has 16,000 soldiers.", "The RSM trains soldiers."),
    ("Pensions rise by 2.5 percent.", "Pensions rise by 2.5 percentage points."),
    ("The RSM has 16,000 soldiers.", "In the village 40 soldiers built a school."),
    ("The crash killed Boeing 737 passengers.", "The crash killed Boeing 747 passengers."),
    ("Covid-19 killed people there.", "Covid-20 killed people there."),
    ("The flood killed 16,000 people.", "The flood killed 15,870 people."),
    ("The ministers met on 14 February 2020.", "The ministers met the other day."),
    ("The court ruled on 3 May.", "The court, which sat until 4 June and again on 9 July, ruled."),
    ("He scored 12 goals in 30 games.", "He scored 14 points and 9 goals, and 3 goals more, in a season."),
    ("Nobody met in May.", "They may meet 3 ministers."),
]


@pytest.mark.parametrize(("claim", "sentence"), AGREES)
def test_a_sentence_gives_what_the_claim_says(claim: str, sentence: str) -> None:
    found = compare(claim, sentence, published=PUBLISHED)
    assert found is not None
    assert found.outcome == "agrees"


@pytest.mark.parametrize(("claim", "sentence", "told"), DIFFERS)
def test_a_sentence_gives_another_value_for_the_same_thing(claim: str, sentence: str, told: str) -> None:
    found = compare(claim, sentence, published=PUBLISHED)
    assert found is not None
    assert (found.outcome, found.told) == ("differs", told)
    assert found.claimed in claim


@pytest.mark.parametrize(("claim", "sentence"), NOTHING)
def test_values_of_different_things_are_not_compared(claim: str, sentence: str) -> None:
    assert compare(claim, sentence, published=PUBLISHED) is None


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


def test_what_a_part_is_of_does_not_have_the_part_only() -> None:
    assert compare("The RSM has 8,000 soldiers.", RSM) is None


def test_a_derived_value_that_the_claim_does_not_give_refutes_nothing() -> None:
    found = compare("The RSM has 5,000 Americans.", RSM)
    assert found is None or found.working is None


def test_days_are_not_resolved_where_the_article_has_no_date() -> None:
    assert compare("The ministers met on 14 February 2020.", "The ministers met yesterday.") is None


def test_a_day_that_no_calendar_has_is_not_compared() -> None:
    for claim in ("They met on 31 December 9999.", "They met on 30 February 2020."):
        found = compare(claim, "They met yesterday.", published=PUBLISHED)
        assert found is None or found.outcome == "differs"
