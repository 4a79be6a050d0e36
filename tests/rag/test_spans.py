"""A reader model's spans become readings: sentence, short answer, order of hits, and who agrees."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from index.records import Document, Evidence, Hit, Passage
from rag.calibration import Calibration
from rag.span_reader import READ, VERIFIED, SpanReader
from rag.spans import PassageScores, ScoredSpan, order_features, which
from rag.verifying import Pair, Stances

QUESTION = "How many troops serve in RSM?"
WEIGHTS = {"span": 1.0, "answerable": 1.0}
CALIBRATION = Calibration(
    ranking=WEIGHTS, trust=WEIGHTS, threshold=0.5, fitted_on="nothing", ordering={"relevance": 1.0}
)


class FigureReader:
    """Takes every figure for an answer, the first one best; sure of it where the passage names the RSM."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def score(self, question: str, passages: Sequence[str], *, titles: Sequence[str] = ()) -> list[PassageScores]:
        self.read += passages
        return [self._scores(passage) for passage in passages]

    def _scores(self, passage: str) -> PassageScores:
        figures = list(re.finditer(r"\d[\d,]*", passage))
        spans = tuple(ScoredSpan(start=m.start(), end=m.end(), score=4.0 - 2 * i) for i, m in enumerate(figures))
        sure = "RSM" in passage
        return PassageScores(spans=spans, no_answer=1.0 if sure else 7.0, relevance=2.0 if sure else -2.0)


def hit(text: str, *, title: str = "News", start: int = 0, score: float = 0.1) -> Hit:
    document = Document(title=title, text="x" * start + text, origin=f"/news/{title}")
    return Hit(passage=Passage(document_id=document.id, start=start, text=text), document=document, score=score)


RSM = hit("The mission is old. The RSM has 16,000 soldiers in 34 places.", title="RSM", start=7)
ALSO = hit("The RSM counts 16,000 soldiers.", title="Also")
KFOR = hit("The KFOR has 3,700 soldiers.", title="KFOR")
HURT = hit("The RSM has 16,000 soldiers, of whom 34 were hurt.", title="Hurt")
NONE = hit("Nothing is counted here.", title="None")


def test_a_span_is_told_with_the_sentence_it_stands_in() -> None:
    best = SpanReader(FigureReader(), CALIBRATION).read(QUESTION, [KFOR, RSM])[0]
    assert best.answer == "16,000"
    assert best.document.text[slice(*best.sentence)] == "The RSM has 16,000 soldiers in 34 places."


def test_an_answer_in_the_part_of_a_long_passage_that_is_read_stands_at_its_place_in_the_article() -> None:
    far = hit("Nothing is counted here. " * 600 + "The RSM has 16,000 soldiers.", title="Far", start=7)
    model = FigureReader()
    (reading,) = SpanReader(model, CALIBRATION).read(QUESTION, [far])
    assert len(model.read[0]) < len(far.passage.text) / 2
    assert reading.answer == "16,000"
    assert reading.text == "The RSM has 16,000 soldiers."


def test_where_the_model_finds_no_answer_the_probability_is_low() -> None:
    (reading,) = SpanReader(FigureReader(), CALIBRATION).read(QUESTION, [KFOR])
    assert reading.probability < 0.1


def test_a_passage_without_any_span_gives_no_reading() -> None:
    assert SpanReader(FigureReader(), CALIBRATION).read(QUESTION, [NONE]) == []


def test_hits_are_put_in_the_order_of_their_relevance() -> None:
    reranked = SpanReader(FigureReader(), CALIBRATION).rerank(QUESTION, [KFOR, NONE, RSM])
    assert [found.document for found in reranked] == [RSM.document, KFOR.document, NONE.document]
    assert [found.evidence[-1] for found in reranked] == [
        Evidence(stage="rerank", rank=1, score=2.0),
        Evidence(stage="rerank", rank=2, score=-2.0),
        Evidence(stage="rerank", rank=3, score=-2.0),
    ]


def test_hits_for_a_description_stay_as_they_came_and_are_not_read_yet() -> None:
    model = FigureReader()
    assert SpanReader(model, CALIBRATION).rerank("soldiers affiliated with the RSM", [KFOR, RSM]) == [KFOR, RSM]
    assert not model.read


def test_the_order_goes_by_words_of_the_title_place_in_the_article_and_hits_of_one_article_too() -> None:
    first, second = order_features(QUESTION, [KFOR, RSM], [PassageScores(spans=(), no_answer=0.0, relevance=None)] * 2)
    assert (
        [found["leads"] for found in (first, second)] == [float(of.passage.start == 0) for of in (KFOR, RSM)] == [1, 0]
    )
    assert first["siblings"] == second["siblings"] == 0.5
    assert first["words_around"] < second["words_around"]


