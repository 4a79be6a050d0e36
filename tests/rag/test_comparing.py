"""What a claim gives and what a sentence gives are compared as values: numbers, measures, money, shares and days."""

from __future__ import annotations

from datetime import date

import pytest

from rag.comparing import compare
from rag.correcting import corrected
from rag.verifying import Stances
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
    ("The march had 12,000 participants.", "Some 12,000 people joined the march."),
    ("The satellite has a mass of 214 kilograms.", "The satellite weighs 214 kilograms."),
    ("About a dozen houses burned down.", "11 to 13 houses burned down."),
    ("One in three children goes hungry.", "A third of the children go hungry."),
    ("Nine out of ten shops are closed.", "Ninety percent of the shops are closed."),
    ("He was sentenced to ten years in prison.", "He was sentenced to a decade in prison."),
    ("The strike lasted two weeks.", "The strike lasted a fortnight."),
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
    ("The ministers met in 2018.", "The ministers met two years ago."),
    ("The ministers met on 12 February 2020.", "The ministers met three days ago."),
    ("The ministers met ten days ago.", "The ministers met 10 days ago."),
    ("The ministers met in January 2020.", "The ministers met a month ago."),
    ("The talks lasted from 2001 to 2005.", "The talks lasted from 2001 until 2005."),
    ("Not more than 500 people marched.", "300 people marched."),
    ("As many as 500 people marched.", "Up to 400 people marched."),
    ("Inflation fell from 7 to 5 percent.", "Inflation fell to 5 percent from 7 percent."),
    ("The deal is worth A$5m.", "The deal is worth 5 million Australian dollars."),
    ("The deal is worth Rs 500 crore.", "The deal is worth 5 billion rupees."),
    ("The deal is worth 5m euros.", "The deal is worth EUR 5 million."),
    ("The deal is worth CHF 5 million.", "The deal is worth 5 million Swiss francs."),
    ("The fine was 3 million roubles.", "The fine was 3 million rubles."),
    ("The flight took 2.5 hours.", "The flight took two and a half hours."),
    ("It was the 21st meeting.", "It was the twenty-first meeting."),
    ("Three-fifths of the voters agreed.", "60% of the voters agreed."),
    ("Three hundred and fifty people died.", "350 people died."),
    ("Two thousand five hundred people died.", "2,500 people died."),
    ("Half a million people fled.", "500,000 people fled."),
    ("A million and a half people fled.", "1½ million people fled."),
    ("One million people fled.", "1m people fled."),
    ("The city has 1 200 000 inhabitants.", "The city has 1.2 million inhabitants."),
    ("Temperatures fell to minus 10 degrees Celsius.", "Temperatures fell to 14 degrees Fahrenheit."),
]

DIFFERS = [
    ("The RSM has 12,000 soldiers.", RSM, "16,000"),
    ("Half of the 12,000 soldiers affiliated with the RSM are American.", RSM, "16,000"),
    ("The RSM has 12,000 soldiers.", "Half of the 16,000 soldiers of the RSM are American.", "16,000"),
    ("About 12,000 soldiers are affiliated with the RSM.", RSM, "16,000"),
    ("More than 20,000 soldiers are affiliated with the RSM.", RSM, "16,000"),
    ("Fewer than 10,000 soldiers are affiliated with the RSM.", RSM, "16,000"),
    ("Up to 12,000 soldiers are affiliated with the RSM.", RSM, "16,000"),
    ("Between 10,000 and 12,000 soldiers are affiliated with the RSM.", RSM, "16,000"),
    ("Most of the ministers are women.", "Of the ministers 43 percent are women.", "43 percent"),
    ("More than half of the ministers are women.", "Six of the fourteen ministers are women.", "Six of the fourteen"),
    ("The plan sets 2030 as the end of coal.", "Under the plan, coal is to end in 2032.", "2032"),
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
    ("The ministers met in 2012.", "The ministers met two years ago.", "two years ago"),
    ("The talks lasted from 2001 to 2005.", "The talks lasted from 2001 to 2006.", "2006"),
    ("Kim, born in 1984, has ruled since 2011.", "Kim, born in 1984, has ruled since 2012.", "2012"),
    ("Not more than 500 people marched.", "700 people marched.", "700"),
    ("The deal is worth Rs 500 crore.", "The deal is worth Rs 700 crore.", "Rs 700 crore"),
    ("The deal is worth $5 million.", "The deal is worth 5 million euros, or $5.5 million.", "$5.5 million"),
    ("He is 34.", "He is 43.", "43"),
    (
        "The bridge will cost 640 million crowns.",
        "The cost of the bridge was raised to 910 million crowns.",
        "910 million crowns",
    ),
    ("Two injections are given eight days apart.", "It needs two injections, given eight weeks apart.", "eight weeks"),
    ("The toll rose to 57.", "The toll rose to 60.", "60"),
    ("The storm killed 12 people and injured 40.", "The storm killed 12 people and injured 50.", "50"),
    ("The storm killed 12 people.", "The storm killed 15 people and injured 12.", "15"),
    ("The storm killed 20 children.", "The storm killed 20 people, 12 of them children.", "12"),
    ("12,000 soldiers serve there.", "16,000 soldiers and 12,000 policemen serve there.", "16,000"),
    ("The team won 3-1.", "The team won 3-2.", "3-2"),
    ("Parliament voted 54 to 32 for it.", "Parliament voted 54-30 for it.", "54-30"),
    ("Spain beat Italy 2-1.", "Spain beat Italy 2-0.", "2-0"),
    ("The price rose to $20.", "The price rose from $20 to $30.", "$30"),
    ("Half the voters stayed at home.", "70 percent of the voters stayed at home.", "70 percent"),
    ("Half a million people fled.", "700,000 people fled.", "700,000"),
    ("It was the 21st meeting.", "It was the twenty-second meeting.", "twenty-second"),
    ("150 houses burned.", "Half of the 200 houses burned.", "Half of the 200"),
    ("200 houses burned.", "Half of the 200 houses burned.", "Half of the 200"),
    ("The US has 16,000 troops in the RSM.", RSM, "half of the 16,000"),
    ("The RSM has 5,000 Americans.", RSM, "half of the 16,000"),
    ("One in three children goes hungry.", "Twelve percent of the children go hungry.", "Twelve percent"),
    ("30 villages sank.", "40 villages have sunk.", "40"),
    ("It fell to -5 degrees Celsius.", "It fell to -15 degrees Celsius.", "-15 degrees Celsius"),
]

