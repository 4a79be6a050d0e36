"""What was retrieved, for `search`; by which stage, and how long that took, for `--why`."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from index.records import Copy, Hit
from rag.doors.wording import facts_of, shortened, tellers, title_of
from rag.records import Answer, Verdict

LEGEND = (
    "score: the sum of weight / (10 + rank) over the rankings, of which each tells rank and own score:"
    " dense by meaning (cosine), lexical by words (BM25), article by the words of whole articles (BM25)"
)
DATED = "scores of articles that are not of the days asked about count half"
RERANKED = "rerank: the order that the rows stand in, and the reranker's own score"
_COLUMNS = ("score", "dense", "lexical", "article")


def show_hits(out: Console, hits: Sequence[Hit], *, nothing: str | None = None) -> None:
    """Passages with their articles, best first; or that there is none, and why."""
    if not hits:
        out.print(f"No passage matches{f': {nothing}' if nothing else ''}.")
    for number, hit in enumerate(hits, start=1):
        out.print(Text(f"{number}. {title_of(hit.document)}", "bold"))
        out.print(Padding(Text(facts_of(hit.document), "dim"), (0, 0, 0, 3)))
        out.print(Padding(Text(shortened(hit.passage.text, 400)), (0, 0, 0, 3)))
        if hit.copies:
            out.print(Padding(Text(f"also in: {tellers(list(map(Copy.of, hit.copies)))}", "dim"), (0, 0, 0, 3)))
        out.print()


def show_why(out: Console, answer: Answer | Verdict) -> None:
    """What was retrieved, by which stage, with which ranks and scores, and how long it took."""
    out.print(Rule("why", align="left", style="dim"))
    reranked = any(evidence.stage == "rerank" for hit in answer.hits for evidence in hit.evidence)
    out.print(_stages(answer.hits, ("rerank", *_COLUMNS) if reranked else _COLUMNS))
    dated = any(hit.weight < 1 for hit in answer.hits)
    legend = "; ".join([LEGEND, *([RERANKED] if reranked else []), *([DATED] if dated else [])])
    out.print(Text(legend, "dim"))
    timings = ", ".join(f"{stage}={took:.0f}" for stage, took in answer.timings_ms.items())
    out.print(Text(f"milliseconds: {timings}", "dim"))


def _stages(hits: Sequence[Hit], columns: Sequence[str]) -> Table:
    """What each stage said of each hit."""
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in (*columns, "passage"):
        table.add_column(name, justify="left" if name == "passage" else "right", no_wrap=name != "passage")
    for hit in hits:
        told = {evidence.stage: f"{evidence.rank}. {evidence.score:.2f}" for evidence in hit.evidence}
        told["score"] = f"{hit.score:.3f}"
        where = f"{hit.document.id[:8]} {hit.passage.start}-{hit.passage.end} "
        text = Text.assemble((where, "dim"), shortened(hit.passage.text, 90))
        table.add_row(*(told.get(name, "-") for name in columns), text)
    return table
