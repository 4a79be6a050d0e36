"""Readings add up to one answer: given, declined, or both sides of a disagreement, always with checked citations."""

from __future__ import annotations

from datetime import date

import pytest

from index.errors import CitationError
from index.records import Document
from index.splitting import Span
from rag.answering import compose
from rag.citing import check, cite, find
from rag.reading import Reading
from rag.records import Answer, Derivation
from rag.rendering import rendered
from tests.helpers import RSM


def told(text: str, answer: str | None, probability: float, *copies: Document, day: date | None = None) -> Reading:
    document = Document(title="RSM", text=text, origin=f"/news/{text[:20]}", published=day)
    return Reading(
        document=document, sentence=Span(0, len(text)), answer=answer, probability=probability, copies=copies
    )


def answered(*readings: Reading, question: str = "How many troops serve in RSM?") -> Answer:
    return compose(question, readings, threshold=0.25)


SIXTEEN = told("The RSM has 16,000 soldiers.", "16,000", 0.9, day=date(2020, 2, 15))
ALSO = told("Some 16 thousand serve in the RSM.", "16 thousand", 0.8, day=date(2020, 3, 1))
TWELVE = told("The RSM has only 12,000 troops.", "12,000", 0.88, day=date(2020, 7, 9))
UNSURE = told("The KFOR is older than that.", None, 0.2)


def test_a_likely_reading_is_the_answer_with_its_sentence_and_day() -> None:
    answer = answered(SIXTEEN, UNSURE)
    assert (answer.status, answer.answer, answer.statement) == ("answered", "16,000", SIXTEEN.document.text)
    assert (answer.as_of, answer.confidence) == (date(2020, 2, 15), 0.9)
    assert [citation.quote for citation in answer.citations] == [SIXTEEN.document.text]


def test_a_number_of_something_else_is_no_other_side_and_not_on_the_timeline() -> None:
    flood = told("The flood in the Ilda valley killed 57 people.", "57", 0.7, day=date(2021, 7, 14))
    fever = told("It killed 23 people.", "23", 0.6, day=date(2021, 9, 7))
    toll = told("The flood of the Ilda killed 83 people.", "83", 0.6, day=date(2021, 7, 19))
    question = "How many people were killed in the Ilda flood?"
    assert answered(flood, fever, question=question).status == "answered"
    both = answered(flood, toll, fever, question=question)
    assert [one.answer for one in both.alternatives] == ["57", "83"]
    assert "23" not in {point.value for point in both.timeline}


def test_an_unlikely_reading_is_declined_and_shown_as_the_nearest() -> None:
    answer = answered(UNSURE)
    assert (answer.status, answer.answer, answer.statement, answer.as_of) == ("not_in_articles", None, None, None)
    assert answer.confidence == pytest.approx(0.8)
    assert [citation.quote for citation in answer.citations] == [UNSURE.document.text]


def test_nothing_found_is_declined_for_certain() -> None:
    answer = answered()
    assert (answer.status, answer.confidence, answer.citations) == ("not_in_articles", 1.0, ())


def test_articles_that_say_the_same_support_each_other() -> None:
    answer = answered(SIXTEEN, ALSO)
    assert answer.status == "answered"
    assert [citation.number for citation in answer.citations] == [1, 2]


def test_articles_that_differ_are_both_told_with_their_days() -> None:
    answer = answered(SIXTEEN, TWELVE)
    assert answer.status == "conflicting"
    assert [(a.answer, a.as_of) for a in answer.alternatives] == [
        ("16,000", date(2020, 2, 15)),
        ("12,000", date(2020, 7, 9)),
    ]
    quoted = {citation.number: citation.quote for citation in answer.citations}
    assert [quoted[a.citations[0]] for a in answer.alternatives] == [SIXTEEN.document.text, TWELVE.document.text]


def test_a_much_less_likely_figure_is_no_disagreement() -> None:
    assert answered(SIXTEEN, told("Once there were 100,000.", "100,000", 0.3)).status == "answered"


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("When did the summit end?", "12 May", "14 May"),
        ("When did the mission begin?", "in 2015", "late 2016"),
        ("At what time did the thieves come?", "3:20 am", "at 2 pm"),
        ("How many people fled?", "About 2,300 residents", "roughly 3,100 people"),
        ("What did the satellite cost?", "118 million dollars", "$131 million"),
        ("How high did the water rise?", "7.8 metres", "8.2"),
        ("Which plane was grounded?", "Boeing 737", "Boeing 747"),
    ],
    ids=["days", "years", "times of day", "people", "money", "a unit and none", "models of one maker"],
)
def test_two_values_of_one_kind_are_a_disagreement(question: str, first: str, second: str) -> None:
    readings = told("The one says so.", first, 0.6), told("The other says so.", second, 0.5)
    assert [a.answer for a in answered(*readings, question=question).alternatives] == [first, second]


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("Which plane was grounded?", "Boeing 737", "2019"),
        ("When did the summit end?", "12 May", "40 leaders"),
        ("When did the summit end?", "12 May", "2019"),
        ("How many troops serve in RSM?", "16,000", "2018"),
        ("How many troops serve in RSM?", "16,000 soldiers", "34 countries"),
        ("How far is it?", "40 km", "25 miles"),
        ("Where did it fall?", "40 km north of Baghdad", "30 km south of Basra"),
        ("Which plane was grounded?", "Flight 370", "Boeing 777"),
        ("Who is the minister?", "Margarita Robles", "Robles"),
        ("Who built the plane?", "Boeing", "Boeing 737 Max"),
        ("Which plane was grounded?", "Boeing 737 Max 8", "Max 8"),
        ("When did the mission begin?", "15 February", "15 February 2020"),
    ],
    ids=[
        "a name and a year", "a day and a count", "parts of a day", "a count and a year", "other things", "other units",
        "not as was asked for", "names of two things", "a longer name", "a maker and its model", "the end of a name",
        "a day with its year",
    ],
)  # fmt: skip
def test_values_that_can_both_be_right_are_no_disagreement(question: str, first: str, second: str) -> None:
    readings = told("The one says so.", first, 0.6), told("The other says so.", second, 0.5)
    assert answered(*readings, question=question).status == "answered"