def test_reranking_and_reading_take_one_pass() -> None:
    model = FigureReader()
    reader = SpanReader(model, CALIBRATION)
    reader.read(QUESTION, reader.rerank(QUESTION, [KFOR, RSM]))
    assert model.read == [KFOR.passage.text, RSM.passage.text]


MANY = [hit(f"The RSM has {n} soldiers.", title=f"N{n}") for n in range(100, 100 + READ + 3)]


def test_of_many_hits_the_first_are_read_and_the_others_stay_behind_them_as_they_came() -> None:
    model = FigureReader()
    reranked = SpanReader(model, CALIBRATION).rerank(QUESTION, [*MANY[1:READ], KFOR, *MANY[READ:], RSM])
    assert [found.document for found in reranked[READ - 1 :]] == [found.document for found in (KFOR, *MANY[READ:], RSM)]
    assert len(model.read) == READ


def test_where_more_hits_are_to_be_read_each_of_them_is_read_once() -> None:
    model = FigureReader()
    reader = SpanReader(model, CALIBRATION)
    readings = reader.read(QUESTION, reader.rerank(QUESTION, MANY))
    assert len(readings) == len(MANY)
    assert sorted(model.read) == sorted(found.passage.text for found in MANY)


def test_what_was_read_is_at_hand_whatever_another_thread_asks_meanwhile() -> None:
    model = FigureReader()
    reader = SpanReader(model, CALIBRATION)
    hits = reader.rerank(QUESTION, [KFOR, RSM])
    other = threading.Thread(target=reader.rerank, args=("How many places?", [HURT]))
    other.start()
    other.join()
    reader.read(QUESTION, hits[:1])
    assert model.read == [KFOR.passage.text, RSM.passage.text, HURT.passage.text]


def test_a_passage_is_never_told_by_what_was_read_among_other_passages() -> None:
    model = FigureReader()
    reader = SpanReader(model, CALIBRATION)
    reader.rerank(QUESTION, [KFOR])
    reader.rerank(QUESTION, [KFOR, RSM])
    assert model.read == [KFOR.passage.text, KFOR.passage.text, RSM.passage.text]


def test_another_question_is_read_anew() -> None:
    model = FigureReader()
    reader = SpanReader(model, CALIBRATION)
    reader.read(QUESTION, [RSM])
    reader.read("How many places?", [RSM])
    assert len(model.read) == 2


@pytest.mark.parametrize(
    ("beside", "support"), [((ALSO,), 0.8), ((), 0.0)], ids=["said by another article", "said by none"]
)
def test_an_answer_is_supported_by_other_articles_that_give_it(beside: Sequence[Hit], support: float) -> None:
    found = SpanReader(FigureReader(), CALIBRATION).candidates(QUESTION, [RSM, *beside])
    assert found[0].features["support"] == pytest.approx(support, abs=0.2)


def test_another_value_in_any_passage_is_a_rival() -> None:
    first, second = SpanReader(FigureReader(), CALIBRATION).candidates(QUESTION, [HURT])
    assert (first.answer, second.answer) == ("16,000", "34")
    assert second.features["rival"] > 0.5 > first.features["rival"]


