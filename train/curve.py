"""What each stage of training gave, as exported, on the same held-out questions and pairs."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.intervals import Figure
from eval.readings import figures as reader_figures
from eval.readings import load as load_questions
from eval.readings import read
from eval.stances import figures as verifier_figures
from eval.stances import judge, load_pairs
from rag.models.own import OwnReader, OwnVerifier
from train.export import export
from train.network import Network, load, reader, verifier
from train.questions import SQUAD
from train.reader import COURSE, FIRST, WEIGHTS, folds, squad2
from train.reader import typical as reader_rows
from train.records import Row
from train.verifier import typical as verifier_rows

STAGES: Mapping[str, tuple[str, ...]] = {"reader": ("first", "second", "fold-0"), "verifier": ("first", "whole")}
"""Of the reader's last stage the one that did not see the titles which all of them are measured with."""

Measure = Callable[[Path], dict[str, Figure]]
"""Of a folder with a model as it would be shipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One stage."""

    name: str
    tokens: int | None
    """That it took, padding included; None where its course is not known, as of restored weights."""
    seconds: float | None
    figures: Mapping[str, Figure]


def curve(kind: str, data: Path, folder: Path) -> Iterator[Point]:
    """The stages of a model, in their order; those that were not trained are left out.

    Args:
        kind: reader or verifier.
        data: Folder of the public data.
        folder: Of the weights of all stages.
    """
    made, measure = (reader, _reading(data)) if kind == "reader" else (verifier, _judging(data))
    told = reader_rows(data) if kind == "reader" else verifier_rows(data)
    for name in STAGES[kind]:
        place = folder / kind / name
        if (place / WEIGHTS).exists():
            network = made(pretrained=False)
            load(network, place / WEIGHTS)
            course = _course(place / COURSE)
            found = _measured(network, kind, measure, told)
            yield Point(name=name, tokens=course.get("tokens"), seconds=course.get("seconds"), figures=found)


def _measured(network: Network, kind: str, measure: Measure, told: Sequence[Row]) -> dict[str, Figure]:
    with tempfile.TemporaryDirectory() as place:
        export(network, Path(place), kind=kind, max_tokens=FIRST.max_tokens, seen=told)
        return measure(Path(place))


def _reading(data: Path) -> Measure:
    titles = folds(squad2(data))[0]
    asked = [one for one in load_questions(data / "reading" / f"{SQUAD}.jsonl.gz") if one.group in titles]
    return lambda place: reader_figures(read(OwnReader(place), asked))


def _judging(data: Path) -> Measure:
    pairs = load_pairs("entailment", data).pairs
    return lambda place: verifier_figures(judge(OwnVerifier(place), pairs))


def _course(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text())) if file.exists() else {}
