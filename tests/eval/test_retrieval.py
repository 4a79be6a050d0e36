"""A case is asked for hits several times: to read, and to judge."""

from __future__ import annotations

from eval.retrieval import RankedOnce
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
