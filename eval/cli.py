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
                typer.echo(f"    {name:12} {found}  {found.cases} cases")
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
        typer.echo(f"    {name:36} {found}  {found.cases} cases")
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
        typer.echo(f"{name:46} {value:,.3f}")
    typer.echo(f"Wrote {FILE.name}: threshold {result.calibration.threshold}")


@app.command()
def adding(
    context: typer.Context,
    dataset: Name,
    data: Data = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many articles.")] = None,
) -> None:
    """Time adding a set's articles to an empty archive, against embedding the same passages alone.

    Example: **newscheck eval adding news-sample --data ../shared/data**
    """
    from eval.datasets import load_dataset
    from eval.reporting import provenance, told
    from eval.speed import measure_adding

    loaded = load_dataset(dataset, data)
    settings = settings_of(context)
    report = measure_adding(loaded, settings, limit=limit)
    typer.echo(told(provenance(loaded, settings)))
    rate, alone = report.passages / report.seconds, report.passages / report.embedding_alone
    typer.echo(f"{report.articles:,} articles, {report.passages:,} passages in {report.seconds:.1f} s")
    typer.echo(f"{report.articles / report.seconds:.1f} articles/s, {rate:.1f} passages/s")
    typer.echo(f"embedding alone {alone:.1f} passages/s: ratio {report.ratio:.3f}")
    typer.echo(f"in the model {report.embedding_share:.1%} of the time; peak {report.peak_mb:,.0f} MB")
    typer.echo(f"on disk {report.disk_mb:,.1f} MB")


@app.command()
def asking(context: typer.Context, dataset: Name, data: Data = None) -> None:
    """Time answers from an open archive, and of a process that has to start first.

    Example: **newscheck eval asking news-sample --data ../shared/data**
    """
    from eval.datasets import load_dataset
    from eval.reporting import provenance, told
    from eval.retrieval import dataset_settings
    from eval.speed import measure_asking

    loaded = load_dataset(dataset, data)
    settings = dataset_settings(settings_of(context), loaded, context.obj)
    report = measure_asking(loaded, settings)
    typer.echo(told(provenance(loaded, settings)))
    typer.echo(f"{report.articles:,} articles, {report.passages:,} passages")
    typer.echo("warm: p50 {:.0f} ms, p95 {:.0f} ms".format(*report.warm_ms))
    typer.echo("stages, p50 ms: " + ", ".join(f"{name} {took}" for name, took in report.stages_ms.items()))
    typer.echo("cold process: {:.2f} s least, {:.2f} s median, {:.2f} s most of 5".format(*report.cold_s))