NOTHING = [
    ("The timber is taxed at 5 percent.", "The tariff on timber falls from 12 percent to 3 percent."),
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
    ("Inflation rose by 2 percent.", "Inflation rose to 5 percent."),
    ("Inflation was 7 percent.", "Inflation fell from 7 to 5 percent."),
    ("Sales rose to $3 million.", "Sales rose by $3 million."),
    ("The budget was cut to $5 million.", "The budget of $10 million was cut by half."),
    ("The rate is 0.25 percent.", "The rate is a quarter of a percent."),
    ("The RSM has 8,000 soldiers.", "Half of the 16,000 soldiers of the RSM are American."),
    ("The storm killed 12 people.", "The storm killed people in 12 villages."),
    ("The tower is 60 metres high.", "The tower is 60 metres wide."),
    ("The ministers met last week.", "The ministers met three days ago."),
    ("The ministers met yesterday.", "The ministers met a day ago."),
]

CURRENCIES = [
    ("The flight costs 27 million euros.", "The flight costs 27 million dollars.", "27 million dollars"),
    ("The flight costs 27 million euros.", "The flight costs 30 million dollars.", "30 million dollars"),
    ("The flight costs 27 million crowns.", "The flight costs $27m.", "$27m"),
    ("The flight costs $5m.", "The flight costs 5 million euros.", "5 million euros"),
    ("The flight costs A$5m.", "The flight costs US$5m.", "US$5m"),
    ("The flight costs Rs 5 million.", "The flight costs 5 million pounds.", "5 million pounds"),
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


@pytest.mark.parametrize(("claim", "sentence", "told"), CURRENCIES)
def test_a_sum_in_another_currency_is_told_and_is_no_support(claim: str, sentence: str, told: str) -> None:
    found = compare(claim, sentence, published=PUBLISHED)
    assert found is not None
    assert (found.outcome, found.told) == ("unlike", told)
    assert corrected(Stances(supports=0.9, refutes=0.0, neither=0.1), found).supports == 0.0


def test_another_sum_in_another_currency_may_be_the_same_money_and_the_same_sum_is_not() -> None:
    refuted, supported = (Stances(supports=1 - against, refutes=against, neither=0.0) for against in (0.9, 0.1))
    for judged in (refuted, supported):
        assert corrected(judged, compare("It cost $5.5m.", "It cost 5 million euros.")).likeliest == "neither"
        assert corrected(judged, compare("It cost $5m.", "It cost 5 million euros.")).likeliest == "refutes"


def test_another_value_does_not_take_a_refutation_back() -> None:
    claim, sentence = "The storm cut the power of 1,200 houses.", "Almost 2,000 houses lost power in the storm."
    found = compare(claim, sentence)
    assert found is not None
    assert not found.held
    assert corrected(Stances(supports=0.25, refutes=0.45, neither=0.3), found).likeliest == "refutes"
    assert corrected(Stances(supports=0.45, refutes=0.25, neither=0.3), found).likeliest == "neither"


@pytest.mark.parametrize("named", ["", "In April 2021, "])
def test_the_day_of_publication_tells_that_a_value_is_of_the_claims_time(named: str) -> None:
    claim = "In April 2021 the bridge was expected to cost 640 million crowns."
    sentence = f"{named}The bridge is expected to cost 640 million crowns."
    unsure = Stances(supports=0.3, refutes=0.1, neither=0.6)
    assert corrected(unsure, compare(claim, sentence, published=date(2021, 4, 20))).likeliest == "supports"
    assert corrected(unsure, compare(claim, "The bridge costs 640 million crowns.")).likeliest == "neither"


def test_a_dollar_may_be_of_any_country_that_has_dollars() -> None:
    for told in ("A$5m", "US$5m", "5 million Canadian dollars"):
        found = compare(f"It costs {told}.", "It costs $5 million.")
        assert found is not None
        assert found.outcome == "agrees"


def test_days_are_not_resolved_where_the_article_has_no_date() -> None:
    assert compare("The ministers met on 14 February 2020.", "The ministers met yesterday.") is None


def test_a_day_that_no_calendar_has_is_not_compared() -> None:
    for claim in ("They met on 31 December 9999.", "They met on 30 February 2020."):
        found = compare(claim, "They met yesterday.", published=PUBLISHED)
        assert found is None or found.outcome == "differs"


def test_what_is_so_since_a_year_is_so_in_a_later_one_up_to_the_articles_day() -> None:
    told, day = "The mission has been in Tarn since 2018.", date(2020, 2, 15)
    found = compare("The mission was in Tarn in 2019.", told, published=day)
    assert found is not None
    assert (found.outcome, found.held, found.working) == ("agrees", True, "what is so since 2018 is so in 2019")
    for claim in (
        "The mission was in Tarn in 2014.",
        "The mission was in Tarn in 2021.",
        "The mission opened in 2019.",
    ):
        assert compare(claim, told, published=day) is None
