"""What is plainly another kind of thing than is asked for is no answer: a length for a speed, a place for a person."""

import pytest

from rag.dimensions import mismeasures
from rag.persons import no_person
from rag.questions import parse


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How fast does Lark-1 travel around the Earth?", "540 kilometres."),
        ("How old is the owner of Lighthouse Bank?", "350,000 crowns was granted in 2019"),
        ("How much strike pay did the members get per day?", "6.5 percent more"),
        ("How much did the election cost?", "42 kilometres"),
        ("How tall is the tower?", "12 million euros"),
        ("When was the tower built?", "12 million euros"),
    ],
)
def test_a_number_with_another_unit_is_no_answer(question: str, told: str) -> None:
    assert mismeasures(question, told)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How fast does Lark-1 travel around the Earth?", "28,000 km/h"),
        ("How fast does Lark-1 travel around the Earth?", "Mach 25"),
        ("How old is the owner?", "47"),
        ("How old is the owner?", "47-year-old"),
        ("How long is the bridge?", "1,400 metres"),
        ("How long did the repairs take?", "three weeks"),
        ("How much did pay rise?", "6.5 percent"),
        ("How much did the bridge cost?", "350,000 dubloons"),
        ("When was the tower built?", "1911"),
        ("How many people died?", "12 million"),
    ],
)
def test_a_number_with_a_fitting_unit_or_none_may_be_one(question: str, told: str) -> None:
    assert not mismeasures(question, told)


@pytest.mark.parametrize(
    ("question", "before", "answer"),
    [
        ("Who is the director of St Adela Hospital?", "St Adela Hospital in ", "Brennick"),
        ("Who drew the bird on Lark-1?", "Lark-1 lifted off from ", "Cape Ruell"),
        (
            "Who commands the Resolute Support Mission?",
            "The transfer to the Resolute Support Mission (",
            "RSM) in Iraq",
        ),
        ("Who leads Daesh?", "They have asked the ", "US administration"),
    ],
)
def test_a_place_or_a_body_is_no_person(question: str, before: str, answer: str) -> None:
    assert no_person(parse(question), before, answer)


@pytest.mark.parametrize(
    ("question", "before", "answer"),
    [
        ("Who is the director of St Adela Hospital?", "The hospital's director, ", "Ada Roe"),
        ("Who is the director of St Adela Hospital?", "It is led by ", "a surgeon"),
        ("Who won the cup?", "The cup went to ", "Port Sarrin Rovers"),
        ("Who did the painting come from?", "It came from ", "Johanna Welk"),
        ("Where was he born?", "He was born in ", "Brennick"),
    ],
)
def test_a_name_may_be_a_persons_and_a_place_may_be_asked_for(question: str, before: str, answer: str) -> None:
    assert not no_person(parse(question), before, answer)
