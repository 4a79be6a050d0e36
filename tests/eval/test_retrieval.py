"""A case is asked for hits several times: to read, and to judge; and of those days on which it was asked."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

from eval.cases import load_cases
from eval.retrieval import RankedOnce, bounds_of_case
from index.archive import Archive
from index.embedding import LetterEmbedder, Vectors
from index.retrieving import HybridRetriever
from index.vectors import ExactVectors
from rag.settings import Settings
from tests.helpers import add, article


class Counting(LetterEmbedder):
    """Counts the questions that it was given."""

    questions = 0

    def embed_question(self, text: str) -> Vectors:
        """As letters do."""
        self.questions += 1
        return super().embed_question(text)


def test_a_question_is_ranked_once_and_has_the_hits_that_it_has_elsewhere(settings: Settings) -> None:
    add(settings, [article(f"The bridge of town {n} is old. " * 90, key=str(n)) for n in range(4)])
    archive, embedder = Archive(settings.archive), Counting()
    once = RankedOnce(archive, embedder, ExactVectors(archive))
    usual = HybridRetriever(archive, LetterEmbedder(), ExactVectors(archive))
    for limit in (2, 3, 9):
        found = once.retrieve("Which bridge is old?", limit=limit)
        assert found.hits == usual.retrieve("Which bridge is old?", limit=limit).hits
    assert embedder.questions == 1
    once.retrieve("Which town?", limit=2)
    assert embedder.questions == 2


def test_a_quiz_question_is_asked_as_of_its_day_where_the_data_tell_it(tmp_path: Path) -> None:
    quiz = {"answer": "Truss", "articles": [], "answer_in": []}
    lines = [
        {"id": "a", "question": "Who resigned this week?", "asked": "2022-10-21", **quiz},
        {"id": "b", "question": "Who?", **quiz},
    ]
    (tmp_path / "news").mkdir()
    file = tmp_path / "news" / "questions_gold.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    dated, undated = load_cases("news", tmp_path).cases
    assert (dated.as_of, undated.as_of) == (date(2022, 10, 21), None)
    bounds = bounds_of_case(dated)
    assert (bounds.until, bounds.near) == (date(2022, 10, 21), (date(2022, 10, 14), date(2022, 10, 21)))
