"""Two runs of the same cases: what differs, whether by more than chance, and whether that is too much."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.intervals import Difference, paired, paired_sets
from eval.outcomes import Outcomes
from eval.records import Row, Run
from eval.summarising import LOWER_IS_BETTER, MEASURES, figures, outcome
from eval.verdicts import label_measures
from index.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed between two runs."""

    differences: tuple[Difference, ...]
    changed: tuple[tuple[Row, Row], ...]
    """Cases whose answer, or its being right, changed: before and after."""
    altered: tuple[str, ...]
    """Ids that stand for another question in the second run, or expect something else; counted all the same."""
    only_before: tuple[str, ...]
    """Ids of cases that the second run lacks."""
    only_after: tuple[str, ...]
    facts: Mapping[str, tuple[object, object]]
    """What the runs depend on, where it differs: before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gated:
    """A measure beside its baseline."""

    measure: str
    before: float
    after: float | None
    """None: it can no longer be scored."""
    allowed: float

    @property
    def worse(self) -> bool:
        """Whether it got worse by more than is allowed."""
        if self.after is None:
            return True
        fell = self.after - self.before if self.measure in LOWER_IS_BETTER else self.before - self.after
        return fell > self.allowed + 1e-9


def compare(before: Run, after: Run) -> Comparison:
    """Compare case by case; cases that only one run has are named, not counted.

    Raises:
        UserError: the runs have no case in common.
    """
    old, new = ({row.id: row for row in run.rows} for run in (before, after))
    common = [id_ for id_ in old if id_ in new]
    if not common:
        raise UserError("The two runs have no case in common.", hint="Compare runs of the same set of cases.")
    pairs = [(old[id_], new[id_]) for id_ in common]
    differences = [*(_difference(measure, pairs) for measure in MEASURES), *_set_differences(pairs)]
    return Comparison(
        differences=tuple(difference for difference in differences if difference),
        altered=tuple(old.id for old, new in pairs if _asked(old) != _asked(new)),
        changed=tuple(pair for pair in pairs if _said(pair[0]) != _said(pair[1])),
        only_before=tuple(id_ for id_ in old if id_ not in new),
        only_after=tuple(id_ for id_ in new if id_ not in old),
        facts=_differing(before.facts, after.facts),
    )


def gate(run: Run, *, against: Run, max_drop: Mapping[str, float]) -> list[Gated]:
    """The measures that fell by more than they may; those of which less is better count when they rise.

    Raises:
        UserError: as `beside`.
    """
    return [found for found in beside(run, against=against, max_drop=max_drop) if found.worse]


def beside(run: Run, *, against: Run, max_drop: Mapping[str, float]) -> list[Gated]:
    """Each measure that is gated, as it is and as it was.

    Raises:
        UserError: the runs are not of the same cases, by id, question and what is expected; no such measure, or one
            that the baseline does not have; an allowed drop that is no number from 0.
    """
    _same_cases(run, against)
    now, then = figures(run), figures(against)
    found = []
    for measure, allowed in max_drop.items():
        if measure not in then:
            raise UserError(f"There is no measure {measure!r}.", hint=f"Measures: {', '.join(then)}")
        if not 0 <= allowed < math.inf:
            raise UserError(f"{measure!r} may not drop by {allowed}.", hint="Give a number from 0, such as 0.01.")
        before, after = then[measure].value, now[measure].value
        if before is None:
            raise UserError(f"The baseline has no {measure!r}: {then[measure].why}.")
        found.append(Gated(measure=measure, before=before, after=after, allowed=allowed))
    return found


def _same_cases(run: Run, against: Run) -> None:
    again = "Run the baseline's set, or make the baseline again: newscheck eval run CASES --out BASELINE"
    now, then = ({row.id: _asked(row) for row in one.rows} for one in (run, against))
    if differing := now.keys() ^ then.keys():
        told = f"{len(differing):,} are in one only, such as {min(differing)!r}"
        raise UserError(f"The two runs are not of the same cases: {told}.", hint=again)
    if altered := [id_ for id_ in now if now[id_] != then[id_]]:
        told = f"{len(altered):,} have another question or expect something else, such as {altered[0]!r}"
        raise UserError(f"The two runs are not of the same cases: {told}.", hint=again)


def _asked(row: Row) -> tuple[object, ...]:
    """What a case is, however it was kept: a run that was read has lists where a fresh one has tuples."""
    expected = row.expected
    return row.question, *(json.dumps(expected.get(name), sort_keys=True) for name in _EXPECTED)


_EXPECTED = ("status", "label", "answers", "previous")


def _difference(measure: str, pairs: list[tuple[Row, Row]]) -> Difference | None:
    scored = [
        (before, after)
        for old, new in pairs
        if (before := old.scores.get(measure)) is not None and (after := new.scores.get(measure)) is not None
    ]
    if not scored:
        return None
    old_scores, new_scores = zip(*scored, strict=True)
    return paired(measure, old_scores, new_scores, left_out=len(pairs) - len(scored))


def _set_differences(pairs: Sequence[tuple[Row, Row]]) -> Iterator[Difference | None]:
    """Of measures of all answers, and of all claims, that both runs judged."""
    for judged, measures in (("right", lambda rows: Outcomes.of(rows).measures()), ("label", label_measures)):
        both = [pair for pair in pairs if all(row.scores.get(judged) is not None for row in pair)]
        if not both:
            continue
        old, new = (measures(rows) for rows in zip(*both, strict=True))
        for name, before in old.items():
            yield paired_sets(name, before, new[name], len(both), left_out=len(pairs) - len(both))


def _said(row: Row) -> tuple[object, ...]:
    got = row.got or {}
    return outcome(row), got.get("status"), got.get("answer"), got.get("statement"), got.get("label")


def _differing(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    names = dict.fromkeys([*before, *after])
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}
