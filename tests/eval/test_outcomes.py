"""Measures of a whole set, against hand-made cases and reference implementations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.intervals import figure, paired, set_figure
from eval.outcomes import (
    Outcomes,
    aurc,
    calibration_error,
    coverage_at,
    macro_f1,
    refusal_precision,
    refusal_recall,
    risk,
)

LABEL = st.sampled_from(["supported", "refuted", "conflicting", "not_enough_evidence"])


def outcomes(*cases: tuple[int, int, int, float]) -> Outcomes:
    """(right, declined, answerable, confidence) per case."""
    right, declined, answerable, confidence = (np.array(column, float) for column in zip(*cases, strict=True))
    return Outcomes(right=right, declined=declined, answerable=answerable, confidence=confidence)


MIXED = outcomes(
    (1, 0, 1, 0.9), (1, 0, 1, 0.8), (0, 0, 1, 0.7), (0, 0, 0, 0.6),  # answered, the last without an answer
    (1, 1, 0, 0.9), (1, 1, 0, 0.8), (0, 1, 1, 0.5),  # declined, the last wrongly
)  # fmt: skip
ALL = np.arange(len(MIXED))


def test_refusals_are_counted_against_what_has_no_answer() -> None:
    assert refusal_precision(MIXED, ALL) == pytest.approx(2 / 3)
    assert refusal_recall(MIXED, ALL) == pytest.approx(2 / 3)


def test_nothing_declined_has_no_precision_and_no_recall_without_unanswerable_cases() -> None:
    answered, timid = outcomes((1, 0, 1, 0.9)), outcomes((0, 1, 1, 0.9))
    assert refusal_precision(answered, np.arange(1)) is None
    assert refusal_precision(timid, np.arange(1)) is None
    assert refusal_recall(answered, np.arange(1)) is None


def test_risk_grows_along_the_curve_from_the_most_confident() -> None:
    assert risk(MIXED, ALL) == 0.5
    assert aurc(MIXED, ALL) == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4)
    assert coverage_at(0.05, MIXED, ALL) == pytest.approx(2 / 7)
    assert coverage_at(0.34, MIXED, ALL) == pytest.approx(3 / 7)


def test_a_true_confidence_has_no_calibration_error_and_a_false_one_has_its_distance() -> None:
    honest = outcomes(*[(i % 2, 0, 1, 0.5) for i in range(200)])
    boastful = outcomes(*[(i % 2, 0, 1, 0.9) for i in range(200)])
    assert calibration_error(honest, np.arange(200)) == pytest.approx(0.0)
    assert calibration_error(boastful, np.arange(200)) == pytest.approx(0.4)


ANSWERED = st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=60)


@settings(deadline=None)
@given(ANSWERED)
def test_the_calibration_error_is_that_of_numpy_over_groups_of_like_size(cases: list[tuple[bool, float]]) -> None:
    found = outcomes(*[(int(right), 0, 1, confidence) for right, confidence in cases])
    ordered = np.array(sorted(cases, key=lambda case: case[1]), float)  # (n, 2): right, confidence; stable
    groups = [group for group in np.array_split(ordered, 10) if len(group)]
    gaps = [abs(group[:, 0].mean() - group[:, 1].mean()) for group in groups]
    reference = np.average(gaps, weights=[len(group) for group in groups])
    assert calibration_error(found, np.arange(len(cases))) == pytest.approx(reference)


def test_the_calibration_error_of_ten_hand_made_pairs_is_what_one_counts() -> None:
    """Ten groups of two: nine hit their confidence, the surest told 1.0 and is right once in two."""
    pairs = [(0, 0.0), (0, 0.0)] * 9 + [(1, 1.0), (0, 1.0)]
    found = outcomes(*[(right, 0, 1, confidence) for right, confidence in pairs])
    assert calibration_error(found, np.arange(20)) == pytest.approx(0.5 / 10)


@settings(deadline=None)
@given(ANSWERED)
def test_aurc_is_the_mean_of_one_less_precision_at_each_rank(cases: list[tuple[bool, float]]) -> None:
    from sklearn.metrics import accuracy_score

    found = outcomes(*[(int(right), 0, 1, confidence) for right, confidence in cases])
    rights = [right for right, _ in sorted(cases, key=lambda case: -case[1])]
    risks = [1 - accuracy_score([True] * n, rights[:n]) for n in range(1, len(rights) + 1)]
    assert aurc(found, np.arange(len(cases))) == pytest.approx(np.mean(risks))


@settings(deadline=None)
@given(st.lists(st.tuples(LABEL, LABEL), min_size=1, max_size=40))
def test_macro_f1_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    from sklearn.metrics import f1_score

    expected, got = [e for e, _ in pairs], [g for _, g in pairs]
    assert macro_f1(expected, got) == pytest.approx(f1_score(expected, got, average="macro"))


def test_a_figure_is_a_mean_within_the_interval_that_scipy_finds() -> None:
    from scipy.stats import bootstrap

    values = [1.0] * 80 + [0.0] * 20
    found = figure(values)
    reference = bootstrap((values,), np.mean, method="percentile", rng=np.random.default_rng(1)).confidence_interval
    assert found.value == 0.8
    assert (found.low, found.high) == pytest.approx((reference.low, reference.high), abs=0.011)
    assert found.cases == 100


def test_no_cases_give_no_figure_and_the_reasons() -> None:
    found = figure([], left_out={"a claim": 1, "no number is asked for": 3})
    assert (found.value, found.low, found.cases, found.left_out) == (None, None, 0, 4)
    assert found.why == "no number is asked for (3); a claim (1)"
    assert str(found) == "-"
    assert set_figure(lambda _: None, 4, why="nothing was declined").why == "nothing was declined (4)"


def test_a_figure_of_the_set_tells_the_cases_that_it_rests_on_and_why_the_others_are_left_out() -> None:
    found = replace(MIXED, left_out={"a claim": 5}).figures()
    told = {name: (figure.cases, figure.left_out) for name, figure in found.items()}
    assert told["risk"] == told["AURC"] == (4, 8)
    assert told["refusal precision"] == told["refusal recall"] == (3, 9)
    assert told["coverage"] == told["ECE"] == (7, 5)
    assert found["risk"].why == "a claim (5); declined (3)"


def test_a_paired_test_finds_what_scipy_finds() -> None:
    from scipy.stats import permutation_test

    rng = np.random.default_rng(2)
    before = rng.integers(0, 2, 60).astype(float)
    after = np.maximum(before, rng.random(60) < 0.2).astype(float)
    after[:2] = 0.0
    found = paired("right", before.tolist(), after.tolist())
    reference = permutation_test(
        (before, after), lambda x, y, axis: np.mean(y - x, axis=axis), permutation_type="samples", vectorized=True,
        n_resamples=10_000, rng=np.random.default_rng(3),
    )  # fmt: skip
    assert found.p == pytest.approx(reference.pvalue, abs=0.02)
    assert found.low < found.value < found.high


def test_two_equal_runs_do_not_differ() -> None:
    found = paired("right", [1.0, 0.0, 1.0], [1.0, 0.0, 1.0])
    assert (found.value, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)
