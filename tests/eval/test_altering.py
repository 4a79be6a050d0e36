"""Sentences are changed so that they are contradicted, and reworded so that they are not."""

from __future__ import annotations

import re
from random import Random

import pytest

from eval.altering import Kind, Pool, change, collect, paraphrase
from eval.altering.quantities import number_edits
from eval.altering.reordering import lowered, source_moved, speaker_first, speaker_last, speaker_left_out, time_moved
from eval.excerpts import Story, tells

POOL = Pool(names={
    "man": ("Peter Kowalski", "Mark Olsen"), "woman": ("Anna Lindqvist", "Helen Okafor"),
    "surname": ("Miller", "Kowalski", "Okafor"), "County": ("Elk", "Sussex"), "town": ("Dayton", "Flint"),
})  # fmt: skip
RSM = "The US troops currently account for half of the 16,000 soldiers affiliated with the RSM."


def changes(sentence: str, kind: Kind, pool: Pool = POOL, seeds: int = 40) -> set[str]:
    """All that come out over a few seeds."""
    return {made for seed in range(seeds) if (made := change(sentence, kind, Random(seed), pool))}


def rewordings(sentence: str, seeds: int = 60) -> set[str]:
    return {made for seed in range(seeds) if (made := paraphrase(sentence, Random(seed)))}


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        pytest.param(
            "It cost $3.5 billion in all.", r"It cost \$(?!3\.5)\d\.\d billion in all\.|.*3\.5 million.*", id="money"
        ),
        pytest.param("Turnout was 45% in the city.", r"Turnout was (?!45)\d{1,2}% in the city\.", id="percent"),
        pytest.param("They built three new schools.", r"They built (?!three)[a-z]+ new schools\.", id="word"),
        pytest.param("He drew 16,000 people there.", r"He drew (?!16,)\d{1,2},\d00?0? people there\.", id="thousands"),
        pytest.param("It was his 21st win so far.", r"It was his (?!21)\d+(?:st|nd|rd|th) win so far\.", id="ordinal"),
        pytest.param("It was the first time he ran.", r"It was the (?:third|fourth) time he ran\.", id="ordinal word"),
        pytest.param("They lost half of the votes.", r"They lost (?:a quarter|two-thirds) of the votes\.", id="share"),
        pytest.param("It has hundreds of members.", r"It has millions of members\.", id="vague"),
    ],
)
def test_a_changed_number_keeps_its_form(sentence: str, form: str) -> None:
    found = changes(sentence, "number")
    assert found
    assert all(re.fullmatch(form, made) for made in found), found


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("The Boeing 737 was built for Covid-19 patients.", id="names"),
        pytest.param("The attacks of 9/11 and Section 230 came up again.", id="names of laws and days"),
        pytest.param("More than 100 people came, and at least 40 stayed.", id="bounds"),
        pytest.param("Between 10 and 20 people saw it, 5 to 6 of them twice.", id="ranges"),
        pytest.param("It opened in 2019 on Feb. 15 at 8 p.m.", id="dates"),
        pytest.param("Call 911 or 800-273-8255 at once.", id="telephone"),
        pytest.param("There is 1 way, and one more.", id="one"),
    ],
)
def test_a_number_that_another_need_not_contradict_is_left(sentence: str) -> None:
    assert changes(sentence, "number") == set()


def test_an_age_stays_an_age_and_its_article_fits() -> None:
    ages = {
        re.fullmatch(r"(an?) (\d+)-year-old boy won\.", made.lower())
        for made in changes("An 8-year-old boy won.", "number")
    }
    assert ages
    assert None not in ages
    assert all((age[1] == "an") == (age[2] in {"8", "11", "18"} or age[2][0] == "8") for age in ages if age)


