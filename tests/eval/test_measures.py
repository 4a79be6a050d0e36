"""Figures are what their names say, and count every case."""

from __future__ import annotations

import math

import pytest

from eval.measures import figure, holds, ranking_figures


def test_a_figure_is_a_mean_within_its_interval() -> None:
    found = figure([1.0] * 80 + [0.0] * 20)
    assert found.value == 0.8
    assert 0.7 < found.low < 0.8 < found.high < 0.9
    assert found.cases == 100


def test_no_cases_give_no_figure() -> None:
    assert math.isnan(figure([]).value)
    assert figure([]).cases == 0


def test_rankings_are_judged_by_their_first_right_article() -> None:
    relevant = {"q1": {"a": 1}, "q2": {"b": 1}, "q3": {"c": 1}}
    figures = ranking_figures(relevant, {"q1": ["a", "x"], "q2": ["x", "y", "b"]})
    assert figures["Success@1"].value == pytest.approx(1 / 3)
    assert figures["Success@5"].value == pytest.approx(2 / 3)
    assert figures["RR@10"].value == pytest.approx((1 + 1 / 3) / 3)


def test_a_case_without_a_ranking_counts_nothing_and_is_not_left_out() -> None:
    figures = ranking_figures({"q1": {"a": 1}, "q2": {"b": 1}}, {"q1": ["a"]})
    assert (figures["nDCG@10"].value, figures["nDCG@10"].cases) == (0.5, 2)


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
