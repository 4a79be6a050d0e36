"""`newscheck eval`: measurements on named data sets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.doors.common import Json, say, settings_of

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Measure retrieval and answers on data sets, each figure with a 95 % interval.",
)

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the data sets (or NEWSCHECK_DATA).")]
Name = Annotated[str, typer.Argument(help="seeds, news-sample, news, news-weak, time, scifact or squad2.")]


@app.command()
def retrieval(context: typer.Context, dataset: Name, data: Data = None, as_json: Json = False) -> None:
    """Rank articles for each question, by each stage alone and by all of them.

    Adds the set's articles to an archive of its own in the cache folder, or to the one that --archive names.

    Example: **newscheck eval retrieval news-sample --data ../shared/data**
    """
    from eval.datasets import load_dataset
    from eval.reporting import provenance, told
    from eval.retrieval import dataset_settings, measure_retrieval

    loaded = load_dataset(dataset, data)
    settings = dataset_settings(settings_of(context), loaded, context.obj)
    facts = provenance(loaded, settings)
    if not as_json:
        typer.echo(told(facts))
    rows = []
    for report in measure_retrieval(loaded, settings):
        figures = dict(report.figures) | ({"answer in 5": report.answer_in_5} if report.answer_in_5 else {})
        p50, p95 = report.milliseconds
        rows.append({"variant": report.variant, "p50_ms": round(p50, 1), "p95_ms": round(p95, 1)}
                    | {name: found.to_dict() for name, found in figures.items()})  # fmt: skip
        if not as_json:
            typer.echo(f"{report.variant}: retrieval p50 {p50:.0f} ms, p95 {p95:.0f} ms")
            for name, found in figures.items():
                typer.echo(f"    {name:12} {found}")
    if as_json:
        say({**facts, "variants": rows})


@app.command()
def answers(
    context: typer.Context,
    dataset: Name,
    data: Data = None,
    without_evidence: Annotated[
        bool, typer.Option("--without-evidence", help="Hide each question's own articles: declining is right.")
    ] = False,
    failures: Annotated[bool, typer.Option("--failures", help="Print each case that went wrong.")] = False,
    as_json: Json = False,
) -> None:
    """Ask a data set's questions, and judge what was answered and what was declined.

    Example: **newscheck eval answers seeds --failures**
    """
    from eval.answers import answer_figures, judge_answers
    from eval.datasets import load_dataset
    from eval.reporting import provenance, told
    from eval.retrieval import dataset_settings

    loaded = load_dataset(dataset, data)
    settings = dataset_settings(settings_of(context), loaded, context.obj)
    judged = list(judge_answers(loaded, settings, without_evidence=without_evidence))
    facts = provenance(loaded, settings) | {"left_out": len(loaded.cases) - len(judged)}
    figures = answer_figures(judged)
    if as_json:
        say({**facts, "figures": {name: found.to_dict() for name, found in figures.items()}})
        return
    typer.echo(f"{told(facts)}; {facts['left_out']} cases left out")
    for name, found in figures.items():
        typer.echo(f"    {name:32} {found}  {found.cases} cases")
    for wrong in (j for j in judged if failures and not j.right):
        said = "declined" if wrong.declined else f"{wrong.answer.answer or '-'} | {wrong.answer.statement}"
        typer.echo(f"{wrong.case.id} ({wrong.answer.confidence:.2f}): {wrong.case.question}\n    {said}")


@app.command()
def fit(context: typer.Context, data: Data = None) -> None:
    """Fit the plain reader's weights and threshold on development data, and write rag/calibration.json.

    Example: **newscheck eval fit --data ../shared/data**
    """
    import json

    from eval.datasets import load_dataset
    from eval.fitting import Example, examples, to_json
    from eval.fitting import fit as fitted
    from eval.retrieval import dataset_settings
    from rag.calibration import FILE

    found: list[Example] = []
    for name, hide in (("squad2", False), ("news-sample", False), ("news-sample", True)):
        loaded = load_dataset(name, data)
        found += examples(loaded, dataset_settings(settings_of(context), loaded, None), hide=hide)
        typer.echo(f"{len(found):,} questions after {name}", err=True)
    result = fitted(found, fitted_on="SQuAD 2.0 (given half of dev) and the given gold news questions")
    FILE.write_text(json.dumps(to_json(result.calibration), indent=1) + "\n")
    for name, value in result.figures.items():
        typer.echo(f"{name:36} {value:,.3f}")
    typer.echo(f"Wrote {FILE.name}: threshold {result.calibration.threshold}")
