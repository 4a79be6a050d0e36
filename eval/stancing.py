"""The command that measures a verifier: what a passage supports, refutes, or says nothing about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.doors.common import settings_of

if TYPE_CHECKING:
    from eval.stances import Judged, Pairs
    from rag.settings import Settings

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the public data sets (or NEWSCHECK_DATA).")]


class PairSet(StrEnum):
    """Sets of pairs, as they are named on the command line."""

    ENTAILMENT = "entailment"
    EDITS = "edits"
    DENIALS = "denials"
    DENIALS_DEVELOPMENT = "denials-development"
    OPPOSITES = "opposites"
    OPPOSITES_DEVELOPMENT = "opposites-development"
    RUMOURS = "rumours"
    RUMOURS_DEVELOPMENT = "rumours-development"
    VALUES = "values"


def stance(
    context: typer.Context,
    pairs: Annotated[PairSet, typer.Argument(metavar="|".join(PairSet), help="Which set of pairs.")],
    data: Data = None,
    seed: Annotated[int, typer.Option(help="Of the edits that are made; entailment has none.")] = 0,
    out: Annotated[Path | None, typer.Option("--out", help="File to write each pair and its verdict to.")] = None,
) -> None:
    """Measure the verifier: does it tell what a passage supports from what it refutes?

    ENTAILMENT is the development part of six public sets. EDITS are 500 sentences of news articles beside their
    passages: a number, date, name, place or unit changed or the sense denied, which should be refuted; and 250 exact or
    reworded copies, which should be supported. DENIALS, OPPOSITES, RUMOURS and VALUES are pairs marked by hand; they
    need no data. All are told without and with values compared as such, and denials, opposites and rumours heeded.

    Example: **newscheck eval stance edits --data ../shared/data**
    """
    from eval.datasets import data_folder
    from eval.marked import load_marked
    from eval.stances import judge, load_pairs
    from index.errors import UserError
    from rag.models import open_models

    settings = settings_of(context)
    verifier = open_models(settings).verifier
    if verifier is None:
        raise UserError("There is no verifier to measure.", hint="Name one: NEWSCHECK_VERIFIER=FOLDER, with models on.")
    loaded = (
        load_pairs("edits" if pairs is PairSet.EDITS else "entailment", data_folder(data), seed=seed)
        if pairs in {PairSet.ENTAILMENT, PairSet.EDITS}
        else load_marked(pairs.value)
    )
    judged = judge(verifier, loaded.pairs)
    for line in tell(loaded, judged, settings, seed=seed):
        typer.echo(line)
    if out is not None:
        write(judged, out)
        typer.echo(f"Wrote {out}")


def tell(pairs: Pairs, judged: Sequence[Judged], settings: Settings, *, seed: int) -> Iterator[str]:
    """What the figures depend on, how many pairs there are of which kind, the figures, and what was left out."""
    from eval.marked import FOLDER, marked_figures
    from eval.provenance import provenance, told
    from eval.records import Dataset
    from eval.stances import figures
    from eval.valued import compared, differences

    measured = marked_figures(judged) if pairs.files[0].parent == FOLDER else figures(judged)
    dataset = Dataset(name=pairs.name, files=pairs.files, articles=None, cases=())
    yield told({**provenance(dataset, settings), "set": _named(pairs, seed), "cases": len(judged)})
    counts = Counter((one.pair.source, one.pair.gold) for one in judged)
    yield "  " + ", ".join(f"{count:,} {source} {gold}" for (source, gold), count in sorted(counts.items()))
    yield from (f"  {name:20} {figure}  {figure.cases:,} pairs" for name, figure in measured.items())
    yield "  right, without and with values compared:"
    yield from (
        f"  {one.measure:20} {one.before:.3f} -> {one.after:.3f}  {one.value:+.3f} [{one.low:+.3f}, {one.high:+.3f}]"
        for one in differences(judged, compared(judged))
    )
    yield from (f"  left out: {count:,} {why}" for why, count in pairs.left_out.items())


def write(judged: Sequence[Judged], file: Path) -> None:
    """One line of JSON for each pair: verdict, and that with rules; source, gold, probabilities, statement, passage.

    Raises:
        UserError: the file cannot be written.
    """
    import json
    from dataclasses import asdict

    from eval.keeping import write_text
    from eval.valued import compared

    lines = (
        json.dumps(
            {"verdict": one.verdict, "compared": after.verdict, **asdict(one.pair), **asdict(one.stances)},
            ensure_ascii=False, default=str,
        )
        for one, after in zip(judged, compared(judged), strict=True)
    )  # fmt: skip
    write_text(file, "".join(f"{line}\n" for line in lines))


def _named(pairs: Pairs, seed: int) -> str:
    return f"{pairs.name} (seed {seed})" if pairs.name == "edits" else pairs.name
