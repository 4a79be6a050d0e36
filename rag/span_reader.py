"""A reader by spans: one pass over question and passage puts hits in order as well as reads them."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from index.records import Hit
from rag.calibration import Calibration
from rag.heads import titled
from rag.questions import is_question
from rag.reading import Reading
from rag.reranking import ordered
from rag.spans import Candidate, PassageScores, SpanModel, candidates_of, order_features, scores_of
from rag.verifying import Verifier
from rag.vouching import UNASKED, vouch

READ = 4
"""Hits that are read where nobody says how many, the best as they were retrieved: most of a question's time goes there.
docs/MEASUREMENTS.md has what three to eight of them give."""

VERIFIED = 3
"""Candidates of a question, the likeliest ones, that the verifier is asked about."""

_Place = tuple[str, int, int]
"""Article, start and end of a passage."""


class SpanReader:
    """Reads and reranks with a `SpanModel`; what it says of a passage is computed once for both."""

    reads: int | None = READ

    def __init__(self, model: SpanModel, calibration: Calibration, *, verifier: Verifier | None = None) -> None:
        """A calibration that was fitted with a verifier asks it whether its sentence supports an answer."""
        self._model = model
        self._calibration = calibration
        self._verifier = verifier if "supports" in calibration.trust else None
        self._own = threading.local()

    @property
    def threshold(self) -> float:
        """As chosen on development data."""
        return self._calibration.threshold

    @property
    def reranks(self) -> bool:
        """Whether the model was trained to say what a passage is about."""
        return bool(self._calibration.ordering)

    def rerank(self, question: str, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The first `READ` best first, as weighed on development data; as they came where nothing is asked.

        No weights that were tried put what is found for a description, as those of TIME are, in a better order.
        """
        if not is_question(question):
            return hits
        first = hits[:READ]
        scores = scores_of(self._model, question, first)
        self._own.reranked = question, dict(zip(map(_place, first), scores, strict=True))
        found = order_features(question, first, scores)
        return [*ordered(first, [self._calibration.order(one) for one in found]), *hits[READ:]]

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Every candidate, best first; who has left the office that is asked for only behind an answer."""
        found = self.candidates(question, hits)
        answered = any(self._probability(c) >= self.threshold for c in found)
        found.sort(key=lambda c: (c.left and answered, -self._calibration.rank(c.features)))
        return [
            Reading(
                document=c.hit.document, sentence=c.sentence, answer=c.answer if c.fitting else None,
                copies=c.hit.copies, probability=self._probability(c),
            )
            for c in found
        ]  # fmt: skip

    def candidates(self, question: str, hits: Sequence[Hit]) -> list[Candidate]:
        """As `candidates_of`, with what the verifier says of the first ones."""
        found = candidates_of(question, hits, self._scores(question, hits))
        if self._verifier is None:
            return [c.having(UNASKED) for c in found]
        asked = found[:VERIFIED]
        told = [(c.answer, c.hit.document.text[slice(*c.sentence)], titled(question, c.hit.document)) for c in asked]
        vouched = vouch(question, told, self._verifier)
        return [*map(Candidate.having, asked, vouched), *(c.having(UNASKED) for c in found[VERIFIED:])]

    def _scores(self, question: str, hits: Sequence[Hit]) -> list[PassageScores]:
        """What this thread read when it put hits in order; what it did not, it reads now."""
        asked, read = getattr(self._own, "reranked", ("", {}))
        known: dict[_Place, PassageScores] = read if asked == question else {}
        new = [hit for hit in hits if _place(hit) not in known]
        known = known | dict(zip(map(_place, new), scores_of(self._model, question, new), strict=True))
        return [known[_place(hit)] for hit in hits]

    def _probability(self, candidate: Candidate) -> float:
        """Of one that cannot be what is asked for at most half of what is answered: the right one may be unseen.

        That another article is of the days that are asked about puts it behind, and makes it no less likely.
        """
        features = {**candidate.features, "retrieved": candidate.features["retrieved"] / candidate.hit.weight}
        likely = self._calibration.probability(features)
        return likely if candidate.fitting else min(likely, self.threshold / 2)


def _place(hit: Hit) -> _Place:
    return hit.document.id, hit.passage.start, hit.passage.end
