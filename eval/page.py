"""One run as one HTML file: figures with their intervals, four curves, and every case to open and read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from eval.glossary import MEANINGS
from eval.intervals import figure, percentile
from eval.records import Row, Run
from eval.summarising import LOWER_IS_BETTER, declined, rightness
from eval.verdicts import EVIDENCED, by_label, confusion
from index.errors import UserError

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE = Path(__file__).with_name("report.html.jinja")
BINS = 10
DEPTHS = (1, 2, 4, 6, 8, 10)
"""Written beside the axis; the curve has every depth between."""
OUTCOMES = {
    "right": ("right",),
    "rightly declined": ("right", "declined"),
    "wrong": ("wrong",),
    "wrongly declined": ("wrong", "declined"),
    "declined": ("declined", "not scored"),
    "crashed": ("crashed",),
    "not scored": ("not scored",),
}
"""What became of a case -> the filters that show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place on a curve, and the number of cases behind it."""

    x: float
    y: float
    cases: int
    least: float | None = None
    """Lowest confidence among the cases; only where they are taken by confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Cases that took from `low` to below `high` milliseconds; None: or more."""

    low: float
    high: float | None
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A scale from its first tick to its last."""

    label: str
    ticks: tuple[float, ...]
    share: bool = True

    def at(self, value: float) -> float:
        """0 at the first tick, 1 at the last."""
        return (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])

    def told(self, tick: float) -> str:
        """As written beside the axis."""
        return f"{tick:.0%}" if self.share else f"{tick:,.10g}"


def page(run: Run, figures: Mapping[str, Mapping[str, float | int | str | None]]) -> str:
    """The whole report as one file that loads nothing else; the same run gives the same text.

    Args:
        run: What was measured; all of its text is escaped.
        figures: Measure -> value, low, high, cases, left_out, why; in the order of being shown.

    Raises:
        UserError: jinja2 is not installed.
    """
    template = _template()
    risk, bars = risk_coverage(run), latencies(run)
    found = Counter(outcome(row) for row in run.rows)
    filters = ("right", "wrong", "declined", "crashed", "not scored")
    return template.render(
        run=run,
        figures=figures,
        started=_moment(run.times.get("started")),
        cases=[(row, outcome(row), relevant(row)) for row in run.rows],
        tags=OUTCOMES,
        outcomes={name: found[name] for name in OUTCOMES if found[name]},
        filters={name: sum(n for key, n in found.items() if name in OUTCOMES[key]) for name in filters},
        labels=by_label(run.rows),
        confusion=confusion(run.rows),
        meanings={name: MEANINGS[name] for name in figures if name in MEANINGS},
        lower=LOWER_IS_BETTER,
        evidenced=EVIDENCED,
        kinds=[_kind(kind, run.rows) for kind in dict.fromkeys(row.kind for row in run.rows)],
        risk=(risk, _axis("cases answered", 1.0), _axis("of these, wrong", max((p.y for p in risk), default=1.0))),
        reliability=(reliability(run), _axis("confidence told", 1.0), _axis("right", 1.0)),
        depth=(depth_curve(run), Axis(label="first articles", ticks=DEPTHS, share=False), _axis("found", 1.0)),
        latency=(bars, _time_axis(bars), _axis("cases", max((b.cases for b in bars), default=1), share=False)),
        middle=tuple(percentile(_times(run), share) for share in (0.5, 0.95)) if bars else (),
    )


def outcome(row: Row) -> str:
    """One of OUTCOMES."""
    if row.error is not None:
        return "crashed"
    right = rightness(row)
    if right is None:
        return "declined" if declined(row) else "not scored"
    if declined(row):
        return "rightly declined" if right >= 0.5 else "wrongly declined"
    return "right" if right >= 0.5 else "wrong"


def risk_coverage(run: Run) -> list[Point]:
    """Share wrong among the surest answers, for each share of the scored cases that is answered.

    Declined and crashed cases are among the scored ones and never answered. Cases of the same confidence come
    together: no threshold parts them.
    """
    measure = _told(run)
    scored = [row for row in run.rows if row.scores.get(measure) is not None]
    given = (row for row in scored if "declined" not in OUTCOMES[outcome(row)])
    answered = sorted(_sure(given, measure), reverse=True)
    points, wrong = [], 0.0
    for cases, (confidence, right) in enumerate(answered, start=1):
        wrong += 1 - right
        if cases == len(answered) or answered[cases][0] < confidence:
            points.append(Point(x=cases / len(scored), y=wrong / cases, cases=cases, least=confidence))
    return points


