"""Voices to one Verdict: supported, refuted, conflicting or not enough evidence, with checked citations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from index.records import Hit
from rag.answering import NEAREST, SUPPORT
from rag.attributing import attributed_to
from rag.calibration import VerdictCalibration
from rag.citing import Numbered
from rag.disputing import Dispute, dispute
from rag.explaining import explain
from rag.records import Label, SubClaim, Verdict, Witness
from rag.timelines import cited_in, marked, of_voices, series
from rag.verifying import Stance
from rag.voices import Side, Voice
from rag.weighing import SIDES, features, sides

_LABEL_OF: Mapping[Side, Label] = {"supports": "supported", "refutes": "refuted"}
NOTHING: tuple[Label, float] = ("not_enough_evidence", 1.0)
"""What is known when no passage was found."""


def compose(
    claim: str,
    voices: Sequence[Voice],
    *,
    calibration: VerdictCalibration,
    hits: Sequence[Hit] = (),
    timings_ms: Mapping[str, float] | None = None,
) -> Verdict:
    """The verdict that voices, the nearest to the claim first, add up to.

    The strongest sentences of the side that wins are cited first, and what clearly speaks against it after them;
    of both sides when the articles differ; the nearest sentences when none settles the claim. Last come those that give
    the claim's value as well, or another one, also of another time.

    Articles that differ beyond doubt (`rag.disputing`) need no weights to be in conflict.
    """
    label, confidence = _decided(voices, calibration) if voices else NOTHING
    found = dispute(claim, voices)
    if found:
        label, confidence = "conflicting", found.confidence
    shown = _disputed(found, voices) if found else _shown(label, voices)
    numbered = Numbered()
    evidence = [witness for voice, stance in shown for witness in _witnesses(voice, stance, numbered, label)]
    timeline = series(of_voices((voice for voice, _ in shown), voices), cited_in(numbered))
    whole = SubClaim(
        text=claim, start=0, end=len(claim), label=label, confidence=round(confidence, 4),
        evidence=marked(evidence, timeline), explanation=explain(claim, label, shown, hits),
        attributed_to=attributed_to(claim, label, shown),
    )  # fmt: skip
    return Verdict(
        claim=claim,
        label=label,
        confidence=whole.confidence,
        as_of=None if label == "not_enough_evidence" else shown[0][0].document.published,
        citations=tuple(numbered.citations),
        sub_claims=(whole,),
        explanation=whole.explanation,
        timeline=timeline,
        timings_ms=timings_ms or {},
        hits=tuple(hits),
    )


def _decided(voices: Sequence[Voice], calibration: VerdictCalibration) -> tuple[Label, float]:
    """What the weights say; but a side that no article takes does not win: no sentence could be cited for it."""
    taken = sides(voices)
    return calibration.decide(features(voices), never={_LABEL_OF[side] for side in SIDES if not taken[side]})


def _shown(label: Label, voices: Sequence[Voice]) -> list[tuple[Voice, Stance]]:
    if label == "not_enough_evidence":
        return [(voice, voice.stances.likeliest) for voice in voices[:NEAREST]]
    taken = sides(voices)
    first, other = _order(label, taken)
    mine = taken[first] or [max(voices, key=lambda voice: voice.score_of(first))]
    agreeing = [voice for voice in mine[1:] if voice.clear]
    opposing = [voice for voice in taken[other] if voice.clear]
    return [
        *((voice, first) for voice in [mine[0], *agreeing][:SUPPORT]),
        *((voice, other) for voice in opposing[:SUPPORT]),
    ]


def _disputed(found: Dispute, voices: Sequence[Voice]) -> list[tuple[Voice, Stance]]:
    """The two that differ, the stronger first; then what else clearly takes either side, or gives either value."""
    first: list[tuple[Voice, Stance]] = [(found.supports, "supports"), (found.refutes, "refutes")]
    first.sort(key=lambda pair: -pair[0].score_of(pair[1]))
    seen = {document.id for voice, _ in first for document in (voice.document, *voice.copies)}
    taken = sides(voices if found.others is None else found.others)
    more: list[tuple[Voice, Stance]] = [
        (voice, side)
        for side in SIDES
        for voice in [one for one in taken[side] if one.clear and one.document.id not in seen][: SUPPORT - 1]
    ]
    return [*first, *more]


def _order(label: Label, taken: Mapping[Side, Sequence[Voice]]) -> tuple[Side, Side]:
    """The side of the label first, or else the stronger one."""
    weaker = label == "conflicting" and taken["refutes"][0].strength > taken["supports"][0].strength
    return ("refutes", "supports") if label == "refuted" or weaker else ("supports", "refutes")


def _witnesses(voice: Voice, stance: Stance, numbered: Numbered, label: Label) -> Iterator[Witness]:
    """The sentence, and each copy of it; of the nearest sentences, which settle nothing, no copies."""
    copies = () if label == "not_enough_evidence" else voice.copies
    speaker = voice.speech.speaker if voice.speech else None
    for number in numbered.add_all(voice.document, voice.sentence, copies):
        yield Witness(stance=stance, score=round(voice.score_of(stance), 4), citation=number, speaker=speaker)
