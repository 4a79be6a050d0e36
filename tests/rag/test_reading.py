"""The plain reader finds the sentence and the short answer in it, by the kind of thing asked for."""

from __future__ import annotations

import pytest

from rag.calibration import Calibration
from rag.candidates import find
from rag.questions import parse
from rag.values import number, same_value


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many troops serve in RSM?", "number"),
        ("When was the bridge opened?", "date"),
        ("Who is the Spanish defence minister?", "person"),
        ("Where did the ministers meet?", "place"),
        ("Which country sent troops?", "place"),
        ("Why did the bridge fall?", "statement"),
        ("Tell me about the storm", "statement"),
    ],
)
def test_the_kind_of_a_question_is_what_it_asks_for(question: str, kind: str) -> None:
    assert parse(question).kind == kind


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("How many troops serve in RSM?", "Half of the 16,000 soldiers of the RSM are American.", "16,000"),
        ("How many homes lost power?", "In 2019 a storm cut the power of 1.5 million homes.", "1.5 million"),
        ("How much did the bridge cost?", "The bridge cost $3.5 billion and took 12 years.", "$3.5 billion"),
        ("Since when is the mission in Iraq?", "The small mission has been in Iraq since 2018.", "2018"),
        ("When was it opened?", "It was opened on February 13, 2020 in Brussels.", "February 13, 2020"),
        ("When will the line open?", "The line will open in May 2021, a year late.", "May 2021"),
        ("When did the city fall?", "The city fell in March 1945.", "March 1945"),
        ("When did they walk?", "In March 19,000 people walked to the coast.", "March"),
        ("Who is the French minister?", "The French minister, Florence Barley, warned of it.", "Florence Barley"),
        ("Where did they meet?", "On Friday they met in Munich.", "Munich"),
        (
            "What does RSM stand for?",
            "The Resolute Support Mission (RSM) is in Afghanistan.",
            "Resolute Support Mission",
        ),
        ("Who leads it?", "The Kosovo Force in Iraq is led by General Jane Doe.", "General Jane Doe"),
    ],
)
def test_the_short_answer_is_found_in_the_sentence(question: str, sentence: str, answer: str) -> None:
    found = find(parse(question), sentence)
    assert found is not None
    assert found.text == answer


def test_what_the_question_says_is_no_answer_to_it() -> None:
    found = find(parse("Who met Angela Merkel?"), "Angela Merkel met Mario Draghi.")
    assert found is not None
    assert found.text == "Mario Draghi"
    assert find(parse("Who is Angela Merkel?"), "Angela Merkel is here.") is None


def test_a_year_is_no_count() -> None:
    assert find(parse("How many soldiers are in Iraq?"), "The mission has been in Iraq since 2018.") is None


def test_what_is_counted_is_what_how_many_asks_for() -> None:
    found = find(parse("How many people died in the earthquake?"), "18,000 people died from a 7.6 earthquake.")
    assert found is not None
    assert found.text == "18,000"


def test_years_are_no_number_of_people() -> None:
    assert find(parse("How many people died?"), "It was the worst in 100 years.") is None
    found = find(parse("How many years did it take?"), "It took 100 years.")
    assert found is not None
    assert found.text == "100"


def test_a_question_for_more_than_a_name_has_no_short_answer() -> None:
    assert find(parse("Why did the bridge fall?"), "It fell because of ice.") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("16,000", 16_000), ("16 thousand", 16_000), ("a dozen", 12), ("half", 0.5), ("twenty-five", 25), ("no", None)],
)
def test_numbers_are_read_however_they_are_written(text: str, value: float | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("16,000", "16 thousand", True),
        ("16,000", "60,000", False),
        ("Jens Stoltenberg", "Stoltenberg", True),
        ("Jens Stoltenberg", "Mark Esper", False),
        ("February 13, 2020", "February 14, 2020", False),
        ("February 13, 2020", "February 2020", True),
    ],
)
def test_values_are_compared_as_what_they_are(left: str, right: str, same: bool) -> None:
    assert same_value(left, right) is same


def test_the_shipped_calibration_was_fitted_on_named_data() -> None:
    calibration = Calibration.load()
    assert 0.0 < calibration.threshold < 1.0
    assert "SQuAD" in calibration.fitted_on
    assert calibration.probability({"meaning": 0.0}) < calibration.probability({"meaning": 1.0})
