"""`python -m train`: data, training, export, calibration and figures of the two shipped models, step by step.

Every step keeps what it made in the folder, finds it again, and goes on where it was stopped.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rag.models.own import Manifest
    from train.network import Network
    from train.records import Example

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)

Data = Annotated[Path, typer.Option("--data", envvar="NEWSCHECK_DATA", help="Folder of the public data sets.")]
Folder = Annotated[Path, typer.Option("--folder", help="For weights, checkpoints and examples.")]
FOLDER = Path(".cache/train")
SHIPPED = Path("rag/models")

QUERIES = 3_000
"""Questions made of articles that are asked as queries."""


@app.command("reader-first")
def reader_first(data: Data, folder: Folder = FOLDER, out: Path = SHIPPED / "reader") -> None:
    """The reader's first stage, on answered questions and what is made of them; needs to be calibrated."""
    from train.export import export
    from train.learned import READER_FIRST
    from train.reader import FIRST, first_stage, typical

    network = first_stage(data, folder / "reader")
    facts = export(
        network, out, kind="reader", max_tokens=FIRST.max_tokens, seen=typical(data), trained_on=READER_FIRST
    )  # fmt: skip
    typer.echo(facts)


@app.command("news")
def news(data: Data, folder: Folder = FOLDER) -> None:
    """Examples made of the news articles, which are added to an archive first (an hour)."""
    for name, count in _counts(_news(data, folder)).items():
        typer.echo(f"{count:7,} {name}")


@app.command("reader-folds")
def reader_folds(data: Data, folder: Folder = FOLDER) -> None:
    """The last stage without one fold of titles at a time, and the figures of these on those titles."""
    from eval.readings import figures, load
    from eval.readings import read as ask
    from rag.models.own import OwnReader
    from train.export import export
    from train.learned import READER
    from train.reader import LAST, folds, last_stage, second_stage, squad2, typical

    squad, made = squad2(data), _news(data, folder)
    second_stage(data, folder / "reader", news=made, encoder=_verifier(folder))
    asked = load(data / "reading" / "squad2_given.jsonl.gz")
    found = []
    for number, titles in enumerate(folds(squad)):
        name = f"fold-{number}"
        seen = [example for example in squad if example.group not in titles]
        network = last_stage(data, folder / "reader", name=name, squad=seen, news=made)
        place = folder / "reader" / name / "model"
        export(network, place, kind="reader", max_tokens=LAST.max_tokens, seen=typical(data), trained_on=READER)
        found += ask(OwnReader(place), [one for one in asked if one.group in titles])
        typer.echo(f"{len(found):,} questions")
        for measure, value in figures(found).items():
            typer.echo(f"{measure:18} {value}")


@app.command("reader")
def reader(data: Data, folder: Folder = FOLDER, out: Path = SHIPPED / "reader") -> None:
    """The last stage on everything, as it is shipped; needs to be calibrated."""
    from train.export import export
    from train.learned import READER
    from train.reader import LAST, last_stage, second_stage, squad2, typical

    made = _news(data, folder)
    second_stage(data, folder / "reader", news=made, encoder=_verifier(folder))
    network = last_stage(data, folder / "reader", name="whole", squad=squad2(data), news=made)
    typer.echo(
        export(network, out, kind="reader", max_tokens=LAST.max_tokens, seen=typical(data), trained_on=READER)
    )  # fmt: skip


@app.command("restore")
def restore(folder: Folder = FOLDER, shipped: Path = SHIPPED) -> None:
    """Put the shipped weights, rounded as they are, where the last stages begin; what lies there is kept.

    A reader that has learned from SQuAD 2.0 is refused.
    """
    from train.network import reader, save, verifier
    from train.reader import WEIGHTS
    from train.restoring import begin_as_shipped

    for role, made in (("reader", reader), ("verifier", verifier)):
        if (file := folder / role / "first" / WEIGHTS).exists():
            typer.echo(f"{file} is there already")
            continue
        network = made(pretrained=False)
        begin_as_shipped(network, shipped / role, role)
        file.parent.mkdir(parents=True, exist_ok=True)
        save(network, file)
        typer.echo(f"Wrote {file}")


@app.command("calibrate-reader")
def calibrate(data: Data, folder: Folder = FOLDER, out: Path = SHIPPED / "reader") -> None:
    """Fit the order of hits and the probability of answers, and write calibration.json."""
    from rag.settings import Settings
    from train.calibrating import calibrate_reader

    for name, value in calibrate_reader(data, folder, out, Settings.load()).figures.items():
        typer.echo(f"{name:46} {value:,.3f}")


@app.command("calibrate-order")
def calibrate_hits(data: Data, out: Path = SHIPPED / "reader") -> None:
    """Fit the order of hits alone, a part of `calibrate-reader`."""
    from rag.settings import Settings
    from train.calibrating import calibrate_order

    for name, value in calibrate_order(data, out, Settings.load()).items():
        typer.echo(f"{name:46} {value:,.3f}")