class Namesake:
    """Supports a statement when a word of its answer stands in the text; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Pair] = []

    def verify(self, pairs: Sequence[Pair]) -> list[Stances]:
        self.asked += pairs
        sure, unsure = (
            Stances(supports=0.9, refutes=0.05, neither=0.05),
            Stances(supports=0.1, refutes=0.1, neither=0.8),
        )
        return [sure if pair.statement.split()[0] == "34" else unsure for pair in pairs]


VOUCHED = replace(CALIBRATION, ranking={**WEIGHTS, "supports": 3.0}, trust={**WEIGHTS, "supports": 3.0})


def test_the_verifier_is_asked_whether_the_sentence_supports_the_answer() -> None:
    verifier = Namesake()
    SpanReader(FigureReader(), VOUCHED, verifier=verifier).read(QUESTION, [RSM])
    assert verifier.asked[0] == Pair(
        statement="16,000 troops serve in RSM.", passage="RSM\nThe RSM has 16,000 soldiers in 34 places."
    )


def test_an_answer_that_its_sentence_supports_goes_before_one_that_the_model_likes_better() -> None:
    readings = SpanReader(FigureReader(), VOUCHED, verifier=Namesake()).read(QUESTION, [HURT])
    assert [reading.answer for reading in readings] == ["34", "16,000"]


def test_only_the_likeliest_answers_are_verified_and_the_others_are_kept() -> None:
    verifier = Namesake()
    readings = SpanReader(FigureReader(), VOUCHED, verifier=verifier).read(QUESTION, MANY)
    assert (len(verifier.asked), len(readings)) == (VERIFIED, len(MANY))


def test_a_calibration_without_the_verifier_does_not_ask_it() -> None:
    verifier = Namesake()
    SpanReader(FigureReader(), CALIBRATION, verifier=verifier).read(QUESTION, [RSM])
    assert verifier.asked == []


def test_a_number_of_something_else_than_is_asked_for_is_no_answer() -> None:
    found = SpanReader(FigureReader(), CALIBRATION).candidates(QUESTION, [RSM])
    assert [c.answer for c in found] == ["16,000"]


def test_the_whole_of_a_part_that_is_asked_for_is_read() -> None:
    told = hit("Half of the 16,000 RSM soldiers are American.")
    assert SpanReader(FigureReader(), CALIBRATION).read("How many Americans serve in RSM?", [told])


def test_where_nothing_can_be_the_answer_the_nearest_sentence_is_told_and_declined_by_a_margin() -> None:
    told = hit("Half of the 16,000 RSM soldiers are American.")
    (found,) = SpanReader(FigureReader(), CALIBRATION).read("How many helicopters serve in RSM?", [told])
    assert (found.answer, found.text) == (None, told.passage.text)
    assert found.probability == CALIBRATION.threshold / 2


def test_what_the_question_says_itself_is_told_from_what_it_asks_for() -> None:
    asked = "Which of the missions has 16,000 soldiers and the RSM?"
    (found,) = SpanReader(WordReader("RSM"), CALIBRATION).candidates(asked, [ALSO])
    assert found.features["echo"] == 1.0


class WordReader:
    """Takes one word for the answer."""

    def __init__(self, word: str) -> None:
        self._word = word

    def score(self, question: str, passages: Sequence[str], *, titles: Sequence[str] = ()) -> list[PassageScores]:
        start = passages[0].index(self._word)
        span = ScoredSpan(start=start, end=start + len(self._word), score=4.0)
        return [PassageScores(spans=(span,), no_answer=1.0, relevance=None)]


class NameReader:
    """Takes the last name of two words for an answer."""

    def score(self, question: str, passages: Sequence[str], *, titles: Sequence[str] = ()) -> list[PassageScores]:
        found = [re.search(r"[A-Z]\w+ Velder", passage) for passage in passages]
        spans = [(ScoredSpan(start=m.start(), end=m.end(), score=4.0),) if m else () for m in found]
        return [PassageScores(spans=span, no_answer=0.0, relevance=2.0) for span in spans]


def test_whom_a_later_article_has_out_of_office_does_not_hold_it_by_an_earlier_one() -> None:
    took, left = (
        replace(one, document=replace(one.document, published=day))
        for one, day in (
            (hit("The finance minister is Tomas Velder.", title="Took"), date(2022, 5, 3)),
            (hit("Finance minister Tomas Velder resigned on Tuesday.", title="Left"), date(2023, 1, 17)),
        )
    )
    reader = SpanReader(NameReader(), CALIBRATION)
    for question, answered in (("Who is the finance minister?", False), ("Who was the finance minister?", True)):
        assert any(reading.answer for reading in reader.read(question, [took, left])) is answered
    assert reader.read("Who is the finance minister?", [took])[0].answer == "Tomas Velder"
    assert reader.read("Who is the finance minister?", [took, left])[0].text.endswith("resigned on Tuesday.")


@pytest.mark.parametrize(
    ("question", "found", "answer"),
    [
        ("In which month did they meet?", "February 13", "February"),
        ("What month was it?", "13th March 2020", "March"),
        ("What month was it?", "Feb. 13", "Feb"),
        ("In which month?", "February 2020", "February 2020"),
        ("Which months are dry?", "late May to early June", "late May to early June"),
        ("In what fiscal year?", "September 1943", "1943"),
        ("Which year?", "May", "May"),
        ("When did they meet?", "February 13", "February 13"),
        ("Which state was it sold in?", "Altadena, California", "California"),
        ("Which state does she represent?", "Ada Roe, a Republican", "Ada Roe, a Republican"),
        ("Which countries agreed?", "France, Germany", "France, Germany"),
    ],
)
def test_of_a_day_or_a_place_as_much_is_the_answer_as_is_asked_for(question: str, found: str, answer: str) -> None:
    assert which(question, found) == answer
