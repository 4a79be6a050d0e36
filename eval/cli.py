"""`newscheck eval`: run a set of cases, read and compare runs, and let a build fail when answers get worse."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from eval import stancing, workbench
from rag.doors.common import INTERRUPTED, Archive, Json, say, settings_of

if TYPE_CHECKING:
    from eval.records import Dataset, Run
    from rag.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Run a set of cases, read and compare runs, and let a build fail when answers get worse.",
)

WORSE = 1
"""Exit code of `gate` when a measure fell by more than it may."""

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the public data sets (or NEWSCHECK_DATA).")]
Cases = Annotated[str, typer.Argument(metavar="CASES", help="A name, a file or a folder: see below.")]
FollowUps = Literal["resolved", "typed", "joined", "by-hand"]
Kept = Annotated[str, typer.Argument(metavar="RUN", help="A run's folder, its name in runs/, or last.")]


class Evidence(StrEnum):
    """What a question is given to read."""

    GIVEN = "given"
    HIDDEN = "hidden"
    BOTH = "both"


@app.command("run")
def run_(
    context: typer.Context,
    cases: Cases,
    out: Annotated[Path | None, typer.Option("--out", help="Folder to keep the run in (default: in runs/).")] = None,
    stages: Annotated[
        str, typer.Option(help="Rankings to fuse: any of dense, lexical, article.")
    ] = "dense,lexical,article",
    evidence: Annotated[
        Evidence, typer.Option(help="With hidden articles of its own, a question should be declined; both asks twice.")
    ] = Evidence.GIVEN,
    follow_ups: Annotated[FollowUps, typer.Option(help="How a question that follows others is put.")] = "resolved",
    without: Annotated[str, typer.Option(help="Parts that do nothing: values, times, attribution, ...")] = "",
    at_once: Annotated[int, typer.Option(min=1, help="Cases asked together; 1 tells what a single one takes.")] = 8,
    archive: Archive = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Put every case of a set to the system, judge what comes, and keep it as a run.

    CASES is a name (shipped: seeds, wire, follow-ups, attribution, yes-no; in the data folder: news-sample, news,
    news-weak, news-claims, fm2, time, scifact, squad2, multihop, averitec), a folder with cases.jsonl, claims.jsonl
    or both beside its articles, one such file, or one of SQuAD, BEIR, FEVER, SciFact, AVeriTeC, RealTimeQA or MultiHop.

    A line of cases.jsonl has id, question, answers, and may have kind, status, evidence, as_of, since, until, note,
    and previous and rewrites where the question follows others; one of claims.jsonl has id, claim, label and may have
    kind, change, evidence, as_of, note. The articles of a set are added to an archive of its own; --archive names
    another one, which is asked as it is. Cases without articles, and a file without articles/ beside it, are asked of
    the archive that `ask` uses.

    Example: **newscheck eval run wire --out runs/today**
    """
    from eval.cases import load_cases
    from eval.keeping import FOLDER, make_folder, write_run
    from eval.retrieval import dataset_settings

    dataset = load_cases(cases, data)
    settings = dataset_settings(settings_of(context), dataset, archive or context.obj)
    folder = out or FOLDER / f"{dataset.name}-{datetime.now():%Y%m%d-%H%M%S}"
    replaced = make_folder(folder, dataset.name)
    try:
        run = _run(dataset, settings, _listed(stages), _listed(without), evidence, follow_ups, at_once, quiet=as_json)
    except KeyboardInterrupt:
        typer.echo("Stopped. A run is kept only when it is whole; the articles added so far stay.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    finally:
        if not any(folder.iterdir()):  # still, when the run failed: it would look like one
            folder.rmdir()
    write_run(run, folder)
    if replaced:
        typer.echo(f"Replaced the earlier run in {folder}", err=True)
    _tell(run, folder, as_json=as_json)


@app.command()
def show(
    run: Kept = "last",
    failures: Annotated[bool, typer.Option("--failures", help="Print each case that went wrong.")] = False,
    as_json: Json = False,
) -> None:
    """The figures of a run, each with its interval and what was left out.

    Example: **newscheck eval show last --failures**
    """
    from eval.keeping import find_run, read_run
    from eval.telling import tell_failures

    kept = read_run(run)
    _tell(kept, find_run(run), as_json=as_json)
    for line in tell_failures(kept) if failures and not as_json else ():
        typer.echo(line)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """The runs in runs/, oldest first.

    Example: **newscheck eval list**
    """
    from eval.keeping import list_runs, read_figures, read_run
    from eval.telling import HEADLINES, tell_listed
    from index.errors import UserError

    told: list[dict[str, object]] = []
    for folder in list_runs():
        try:
            run, found = read_run(folder), read_figures(folder)
        except UserError as error:
            typer.echo(str(error), err=True)
            continue
        told.append({"run": str(folder), "set": run.name, **{n: found[n].to_dict() for n in HEADLINES if n in found}})
        if not as_json:
            typer.echo(tell_listed(folder, run, found))
    if as_json:
        say(told)
    elif not told:
        typer.echo("No runs yet. Make one: newscheck eval run wire")


@app.command()
def compare(before: Kept, after: Kept, as_json: Json = False) -> None:
    """What changed from one run to another: per measure with interval and p, and case by case.

    Example: **newscheck eval compare runs/before runs/after**
    """
    from dataclasses import asdict

    from eval.comparing import compare as compared
    from eval.keeping import read_run
    from eval.telling import tell_comparison

    found = compared(read_run(before), read_run(after))
    if as_json:
        say({
            "differences": [difference.to_dict() for difference in found.differences],
            "changed": [{"before": asdict(old), "after": asdict(new)} for old, new in found.changed],
            "altered": found.altered, "only_before": found.only_before, "only_after": found.only_after,
            "facts": found.facts,
        })  # fmt: skip
        return
    for line in tell_comparison(found):
        typer.echo(line)


@app.command()
def gate(
    run: Kept,
    against: Annotated[str, typer.Option(help="The run to be no worse than.")],
    max_drop: Annotated[list[str], typer.Option(metavar="MEASURE=DROP", help="May be given several times.")],
    as_json: Json = False,
) -> None:
    """Exit with 1 when a measure is worse than the baseline by more than it may be.

    Exit codes: 0 when none is worse; 1 when one is; 2 when the runs cannot be compared, as of other cases, or the call
    is wrong.

    Example: **newscheck eval gate last --against eval/sets/wire/baseline --max-drop right=0.01**
    """
    from eval.comparing import beside
    from eval.keeping import read_run

    found = beside(read_run(run), against=read_run(against), max_drop=dict(_allowed(pair) for pair in max_drop))
    if as_json:
        say([{"measure": g.measure, "before": g.before, "after": g.after, "allowed": g.allowed, "worse": g.worse}
             for g in found])  # fmt: skip
    for measure in () if as_json else found:
        now = "cannot be scored" if measure.after is None else f"{measure.after:.4f}"
        told = "worse" if measure.worse else "no worse"
        typer.echo(f"{measure.measure}: {measure.before:.4f} -> {now}, {told} (allowed: {measure.allowed})")
    if any(measure.worse for measure in found):
        raise typer.Exit(WORSE)


@app.command()
def report(
    run: Kept = "last",
    out: Annotated[Path | None, typer.Option("--out", help="File to write (default: report.html in the run).")] = None,
) -> None:
    """A run as one HTML file: figures, plots, and every case with what was expected, found and cited.

    Example: **newscheck eval report last --out report.html**
    """
    from eval.keeping import REPORT, find_run, read_run, write_text
    from eval.page import page
    from eval.summarising import figures

    kept = read_run(run)
    file = out or find_run(run) / REPORT
    write_text(file, page(kept, {name: told.to_dict() for name, told in figures(kept).items()}))
    typer.echo(f"Wrote {file}")


@app.command("add-case")
def add_case(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="cases.jsonl to append to.")],
    question: Annotated[str | None, typer.Option(help="Ask this now (default: the question asked last).")] = None,
    answer: Annotated[list[str] | None, typer.Option(help="What is right instead; several are accepted.")] = None,
    quote: Annotated[str | None, typer.Option(help="The sentence that says it, letter by letter.")] = None,
    not_in_articles: Annotated[bool, typer.Option("--not-in-articles", help="It should be declined.")] = False,
    id_: Annotated[str | None, typer.Option("--id", help="Default: made of the question's words.")] = None,
    kind: Annotated[str | None, typer.Option(help="A group that figures are told for.")] = None,
    as_json: Json = False,
) -> None:
    """Make a case of the question asked last: accept its answer and citation, or correct them.

    The days that it was asked with (--since, --until, --as-of) go into the case.

    Example: **newscheck eval add-case cases.jsonl --answer 16,000**
    """
    from eval.growing import add_case as added
    from rag.checker import FactChecker
    from rag.doors.common import open_archive
    from rag.doors.remembering import last_question, remember

    settings = settings_of(context).model_copy(update={"llm": None})
    if question is not None:
        with FactChecker.open(settings=settings) as checker:
            remember(settings, checker.ask(question))
    given = last_question(settings)
    with open_archive(context) as (archive, _):
        case = added(
            file, given, archive, answers=answer or (), quote=quote, not_in_articles=not_in_articles, id_=id_, kind=kind
        )
    if as_json:
        say(case)
    else:
        typer.echo(f"Added to {file}: {case['question']} {' | '.join(case['answers']) or 'Not in the articles.'}")


