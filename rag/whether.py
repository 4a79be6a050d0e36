"""Yes-or-no questions: what is asked is checked as a claim is, and the verdict is the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from rag.asking import LONGEST, Ask, checked
from rag.lately import preferring
from rag.pipeline import Pipeline, Tell, by_parts
from rag.records import Alternative, Answer, Status, SubClaim, Verdict
from rag.several import one_by_one
from rag.verifying import Stance

SAID: Mapping[Stance, str] = {"supports": "Yes", "refutes": "No"}
_MAY_ASK = re.compile(
    r"(?:(?:and|but|so|also|then|well|or),?\s|[^?]*?,\s)?(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could"
    r"|should|shall|may|might|must)(?:n[’']t)?\b",
    re.IGNORECASE,
)
_STATUS: Mapping[str, Status] = {"conflicting": "conflicting", "not_enough_evidence": "not_in_articles"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Answers what is asked: a yes-or-no question by its verdict, any other by what is read."""

    read: Pipeline[Answer]
    checks: Callable[[], Pipeline[Verdict]] | None
    """Opens what judges a claim that states one thing; None where there is no verifier: then these are read, too."""
    threshold: float = 0.0
    """Least probability of a yes or no that is given."""
    parted: bool = True
    """Whether several questions in one are answered one by one."""

    def __call__(self, asked: str | Ask, tell: Tell | None = None) -> Answer:
        """Raises what the steps do; `tell` is called after each of them but the last, in this thread."""
        ask = checked(asked, "question")
        return self.each(ask, lambda one: self._said(one, tell)) or self._said(ask, tell)

    def each(self, ask: Ask, say: Callable[[Ask], Answer]) -> Answer | None:
        """What `say` gives for each of several questions in one; None where it asks one (`rag.several`)."""
        if not self.parted:
            return None
        return one_by_one(ask.question, lambda one, about: say(replace(ask, question=one, about=about)))

    def _said(self, ask: Ask, tell: Tell | None) -> Answer:
        claim = claim_of(ask) if self.checks else None
        if claim is None or self.checks is None:
            return self.read(ask, tell)
        check = self.checks()
        return self.settled(ask, claim, lambda one: by_parts(lambda part: check(part, tell), one))

    def settled(self, ask: Ask, claim: Ask, check: Callable[[Ask], Verdict]) -> Answer:
        """The answer to a question, by a verdict on its claim; where no article is of the days that it is about, it is
        declined, and the nearest ones of whatever time are shown."""
        verdict = check(claim)
        if verdict.hits or claim.filters == ask.filters:
            return answer_of(ask.question, verdict, self.threshold)
        return _of_another_time(ask.question, check(replace(claim, filters=ask.filters)))


def claim_of(ask: Ask) -> Ask | None:
    """What is to be checked, by articles of the days that it is about before others (`rag.lately`); None where the
    question is no yes-or-no question."""
    if not _MAY_ASK.match(ask.question):
        return None
    from rag.inverting import statement_of  # most questions do without

    statement = statement_of(ask.question)
    if statement is None or len(statement) > LONGEST:
        return None
    return replace(ask, question=statement, filters=preferring(ask.filters, ask.question))


def answer_of(question: str, verdict: Verdict, threshold: float = 0.0) -> Answer:
    """Yes or no, with the sentences that say so; both, each with its own, where the articles differ."""
    declined = verdict.label == "not_enough_evidence" or verdict.confidence < threshold
    sides = {} if declined else _sides(verdict)
    first = next(iter(sides), None)
    sure = verdict.confidence if declined == (verdict.label == "not_enough_evidence") else 1 - verdict.confidence
    return Answer(
        question=question,
        status="not_in_articles" if declined else _STATUS.get(verdict.label, "answered"),
        answer=SAID[first] if first else None,
        statement=verdict.citations[0].quote if first else None,
        confidence=round(sure, 4),
        as_of=verdict.as_of if first else None,
        citations=verdict.citations,
        alternatives=tuple(
            Alternative(
                answer=SAID[side], confidence=verdict.confidence, citations=tuple(sides[side]),
                as_of=verdict.citations[sides[side][0] - 1].published,
            )
            for side in sides
            if verdict.label == "conflicting" or side != first
        ),
        timeline=verdict.timeline,
        timings_ms=verdict.timings_ms,
        hits=verdict.hits,
    )  # fmt: skip


def _of_another_time(question: str, verdict: Verdict) -> Answer:
    nothing = replace(verdict, label="not_enough_evidence", confidence=1.0, timeline=())
    return answer_of(question, nothing)


def _sides(verdict: Verdict) -> dict[Stance, list[int]]:
    """Numbers of the citations that say yes, and of those that say no, of the parts that settle it, first to last."""
    deciding: list[SubClaim] = [part for part in verdict.sub_claims if part.label == verdict.label]
    found: dict[Stance, list[int]] = {}
    for witness in sorted((one for part in deciding for one in part.evidence), key=lambda one: one.citation):
        if witness.stance in SAID:
            found.setdefault(witness.stance, []).append(witness.citation)
    return found
