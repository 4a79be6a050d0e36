"""What rules add to a verifier, which compare values and heed denials: the same pairs without and with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eval.intervals import Difference, paired
from eval.stances import Judged
from rag.compared import Comparison
from rag.comparing import compare_all
from rag.correcting import corrected
from rag.denials import heeded
from rag.meanings import meanings
from rag.polar import answered, stated, telling, told_in
from rag.verifying import Stances


def compared(judged: Sequence[Judged]) -> list[Judged]:
    """Each pair as it is judged where values are compared, and phrases that deny are heeded, in order."""
    return [replace(one, stances=_ruled(one)) for one in judged]


def differences(before: Sequence[Judged], after: Sequence[Judged]) -> list[Difference]:
    """Of the share that is judged rightly, of each source and of all pairs together.

    Args:
        before: At least one.
        after: The same pairs in the same order.
    """
    sources = list(dict.fromkeys(one.pair.source for one in before))
    groups = {source: [n for n, one in enumerate(before) if one.pair.source == source] for source in sources}
    return [
        paired(name, [before[n].right for n in places], [after[n].right for n in places])
        for name, places in {**groups, "all": list(range(len(before)))}.items()
    ]


def _ruled(one: Judged) -> Stances:
    claim, nearest = one.pair.statement, _nearest(one.pair.statement, one.pair.passage)
    return answered(
        heeded(corrected(one.told or one.stances, _comparison(one)), claim, stated(nearest)), claim, nearest
    )


def _nearest(claim: str, passage: str) -> str:
    """The sentence that holds most of the claim's words."""
    said = meanings(claim)
    told = (passage[start:end] for start, end in telling(passage))
    return max(told, key=lambda text: len(said & meanings(text)), default=passage)


def _comparison(one: Judged) -> Comparison | None:
    told = told_in(one.pair.passage)
    sentences = (told[start:end] for start, end in telling(told))
    return compare_all(one.pair.statement, sentences, published=one.pair.published)