def test_the_new_number_is_not_one_of_the_passage() -> None:
    others = " ".join(str(number) for number in range(2, 60) if number != 9)
    edits = [
        edit.text for seed in range(40) for edit in number_edits("They saw 14 of the birds.", Random(seed), others)
    ]
    assert set(edits) == {"9"}


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        pytest.param("They met on Monday in town.", r"They met on (?!Monday)[A-Z][a-z]+day in town\.", id="weekday"),
        pytest.param("It began in 2010 in Lagos.", r"It began in (?!2010)(?:199[5-9]|20[012]\d) in Lagos\.", id="year"),
        pytest.param("He died in May of a cold.", r"He died in (?!May|April|June)[A-Z][a-z]+ of a cold\.", id="month"),
        pytest.param(
            "It ran on Feb. 3 only.",
            r"It ran on (?:(?!Feb|Jan|March)[A-Z][a-z]+\.? 3|Feb\. (?!3\b)\d+) only\.",
            id="day",
        ),
        pytest.param("He said so last week.", r"He said so last (?:month|year)\.", id="relative"),
    ],
)
def test_a_changed_date_keeps_its_form(sentence: str, form: str) -> None:
    found = changes(sentence, "date")
    assert found
    assert all(re.fullmatch(form, made) for made in found), found


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Shops were full on Black Friday again.", id="a name"),
        pytest.param("He may march in the capital.", id="words that are no months"),
        pytest.param("The Sept. 11 attacks changed the law.", id="a day that is a name"),
    ],
)
def test_what_is_no_date_is_left(sentence: str) -> None:
    assert changes(sentence, "date") == set()


@pytest.mark.parametrize(
    ("sentence", "sort"),
    [
        pytest.param("Troops were sent to Kenya.", r"Troops were sent to (?!Kenya)[A-Z][\w ]+\.", id="country"),
        pytest.param("Actor Tom Hanks came.", r"Actor (?:Peter Kowalski|Mark Olsen) came\.", id="man"),
        pytest.param("Emily Stone came.", r"(?:Anna Lindqvist|Helen Okafor) came\.", id="woman"),
        pytest.param("Sen. Miller came.", r"Sen\. (?:Kowalski|Okafor) came\.", id="last name"),
        pytest.param("A judge in Kent County agreed.", r"A judge in (?:Elk|Sussex) County agreed\.", id="county"),
        pytest.param(
            "They live in Mansfield, Ohio.", r"They live in (?:Dayton|Flint), Ohio\.|.*Mansfield, (?!Ohio).*", id="town"
        ),
        pytest.param(
            "It was an Iranian ship.", r"It was (?:a [B-DF-HJ-NP-TV-Z]|an [AEIO])\w+(?: \w+)? ship\.", id="a or an"
        ),
        pytest.param("The FBI did not say.", r"The (?!FBI)[A-Z]{3,4} did not say\.", id="agency"),
    ],
)
def test_a_changed_name_is_another_of_its_sort(sentence: str, sort: str) -> None:
    found = changes(sentence, "name")
    assert found
    assert all(re.fullmatch(sort, made) for made in found), found


def test_a_person_is_renamed_throughout_the_sentence() -> None:
    found = changes("Tom Hanks came home, Hanks said.", "name")
    assert found == {"Peter Kowalski came home, Kowalski said.", "Mark Olsen came home, Olsen said."}


def test_a_name_of_the_passage_is_never_chosen() -> None:
    passage = "Actor Tom Hanks came. Olsen, who stayed, did not."
    assert changes("Actor Tom Hanks came.", "name", POOL.beside(passage)) == {"Actor Peter Kowalski came."}


def test_a_part_of_a_longer_name_is_left() -> None:
    assert changes("The China Daily and Chicago Tribune wrote of it.", "name") == set()


def test_names_are_collected_from_articles_that_share_them() -> None:
    texts = [
        "Mayor Greg Fischer came from Kent County.",
        "Then Greg Fischer left San Francisco Chronicle and Kent County.",
    ]
    assert dict(collect(texts).names) == {"man": ("Greg Fischer",), "surname": ("Fischer",), "County": ("Kent",)}


@pytest.mark.parametrize(
    ("sentence", "denied"),
    [
        pytest.param("The bridge was closed.", {"The bridge was not closed."}, id="denied"),
        pytest.param(
            "The bridge isn't safe now.", {"The bridge is safe now.", "The bridge isn't dangerous now."}, id="affirmed"
        ),
        pytest.param("Prices rose by a third.", {"Prices fell by a third."}, id="antonym"),
        pytest.param("Ali defeated Frazier.", {"Frazier defeated Ali."}, id="parts exchanged"),
        pytest.param("He signed the law.", {"He did not sign the law."}, id="past tense"),
        pytest.param("Some of them were closed.", set(), id="of some it may hold as well"),
        pytest.param("He was named after a king.", {"He was not named after a king."}, id="no time"),
    ],
)
def test_a_denial_says_the_contrary(sentence: str, denied: set[str]) -> None:
    assert changes(sentence, "negation") == denied


