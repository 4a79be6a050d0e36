"""Claims to fit verdicts on: some are settled by the articles, some are not; a fit finds what tells them apart."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from eval.cases import load_cases
from eval.claimed import HIDDEN, fm2
from eval.records import Dataset
from eval.retrieval import dataset_settings
from eval.stances import GoldPair, for_measuring
from eval.verdict_fitting import LABELS, ClaimExample, claim_examples, fit_verdicts, pair_examples
from index.records import Refused
from rag.settings import Settings
from rag.weighing import FEATURES
from tests.helpers import CountingVerifier

TOWNS = ("Aarhus", "Bergen", "Cadiz", "Dover", "Essen", "Faro", "Genoa", "Haifa", "Izmir", "Jena")


def write(file: Path, lines: list[dict[str, str]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress("".join(f"{json.dumps(line)}\n" for line in lines).encode()))


def told(town: str, number: int) -> str:
    return (
        f"The council of {town} will build {20 + number} bridges near the old harbour in 2015. "
        f"But engineers from {town} do not expect that the concrete lasts, according to Anna Lindqvist. "
        f"Fishermen of {town} were worried about the noise after some machines arrived on Monday."
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A quiz of ten towns with two claims each; half of the articles are in the sample."""
    quiz = [
        {"source": "fm2", "label": label, "premise": told(town, n), "hypothesis": f"{town} builds {bridges} bridges."}
        for n, town in enumerate(TOWNS)
        for label, bridges in (("entailment", 20 + n), ("contradiction", 70 + n))
    ]
    write(tmp_path / "entailment/dev.jsonl.gz", quiz)
    urls = [url for n in range(4_000) if for_measuring(url := f"https://a.org/{n}")][:40]
    articles = [
        {"url": url, "title": "Bridges", "text": told(f"{TOWNS[n % 10]} {n // 10 * 'New '}Town", n), "source": "A"}
        for n, url in enumerate(urls)
    ]
    write(tmp_path / "news/articles.jsonl.gz", articles)
    write(tmp_path / "news/questions_gold.jsonl.gz", [])
    (tmp_path / "news/sample_urls.txt").write_text("\n".join(urls[::2]))
    return tmp_path


def articles_of(dataset: Dataset) -> set[str]:
    assert dataset.articles is not None
    found = list(dataset.articles())
    assert not any(isinstance(article, Refused) for article in found)
    return {article.content for article in found if not isinstance(article, Refused)}


def test_a_claim_whose_passage_is_left_out_is_settled_by_nothing(data: Path) -> None:
    dataset = load_cases("fm2", data)
    given = articles_of(dataset)
    assert len(given) == len(TOWNS) - len(TOWNS) // HIDDEN
    for case in dataset.cases:
        own = next(told(town, n) for n, town in enumerate(TOWNS) if case.question.startswith(town))
        assert (case.label == "not_enough_evidence") == (own not in given)
        assert [evidence.quote for evidence in case.evidence] == ([own] if own in given else [])


def test_news_claims_are_told_changed_or_of_other_articles(data: Path) -> None:
    dataset = load_cases("news-claims", data)
    labels = Counter(case.label for case in dataset.cases)
    assert labels["supported"] > 10
    assert labels["refuted"] > 10
    listed = set((data / "news/sample_urls.txt").read_text().split())
    for case in dataset.cases:
        assert (case.label == "not_enough_evidence") == (not case.evidence)
        assert {evidence.article for evidence in case.evidence} <= listed
        if case.label == "refuted":
            assert case.question != case.evidence[0].quote


def test_a_fit_of_verdicts_tells_the_labels_apart(data: Path, settings: Settings) -> None:
    dataset = fm2(data)
    own = dataset_settings(settings, dataset, None)
    found = list(claim_examples(dataset, own, CountingVerifier()))
    assert len(found) == len(dataset.cases)
    result = fit_verdicts(found * 5, rival=0.75, fitted_on="ten towns")
    right = [result.calibration.decide(dict(zip(FEATURES, one.features, strict=True)))[0] == one.label for one in found]
    assert sum(right) / len(right) > 0.7
    assert result.calibration.rival == 0.75


def test_a_pair_is_judged_by_its_own_passage() -> None:
    statement = "Aarhus has 10 bridges."
    pairs = [
        GoldPair(source="made", statement=statement, passage=statement, gold="supports"),
        GoldPair(source="made", statement=statement, passage="Aarhus has 20 bridges.", gold="refutes"),
    ]
    told, denied = pair_examples(pairs, CountingVerifier())
    assert (told.label, told.group, told.about) == ("supported", "made", "Aarhus has 10 bridges.")
    assert denied.label == "refuted"
    strongest = FEATURES.index("supports")
    assert told.features[strongest] > denied.features[strongest]


def test_a_pair_whose_passage_only_asks_is_left_out() -> None:
    pairs = [GoldPair(source="made", statement="Aarhus has 10 bridges.", passage="Has it 10?", gold="neither")]
    assert list(pair_examples(pairs, CountingVerifier())) == []


def test_figures_of_a_fit_are_of_claims_that_it_did_not_see() -> None:
    """Labels without any reason: a fit that were scored on its own claims would look better than chance."""
    rng = np.random.default_rng(0)
    found = _chance(rng)
    assert (fit_verdicts(found, rival=0.75, fitted_on="chance").figures["all: accuracy"] or 0) < 0.5


def test_claims_about_the_same_are_held_back_together() -> None:
    """Each claim twice, its label without any reason: a fit that saw the one would know the other."""
    found = _chance(np.random.default_rng(0))
    assert (fit_verdicts([*found, *found], rival=0.75, fitted_on="chance").figures["all: accuracy"] or 0) < 0.5


def _chance(rng: np.random.Generator) -> list[ClaimExample]:
    return [
        ClaimExample(
            group="chance", about=str(number), features=tuple(rng.normal(size=len(FEATURES))),
            label=LABELS[rng.integers(3)],
        )
        for number in range(90)
    ]  # fmt: skip
