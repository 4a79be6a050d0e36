"""What `newscheck eval scale` measured, as a table of text and as curves against size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from eval.sizes import Asked, Indexed, Step

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT = 340, 210, 56, 34, 32, 14
"""Of one plot, and its margins."""

COLUMNS = 3
COLOURS = ("#1f5fa8", "#b8501c", "#4b7f2c", "#7a3d8f")

Value = Callable[[Step], float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One figure against size, in one or several lines."""

    title: str
    """With the unit."""
    lines: dict[str, Value]
    """Name -> the value of a step; None where it was not measured."""
    form: str = ",.0f"


def _both(read: Callable[[Asked], float]) -> dict[str, Value]:
    return {"exact": lambda step: read(step.exact), "Chroma": _of_index(lambda index: read(index.asked))}


def _of_index(read: Callable[[Indexed], float]) -> Value:
    return lambda step: read(step.chroma) if step.chroma else None


PLOTS = (
    Plot(
        title="writing, passages/s",
        lines={
            "by the clock": lambda step: step.written / step.writing_s if step.written else None,
            "of CPU time": lambda step: step.written / step.writing_cpu_s if step.written else None,
        },
    ),
    Plot(
        title="adding one article, s of CPU time",
        lines=_both(lambda asked: asked.one_more_cpu_s),
        form=".2f",
    ),
    Plot(
        title="on disk, MB",
        lines={"archive": lambda step: step.archive_mb, "Chroma": _of_index(lambda index: index.mb)},
    ),
    Plot(
        title="index brought up to date, s",
        lines={
            "by the clock": _of_index(lambda index: index.seconds),
            "of CPU time": _of_index(lambda index: index.cpu_s),
        },
    ),
    Plot(title="a process that asks once, s", lines=_both(lambda asked: asked.cold_s), form=".2f"),
    Plot(title="the same, s of CPU time", lines=_both(lambda asked: asked.cold_cpu_s), form=".2f"),
    Plot(title="opening and first question, s", lines=_both(lambda asked: asked.open_s), form=".2f"),
    Plot(title="the same, s of CPU time", lines=_both(lambda asked: asked.open_cpu_s), form=".2f"),
    Plot(title="a question, p50 ms", lines=_both(lambda asked: asked.p50_ms)),
    Plot(title="a question, p95 ms", lines=_both(lambda asked: asked.p95_ms)),
    Plot(title="a question, ms of CPU time", lines=_both(lambda asked: asked.cpu_ms)),
    Plot(title="nearest vectors, p50 ms", lines=_both(lambda asked: asked.dense_ms), form=",.1f"),
    Plot(
        title="ranking by words, p50 ms",
        lines={"passages": lambda step: step.exact.lexical_ms, "articles": lambda step: step.exact.article_ms},
        form=",.1f",
    ),
    Plot(
        title="memory, MB",
        lines={
            **_both(lambda asked: asked.peak_mb),
            "writing": lambda step: step.writing_mb,
            "indexing": _of_index(lambda index: index.peak_mb),
        },
    ),
    Plot(
        title="nearest passages that Chroma finds",
        lines={
            "of 10": _of_index(lambda index: index.recall_best),
            "of 200": _of_index(lambda index: index.recall_all),
        },
        form=".3f",
    ),
)


def table(steps: Sequence[Step]) -> list[str]:
    """A table in Markdown: a column for each size; "-" where nothing was measured."""
    sizes = [f"{step.passages:,}" for step in steps]
    rows = [["passages", *sizes], ["---", *("---" for _ in steps)], ["articles", *(f"{s.articles:,}" for s in steps)]]
    for plot in PLOTS:
        for name, value in plot.lines.items():
            rows.append([f"{plot.title}: {name}", *(_told(value(step), plot.form) for step in steps)])
    return ["| " + " | ".join(row) + " |" for row in rows]


def draw(steps: Sequence[Step]) -> str:
    """All plots in one SVG; both axes begin at nothing, so that what grows faster than the archive bends upwards."""
    height = -(-len(PLOTS) // COLUMNS) * HEIGHT
    plots = (
        f'<g transform="translate({i % COLUMNS * WIDTH} {i // COLUMNS * HEIGHT})">{_plot(plot, steps)}</g>'
        for i, plot in enumerate(PLOTS)
    )
    style = "text{font:12px sans-serif;fill:#333}.t{font-weight:bold}.a{stroke:#999;fill:none}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {COLUMNS * WIDTH} {height}" role="img">'
        f"<title>Growth with the passages of an archive</title><style>{style}</style>"
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(plots)}</svg>\n'
    )


def _plot(plot: Plot, steps: Sequence[Step]) -> str:
    found = {
        name: [(s.passages, y) for s in steps if (y := value(s)) is not None] for name, value in plot.lines.items()
    }
    most = max((y for points in found.values() for _, y in points), default=0) or 1
    last = max((step.passages for step in steps), default=0) or 1

    def place(x: float, y: float) -> str:
        right, up = (WIDTH - LEFT - RIGHT) * x / last, (HEIGHT - TOP - BOTTOM) * y / most
        return f"{LEFT + right:.1f} {HEIGHT - BOTTOM - up:.1f}"

    parts = [
        f'<text class="t" x="{LEFT}" y="14">{escape(plot.title)}</text>',
        f'<path class="a" d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>',
        f'<text x="{LEFT - 6}" y="{TOP + 4}" text-anchor="end">{_told(most, plot.form)}</text>',
        f'<text x="{LEFT - 6}" y="{HEIGHT - BOTTOM}" text-anchor="end">0</text>',
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 14}" text-anchor="end">{last:,} passages</text>',
    ]
    for at, ((name, points), colour) in enumerate(zip(found.items(), COLOURS, strict=False)):
        parts.append(f'<text x="{LEFT + 68 * at}" y="{TOP - 6}" style="fill:{colour}">{escape(name)}</text>')
        if points:
            dots = "".join('<circle cx="{}" cy="{}" r="2.5"/>'.format(*place(x, y).split()) for x, y in points)
            line = "L".join(place(x, y) for x, y in points)
            parts.append(f'<g fill="{colour}" stroke="{colour}"><path fill="none" d="M{line}"/>{dots}</g>')
    return "".join(parts)


def _told(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
