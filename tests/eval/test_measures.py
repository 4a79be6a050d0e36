"""Measures are what their names say: each is checked against a reference implementation or by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.measures import (
    date_match,
    exact_match,
    holds,
    numeric_match,
    ranking_scores,
    same_passage,
    token_f1,
)

WORDS = st.lists(st.sampled_from(["the", "16,000", "RSM", "soldiers", "a", "General", "Miller's", "half"]), max_size=6)


def test_rankings_are_judged_by_their_first_right_article() -> None:
    relevant = {"q1": {"a": 1}, "q2": {"b": 1}, "q3": {"c": 1}}
    scores = ranking_scores(relevant, {"q1": ["a", "x"], "q2": ["x", "y", "b"]})
    assert [scores[q]["hit@1"] for q in relevant] == [1.0, 0.0, 0.0]
    assert [scores[q]["hit@5"] for q in relevant] == [1.0, 1.0, 0.0]
    assert [scores[q]["MRR@10"] for q in relevant] == pytest.approx([1.0, 1 / 3, 0.0])


def test_a_case_without_a_ranking_found_nothing_and_is_not_left_out() -> None:
    scores = ranking_scores({"q1": {"a": 1}, "q2": {"b": 1}}, {"q1": ["a"]})
    assert (scores["q1"]["nDCG@10"], scores["q2"]["nDCG@10"]) == (1.0, 0.0)


def test_all_evidence_is_found_only_when_every_article_is() -> None:
    relevant = {"q": {"a": 1, "b": 1, "judged irrelevant": 0}}
    assert ranking_scores(relevant, {"q": ["a", "x", "b"]})["q"]["all@10"] == 1.0
    halfway = ranking_scores(relevant, {"q": ["a", "x"]})["q"]
    assert (halfway["all@10"], halfway["recall@10"]) == (0.0, 0.5)


@settings(deadline=None)
@given(said=WORDS, expected=WORDS.filter(lambda words: any(word not in {"the", "a"} for word in words)))
def test_em_and_f1_are_those_of_the_squad_scorer(said: list[str], expected: list[str]) -> None:
    from torchmetrics.functional.text import squad

    text, answer = " ".join(said), " ".join(expected)
    reference = squad(
        {"prediction_text": text, "id": "1"}, {"answers": {"answer_start": [0], "text": [answer]}, "id": "1"}
    )
    assert 100 * exact_match(text, [answer]) == reference["exact_match"].item()
    assert 100 * token_f1(text, [answer]) == pytest.approx(reference["f1"].item())


def test_declining_is_right_only_where_there_is_no_answer() -> None:
    assert (exact_match(None, []), token_f1(None, [])) == (1.0, 1.0)
    assert (exact_match("16,000", []), token_f1("16,000", [])) == (0.0, 0.0)
    assert (exact_match(None, ["16,000"]), token_f1(None, ["16,000"])) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("16 thousand", ["16,000"], 1.0),
        ("16,000 soldiers", ["16,000"], 1.0),
        ("about 40 percent", ["40%"], 1.0),
        ("40 km", ["40 miles"], 0.0),
        ("12,000", ["16,000"], 0.0),
        (None, ["16,000"], 0.0),
        ("Kabul", ["Kabul"], None),
        ("15 February 2020", ["15 February 2020"], None),
    ],
    ids=["in words", "a unit more", "percent", "other unit", "other number", "nothing said", "a name", "a date"],
)
def test_numbers_are_compared_as_numbers(text: str | None, answers: list[str], expected: float | None) -> None:
    assert numeric_match(text, answers) == expected


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("15 February 2020", ["2020-02-15"], 1.0),
        ("16 February 2020", ["2020-02-15"], 0.0),
        (None, ["2020-02-15"], 0.0),
        ("16,000", ["16,000"], None),
    ],
    ids=["same day", "next day", "nothing said", "no day asked for"],
)
def test_days_are_compared_as_days(text: str | None, answers: list[str], expected: float | None) -> None:
    assert date_match(text, answers) == expected


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("The RSM has 16,000 soldiers.", ["16,000"], True),
        ("The RSM has 116,000 soldiers.", ["16,000"], False),
        ("It was the Beatles.", ["Beatles"], True),
        ("Café Müller", ["cafe muller"], True),
        (None, ["x"], False),
        ("anything", [""], False),
    ],
)
def test_a_text_holds_an_answer_word_by_word(text: str | None, answers: list[str], expected: bool) -> None:
    assert holds(text, answers) is expected


def test_a_sentence_is_the_same_passage_as_the_one_it_is_from() -> None:
    assert same_passage("He left.", "She came. He left. It rained.")
    assert not same_passage("He left.", "She left.")
    assert not same_passage("", "She left.")
