"""Whether something happened, where that is asked."""

from datetime import date

import pytest

from index.splitting import Span
from rag.happening import bygone, unhappened

OPENED = "When did the Karrow Bridge open?"


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        (OPENED, "The railway bridge at Karrow will not open next month after all.", "next month"),
        (OPENED, "Passengers will have to wait until March 2023 to cross it.", "March 2023"),
        (OPENED, "The opening, postponed twice, is now due to take place on 17 June.", "17 June"),
        ("When was the law passed?", "The law is expected to be passed on Friday.", "Friday"),
        (OPENED, "They hoped to have the bridge opened in May.", "May"),
        (
            "Who won the Velmora Cup?",
            "“With eleven men we would have won it,” said the coach, Gregor Haas.",
            "Gregor Haas",
        ),
    ],
)
def test_what_was_planned_or_imagined_did_not_happen(question: str, sentence: str, answer: str) -> None:
    assert unhappened(question, sentence, answer)


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        (OPENED, "After two postponements the first train crossed the Karrow Bridge on 17 June 2023.", "17 June 2023"),
        (OPENED, "It opened on Monday, and will carry forty trains a day.", "Monday"),
        (
            "Since when has the mission been in Iraq?",
            "The solution was to strengthen the mission deployed in Iraq since 2018.",
            "2018",
        ),
        (OPENED, "The company will repair the bridge opened in 1932.", "1932"),
        ("What should she have said?", "She should have said no.", "no"),
        ("When is the bridge due to open?", "The bridge will open next month.", "next month"),
        ("When was the bridge due to open?", "The bridge will open next month.", "next month"),
        ("When does the fair begin?", "The fair will begin on 8 May.", "8 May"),
        ("Who would have won the cup?", "“We would have won it,” said the coach, Gregor Haas.", "Gregor Haas"),
        ("Who won the cup?", "The Rovers won it, though the Athletic might have won it too.", "The Rovers"),
        ("Who leads the Rovers?", "“We would have won it,” said the coach, Gregor Haas.", "Gregor Haas"),
    ],
)
def test_what_a_sentence_reports_or_a_question_asks_the_plan_of_stays(
    question: str, sentence: str, answer: str
) -> None:
    assert not unhappened(question, sentence, answer)


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "past"),
    [
        ("When will the bridge open?", "Work on it began on Tuesday.", "Tuesday", True),
        ("When is the satellite to be launched?", "It was decided on after the flood of July 2021.", "July 2021", True),
        ("When will the bridge open?", "It will open on Tuesday.", "Tuesday", False),
        ("When will the bridge open?", "It opens in May 2023.", "May 2023", False),
        ("When will the fair be held?", "It is held in May.", "May", False),
        ("When is the best time to visit?", "It is at its best in July.", "July", False),
        ("When did work on it begin?", "Work on it began on Tuesday.", "Tuesday", False),
    ],
)
def test_what_is_to_come_is_not_what_was_past_when_it_was_told(
    question: str, sentence: str, answer: str, past: bool
) -> None:
    place = Span(sentence.index(answer), sentence.index(answer) + len(answer))
    assert bygone(question, sentence, place, date(2022, 8, 23)) is past
    assert not bygone(question, sentence, place, None)
