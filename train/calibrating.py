"""What is fitted once the reader is trained: the order of hits, the best span, and how likely it is right.

No question is read by a network that was trained on it: those of SQuAD 2.0, where the shipped one saw them, by that
of the fold without their title; the news questions, which no network saw, by the one that is shipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from random import Random

from eval.cases import load_cases
from eval.examples import order_examples, span_examples
from eval.fitting import SPANS, Example, Fit, fit, fit_order, to_json
from eval.records import Dataset
from eval.retrieval import dataset_settings
from eval.stances import GoldPair, load_pairs
from eval.verdict_fitting import VerdictFit, claim_examples, fit_verdicts, pair_examples
from rag.calibration import Calibration, VerdictCalibration
from rag.models.own import Manifest, OwnReader, OwnVerifier
from rag.settings import Settings
from rag.span_reader import READ
from train.questions import SQUAD
from train.reader import FOLDS, folds, squad2

NEWS = ("news-sample", "news")
"""The same questions over 1,500 articles and over all: in a large archive more hits look as if they answered, and the
ranks that are fused lie further apart. Fitted on the small one alone, too much of the large one was declined. Both
together weigh as much as SQuAD 2.0: with a weight for each, its deceiving questions were told worse. The order of hits
is fitted on them alone: what TIME asks are descriptions, of which hits stay as they came."""

DEPTHS = (4, 8, 16, 30)
"""Of the curve."""

DECLINED = 0.65
"""Least share of unanswerable development questions to decline, half of which deceive on purpose. Chosen with the
results on the seeds, wire and both archives of the news in view: docs/MEASUREMENTS.md has what of each is declined
(.58 on wire to .89 on all news), and how much of that has no answer."""

ASKED = 250
"""Questions of SQuAD 2.0 per fold: thirty passages are read for each."""

CHECKED = 400
"""Claims of a set that are checked against an archive."""

JUDGED = 200
"""Pairs of a set."""

CLAIMED = ("fm2", "news-claims", "averitec")
"""Sets that verdicts are fitted on, each claim beside what is found for it."""

ALONE = ("lingnli", "conjnli", "cad_nli", "healthver")
"""Sets of pairs that they are fitted on too: hard ones as well, so that the confidence is not that of the easy ones."""


def calibrate_reader(data: Path, folder: Path, shipped: Path, settings: Settings) -> Fit:
    """Fit on development data, and write calibration.json beside the shipped weights.

    Args:
        data: Folder of the public data.
        folder: Where the networks of the folds lie, if the shipped one was trained on SQuAD 2.0.
        shipped: Folder of the model that is shipped; the verifier's lies beside it.
        settings: Whose cache holds the sets' archives.
    """
    model, verifier = OwnReader(shipped), OwnVerifier(shipped.with_name("verifier"))
    ordering, ordered = _order(data, model, settings)
    (squad,) = _sets(data, "squad2")
    examples: list[Example] = []
    asked = list(_squads(squad, data, folder, shipped))
    for questions, network in asked:
        examples += span_examples(questions, _own(settings, squad), network, verifier)
    for news in _sets(data, *NEWS):
        for hide in (False, True):
            found = span_examples(news, _own(settings, news), model, verifier, hide=hide)
            examples += [replace(example, group="news") for example in found]
    count = sum(len(questions.cases) for questions, _ in asked)
    squads = f"{count:,} of the given half of SQuAD 2.0's dev, by networks that did not see their titles"
    fitted_on = f"given gold news questions, asked of {' and '.join(NEWS)}; {squads}"
    result = fit(examples, features=SPANS, ordering=ordering, fitted_on=fitted_on, declined=DECLINED)
    (shipped / "calibration.json").write_text(json.dumps(to_json(result.calibration), indent=1) + "\n")
    return replace(result, figures={**ordered, **result.figures})


def calibrate_order(data: Path, shipped: Path, settings: Settings) -> dict[str, float]:
    """Fit the order of hits alone, and write it into calibration.json; figures of what it reaches.

    Args:
        data: Folder of the public data.
        shipped: Folder of the model that is shipped.
        settings: Whose cache holds the set's archive.
    """
    file = shipped / "calibration.json"
    ordering, figures = _order(data, OwnReader(shipped), settings)
    fitted = replace(Calibration.load(file), ordering=ordering)
    file.write_text(json.dumps(to_json(fitted), indent=1) + "\n")
    return figures


def depths(data: Path, shipped: Path, settings: Settings) -> Iterator[tuple[int, dict[str, float]]]:
    """(hits that are put in order, what weights that are fitted on so many reach): the curve behind `READ`."""
    for depth in DEPTHS:
        yield depth, _order(data, OwnReader(shipped), settings, depth=depth)[1]


def _order(
    data: Path, model: OwnReader, settings: Settings, *, depth: int = READ
) -> tuple[dict[str, float], dict[str, float]]:  # fmt: skip
    """(weights by feature, what they reach where they were not fitted)"""
    found = [
        example
        for dataset in _sets(data, *NEWS)
        for example in order_examples(dataset, _own(settings, dataset), model, depth=depth)
    ]
    return fit_order(found)


def calibrate_verifier(data: Path, shipped: Path, settings: Settings) -> VerdictFit:
    """Fit on claims of which the verifier saw none, and write calibration.json beside the shipped weights.

    Args:
        data: Folder of the public data.
        shipped: Folder of the model that is shipped.
        settings: Whose cache holds the sets' archives.
    """
    verifier = OwnVerifier(shipped)
    found = [
        example
        for dataset in _sets(data, *CLAIMED)
        for example in claim_examples(_some(dataset, CHECKED), _own(settings, dataset), verifier)
    ]
    found += pair_examples(list(_judged_alone(data)), verifier)
    result = fit_verdicts(
        found,
        rival=VerdictCalibration.load().rival,
        fitted_on=f"given dev parts of {', '.join(CLAIMED)} (beside what is found) and {', '.join(ALONE)} (pairs)",
    )
    (shipped / "calibration.json").write_text(json.dumps(asdict(result.calibration), indent=1) + "\n")
    return result


def _judged_alone(data: Path) -> Iterator[GoldPair]:
    pairs = load_pairs("entailment", data).pairs
    for source in ALONE:
        own = [pair for pair in pairs if pair.source == source]
        yield from Random(0).sample(own, min(JUDGED, len(own)))


def _fold(folder: Path, number: int) -> Path:
    return folder / "reader" / f"fold-{number}" / "model"


def _squads(squad: Dataset, data: Path, folder: Path, shipped: Path) -> Iterator[tuple[Dataset, OwnReader]]:
    """Questions, and a network that saw no question of their titles; a fold whose network is not there is left out."""
    if SQUAD not in Manifest.read(shipped, "reader").trained_on:
        yield _some(squad, FOLDS * ASKED), OwnReader(shipped)
        return
    for number, titles in enumerate(folds(squad2(data))):
        if ((place := _fold(folder, number)) / "manifest.json").exists():
            yield _of(squad, titles), OwnReader(place)


def _sets(data: Path, *names: str) -> Iterator[Dataset]:
    return (load_cases(name, data) for name in names)


def _own(settings: Settings, dataset: Dataset) -> Settings:
    return dataset_settings(settings, dataset, None)


def _of(dataset: Dataset, titles: set[str]) -> Dataset:
    """Some of the questions of these articles; the archive stays whole."""
    own = tuple(case for case in dataset.cases if _title(next(iter(case.relevant))) in titles)
    return _some(replace(dataset, cases=own), ASKED)


def _some(dataset: Dataset, count: int) -> Dataset:
    """So many of its cases at most, drawn at random."""
    return replace(dataset, cases=tuple(Random(0).sample(dataset.cases, min(count, len(dataset.cases)))))


def _title(paragraph: str) -> str:
    """Of the article: paragraphs are named title/number."""
    return paragraph.rpartition("/")[0]