@app.command("depths")
def depths(data: Data, out: Path = SHIPPED / "reader") -> None:
    """What the order of hits reaches when more of them are put in order; nothing is written."""
    from rag.settings import Settings
    from train.calibrating import depths as reached

    for depth, figures in reached(data, out, Settings.load()):
        for name, value in figures.items():
            typer.echo(f"{depth:2} hits, {name:46} {value:,.3f}")


@app.command("verifier-first")
def verifier_first(data: Data, folder: Folder = FOLDER, out: Path = SHIPPED / "verifier") -> None:
    """The verifier's first stage, from the encoder of the reader's, on public pairs and pairs made of the news."""
    from train.verifier import first_stage

    start = folder / "reader" / "first" / "weights.safetensors"
    typer.echo(_ship_verifier(first_stage(data, folder / "verifier" / "first", start=start), data, out))


@app.command("verifier")
def verifier(data: Data, folder: Folder = FOLDER, out: Path = SHIPPED / "verifier") -> None:
    """The last stage, answers as statements, as it is shipped; needs to be calibrated."""
    from train.verifier import last_stage

    typer.echo(_ship_verifier(last_stage(data, folder / "verifier" / "whole", start=_verifier(folder)), data, out))


@app.command("calibrate-verifier")
def calibrate_claims(data: Data, out: Path = SHIPPED / "verifier") -> None:
    """Fit what passages add up to, and write calibration.json."""
    from rag.settings import Settings
    from train.calibrating import calibrate_verifier

    for name, value in calibrate_verifier(data, out, Settings.load()).figures.items():
        typer.echo(f"{name:46} {value:,.3f}" if value is not None else name)


@app.command("curve")
def curve(kind: Annotated[str, typer.Argument(metavar="reader|verifier")], data: Data, folder: Folder = FOLDER) -> None:
    """Figures after each stage that was trained, with what it took; of the reader on the first fold of titles."""
    from train.curve import curve as points

    for point in points(kind, data, folder):
        took = "course not kept" if point.seconds is None else f"{point.tokens:,} tokens, {point.seconds / 60:.0f} min"
        typer.echo(f"{point.name}: {took}")
        for measure, value in point.figures.items():
            typer.echo(f"  {measure:20} {value}")


def _news(data: Path, folder: Path) -> list[Example]:
    """Quiz questions, and questions made of articles, beside what is found for them; and the latter by themselves.

    Nothing of what the gold questions are answered from is among them.
    """
    from random import Random

    from eval.cases import load_cases
    from eval.excerpts import read_stories
    from eval.retrieval import built, dataset_settings
    from index.urls import tidy_url
    from rag.settings import Settings
    from train.cloze import cloze
    from train.heldout import HeldOut
    from train.news import keep, mined, some, weak

    dataset = load_cases("news", data)
    held = HeldOut.of(dataset.cases)
    settings = dataset_settings(Settings.load(), dataset, None)
    with built(dataset, settings) as archive:
        titles = {document.url: document.title for document in archive.documents()}
        stories = (story for story in read_stories(data) if not held.tells(story.url))
        titled = ((story, titles.get(tidy_url(story.url)[0], "")) for story in stories)
        made = keep(cloze(titled, Random(0)), folder / "news" / "cloze.jsonl")
        return [
            *keep(weak(data, archive, settings, held), folder / "news" / "weak.jsonl"),
            *keep(mined(some(made, Random(0), QUERIES), archive, settings, held), folder / "news" / "mined.jsonl"),
            *made,
        ]


def _ship_verifier(network: Network, data: Path, out: Path) -> Manifest:
    """Written twice: the stances are balanced by what the exported model says of development pairs."""
    from eval.stances import judge, load_pairs
    from rag.models.own import OwnVerifier
    from train.balancing import balance, fit_balance
    from train.export import export
    from train.learned import VERIFIER
    from train.verifier import FIRST, typical

    told = typical(data)
    export(network, out, kind="verifier", max_tokens=FIRST.max_tokens, seen=told, trained_on=VERIFIER)
    found = fit_balance(judge(OwnVerifier(out), load_pairs("entailment", data).pairs))
    typer.echo(found)
    balance(network, found)
    return export(network, out, kind="verifier", max_tokens=FIRST.max_tokens, seen=told, trained_on=VERIFIER)


def _verifier(folder: Path) -> Path:
    return folder / "verifier" / "first" / "weights.safetensors"


def _counts(examples: list[Example]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for example in examples:
        name = f"{example.source}, {'answered' if example.spans else 'not answered'}"
        counts[name] = counts.get(name, 0) + 1
    return counts


def main() -> None:
    """Run a step; of what a person can mend no traceback is shown."""
    from index.errors import NewscheckError

    try:
        app()
    except NewscheckError as error:
        from rag.doors.complaining import complain

        complain(error, as_json=False)
        sys.exit(2)


if __name__ == "__main__":
    main()
