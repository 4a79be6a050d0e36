"""Measures are what their names say: each is checked against a reference implementation or by hand."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.measures import (
    brier,
    date_match,
    exact_match,
    holds,
    numeric_match,
    ranking_scores,
    same_answer,
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


def test_recall_and_all_evidence_are_told_at_several_depths() -> None:
    found = ranking_scores({"q": {"a": 1, "b": 1}}, {"q": ["a", "x", "b", "y", "z", "v"]})["q"]
    assert [found[f"recall@{depth}"] for depth in (1, 5, 10)] == [0.5, 1.0, 1.0]
    assert [found[f"all@{depth}"] for depth in (5, 10)] == [1.0, 1.0]


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


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=40))
def test_the_mean_of_brier_is_that_of_scikit_learn(cases: list[tuple[bool, float]]) -> None:
    from sklearn.metrics import brier_score_loss

    rights, confidences = [right for right, _ in cases], [confidence for _, confidence in cases]
    reference = brier_score_loss(rights, confidences, labels=[False, True], pos_label=True)
    assert fmean(brier(confidence, float(right)) for right, confidence in cases) == pytest.approx(reference)


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
        ("-5", ["5"], 0.0),
        ("minus 5 degrees", ["-5 °C"], 1.0),
        ("20-35", ["20"], 0.0),
        ("20-35", ["between 20 and 35"], 1.0),
        ("5 km", ["5 kilometres"], 1.0),
        ("1.2bn", ["1.2 billion"], 1.0),
        ("19", ["COVID-19"], None),
        ("16,000 soldiers", ["16,000 tanks"], 0.0),
        ("4 June", ["4"], 0.0),
    ],
    ids=[
        "in words",
        "a unit more",
        "percent",
        "other unit",
        "other number",
        "nothing said",
        "a name",
        "a date",
        "below zero",
        "below zero in words",
        "a range",
        "a range in words",
        "a unit spelled out",
        "a scale spelled out",
        "a number within a name",
        "another thing",
        "a day for a number",
    ],
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
        ("1 June", ["1 June", "1 June 2022"], 1.0),
        ("June 1, 2022", ["1 June", "1 June 2022"], 1.0),
        ("1 June 2021", ["1 June", "1 June 2022"], 0.0),
        ("1 June 2021", ["1 June"], 1.0),
        ("1 June", ["1 June 2022"], 0.0),
        ("4-8 June", ["4 June"], 0.0),
    ],
    ids=[
        "same day",
        "next day",
        "nothing said",
        "no day asked for",
        "as one of two",
        "as the other",
        "of another year",
        "of some year",
        "without the year asked for",
        "several days",
    ],
)
def test_days_are_compared_as_days(text: str | None, answers: list[str], expected: float | None) -> None:
    assert date_match(text, answers) == expected


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("16 thousand", "16,000 soldiers"), ("4 June 2022", "2022-06-04"), ("Saturday, 4 June", "June 4th, 2022"),
        ("2022", "4 June 2022"), ("5 km", "5 kilometres"), ("$5m", "5 million dollars"), ("£5", "5 pounds"),
        ("40 per cent", "40%"), ("60 mph", "60 miles per hour"), ("minus 5", "-5"), ("20-35", "between 20 and 35"),
        ("$2-3 million", "2 to 3 million dollars"), ("no more than 5", "5"), ("half a million", "500,000"),
        ("nine of the 14 sirens", "nine"), ("Jens Stoltenberg", "Stoltenberg"), ("not guilty", "not guilty of murder"),
    ],
)  # fmt: skip
def test_what_says_the_same_is_the_same_answer_either_way(said: str, other: str) -> None:
    assert same_answer(said, [other])
    assert same_answer(other, [said])


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("40 km", "40%"), ("18 dollars", "18 percent"), ("40 soldiers", "40%"), ("between 20 and 35", "20"),
        ("COVID-19", "19"), ("G7", "7"), ("-5", "5"), ("not guilty", "guilty"), ("5 June 2022", "2022-06-04"),
        ("4", "4 June 2022"), ("2021", "4 June 2022"), ("4-8 June", "8 June"), ("$3 million", "3 million euros"),
        ("Mark Esper", "Stoltenberg"), ("5 miles", "5 km"),
    ],
)  # fmt: skip
def test_what_says_something_else_is_another_answer_either_way(said: str, other: str) -> None:
    assert not same_answer(said, [other])
    assert not same_answer(other, [said])


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
