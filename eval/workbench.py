"""The commands that time newscheck, measure its parts and fit the plain reader; for those who work on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.doors.common import settings_of
from rag.doors.wording import count

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the public data sets (or NEWSCHECK_DATA).")]
Name = Annotated[str, typer.Argument(metavar="CASES", help="A set of cases, as for `run`.")]


def fit(context: typer.Context, data: Data = None) -> None:
    """Fit the plain reader's weights and threshold on development data, and write rag/calibration.json.

    Example: **newscheck eval fit --data ../shared/data**
    """
    import json

    from eval.cases import load_cases
    from eval.examples import plain_examples
    from eval.fitting import DECLINED, PLAIN, Example, to_json
    from eval.fitting import fit as fitted
    from eval.retrieval import dataset_settings
    from rag.calibration import FILE

    found: list[Example] = []
    for name, hide in (("squad2", False), ("news-sample", False), ("news-sample", True)):
        loaded = load_cases(name, data)
        found += plain_examples(loaded, dataset_settings(settings_of(context), loaded, None), hide=hide)
        typer.echo(f"{len(found):,} questions after {name}", err=True)
    known = "SQuAD 2.0 (given half of dev) and the given gold news questions"
    result = fitted(found, features=PLAIN, fitted_on=known, declined=DECLINED)
    FILE.write_text(json.dumps(to_json(result.calibration), indent=1) + "\n")
    for name, value in result.figures.items():
        typer.echo(f"{name:46} {value:,.3f}")
    typer.echo(f"Wrote {FILE.name}: threshold {result.calibration.threshold}")


def reading(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="SET", help="A file of the data folder's reading sets.")
    ] = "squad2_given",
    data: Data = None,
) -> None:
    """Measure the reader, each question beside its own passage, as SQuAD 2.0 is scored: the model by itself, and as it
    answers, calibrated and with the verifier.

    Example: **newscheck eval reading squad2_given --data ../shared/data**
    """
    from eval.datasets import data_folder
    from eval.provenance import provenance, told
    from eval.readings import answer, figures, load, read
    from eval.records import Dataset
    from index.errors import UserError
    from rag.models import open_models, open_span_model
    from rag.models.own import Manifest, OwnReader

    settings, file = settings_of(context), data_folder(data) / "reading" / f"{name}.jsonl.gz"
    model, reader = open_span_model(settings) if settings.models else None, open_models(settings).reader
    if model is None or reader is None:
        raise UserError(
            "There is no reader model to measure.", hint="Name one: NEWSCHECK_READER=FOLDER, with models on."
        )
    asked = load(file)
    facts = provenance(Dataset(name=name, files=(file,), articles=None, cases=()), settings)
    typer.echo(told({**facts, "cases": len(asked)}))
    if isinstance(model, OwnReader) and name in Manifest.read(model.folder, model.kind).trained_on:
        typer.echo("The model was trained on these questions: the figures flatter.")
    for title, found in (("the model", read(model, asked)), ("as it answers", answer(reader, asked))):
        typer.echo(f"{title}, best threshold in hindsight")
        for measure, value in figures(found).items():
            typer.echo(f"  {measure:18} {value}  {value.cases:,} questions")


def adding(
    context: typer.Context,
    dataset: Name,
    data: Data = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many articles.")] = None,
) -> None:
    """Time adding a set's articles to an empty archive, against embedding passages alone in the same minutes.

    The archive is removed afterwards, or kept where the general option --archive says.

    Example: **newscheck eval adding news-sample --data ../shared/data**
    """
    from eval.cases import load_cases
    from eval.provenance import provenance, told
    from eval.speed import measure_adding

    loaded = load_cases(dataset, data)
    settings = settings_of(context)
    report = measure_adding(loaded, settings, limit=limit, keep=context.obj)
    typer.echo(told(provenance(loaded, settings)))
    rate, alone = report.passages / report.seconds, report.passages / report.embedding_alone
    typer.echo(f"{report.articles:,} articles, {report.passages:,} passages in {report.seconds:.1f} s")
    typer.echo(f"{report.articles / report.seconds:.1f} articles/s, {rate:.1f} passages/s")
    typer.echo(f"embedding alone {alone:.1f} passages/s: ratio {report.ratio:.3f}")
    typer.echo(f"its batches by themselves: {report.alone_rates.told('.1f')} passages/s")
    if report.transformer_rate is not None:
        typer.echo(f"sentence-transformers alone {report.transformer_rate:.1f} passages/s")
    typer.echo(f"in the model {report.embedding_share:.1%} of the time; peak {report.peak_mb:,.0f} MB")
    typer.echo(f"on disk {report.disk_mb:,.1f} MB")


def asking(context: typer.Context, dataset: Name, data: Data = None) -> None:
    """Time answers from an open archive, and of a process that has to start first.

    Example: **newscheck eval asking news-sample --data ../shared/data**
    """
    from eval.cases import load_cases
    from eval.provenance import provenance, told
    from eval.retrieval import dataset_settings
    from eval.speed import measure_asking

    loaded = load_cases(dataset, data)
    settings = dataset_settings(settings_of(context), loaded, context.obj)
    report = measure_asking(loaded, settings)
    typer.echo(told(provenance(loaded, settings)))
    typer.echo(f"{report.articles:,} articles, {report.passages:,} passages")
    typer.echo(f"warm: p50 {report.warm.told('.0f')} ms, p95 {report.p95:.0f} ms; processor {report.processor:.0f} ms")
    typer.echo("stages, p50 ms: " + ", ".join(f"{name} {took}" for name, took in report.stages_ms.items()))
    for name, (took, ratio) in report.beside.items():
        typer.echo(f"{name}: {took.told('.1f')} ms; an answer takes {ratio.told('.1f')} times as long")
    for name, cold in (("cold process", report.cold), ("one that imports numpy and openvino", report.cold_beside)):
        typer.echo(f"{name}: {cold.seconds.told('.2f')} s; processor {cold.processor:.2f} s")
    slower, work = report.cold_ratios
    typer.echo(f"a cold process takes {slower:.1f} times as long as that, {work:.1f} times the processor's work")
    if report.many_ms is not None:
        typer.echo(f"thirty hits read: p50 {report.many_ms:.0f} ms")


def serving(
    context: typer.Context,
    dataset: Name,
    data: Data = None,
    clients: Annotated[str, typer.Option(help="How many ask at once, one load after the other.")] = "1,8,32",
    seconds: Annotated[float, typer.Option(min=1, help="Of each load.")] = 15,
    endurance: Annotated[int, typer.Option(min=0, help="Requests after which memory is looked at again.")] = 5_000,
) -> None:
    """Time a server that is asked by many at once, its first words, and its memory.

    Example: **newscheck eval serving wire --clients 1,8 --endurance 500**
    """
    numbers = [int(number) if number.strip().isdecimal() else 0 for number in clients.split(",")]
    if not all(numbers):
        raise typer.BadParameter(f"{clients!r} is no list of numbers from 1 such as 1,8,32", param_hint="--clients")
    from eval.cases import load_cases
    from eval.load import measure_load
    from eval.provenance import provenance, told
    from eval.retrieval import dataset_settings

    loaded = load_cases(dataset, data)
    settings = dataset_settings(settings_of(context), loaded, context.obj)
    report = measure_load(loaded, settings, clients=numbers, seconds=seconds, endurance=endurance)
    typer.echo(told(provenance(loaded, settings)))
    typer.echo(
        f"{report.articles:,} articles; streamed, p50: first stage {report.first_stage_ms:.0f} ms, "
        f"first words {report.first_words_ms:.0f} ms"
    )
    for load in report.loads:
        rate = load.requests / load.seconds
        typer.echo(
            f"{count(load.clients, 'client')}: {rate:.1f} requests/s, p50 {load.p50_ms:.0f} ms,"
            f" p95 {load.p95_ms:.0f} ms, {load.failed} failed of {load.requests:,}"
        )
    before, after = report.memory_mb
    typer.echo(f"asked in process: p50 {report.alone_ms.told('.0f')} ms; of one client {report.ratio:.2f} times that")
    typer.echo(
        f"memory {before:,.0f} MB, after {report.endurance:,} more requests {after:,.0f} MB,"
        f" {report.endurance_failed:,} failed of these"
    )


def scale(
    context: typer.Context,
    dataset: Name,
    out: Annotated[Path, typer.Option("--out", help="Folder for the archive and what was measured; taken up again.")],
    data: Data = None,
    passages: Annotated[int, typer.Option(min=1, help="Of the last step.")] = 1_000_000,
    steps: Annotated[int, typer.Option(min=1, help="Each has half the passages of the next.")] = 5,
    questions: Annotated[int, typer.Option(min=1, help="Of the set, asked at each step.")] = 40,
    index: Annotated[bool, typer.Option(help="Measure the Chroma index, too, which takes most of the time.")] = True,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="At the end, time the index made anew.")] = False,
) -> None:
    """Let an archive grow, of articles that are made of a set's, and measure writing, asking, memory and disk.

    The articles that they are made of are the set's, or those of the archive that the general option --archive names.

    Example: **newscheck eval scale news-sample --passages 100000 --out scale --data ../shared/data**
    """
    from eval.cases import load_cases
    from eval.curves import draw, table
    from eval.provenance import provenance, told
    from eval.retrieval import built, dataset_settings
    from eval.scale import grow
    from eval.scale import rebuild as made_anew

    loaded = load_cases(dataset, data)
    settings = dataset_settings(settings_of(context), loaded, context.obj)
    with built(loaded, settings) as archive:
        donors = archive.counts()
    asked = [case.question for case in loaded.cases[:questions]]
    found = []
    for step in grow(settings.archive, settings, asked, passages=passages, steps=steps, out=out, index=index):
        found.append(step)
        typer.echo(f"{step.passages:,} passages", err=True)
    (out / "scale.svg").write_text(draw(found))
    typer.echo(told(provenance(loaded, settings)))
    typer.echo("made of {:,} articles, {:,} passages; {:,} questions".format(*donors, len(asked)))
    for line in table(found):
        typer.echo(line)
    if rebuild:
        typer.echo("index made anew in {:.0f} s, {:.0f} s of CPU time, {:.0f} MB".format(*made_anew(out)))
    typer.echo(f"Drawn in {out / 'scale.svg'}")


def decomposition(
    file: Annotated[Path | None, typer.Argument(help="sentences.jsonl (default: the shipped one).")] = None,
) -> None:
    """Measure how sentences are divided: exact sub-claims, and claim, opinion, question or prediction.

    Example: **newscheck eval decomposition**
    """
    from eval.decomposition import FILE, divide, tell

    for line in tell(divide(file or FILE)):
        typer.echo(line)


def speakers(
    file: Annotated[Path | None, typer.Argument(help="sentences.jsonl (default: the shipped one).")] = None,
) -> None:
    """Measure how well it is told who says a sentence: precision and recall of speakers, over sentences marked by hand.

    Example: **newscheck eval speakers**
    """
    from eval.speakers import FILE, tell, tell_speakers

    for line in tell(tell_speakers(file or FILE)):
        typer.echo(line)


def counterfactual(
    context: typer.Context,
    name: Name = "wire",
    most: Annotated[int, typer.Option("--most", min=1, help="Cases at most.")] = 100,
    data: Data = None,
) -> None:
    """Add a copy of an article in which the answer is another one, and tell what becomes of answers and verdicts: a
    conflict that is shown, or a silent flip.

    Example: **newscheck eval counterfactual wire --most 100**
    """
    from eval.cases import load_cases
    from eval.counterfactual import run, tell
    from eval.provenance import provenance, told
    from eval.retrieval import dataset_settings

    loaded = load_cases(name, data)
    settings = dataset_settings(settings_of(context), loaded, None)
    found = []
    for one in run(loaded, settings, most=most):
        found.append(one)
        typer.echo(f"{len(found)}: {one[0].question} {one[0].other}? {one[1]}, {one[2]}", err=True)
    typer.echo(told(provenance(loaded, settings)))
    for line in tell(found):
        typer.echo(line)


COMMANDS = (counterfactual, decomposition, speakers, reading, fit, adding, asking, serving, scale)