def reliability(run: Run) -> list[Point]:
    """Mean confidence and share right in ten groups of as many cases each, the least sure first."""
    told = sorted(_sure(run.rows, _told(run)), key=itemgetter(0))
    groups = min(BINS, len(told))
    bins = [told[i * len(told) // groups : (i + 1) * len(told) // groups] for i in range(groups)]
    return [Point(x=fmean([c for c, _ in b]), y=fmean([right for _, right in b]), cases=len(b)) for b in bins]


def depth_curve(run: Run) -> list[Point]:
    """Share of cases with a relevant article among the first k retrieved.

    For k = 1..10 where relevant articles are named; else where a "hit@k" was scored.
    """
    depths = range(1, DEPTHS[-1] + 1)
    judged = [row for row in run.rows if relevant(row) and row.scores.get("hit@10", 0.0) is not None]
    if judged:
        found = {k: [float(bool(relevant(row) & set(row.retrieved[:k]))) for row in judged] for k in depths}
    else:
        scores = {k: [row.scores.get(f"hit@{k}") for row in run.rows] for k in depths}
        found = {k: [score for score in row if score is not None] for k, row in scores.items()}
    return [Point(x=k, y=fmean(hits), cases=len(hits)) for k, hits in found.items() if hits]


def latencies(run: Run) -> list[Bar]:
    """How many cases took how long, in steps of a round number; the slowest few share the last bar."""
    times = _times(run)
    if not times:
        return []
    step = _round(max(percentile(times, 0.95), 1e-3) / 12)
    steps = math.floor(percentile(times, 0.95) * 1.25 / step) + 1
    counts = Counter(min(math.floor(time / step), steps) for time in times)
    last = max(counts)
    return [Bar(low=i * step, high=None if i == steps else (i + 1) * step, cases=counts[i]) for i in range(last + 1)]


def relevant(row: Row) -> set[str]:
    """Articles that the case knows to be relevant; grades below 1 are not."""
    named = row.expected.get("relevant") or ()
    if isinstance(named, Mapping):
        return {str(name) for name, grade in named.items() if grade > 0}
    return {str(name) for name in named}


def _kind(kind: str, rows: Sequence[Row]) -> dict[str, Any]:
    """How many cases of a kind are scored, right, declined and crashed, and the share right with its interval."""
    rows = [row for row in rows if row.kind == kind]
    right = [score for row in rows if (score := rightness(row)) is not None]
    found = Counter(name for row in rows for name in OUTCOMES[outcome(row)])
    share = figure(right)
    told = {"share": share.value, "low": share.low, "high": share.high}
    return {"kind": kind, "cases": len(rows), "scored": len(right), **told, **found}


def _told(run: Run) -> str:
    """What a confidence is of: that the answer is right, or the label where there are claims alone."""
    return "right" if any(row.scores.get("right") is not None for row in run.rows) else "label"


def _sure(rows: Iterable[Row], measure: str) -> list[tuple[float, float]]:
    """Confidence, and whether it is right, of each case that has both."""
    pairs = [((row.got or {}).get("confidence"), row.scores.get(measure)) for row in rows]
    return [(confidence, right) for confidence, right in pairs if confidence is not None and right is not None]


def _times(run: Run) -> list[float]:
    return sorted(run.times.get("cases", {}).values())


def _round(step: float) -> float:
    """The next of 1, 2, 5, 10, 20 and so on."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= step * (1 - 1e-9))


def _axis(label: str, high: float, *, share: bool = True) -> Axis:
    """From 0 to the first round step at or above `high`."""
    high = max(high, 0.05 if share else 1)
    step = max(_round(high / 5), 0.0 if share else 1.0)
    return Axis(label=label, ticks=tuple(i * step for i in range(math.ceil(high / step - 1e-9) + 1)), share=share)


def _time_axis(bars: Sequence[Bar]) -> Axis:
    """At least as long as the bars, with a tick at every few of them."""
    step = bars[0].high or 1.0 if bars else 1.0
    every = max(math.ceil(len(bars) / 5), 1)
    ends = range(0, len(bars) + every, every)
    return Axis(label="milliseconds", ticks=tuple(i * step for i in ends), share=False)


def _moment(value: object) -> str:
    """'1 June 2026, 09:30 UTC' of an ISO time; anything else as it is, nothing for None."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return "" if value is None else str(value)
    return f"{found.day} {found:%B %Y, %H:%M %Z}".strip()


def _number(value: object) -> str:
    """Three digits of a share, fewer of larger numbers; a dash for what is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.3f}" if abs(value) <= 1 else f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def _template() -> Template:
    try:
        from jinja2 import Environment
    except ModuleNotFoundError as error:
        if error.name != "jinja2":
            raise
        raise UserError("Writing a report as a page needs jinja2.", hint="pip install 'newscheck[eval]'") from None
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["number"] = _number
    environment.tests["web"] = lambda url: str(url).lower().startswith(("https://", "http://"))
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
