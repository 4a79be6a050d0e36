"""Whose office somebody holds."""

import pytest

from rag.offices import elsewhere


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
