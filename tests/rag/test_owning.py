"""Whose number it is: the soldiers of one mission are no answer to how many another has, and no proof of it."""

from __future__ import annotations

import pytest

from index.splitting import Span
from rag.checker import FactChecker
from rag.comparing import compare
from rag.owning import of_another
from tests.helpers import RSM

EXAMPLES = "He cited the Kosovo Force (KFOR) and the Resolute Support Mission (RSM) in Afghanistan."
ALLIANCE = "The North Atlantic Treaty Organisation (NATO) has a mission in Iraq."
ARTICLE = f"{ALLIANCE} {EXAMPLES} {RSM}"
TARN = "Velmora will take part in the Joint Observer Mission in Tarn (JOMT) with 450 soldiers."
VOTE = f"{TARN} Velmora has voted. It is led by Ursula Crane of Dornland."


def is_of_another(question: str, sentence: str, number: str, article: str) -> bool:
    start = sentence.index(number)
    return of_another(question, sentence, Span(start, start + len(number)), article)


@pytest.mark.parametrize(
    "question",
    [
        "How many soldiers are in KFOR?",
        "how many soldiers are in kfor",
        "How many soldiers does the Kosovo Force have?",
        "How many troops are in Kosovo?",
        "How many US troops are stationed in Iraq?",
        "How many soldiers does the NATO mission in Iraq have?",
        "how many soldiers has germany in iraq",
    ],
)
def test_the_soldiers_of_one_mission_are_not_those_of_another(question: str) -> None:
    assert is_of_another(question, RSM, "16,000", ARTICLE)


@pytest.mark.parametrize(
    "question",
    [
        "How many troops serve in RSM?",
        "how many troops serve in rsm?",
        "How many soldiers does the Resolute Support Mission have?",
        "How many soldiers does NATO have in Afghanistan?",
        "How many Americans serve in the RSM?",
        "How many soldiers does the mission have?",
        "How many soldiers did the mission have in February?",
        "According to Ada Roe, how many soldiers does the mission have?",
        "Who leads KFOR?",
    ],
)
def test_whatever_may_be_the_mission_or_where_it_is_stays_an_answer(question: str) -> None:
    assert not is_of_another(question, RSM, "16,000", ARTICLE)


@pytest.mark.parametrize(
    ("question", "sentence", "number", "article", "another"),
    [
        ("How many soldiers does Dornland have in Tarn?", TARN, "450", VOTE, True),
        ("How many soldiers does Velmora have in Tarn?", TARN, "450", VOTE, False),
        ("How many goals did Ada Roe score?", "The Argentine scored 3 goals.", "3", "So the Argentine won.", False),
        ("How many goals did Ada Roe score?", "It scored 3 goals.", "3", "It won. It lost.", False),
        ("How many people did Ruell lose?", "Lisk said 30 people died.", "30", "So Lisk spoke. Lisk said 30.", False),
        ("How many ships does Ruell have?", "Lisk has 30 ships.", "30", "So Lisk is the port of Ruell.", False),
        ("How many ships does Ruell have?", "Lisk has 30 ships in Ruell.", "30", "So Lisk is rich.", False),
        ("How many ships does Ruell have?", "Lisk has 30 ships.", "30", "So Lisk is rich. Ruell is not.", True),
    ],
    ids=["another land", "the land", "no name", "a pronoun", "a source", "told together", "both", "another port"],
)
def test_what_one_land_has_another_need_not_have(
    question: str, sentence: str, number: str, article: str, *, another: bool
) -> None:
    assert is_of_another(question, sentence, number, article) is another


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("The Kosovo Force has 16,000 soldiers.", "of_another"),
        ("16,000 soldiers serve in KFOR.", "of_another"),
        ("The Kosovo Force has 12,000 soldiers.", "of_another"),
        ("The RSM has 16,000 soldiers.", "agrees"),
        ("The RSM in Afghanistan has 16,000 soldiers.", "agrees"),
        ("The RSM has 12,000 soldiers.", "differs"),
    ],
)
def test_a_claim_about_one_mission_is_compared_with_nothing_of_another(claim: str, outcome: str | None) -> None:
    found = compare(claim, RSM, article=ARTICLE)
    assert (found.outcome if found else None) == outcome


@pytest.mark.parametrize("checker", [True], indirect=True, ids=["models"])
def test_how_many_another_mission_has_the_articles_do_not_say(checker: FactChecker) -> None:
    for question in ("How many soldiers are in KFOR?", "How many US troops are stationed in Iraq?"):
        assert checker.ask(question).status == "not_in_articles"
    verdict = checker.check("The Kosovo Force has 16,000 soldiers.")
    assert verdict.label == "not_enough_evidence"
    assert "gives 16,000, but of something else than the claim" in verdict.explanation


@pytest.mark.parametrize(
    ("question", "another"),
    [
        ("How many soldiers make up JOMT?", True),
        ("How many soldiers does Dornland have in Tarn?", True),
        ("How many soldiers does Velmora have in Tarn?", False),
        ("How many Velmoran soldiers serve in JOMT?", False),
        ("How many soldiers will be sent to Tarn?", False),
    ],
)
def test_those_whom_one_member_sends_are_not_all_nor_anothers(question: str, another: bool) -> None:
    assert is_of_another(question, TARN, "450", VOTE) is another
