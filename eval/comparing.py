"""Two runs of the same cases: what differs, whether by more than chance, and whether that is too much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eval.intervals import Difference, paired
from eval.records import Row, Run
from eval.summarising import LOWER_IS_BETTER, MEASURES, figures, outcome
from index.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed between two runs."""

    differences: tuple[Difference, ...]
    changed: tuple[tuple[Row, Row], ...]
    """Cases whose answer, or its being right, changed: before and after."""
    only_before: tuple[str, ...]
    """Ids of cases that the second run lacks."""
    only_after: tuple[str, ...]
    facts: Mapping[str, tuple[object, object]]
    """What the runs depend on, where it differs: before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A measure that got worse by more than was allowed."""

    measure: str
    before: float
    after: float | None
    """None: it can no longer be scored."""
    allowed: float


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
    differences = [_difference(measure, pairs) for measure in MEASURES]
    return Comparison(
        differences=tuple(difference for difference in differences if difference),
        changed=tuple(pair for pair in pairs if _said(pair[0]) != _said(pair[1])),
        only_before=tuple(id_ for id_ in old if id_ not in new),
        only_after=tuple(id_ for id_ in new if id_ not in old),
        facts=_differing(before.facts, after.facts),
    )


def gate(run: Run, *, against: Run, max_drop: Mapping[str, float]) -> list[Drop]:
    """The measures that fell by more than they may; those of which less is better count when they rise.

    Raises:
        UserError: the runs are not of the same cases; no such measure, or one that the baseline does not have.
    """
    if differing := {row.id for row in run.rows} ^ {row.id for row in against.rows}:
        raise UserError(
            f"The two runs are not of the same cases: {len(differing):,} are in one only, such as {min(differing)!r}.",
            hint="Run the baseline's set, or make the baseline again: newscheck eval run CASES --out BASELINE",
        )
    now, then = figures(run), figures(against)
    drops = []
    for measure, allowed in max_drop.items():
        if measure not in then:
            raise UserError(f"There is no measure {measure!r}.", hint=f"Measures: {', '.join(then)}")
        before, after = then[measure].value, now[measure].value
        if before is None:
            raise UserError(f"The baseline has no {measure!r}: {then[measure].why}.")
        worse = None if after is None else (after - before if measure in LOWER_IS_BETTER else before - after)
        if worse is None or worse > allowed + 1e-9:
            drops.append(Drop(measure=measure, before=before, after=after, allowed=allowed))
    return drops


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


def _said(row: Row) -> tuple[object, ...]:
    got = row.got or {}
    return outcome(row), got.get("status"), got.get("answer"), got.get("statement"), got.get("label")


def _differing(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    names = dict.fromkeys([*before, *after])
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}
