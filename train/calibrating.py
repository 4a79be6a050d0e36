"""What is fitted once the reader is trained: the order of hits, the best span, and how likely it is right.

No question is read by a network that was trained on it: those of SQuAD 2.0 by that of the fold without their title,
the news questions, which no network saw, by the one that is shipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from eval.cases import load_cases
from eval.examples import order_examples, span_examples
from eval.fitting import SPANS, Example, Fit, fit, fit_order, to_json
from eval.records import Dataset
from eval.retrieval import dataset_settings
from eval.verdict_fitting import VerdictFit, claim_examples, fit_verdicts
from rag.calibration import VerdictCalibration
from rag.models import open_models
from rag.models.own import OwnReader, OwnVerifier
from rag.reranking import KeepOrder
from rag.settings import Settings
from train.reader import folds, squad2

ORDERED = ("news-sample", "time")
"""Sets that the order of hits is fitted on; SciFact, whose licence allows evaluation only, is not among them."""


CLAIMED = ("fm2", "news-claims")
"""Sets that verdicts are fitted on."""


def calibrate_reader(data: Path, folder: Path, shipped: Path, settings: Settings) -> Fit:
    """Fit on development data, and write calibration.json beside the shipped weights.

    Args:
        data: Folder of the public data.
        folder: Where the networks of the folds lie.
        shipped: Folder of the model that is shipped.
        settings: Whose cache holds the sets' archives.
    """
    model = OwnReader(shipped)
    found = [
        example
        for dataset in _sets(data, *ORDERED)
        for example in order_examples(dataset, _own(settings, dataset), model)
    ]
    ordering = fit_order(found)
    (squad, news) = _sets(data, "squad2", "news-sample")
    examples: list[Example] = []
    for number, titles in enumerate(folds(squad2(data))):
        fold = OwnReader(folder / "reader" / f"fold-{number}" / "model")
        examples += span_examples(_of(squad, titles), _own(settings, squad), fold, ordering=ordering)
    for hide in (False, True):
        examples += span_examples(news, _own(settings, news), model, ordering=ordering, hide=hide)
    result = fit(
        examples, features=SPANS, ordering=ordering,
        fitted_on="SQuAD 2.0 (given half of dev, by networks that did not see the title), given gold news questions",
    )  # fmt: skip
    (shipped / "calibration.json").write_text(json.dumps(to_json(result.calibration), indent=1) + "\n")
    return result


def calibrate_verifier(data: Path, shipped: Path, settings: Settings) -> VerdictFit:
    """Fit on claims of which the verifier saw none, and write calibration.json beside the shipped weights.

    Args:
        data: Folder of the public data.
        shipped: Folder of the model that is shipped.
        settings: Whose cache holds the sets' archives, and whose reranker is used.
    """
    models, verifier = open_models(settings), OwnVerifier(shipped)
    found = [
        example
        for dataset in _sets(data, *CLAIMED)
        for example in claim_examples(dataset, _own(settings, dataset), verifier, models.reranker or KeepOrder())
    ]
    result = fit_verdicts(
        found, rival=VerdictCalibration.load().rival,
        fitted_on="FoolMeTwice (dev), and claims made of given news articles that were not trained on",
    )  # fmt: skip
    (shipped / "calibration.json").write_text(json.dumps(asdict(result.calibration), indent=1) + "\n")
    return result


def _sets(data: Path, *names: str) -> Iterator[Dataset]:
    return (load_cases(name, data) for name in names)


def _own(settings: Settings, dataset: Dataset) -> Settings:
    return dataset_settings(settings, dataset, None)


def _of(dataset: Dataset, titles: set[str]) -> Dataset:
    """The questions of some articles; the archive stays whole."""
    return replace(dataset, cases=tuple(c for c in dataset.cases if _title(next(iter(c.relevant))) in titles))


def _title(paragraph: str) -> str:
    """Of the article: paragraphs are named title/number."""
    return paragraph.rpartition("/")[0]
