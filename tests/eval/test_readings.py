"""A reader model by itself: EM, F1 and declining, over questions beside their passages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from eval.readings import Asked, Read, answer, auroc, best_threshold, figures, load, read
from index.errors import UserError
from rag.calibration import Calibration
from rag.span_reader import SpanReader
from rag.spans import PassageScores, ScoredSpan

PASSAGE = "The RSM has 16,000 soldiers."


def asked(question: str, *answers: str, passage: str = PASSAGE) -> Asked:
    given = tuple((passage.index(answer), answer) for answer in answers)
    return Asked(id=question, title="", group="RSM", question=question, passage=passage, answers=given)


def said(one: Asked, answer: str, answerable: float) -> Read:
    return Read(asked=one, answer=answer, answerable=answerable)


MANY, WHO = asked("How many?", "16,000", "16,000 soldiers"), asked("Who leads it?")


class FirstFigure:
    """Answers with the first figure, and is sure of it when it is asked how many."""

    def score(self, question: str, passages: Sequence[str], *, titles: Sequence[str] = ()) -> list[PassageScores]:
        start = PASSAGE.index("16,000")
        span = ScoredSpan(start=start, end=start + 6, score=2.0)
        return [PassageScores(spans=(span,), no_answer=1.0 if "many" in question else 3.0, relevance=None)] * len(
            passages
        )


def test_a_model_is_asked_each_question_beside_its_passage() -> None:
    assert read(FirstFigure(), [MANY, WHO]) == [said(MANY, "16,000", 1.0), said(WHO, "16,000", -1.0)]


def test_a_reader_is_asked_as_it_answers_with_its_calibration() -> None:
    weights = {"answerable": 2.0}
    calibration = Calibration(ranking=weights, trust=weights, threshold=0.5, fitted_on="nothing")
    found = answer(SpanReader(FirstFigure(), calibration), [MANY, WHO])
    nobody = ""  # a number is none
    assert [(one.answer, round(one.answerable, 6)) for one in found] == [("16,000", 2.0), (nobody, -2.0)]


def test_the_surest_reader_still_has_log_odds() -> None:
    weights = {"answerable": 1_000.0}
    calibration = Calibration(ranking=weights, trust=weights, threshold=0.5, fitted_on="nothing")
    found = answer(SpanReader(FirstFigure(), calibration), [MANY, WHO])
    assert found[0].answerable > 20
    assert found[1].answerable < -20


def test_a_right_answer_and_a_right_refusal_score_full() -> None:
    found = figures(read(FirstFigure(), [MANY, WHO]))
    assert {name: figure.value for name, figure in found.items()} == dict.fromkeys(found, 1.0)
    assert (found["has-answer F1"].cases, found["F1"].cases) == (1, 2)


def test_what_is_declined_counts_only_where_there_is_no_answer() -> None:
    found = figures([said(MANY, "16,000", -1.0), said(WHO, "16,000", -2.0)], threshold=0.0)
    assert (found["has-answer F1"].value, found["F1"].value) == (1.0, 0.5)


def test_a_part_of_the_answer_scores_its_share_of_words() -> None:
    found = figures([said(asked("How many?", "16,000 soldiers"), "16,000", 1.0)], threshold=0.0)
    assert found["has-answer EM"].value == 0.0
    assert found["has-answer F1"].value == pytest.approx(2 / 3)


def test_the_best_threshold_lies_between_answers_and_refusals() -> None:
    found = [said(MANY, "16,000", 3.0), said(MANY, "16,000", 1.0), said(WHO, "RSM", 0.0), said(WHO, "RSM", -1.0)]
    assert best_threshold(found) == 0.5


def test_the_area_under_the_curve_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    scores, labels = rng.integers(0, 20, 200).astype(float), rng.random(200) < 0.4
    assert auroc(scores, labels) == pytest.approx(roc_auc_score(labels, scores))


def test_a_set_is_read_with_the_places_of_its_answers(tmp_path: Path) -> None:
    record = {
        "id": "1", "title": "Resolute_Support", "question": " How many? ", "context": PASSAGE,
        "answers": [{"text": "16,000", "start": 12}],
    }  # fmt: skip
    with gzip.open(tmp_path / "made.jsonl.gz", "wt") as file:
        file.write(json.dumps(record) + "\n")
    (one,) = load(tmp_path / "made.jsonl.gz")
    assert (one.title, one.question) == ("Resolute Support", "How many?")
    assert [one.passage[start : start + len(text)] for start, text in one.answers] == ["16,000"]


def test_a_set_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "made.jsonl.gz").touch()
    with pytest.raises(UserError, match="No reading set") as refused:
        load(tmp_path / "other.jsonl.gz")
    assert refused.value.hint == "Sets: made"
