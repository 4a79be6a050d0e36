"""Runs and comparisons in words, for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import wrap
from typing import Any

from eval.comparing import Comparison
from eval.intervals import Difference, Figure
from eval.provenance import told
from eval.records import Row, Run
from eval.summarising import figures, kinds, mean, outcome
from eval.verdicts import EVIDENCED, by_label, confusion

SIGNIFICANT = 0.05
SAID = {
    "right": "right", "declined": "wrongly declined", "wrong": "wrong", "crashed": "crashed",
    "unjudged": "not to be judged",
}  # fmt: skip
HEADS = {"not_enough_evidence": "not enough"}
"""Labels too long to stand over a column."""
HEADLINES = ("right", "label", "nDCG@10")
"""What a set is first about: answers, claims or rankings."""
WIDTH = 80
LISTED = 30
"""Changed cases told one by one; --json has them all."""


def tell_run(run: Run) -> Iterator[str]:
    """What it depends on, its figures, what they leave out and why, and its times."""
    yield from wrap(told(run.facts), WIDTH, break_on_hyphens=False)
    found = figures(run)
    counts = Counter(outcome(row) for row in run.rows)
    yield "  " + ", ".join(f"{count:,} {SAID[name]}" for name in SAID if (count := counts[name]))
    yield from (f"  {name:20} {figure}  {_cases(figure)}" for name, figure in found.items() if figure.cases)
    yield from _reasons("not scored", {name: figure for name, figure in found.items() if not figure.cases})
    yield from _reasons("left out", {name: figure for name, figure in found.items() if figure.cases})
    by_kind = kinds(run)
    if len(by_kind) > 1:
        yield "  right, by kind"
        yield from (f"    {kind:18} {figure}  {_count(figure.cases)}" for kind, figure in by_kind.items())
    if len(by_kind) > 1 and found["resolved"].cases:
        yield "  resolved, by kind"
        followed = {kind: mean(run, "resolved", kind=kind) for kind in by_kind}
        yield from (
            f"    {kind:18} {figure}  {_count(figure.cases)}" for kind, figure in followed.items() if figure.cases
        )
    yield from tell_labels(run)
    yield from _rest(run)


def _reasons(title: str, found: Mapping[str, Figure]) -> Iterator[str]:
    """Measures that leave out the same cases together, with the reasons."""
    for why in dict.fromkeys(figure.why for figure in found.values() if figure.why):
        names = ", ".join(name for name, figure in found.items() if figure.why == why)
        yield from _wrapped(f"{title} of {names}: {why}" if title == "left out" else f"{title}: {names}: {why}")


def tell_listed(folder: Path, run: Run, found: Mapping[str, Figure]) -> str:
    """A run in one line, with the first of its headline figures that was scored."""
    name = next((name for name in HEADLINES if name in found and found[name].cases), HEADLINES[0])
    figure = str(found[name]) if name in found else "-"
    commit = str(run.facts.get("commit", "-"))[:7]
    return f"{folder.name:28} {commit:7} {_count(len(run.rows)):>12}  {name} {figure}"


def tell_labels(run: Run) -> Iterator[str]:
    """Precision, recall and F1 of each label, and which was given for which; nothing when no claim was checked."""
    found = confusion(run.rows)
    if not found:
        return
    yield f"  AVeriTeC-like, an approximation: label right, {EVIDENCED:.0%} of the given evidence cited"
    yield f"  {'label':19} {'precision':17} {'recall':17} {'F1':17} claims"
    for told_of in by_label(run.rows):
        shares = " ".join(f"{_short(figure):17}" for figure in (told_of.precision, told_of.recall, told_of.f1))
        yield f"  {_words(told_of.label):19} {shares} {told_of.claims:,}"
    heads = {name: HEADS.get(name, name) for name in next(iter(found.values()))}
    yield "  right label, by the label given"
    yield f"  {'':19}  " + "  ".join(heads.values())
    for right, counts in found.items():
        yield f"  {_words(right):19}  " + "  ".join(f"{counts[name]:{len(head)},}" for name, head in heads.items())


def tell_failures(run: Run) -> Iterator[str]:
    """Each case that was answered wrongly, declined wrongly or crashed: what was asked, expected and got."""
    for row in run.rows:
        if outcome(row) in {"wrong", "declined", "crashed"}:
            yield f"{row.id} ({row.kind}): {row.question}"
            if previous := row.expected.get("previous"):
                yield f"    after {' '.join(previous)} Put as: {(row.got or {}).get('question', '-')}"
            yield f"    expected {_expected(row)}"
            yield f"    {_got(row)}"


def tell_comparison(found: Comparison) -> Iterator[str]:
    """Differences that matter marked; then the cases that changed, with what was expected."""
    for name, (before, after) in _plain(found.facts):
        yield from wrap(f"{name}: {before} -> {after}", WIDTH, subsequent_indent="    ", break_on_hyphens=False)
    yield f"  {'':20} before  after  difference [95 %]       p       cases/all"
    yield from (_difference(difference) for difference in found.differences)
    yield from _wrapped("p of AURC, ECE, refusals, coverage, risk and macro-F1: paired bootstrap; else sign flips")
    yield f"{_count(len(found.changed))} changed"
    for old, new in found.changed[:LISTED]:
        yield f"{old.id}: {old.question}"
        yield f"    expected  {_expected(new)}"
        yield f"    {outcome(old):9} {_got(old)}"
        yield f"    {outcome(new):9} {_got(new)}"
    if len(found.changed) > LISTED:
        yield f"... and {len(found.changed) - LISTED:,} more; all of them: --json"
    lists = {
        "Not the same question, or not the same expected": found.altered,
        "Not counted, only before": found.only_before, "Not counted, only after": found.only_after,
    }  # fmt: skip
    for title, ids in lists.items():
        if ids:
            yield from wrap(f"{title}: {', '.join(ids)}", WIDTH, subsequent_indent="    ", break_on_hyphens=False)


def _plain(facts: Mapping[str, tuple[object, object]]) -> Iterator[tuple[str, tuple[object, object]]]:
    """Of facts that have parts, those that differ."""
    for name, (before, after) in facts.items():
        if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
            yield name, (before, after)
            continue
        for part in dict.fromkeys([*before, *after]):
            if before.get(part) != after.get(part):
                yield f"{name} {part}", (before.get(part), after.get(part))


def _rest(run: Run) -> Iterator[str]:
    crashed = [row for row in run.rows if row.error]
    if crashed:
        first = f"the first: {crashed[0].id}: {crashed[0].error}"
        yield from _wrapped(f"{_count(len(crashed))} crashed and count 0, {first}")
    for reason, count in Counter(run.facts.get("left_out", {}).values()).most_common():
        yield from _wrapped(f"{_count(count)} of the set left out: {reason}")
    if refused := run.facts.get("refused"):
        name, reason = next(iter(refused.items()))
        yield from _wrapped(f"articles refused: {len(refused):,}, the first: {name}: {reason}")
    if stages := run.times.get("stages"):
        shares = ", ".join(f"{name} {p50:.0f} / {p95:.0f}" for name, (p50, p95) in stages.items())
        yield from _wrapped(f"p50 / p95 ms: {shares}")
    if cold := run.times.get("cold"):
        yield "  cold start ms, in none of the others: " + ", ".join(f"{name} {ms:.0f}" for name, ms in cold.items())
    if run.times:
        yield from _wrapped(", ".join(_pace(run.times)))


def _pace(times: Mapping[str, Any]) -> Iterator[str]:
    yield f"{times['seconds']:.0f} s"
    yield f"{times['cases_per_s'] or '-'} cases/s"
    if "at_once" in times:  # runs of older versions asked one after the other, and did not look at the processor
        yield f"{times['at_once']} at once"
        yield f"{times['cases_per_processor_s']} in a second of the processor's work"
    yield f"peak {times['peak_mb']:,} MB"


def _cases(figure: Figure) -> str:
    return _count(figure.cases) + (f", {figure.left_out:,} left out" if figure.left_out else "")


def _count(cases: int) -> str:
    return f"{cases:,} case{'' if cases == 1 else 's'}"


def _short(figure: Figure) -> str:
    if figure.value is None:
        return "-"
    return f"{figure.value:.2f} [{figure.low:.2f}, {figure.high:.2f}]"


def _wrapped(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _difference(d: Difference) -> str:
    mark = "*" if d.p < SIGNIFICANT else " "
    moved = f"{d.value:+.3f} [{d.low:+.3f}, {d.high:+.3f}]"
    return f"  {d.measure:20} {d.before:6.3f} {d.after:6.3f}  {moved} {d.p:.4f}{mark} {d.cases}/{d.cases + d.left_out}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _expected(row: Row) -> str:
    if row.expected.get("label"):
        return _words(row.expected["label"])
    return ", ".join(row.expected["answers"]) or str(row.expected["status"])


def _got(row: Row) -> str:
    if row.got is None:
        return row.error or "not asked"
    if "label" in row.got:
        quotes = [citation["quote"] for citation in row.got["citations"][:1]]
        return " | ".join([f"{_words(row.got['label'])} ({row.got['confidence']:.2f})", *quotes])
    if row.got["status"] == "not_in_articles":
        return f"the articles do not say ({row.got['confidence']:.2f})"
    differ = "the articles differ: " if row.got["status"] == "conflicting" else ""
    return f"{differ}{row.got['answer'] or '-'} ({row.got['confidence']:.2f}) | {row.got['statement']}"