def _run(
    dataset: Dataset, settings: Settings, stages: list[str], without: list[str], evidence: Evidence,
    follow_ups: FollowUps, at_once: int, *, quiet: bool,
) -> Run:  # fmt: skip
    from eval.running import run
    from eval.switching import run_without

    silent = quiet or not sys.stderr.isatty()
    with typer.progressbar(length=len(dataset.cases), label=dataset.name, file=sys.stderr, hidden=silent) as bar:
        put = partial(
            run, settings=settings, stages=stages, evidence=evidence.value, follow_ups=follow_ups, at_once=at_once,
            on_done=lambda _: bar.update(1),
        )  # fmt: skip
        return run_without(without, dataset, put)


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _tell(run: Run, folder: Path, *, as_json: bool) -> None:
    from eval.summarising import figures
    from eval.telling import tell_run
    from eval.verdicts import by_label, confusion

    if as_json:
        found = {name: figure.to_dict() for name, figure in figures(run).items()}
        labels = {"by_label": [told.to_dict() for told in by_label(run.rows)], "confusion": confusion(run.rows)}
        say({"run": str(folder), **run.facts, "figures": found, **labels, "times": run.times})
        return
    for line in tell_run(run):
        typer.echo(line)
    typer.echo(f"Kept in {folder}")


def _allowed(pair: str) -> tuple[str, float]:
    measure, equals, drop = pair.partition("=")
    try:
        if not equals or not 0 <= float(drop) < float("inf"):  # nan is no number to be above
            raise ValueError
        return measure, float(drop)
    except ValueError:
        raise typer.BadParameter(f"{pair!r} is not MEASURE=DROP, such as right=0.01", param_hint="--max-drop") from None


for _command in (stancing.stance, *workbench.COMMANDS):
    app.command()(_command)
