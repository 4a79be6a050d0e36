"""What comparing values adds to a verifier: the same pairs without and with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eval.intervals import Difference, paired
from eval.stances import Judged
from index.splitting import sentences
from rag.comparing import Comparison, compare_all
from rag.correcting import corrected


def compared(judged: Sequence[Judged]) -> list[Judged]:
    """Each pair as it is judged where values of statement and passage can be compared, in order."""
    return [replace(one, stances=corrected(one.stances, _comparison(one))) for one in judged]


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


def _comparison(one: Judged) -> Comparison | None:
    passage = one.pair.passage
    return compare_all(one.pair.statement, (passage[start:end] for start, end in sentences(passage)))
