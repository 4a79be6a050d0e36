"""Verdicts of the parts of a claim to one: refuted when a part is, supported when all are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rag.decomposing import Part
from rag.records import Citation, Label, SubClaim, Verdict, Witness
from rag.timelines import renumbered


class Footnotes:
    """Numbers for citations of several verdicts: each cited place has one, in the order of being shown."""

    def __init__(self) -> None:
        self.citations: list[Citation] = []
        self._numbers: dict[tuple[str, int, int], int] = {}

    def number(self, citation: Citation) -> int:
        """Of a place, which is noted now if it was not before."""
        place = (citation.article_id, citation.start, citation.end)
        if place not in self._numbers:
            self._numbers[place] = len(self.citations) + 1
            self.citations.append(replace(citation, number=self._numbers[place]))
        return self._numbers[place]

    def renumbered(self, verdict: Verdict) -> Verdict:
        """The same verdict, with these numbers."""
        new = {citation.number: self.number(citation) for citation in verdict.citations}
        parts = [replace(part, evidence=tuple(_witness(w, new) for w in part.evidence)) for part in verdict.sub_claims]
        citations = tuple(self.citations[new[citation.number] - 1] for citation in verdict.citations)
        timeline = renumbered(verdict.timeline, new)
        return replace(verdict, citations=citations, sub_claims=tuple(parts), timeline=timeline)


def _witness(witness: Witness, new: Mapping[int, int]) -> Witness:
    later = witness.outdated_by
    return replace(witness, citation=new[witness.citation], outdated_by=new[later] if later else None)


def combine(claim: str, parts: Sequence[Part], verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on a claim, from those on each of its parts; what settles it is cited first.

    A part that is refuted refutes the whole; else one about which the articles differ makes them differ about the
    whole; it is supported when every part is. How sure that is: as sure as the surest such part; of a whole that is
    supported, as the least sure.

    Args:
        claim: As it was stated.
        parts: One at least.
        verdicts: Of each part, in their order.
    """
    label = _label([verdict.label for verdict in verdicts])
    deciding = [verdict for verdict in verdicts if verdict.label == label]
    surest = max(deciding, key=lambda verdict: verdict.confidence)
    sure = min(verdict.confidence for verdict in deciding) if label == "supported" else surest.confidence
    notes = Footnotes()
    for verdict in [surest, *(other for other in verdicts if other is not surest)]:
        notes.renumbered(verdict)
    told = [notes.renumbered(verdict) for verdict in verdicts]
    return replace(
        surest,
        claim=claim,
        label=label,
        confidence=round(sure, 4),
        citations=tuple(notes.citations),
        sub_claims=tuple(_placed(part, verdict) for part, verdict in zip(parts, told, strict=True)),
        timeline=tuple(point for verdict in told for point in verdict.timeline),
        timings_ms=added(verdict.timings_ms for verdict in verdicts),
        hits=tuple(hit for verdict in verdicts for hit in verdict.hits),
    )


def _label(labels: Sequence[Label]) -> Label:
    for label in ("refuted", "conflicting"):
        if label in labels:
            return label
    return "supported" if set(labels) == {"supported"} else "not_enough_evidence"


def _placed(part: Part, verdict: Verdict) -> SubClaim:
    return replace(verdict.sub_claims[0], text=part.text, start=part.start, end=part.end)


def added(timings: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Milliseconds per stage, together."""
    total: dict[str, float] = {}
    for stage, took in (item for one in timings for item in one.items()):
        total[stage] = total.get(stage, 0.0) + took
    return {stage: round(took, 3) for stage, took in total.items()}