def test_a_place_is_exchanged_for_a_place_and_a_person_is_not() -> None:
    found = changes("Mark Olsen flew to Kenya.", "place")
    assert found
    assert all(made.startswith("Mark Olsen flew to ") for made in found)
    assert changes("Mark Olsen sang.", "place") == set()


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        ("The strike lasted 10 days in all.", r"The strike lasted 10 (?:minutes|hours|weeks|months|years) in all\."),
        ("It raised $40 million there.", r"It raised [€£]40 million there\."),
        ("A two-hour talk was held.", r"A two-(?:minute|day|week|month|year) talk was held\."),
    ],
)
def test_a_changed_unit_leaves_its_number(sentence: str, form: str) -> None:
    found = changes(sentence, "unit")
    assert found
    assert all(re.fullmatch(form, made) for made in found), found


def test_a_change_is_the_same_for_the_same_seed() -> None:
    assert change(RSM, "number", Random(7), POOL) == change(RSM, "number", Random(7), POOL)


@pytest.mark.parametrize(
    ("sentence", "reworded"),
    [
        pytest.param("It has 16,000 seats.", "It has 16 thousand seats.", id="thousands"),
        pytest.param("It rose 5% at once.", "It rose 5 percent at once.", id="percent"),
        pytest.param("He won three games.", "He won 3 games.", id="figures"),
        pytest.param("He paid $3 million in cash.", "He paid 3 million dollars in cash.", id="dollars"),
        pytest.param("It fell on Feb. 15, 2020.", "It fell on 15 February 2020.", id="order of a date"),
        pytest.param("The U.S. army left.", "The United States army left.", id="country"),
        pytest.param("They don't know.", "They do not know.", id="written out"),
        pytest.param("It is not known.", "It isn’t known.", id="contracted"),
        pytest.param("But nobody came.", "Nobody came.", id="conjunction"),
        pytest.param("The agency (CDC) agreed.", "The agency agreed.", id="parenthesis"),
        pytest.param("He left the house, which was sold.", "He left the house.", id="clause"),
        pytest.param("They bought a film.", "They purchased a film.", id="synonym"),
        pytest.param("The city’s mayor said so.", "The mayor of the city said so.", id="possessive"),
    ],
)
def test_a_rewording_says_the_same(sentence: str, reworded: str) -> None:
    assert reworded in rewordings(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("A Boeing 12 jets fan flew.", id="number in a name"),
        pytest.param("Attorneys general met.", id="no lawyers"),
        pytest.param("The law, which passed, now goes to the Senate.", id="a clause that is not the last"),
        pytest.param("He is due to resign.", id="no cause"),
    ],
)
def test_what_would_change_the_meaning_is_left(sentence: str) -> None:
    assert rewordings(sentence) == set()


def test_who_speaks_may_stand_first_or_last() -> None:
    assert speaker_first("The price rose, police said Monday.") == "Police said Monday that the price rose."
    assert speaker_last("Police said the price rose.") is None
    assert speaker_last("The agency said the price rose.") == "The price rose, the agency said."
    assert speaker_first("And prices rose, the agency said.") is None


def test_an_office_may_be_left_out_and_a_person_may_not() -> None:
    assert speaker_left_out("The price rose, the agency said.") == "The price rose."
    assert speaker_left_out("The price rose, Miller said.") is None


def test_source_and_time_move_both_ways() -> None:
    assert source_moved("According to Reuters, prices rose.") == "Prices rose, according to Reuters."
    assert source_moved("The price rose, according to Reuters.") == "According to Reuters, the price rose."
    assert time_moved("On Monday, prices rose.") == "Prices rose on Monday."
    assert time_moved("On Monday, he agreed to leave.") is None


def test_a_first_word_is_lowered_only_where_it_is_no_name() -> None:
    assert (lowered("The town."), lowered("Kenya won."), lowered("Prices rose."), lowered("But so.")) == (
        "the town.", "Kenya won.", None, None,
    )  # fmt: skip


def test_only_a_whole_sentence_that_tells_something_is_edited() -> None:
    assert tells(RSM)
    assert not any(
        map(tells, ["Who are the 16,000 soldiers in the mission now?", "More: what the soldiers of the mission do now.",
                    "“The soldiers of the mission are at home now.", "1. The soldiers of the mission are at home now."])
    )  # fmt: skip


def test_a_passage_of_two_to_six_sentences_holds_its_sentence() -> None:
    story = Story(url="u", text=" ".join(f"The {place} soldier went home to see his family." for place in "abcdefghij"))
    for number in range(10):
        first, last = story.around(number, Random(number))
        assert first <= number <= last
        assert last - first + 1 <= 6
        assert story.sentence(number) in story.passage(first, last)
