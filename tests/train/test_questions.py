"""Questions go beside passages that do not answer them, and are made of news; each label is true of its example."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from eval.excerpts import Story
from index.splitting import Span
from train.answers import answers
from train.claims import ClaimPair, Label
from train.cloze import cloze, occurrences
from train.questions import crop, edited, elsewhere, texts, without_answer
from train.reader import folds, tokenizer
from train.records import Example
from train.verifier import pair_row

RSM = "The mission is old. The Resolute Support Mission has 16,000 soldiers in Kabul. It is led by a general."
KFOR = "The Kosovo Force is older than the Resolute Support Mission. Its soldiers are few."


def example(question: str, passage: str, answer: str, *, group: str = "NATO") -> Example:
    start = passage.index(answer)
    return Example(
        question=question, passage=passage, spans=(Span(start, start + len(answer)),), answerable=1.0, relevant=1.0,
        source="made", group=group,
    )  # fmt: skip


MANY = example("How many soldiers has the Resolute Support Mission?", RSM, "16,000")
FEW = example("What is older than the mission?", KFOR, "The Kosovo Force")


def test_a_question_goes_beside_a_passage_like_its_own_that_does_not_hold_the_answer() -> None:
    made = list(elsewhere([MANY, FEW], Random(0), 1.0))
    assert [(e.question, e.passage) for e in made] == [(MANY.question, KFOR), (FEW.question, RSM)]
    assert {(e.answerable, e.relevant, e.spans) for e in made} == {(0.0, 0.0, ())}


def test_the_sentence_with_the_answer_is_cut_out_of_the_passage() -> None:
    (made,) = without_answer([MANY], Random(0), 1.0)
    assert made.passage == "The mission is old. It is led by a general."
    assert (made.answerable, made.relevant) == (0.0, None)


def test_an_edited_question_is_no_longer_answered() -> None:
    (made,) = edited([example("Which mission in Kabul has 16,000 soldiers?", RSM, "The Resolute Support Mission")],
                     Random(0), 1.0)  # fmt: skip
    assert made.question != "Which mission in Kabul has 16,000 soldiers?"
    assert (made.passage, made.answerable) == (RSM, 0.0)


@pytest.mark.parametrize("seed", range(5))
def test_a_cropped_passage_still_holds_the_answer(seed: int) -> None:
    long = example(MANY.question, "Nothing is told here. " * 40 + RSM + " Nothing more." * 40, "16,000")
    cropped = crop(long, Random(seed))
    assert len(cropped.passage) <= 450
    assert texts(cropped) == ["16,000"]


def test_titles_are_dealt_out_whole() -> None:
    examples = [example("Q?", RSM, "16,000", group=group) for group in "aaaabbbccd"]
    dealt = folds(examples)
    assert sorted(title for titles in dealt for title in titles) == ["a", "b", "c", "d"]


STORY = Story(
    url="https://example.org/a",
    text=(
        "Scientists from South Korea claimed on Monday to have discovered a room-temperature superconductor.\n\n"
        "Others doubt it.\n\nIt is early.\n\nThey wait.\n\n"
        "The claim of the scientists from South Korea about a room-temperature superconductor was not confirmed."
    ),
)


def test_a_sentence_of_the_beginning_asks_for_its_own_name() -> None:
    made = list(cloze([(STORY, "A discovery")], Random(1)))
    asked = {e.question for e in made if e.spans}
    assert any(question.startswith("Scientists from which country claimed") for question in asked)
    assert {text for e in made for text in texts(e)} == {"South Korea"}


def test_an_answer_is_found_as_words_of_their_own() -> None:
    assert occurrences("Iran", "IRAN and Iranian; Iran.") == (Span(0, 4), Span(18, 22))


@pytest.mark.parametrize(
    ("label", "allowed"), [("supports", (0,)), ("refutes", (1,)), ("neither", (2,)), ("not_supports", (1, 2))]
)
def test_a_label_leaves_its_stances_open(label: Label, allowed: tuple[int, ...]) -> None:
    pair = ClaimPair(statement="It is large.", passage=RSM, label=label, source="made", weight=0.5)
    row = pair_row(tokenizer(128), pair)
    assert row
    assert (row.allowed, row.weight) == (allowed, 0.5)


def test_a_pair_that_does_not_fit_into_one_window_is_left_out() -> None:
    pair = ClaimPair(statement="The RSM is large.", passage=RSM * 20, label="supports", source="made")
    assert pair_row(tokenizer(128), pair) is None


@pytest.mark.parametrize("kind", ["right", "other", "changed"])
def test_an_answer_that_is_stated_stands_in_its_passage_however_that_is_cut(kind: str) -> None:
    general = ("a general", "an officer of the army", "the one who commands")
    long = " ".join(f"It is led by {told}. " + "Nothing is told here. " * 20 for told in general)
    where = replace(MANY, question="Where in Kabul?", passage=long, spans=_spans(long, "Nothing"))
    whose = replace(where, question="Whose is it in Kabul?", spans=_spans(long, *general))
    made = [pair for pair in answers([where, whose] * 200, Random(0), 400) if pair.source == f"answer_{kind}"]
    assert len(made) >= 100
    assert all(pair.statement.partition("? ")[2].removesuffix(".") in pair.passage for pair in made)


def _spans(passage: str, *found: str) -> tuple[Span, ...]:
    return tuple(Span(start := passage.index(text), start + len(text)) for text in found)


def test_answers_become_statements_that_are_right_of_another_question_or_of_a_changed_one() -> None:
    who = example("Who leads the Resolute Support Mission?", RSM, "a general")
    made = {pair.source: pair for pair in answers([MANY, who, FEW] * 4, Random(0), 24)}
    assert {source: pair.label for source, pair in made.items()} == {
        "answer_right": "supports", "answer_other": "not_supports", "answer_changed": "not_supports",
        "answer_elsewhere": "neither",
    }  # fmt: skip
    assert made["answer_other"].statement in {
        f"{MANY.question} a general.", "16,000 leads the Resolute Support Mission.",
    }  # fmt: skip