def test_a_copy_of_the_story_is_cited_too() -> None:
    copy = Document(title="Same", text=f"Kabul. {SIXTEEN.document.text}", origin="/news/copy")
    answer = answered(told(SIXTEEN.document.text, "16,000", 0.9, copy))
    assert [citation.start for citation in answer.citations] == [0, 7]
    assert {citation.quote for citation in answer.citations} == {SIXTEEN.document.text}


def test_a_quote_that_is_not_where_it_says_cannot_be_cited() -> None:
    document = SIXTEEN.document
    with pytest.raises(CitationError):
        cite(document, Span(5, 999), number=1)
    with pytest.raises(CitationError):
        cite(document, Span(3, 3), number=1)
    with pytest.raises(CitationError, match="names article"):
        check(cite(document, Span(0, 9), number=1), TWELVE.document)
    with pytest.raises(CitationError, match="is not in article"):
        find("The RSM has 60,000 soldiers.", document)


HALF = told("Half of the 16,000 RSM soldiers are American.", "16,000", 0.9)


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("How many Americans serve in RSM?", HALF),
        ("How many Americans serve in RSM?", told(RSM, "half of the 16,000", 0.9)),
        ("How many US troops serve in RSM?", told(RSM, "16,000 soldiers", 0.9)),
    ],
)
def test_a_part_that_is_asked_for_is_told_as_the_article_tells_it_with_what_it_comes_to(
    question: str, reading: Reading
) -> None:
    answer = answered(reading, question=question)
    assert (answer.answer or "").lower() == "half of the 16,000"
    assert answer.derived == Derivation(value="8,000", working="half of 16,000 is 8,000")
    assert answer.to_dict()["derived"] == {"value": "8,000", "working": "half of 16,000 is 8,000"}
    assert "Derived: half of 16,000 is 8,000." in rendered(answer)


def test_the_country_that_is_asked_for_is_told_of_its_adjective() -> None:
    lawmakers = told("Iranian lawmakers have urged judges to show no leniency.", "Iranian", 0.9)
    answer = answered(lawmakers, question="Which country's lawmakers urged judges to show no leniency?")
    assert (answer.answer, answer.derived) == ("Iranian", Derivation(value="Iran", working="“Iranian” is of Iran"))
    assert answered(lawmakers, question="Which lawmakers urged judges?").derived is None


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("How many troops serve in RSM?", HALF),
        ("How many troops currently serve in RSM?", told(RSM, "16,000", 0.9)),
        ("How many Spaniards serve in RSM?", told(RSM, "16,000", 0.9)),
        ("From how many bases in Iraq will US forces withdraw?", told(RSM, "16,000", 0.9)),
        ("Who serves in RSM?", told(RSM, "The US troops", 0.9)),
        ("How many Americans serve in RSM?", SIXTEEN),
    ],
)
def test_nothing_is_derived_that_is_not_asked_for(question: str, reading: Reading) -> None:
    answer = answered(reading, question=question)
    assert (answer.answer, answer.derived) == (reading.answer, None)


def test_nothing_is_derived_where_articles_differ() -> None:
    answer = answered(HALF, TWELVE, question="How many Americans serve in RSM?")
    assert (answer.status, answer.derived) == ("conflicting", None)


def test_the_shape_of_an_answer_has_every_field() -> None:
    shape = answered(SIXTEEN, TWELVE).to_dict()
    assert list(shape) == [
        "question", "status", "answer", "statement", "confidence", "as_of", "citations", "alternatives", "derived",
        "timeline", "written", "timings_ms", "also",
    ]  # fmt: skip
    assert list(shape["citations"][0]) == [
        "number", "article_id", "title", "source", "author", "url", "published", "quote", "start", "end", "page",
        "sha256", "copies",
    ]  # fmt: skip
    assert shape["citations"][0]["author"] is None
