"""A run judges every case, loses none, and is the same whenever the same thing is run."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

import eval as evaluation
from eval.cases import PUBLIC, load_cases
from eval.datasets import data_folder
from eval.keeping import read_run, write_run
from eval.outcomes import Outcomes
from eval.page import page
from eval.records import Row, Run
from eval.retrieval import dataset_settings
from eval.running import run
from eval.summarising import figures, outcome
from index.errors import UserError
from index.loading import Loader
from index.retrieving import HybridRetriever
from rag.models import Models
from rag.settings import Settings
from tests.eval.helpers import CITIES, make_set
from tests.helpers import add
from tests.rag.tiny_models import make_reader

LEXICAL = ("lexical",)


@pytest.fixture
def ran(tmp_path: Path, settings: Settings) -> Run:
    """Six cities, six questions that the articles answer, and one that they do not."""
    dataset = load_cases(str(make_set(tmp_path / "set")))
    return run(dataset, dataset_settings(settings, dataset, None), stages=LEXICAL)


def row_of(ran: Run, id_: str) -> Row:
    return next(row for row in ran.rows if row.id == id_)


def test_every_case_is_judged(ran: Run) -> None:
    oslo, lisbon, claim = row_of(ran, "oslo"), row_of(ran, "lisbon"), row_of(ran, "claim")
    assert (oslo.scores["hit@1"], oslo.scores["statement"], oslo.scores["quotes verbatim"]) == (1.0, 1.0, 1.0)
    assert (oslo.scores["citation precision"], oslo.scores["article precision"]) == (1.0, 1.0)
    assert oslo.retrieved[0] == "Oslo.md"
    assert (lisbon.scores["statement"], lisbon.why_not["statement"]) == (None, "the articles do not say")
    assert (claim.got, claim.scores["right"]) == (None, None)
    assert "claims are not checked" in claim.why_not["right"]


def test_what_cannot_be_scored_has_a_reason_and_nothing_else_has(ran: Run) -> None:
    for row in ran.rows:
        assert {name for name, score in row.scores.items() if score is None} == set(row.why_not)
    found = figures(ran)
    assert (found["supported"].value, found["macro-F1"].value) == (None, None)
    assert "no verifier" in (found["supported"].why or "")
    assert all(figure.cases + figure.left_out == len(ran.rows) for figure in found.values())


def test_a_run_names_all_that_it_depends_on(ran: Run) -> None:
    assert {"set", "data", "commit", "settings", "versions", "machine", "seed", "archive", "models"} <= set(ran.facts)
    assert (ran.facts["articles"], ran.facts["stages"]) == (len(CITIES), ["lexical"])


def test_what_was_refused_and_the_machine_are_kept(tmp_path: Path, settings: Settings) -> None:
    folder = make_set(tmp_path / "set")
    (folder / "articles" / "blank.md").write_text("")
    dataset = load_cases(str(folder))
    facts = run(dataset, dataset_settings(settings, dataset, None), stages=LEXICAL).facts
    assert list(facts["refused"]) == ["blank.md"]
    assert f"{os.cpu_count()} cores" in facts["machine"]
    assert {"transformers", "ir-measures", "langchain-core"} <= facts["versions"].keys()


@pytest.mark.slow
def test_a_model_named_by_its_folder_is_kept_by_its_weights(tmp_path: Path, settings: Settings) -> None:
    reader = make_reader(tmp_path / "models" / "tiny", family="bert")
    named = settings.model_copy(update={"models": True, "reader": str(reader)})
    dataset = load_cases(str(make_set(tmp_path / "set")))
    facts = run(dataset, dataset_settings(named, dataset, None), stages=LEXICAL).facts
    digest = hashlib.sha256((reader / "model.safetensors").read_bytes()).hexdigest()
    assert facts["models"]["reader"] == f"tiny {digest[:12]}"
    assert str(tmp_path) not in json.dumps(facts)


def test_the_same_thing_run_twice_is_kept_byte_by_byte_but_for_times(tmp_path: Path, settings: Settings) -> None:
    dataset = load_cases(str(make_set(tmp_path / "set")))
    for name in ("first", "second"):
        write_run(run(dataset, dataset_settings(settings, dataset, None), stages=LEXICAL), tmp_path / name)
    for file in ("run.json", "rows.jsonl"):
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()


def test_a_run_tells_nothing_of_the_folders_of_its_machine(ran: Run, tmp_path: Path) -> None:
    write_run(ran, tmp_path / "kept")
    assert all(str(tmp_path) not in file.read_text() for file in (tmp_path / "kept").iterdir())


def test_a_kept_run_is_read_as_it_was(ran: Run, tmp_path: Path) -> None:
    write_run(ran, tmp_path / "kept")
    again = read_run(tmp_path / "kept")
    assert (again.rows, again.times) == (ran.rows, ran.times)
    assert figures(again) == figures(ran)


def test_a_crashed_case_counts_nothing_and_is_listed(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    retrieve = HybridRetriever.retrieve

    def fragile(self: HybridRetriever, question: str, **bounds: object) -> object:
        if "Lima" in question:
            raise RuntimeError("the disk is gone")
        return retrieve(self, question, **bounds)  # type: ignore[arg-type]

    monkeypatch.setattr(HybridRetriever, "retrieve", fragile)
    dataset = load_cases(str(make_set(tmp_path / "set")))
    ran = run(dataset, dataset_settings(settings, dataset, None), stages=LEXICAL)
    lima = row_of(ran, "lima")
    assert (lima.error, outcome(lima)) == ("RuntimeError: the disk is gone", "crashed")
    assert (lima.scores["right"], lima.scores["hit@1"], lima.scores["citation recall"]) == (0.0, 0.0, 0.0)
    assert lima.scores["Brier"] == 1.0
    assert figures(ran)["right"].cases == len(CITIES) + 1
    assert len(Outcomes.of(ran.rows)) == len(CITIES) + 1


def test_a_question_whose_articles_are_hidden_should_be_declined(tmp_path: Path, settings: Settings) -> None:
    dataset = load_cases(str(make_set(tmp_path / "set")))
    ran = run(dataset, dataset_settings(settings, dataset, None), stages=LEXICAL, evidence="hidden")
    assert {row.expected["status"] for row in ran.rows if row.id != "claim"} == {"not_in_articles"}
    assert all("Oslo.md" not in row.retrieved for row in ran.rows if row.id == "oslo")
    assert len(ran.rows) + len(ran.facts["left_out"]) == len(dataset.cases)


def test_each_question_can_be_asked_with_and_without_its_articles(tmp_path: Path, settings: Settings) -> None:
    dataset = load_cases(str(make_set(tmp_path / "set")))
    ran = run(dataset, dataset_settings(settings, dataset, None), stages=LEXICAL, evidence="both")
    given = {row.id: row.expected["status"] for row in ran.rows}
    assert (given["oslo"], given["oslo hidden"]) == ("answered", "not_in_articles")
    assert len(ran.rows) + len(ran.facts["left_out"]) == 2 * len(CITIES) + 2


def test_what_has_no_answer_is_asked_once_and_what_has_no_known_article_is_not_hidden(
    tmp_path: Path, settings: Settings
) -> None:
    folder = make_set(tmp_path / "set")
    with (folder / "cases.jsonl").open("a") as file:
        file.write(json.dumps({"id": "vague", "question": "How long is it?", "answers": ["58 metres"]}) + "\n")
    dataset = load_cases(str(folder))
    own = dataset_settings(settings, dataset, None)
    hidden = run(dataset, own, stages=LEXICAL, evidence="hidden")
    assert "no article is known" in hidden.facts["left_out"]["vague"]
    both = run(dataset, own, stages=LEXICAL, evidence="both")
    assert [row.id for row in both.rows if row.id.startswith(("vague", "lisbon", "claim"))] == [
        "lisbon", "vague", "claim",
    ]  # fmt: skip


def test_an_article_that_is_not_in_the_archive_cannot_be_found_and_is_left_out(
    tmp_path: Path, settings: Settings
) -> None:
    folder = make_set(tmp_path / "set")
    dataset = load_cases(str(folder))
    asked = dataset_settings(settings, dataset, tmp_path / "mine")
    add(asked, Loader([str(file) for file in (folder / "articles").iterdir() if file.name != "Oslo.md"]))
    ran = run(dataset, asked, stages=LEXICAL)
    oslo = row_of(ran, "oslo")
    assert {oslo.scores[name] for name in ("hit@1", "hit@10", "recall@5", "all@5")} == {None}
    assert "its article is not in the archive (1)" in (figures(ran)["hit@10"].why or "")
    assert figures(ran)["hit@10"].cases == len(CITIES) - 1


def test_an_article_of_the_set_that_was_refused_counts_as_not_found(tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    documents = [{"_id": "d1", "text": "The new bridge of Lima is long."}, {"_id": "d2", "text": "Short."}]
    queries = [{"_id": "q1", "text": "bridge of Lima"}, {"_id": "q2", "text": "short"}, {"_id": "q3", "text": "gone"}]
    for name, records in (("corpus", documents), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(f"{json.dumps(record)}\n" for record in records))
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq3\td3\t1\n")
    dataset = load_cases(str(folder))
    ran = run(dataset, dataset_settings(settings, dataset, None), stages=LEXICAL)
    assert [row_of(ran, id_).scores["hit@1"] for id_ in ("q1", "q2", "q3")] == [1.0, 0.0, None]


def test_what_is_said_and_found_does_not_depend_on_how_many_are_asked_at_once(
    tmp_path: Path, settings: Settings
) -> None:
    dataset = load_cases(str(make_set(tmp_path / "set")))
    alone, together = (
        run(dataset, dataset_settings(settings, dataset, None), evidence="both", at_once=many) for many in (1, 4)
    )
    assert (together.rows, together.facts) == (alone.rows, alone.facts)
    assert together.times["at_once"] == 4
    assert "cases" not in together.times  # others were asked meanwhile: that is no time of one answer


def test_the_first_answer_loads_the_models_and_is_timed_apart(tmp_path: Path, settings: Settings) -> None:
    dataset = load_cases(str(make_set(tmp_path / "set")))
    ran = run(dataset, dataset_settings(settings, dataset, None), stages=LEXICAL, at_once=1)
    others = [row.id for row in ran.rows if row.got][1:]
    assert list(ran.times["cold"]) == ["answer"]
    assert list(ran.times["cases"]) == others
    middle, high = ran.times["stages"]["answer"]
    assert min(ran.times["cases"].values()) <= middle <= high == max(ran.times["cases"].values())
    assert f"{high:,.0f} ms" in page(ran, {})


def test_an_unknown_stage_and_cases_without_articles_are_refused(tmp_path: Path, settings: Settings) -> None:
    dataset = load_cases(str(make_set(tmp_path / "set")))
    with pytest.raises(UserError, match="no stage 'sparse'"):
        run(dataset, dataset_settings(settings, dataset, None), stages=("sparse",))
    alone = tmp_path / "alone" / "cases.jsonl"
    alone.parent.mkdir()
    alone.write_text(json.dumps({"id": "a", "question": "Who?", "answers": ["me"]}))
    with pytest.raises(UserError, match="come without articles"):
        dataset_settings(settings, load_cases(str(alone)), None)


def test_the_shipped_seeds_are_answered_without_models(seed_settings: Settings) -> None:
    found = figures(run(load_cases("seeds"), seed_settings, models=Models()))
    assert found["quotes verbatim"].value == 1.0
    assert (found["statement"].value or 0) >= 0.9
    assert (found["refusal recall"].value or 0) >= 0.75


def test_the_public_names_are_these() -> None:
    assert sorted(evaluation.__all__) == [
        "compare", "figures", "gate", "load_cases", "read_run", "run", "write_run",
    ]  # fmt: skip
    assert all(getattr(evaluation, name).__name__ == name for name in evaluation.__all__)


@pytest.mark.parametrize("name", PUBLIC)
def test_the_public_sets_can_be_read(name: str) -> None:
    if "NEWSCHECK_DATA" not in os.environ:
        pytest.skip("needs the data sets: NEWSCHECK_DATA=FOLDER")
    dataset = load_cases(name, data_folder(None))
    assert len(dataset.cases) >= 80
    assert dataset.articles is not None
    assert next(iter(dataset.articles())) is not None
