"""Whether something happened, where that is asked."""

import pytest

from rag.happening import unhappened

OPENED = "When did the Karrow Bridge open?"


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        (OPENED, "The railway bridge at Karrow will not open next month after all.", "next month"),
        (OPENED, "Passengers will have to wait until March 2023 to cross it.", "March 2023"),
        (OPENED, "The opening, postponed twice, is now due to take place on 17 June.", "17 June"),
        ("When was the law passed?", "The law is expected to be passed on Friday.", "Friday"),
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
