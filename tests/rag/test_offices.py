"""Whose office somebody holds."""

import pytest

from rag.offices import another_office, elsewhere, has_left


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who is the mayor of Brennick?", "“We have practised this,” said the mayor of Lowmere, Aron Dietz."),
        ("Who is the mayor of Brennick?", "Lowmere’s mayor, Aron Dietz, thanked the volunteers."),
        (
            "Who is the head of the World Bank?",
            "Kristalina Georgieva, head of the International Monetary Fund, agreed.",
        ),
        ("Who is the defence minister of Iraq?", "Spanish defence minister, Margarita Robles, agreed."),
        ("Who is the British defence secretary?", "US Secretary of Defense Mark Esper flew home."),
        ("Who is the defence minister of Iraq?", "The US defence secretary, Mark Esper, flew home."),
        ("Who is the French president?", "The German president, Joachim Gauck, flew home."),
        ("Who was the president of France?", "Biden, the president of the United States, flew home."),
    ],
)
def test_the_office_of_another_place_is_no_answer(question: str, sentence: str) -> None:
    assert elsewhere(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who is the mayor of Lowmere?", "“We have practised this,” said the mayor of Lowmere, Aron Dietz."),
        ("Who is the mayor of Brennick?", "Aron Dietz, mayor of Lowmere, met Eva Sand, the mayor of Brennick."),
        ("Who is the president of the US?", "Biden, the president of the United States, flew home."),
        ("Who is the prime minister of the UK?", "Boris Johnson, prime minister of Britain, resigned."),
        ("Who is the head of the WHO?", "Tedros is head of the World Health Organization."),
        ("Who is the mayor of Brennick?", "The mayor, Aron Dietz, has called for calm."),
        ("How many people live in the capital of Velmora?", "About 20,000 live in the capital of Sarrin."),
        ("Who is the wife of Prince Harry?", "Meghan is the wife of the Duke of Sussex."),
        ("Who is the Spanish defence minister?", "Spanish defence minister, Margarita Robles, agreed."),
        ("Who is the defence minister of Spain?", "Spanish defence minister, Margarita Robles, agreed."),
        ("Who is the British prime minister?", "The UK prime minister, Boris Johnson, resigned."),
        ("Who is the French president?", "France's president, Emmanuel Macron, flew home."),
        ("Who is the president of the United States?", "The American president, Joe Biden, flew home."),
        ("Who is the defence minister of Iraq?", "The defence minister, Ada Roe, agreed with the Spanish one."),
        ("Who leads NATO?", "Jens Stoltenberg, head of NATO, said so."),
    ],
)
def test_the_office_asked_for_or_none_at_all_may_be_one(question: str, sentence: str) -> None:
    assert not elsewhere(question, sentence)


NOW = "Who is Velmora's finance minister?"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Velmora's finance minister, ", ", resigned on Tuesday."),
        ("Finance minister ", ", 51, has stepped down."),
        ("Finance minister ", " was sacked by the king."),
        ("Anja Roth, the new finance minister, replaced ", " on Tuesday."),
        ("The former finance minister ", " wrote a book."),
        ("She spoke after the resignation of ", "."),
    ],
)
def test_who_has_left_an_office_does_not_hold_it_now(before: str, after: str) -> None:
    assert has_left(NOW, before, after)
    assert not has_left("Who was Velmora's finance minister in 2022?", before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Finance minister ", " said that she would not resign."),
        ("Finance minister ", " replaced Tomas Velder."),
        ("The former banker ", " is finance minister."),
        ("Finance minister ", ", who replaced Velder when he resigned."),
        ("Finance minister ", ", whose husband died in May, agreed."),
        ("After Velder resigned, the office went to ", "."),
    ],
)
def test_who_stays_in_an_office_or_takes_it_holds_it(before: str, after: str) -> None:
    assert not has_left(NOW, before, after)


def test_who_is_asked_for_as_somebody_who_left_is_told() -> None:
    assert not has_left("Who is the finance minister who resigned?", "Finance minister ", " resigned on Tuesday.")


@pytest.mark.parametrize(
    ("question", "answer", "another"),
    [
        ("Who is the president of Iraq?", "US defence secretary, Mark Esper", True),
        ("Who is Spain's prime minister?", "President Emmanuel Macron", True),
        ("Who is Spain's prime minister?", "Pedro Sanchez", False),
        ("Who is the defence secretary?", "Defence Minister Ben Wallace", False),
        ("Who is the leader of the Civic Alliance?", "Prime Minister Helena Marsk", False),
        ("Who is Queen Elizabeth's heir?", "King Charles", False),
        ("Which president resigned?", "Prime Minister Helena Marsk", False),
    ],
)
def test_whom_an_answer_names_by_another_office_does_not_hold_the_one_that_is_asked_for(
    question: str, answer: str, another: bool
) -> None:
    assert another_office(question, answer) == another
