""" "This week" is reckoned from the day of asking: articles of those days come first, and others are no answer."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from index.filters import Filters
from index.records import Document
from index.splitting import Span
from rag.auditing import read_audit
from rag.checker import FactChecker
from rag.lately import asked_on, days_asked, of_that_time, preferring
from rag.reading import Reading
from rag.replaying import ask_again
from rag.settings import Settings
from tests.helpers import add, article

FRIDAY = date(2022, 1, 7)
OLD, NEW = "The mayor of Lowmere resigned over the flood.", "The mayor of Lowmere resigned over the bridge."


@pytest.mark.parametrize(
    ("question", "days", "told"),
    [
        ("Who resigned this week?", 7, True),
        ("Which city had the worst air last month?", 37, True),
        ("What will be decided next week?", 31, True),
        ("What will open next year?", 364, True),
        ("What was agreed on Wednesday?", 7, False),
        ("Which show was recently cancelled?", 31, False),
        ("Who is the mayor?", 31, False),
    ],
)
def test_the_days_that_are_asked_about_end_with_the_day_of_asking(question: str, days: int, told: bool) -> None:
    found = days_asked(question, FRIDAY)
    assert found is not None
    assert (found.first, found.last, found.told) == (FRIDAY - timedelta(days=days), FRIDAY, told)


@pytest.mark.parametrize(
    "question",
    ["Who won in 2019?", "What opened in March 2020?", "How many came since last year?", "Who won by Friday?"],
)
def test_a_time_that_is_told_outright_or_bounds_another_one_is_not_reckoned(question: str) -> None:
    assert days_asked(question, FRIDAY) is None


def test_without_a_day_of_asking_it_is_today() -> None:
    assert asked_on(Filters()) == date.today()
    assert preferring(Filters(), "Who resigned?").near == (date.today() - timedelta(days=31), date.today())


def told_on(published: date | None, probability: float = 0.5) -> Reading:
    document = Document(title="", text=OLD, origin=f"/{published}", published=published)
    return Reading(document=document, sentence=Span(0, len(OLD)), answer="the mayor", probability=probability)


def test_what_was_published_long_before_the_days_that_a_question_tells_is_no_answer_to_it() -> None:
    old, new, undated = told_on(date(2020, 5, 1), 0.9), told_on(date(2022, 1, 5)), told_on(None)
    found = of_that_time([old, new, undated], "Who resigned this week?", FRIDAY, threshold=0.3)
    assert [reading.document.published for reading in found] == [date(2022, 1, 5), None, date(2020, 5, 1)]
    assert [reading.answer for reading in found] == ["the mayor", "the mayor", None]
    assert found[2].probability < 0.3


def test_an_answer_of_those_days_is_likelier_to_be_right_and_any_other_as_likely_as_before() -> None:
    found = of_that_time([told_on(date(2022, 1, 5)), told_on(date(2021, 1, 5))], "Who resigned?", FRIDAY, threshold=0.3)
    assert found[0].probability > 0.5 == found[1].probability
    assert found[1].answer == "the mayor"


def resigned(settings: Settings, *days: str) -> None:
    add(
        settings,
        [article(text, key=day, title=f"Of {day}", published=day) for text, day in zip((OLD, NEW), days, strict=True)],
    )


def test_of_two_stories_the_one_of_the_days_before_the_asking_comes_first(settings: Settings) -> None:
    resigned(settings, "2019-05-01", "2022-01-05")
    with FactChecker.open(settings=settings) as checker:
        for day, title in (("2022-01-07", "Of 2022-01-05"), ("2019-05-03", "Of 2019-05-01")):
            hits = checker.ask("Why did the mayor of Lowmere resign?", as_of=day).hits
            assert hits[0].document.title == title


def test_where_nothing_is_of_that_time_the_nearest_is_told_and_no_answer(settings: Settings) -> None:
    resigned(settings, "2019-05-01", "2019-05-02")
    with FactChecker.open(settings=settings) as checker:
        answer = checker.ask("Who resigned over the bridge this week?", as_of="2022-01-07")
        assert checker.search("Who resigned this week?").hits
    assert (answer.status, answer.answer) == ("not_in_articles", None)
    assert answer.citations[0].quote in {OLD, NEW}


def test_an_audited_question_is_asked_again_from_the_day_on_which_it_was_asked(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resigned(settings, "2019-05-01", "2022-01-05")
    log = tmp_path / "audit.jsonl"
    with FactChecker.open(settings=settings.model_copy(update={"audit": log})) as checker:
        monkeypatch.setattr("rag.lately.asked_on", lambda filters: filters.asked or FRIDAY)
        monkeypatch.setattr("rag.auditing.asked_on", lambda filters: filters.asked or FRIDAY)
        checker.ask("Why did the mayor of Lowmere resign?")
        monkeypatch.undo()
    (entry,) = read_audit(log)
    assert entry.ask.filters.asked == FRIDAY
    with FactChecker.open(settings=settings) as checker:
        assert ask_again(checker, entry) == []
