"""A plan gives way to what is reported later, a value to a later one that is told as changed; nothing else does."""

from __future__ import annotations

from datetime import date

import pytest

from index.records import Document
from index.splitting import Span
from rag.answering import compose
from rag.reading import Reading

OPENED = ("17 June 2023", date(2023, 6, 18))


def opened(day: str, published: date | None, probability: float = 0.6) -> Reading:
    text = f"It opens on {day}."
    document = Document(title=f"Bridge of {published}", text=text, origin=f"/{day}/{published}", published=published)
    return Reading(document=document, sentence=Span(0, len(text)), answer=day, probability=probability)


def told(*readings: Reading) -> tuple[str, list[str | None]]:
    answer = compose("When did the bridge open?", readings, threshold=0.25)
    return answer.status, [a.answer for a in answer.alternatives] or [answer.answer]


def test_a_later_report_outdates_the_plans_before_it_however_sure_they_were() -> None:
    plans = opened("September 2022", date(2021, 4, 20), 0.9), opened("March 2023", date(2022, 5, 18), 0.8)
    assert told(*plans, opened(*OPENED)) == ("answered", ["17 June 2023"])


def test_of_two_plans_both_are_told() -> None:
    plans = opened("March 2023", date(2022, 5, 18)), opened("September 2022", date(2021, 4, 20))
    assert told(*plans) == ("conflicting", ["March 2023", "September 2022"])


@pytest.mark.parametrize(
    ("day", "published"),
    [
        ("September 2022", None),
        ("July 2022", date(2022, 7, 3)),
        ("16 June 2023", date(2023, 6, 17)),
        ("1 July 2023", date(2023, 6, 20)),
    ],
    ids=["an article of an unknown day", "a month that had begun", "another report", "a plan told later"],
)
def test_what_may_be_right_is_told_beside_the_report(day: str, published: date | None) -> None:
    assert told(opened(*OPENED), opened(day, published)) == ("conflicting", ["17 June 2023", day])


def test_a_report_that_is_not_sure_enough_outdates_nothing() -> None:
    plan = opened("September 2022", date(2021, 4, 20))
    assert told(plan, opened(*OPENED, probability=0.2)) == ("answered", ["September 2022"])


def dead(text: str, answer: str, day: date, probability: float = 0.6) -> Reading:
    document = Document(title=f"Flood of {day}", text=text, origin=f"/{day}", published=day)
    return Reading(document=document, sentence=Span(0, len(text)), answer=answer, probability=probability)


AT_FIRST = dead("At least 41 people have died in the flood.", "41", date(2021, 7, 14), 0.9)
RISEN = dead("The number of dead has risen to 83.", "83", date(2021, 7, 19))


def counted(*readings: Reading, question: str = "How many people died in the flood?") -> tuple[str, str | None]:
    answer = compose(question, readings, threshold=0.25)
    return answer.status, answer.answer


def test_a_number_that_is_told_as_risen_stands_against_none_of_earlier_days() -> None:
    assert counted(AT_FIRST, RISEN) == ("answered", "83")
    both = compose("How many people died in the flood?", [AT_FIRST, RISEN], threshold=0.25)
    assert [point.value for point in both.timeline] == ["41", "83"]
    final = dead("The final number of dead is 94, the report says.", "94", date(2021, 11, 24), 0.3)
    assert counted(AT_FIRST, RISEN, final) == ("answered", "94")


def test_a_number_that_is_only_later_is_told_beside_the_earlier_one() -> None:
    later = dead("The flood has killed 57 people, a count says.", "57", date(2021, 7, 19))
    assert counted(AT_FIRST, later)[0] == "conflicting"
    same_day = dead("The number of dead has risen to 57.", "57", date(2021, 7, 14))
    assert counted(AT_FIRST, same_day)[0] == "conflicting"


def test_a_later_copy_of_the_sentence_with_another_number_flips_nothing() -> None:
    forged = dead("The number of dead has risen to 38.", "38", date(2021, 7, 26), 0.7)
    assert counted(RISEN, forged)[0] == "conflicting"


@pytest.mark.parametrize("asked", ["How many people died at first?", "How many had died by 15 July 2021?"])
def test_who_asks_for_the_number_of_another_time_is_told_all(asked: str) -> None:
    assert counted(AT_FIRST, RISEN, question=asked) == ("conflicting", "41")
