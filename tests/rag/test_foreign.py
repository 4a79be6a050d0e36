"""Foreign models take a role by name or folder: real folders of each kind, tiny, with weights that are known."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.errors import ModelError
from index.records import Hit, Passage
from index.splitting import Span
from rag.checker import FactChecker
from rag.models import Models, open_models, open_reranker, open_span_model, open_verifier
from rag.models.foreign import CrossEncoderReranker, EntailmentModel, QuestionAnsweringModel
from rag.models.inputs import Window
from rag.models.logits import LONGEST, SPANS, passage_scores
from rag.settings import Settings
from rag.verifying import Pair
from tests.helpers import ROOT, add, article, document
from tests.rag.tiny_models import (
    ANSWER,
    PASSAGE,
    QUESTION,
    SILENT,
    edit_config,
    logits_of,
    make_classifier,
    make_reader,
)

LABELS = ("entailment", "neutral", "contradiction")


@pytest.fixture(params=["bert", "roberta"], scope="module")
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> QuestionAnsweringModel:
    """Answers what stands from "sixteen" to "thousand", and knows it by these words alone."""
    return QuestionAnsweringModel(str(make_reader(tmp_path_factory.mktemp(request.param), family=request.param)))


@pytest.mark.slow
def test_a_span_is_the_answer_letter_by_letter(reader: QuestionAnsweringModel) -> None:
    scores = reader.score(QUESTION, [PASSAGE])[0]
    best = scores.spans[0]
    assert PASSAGE[best.start : best.end] == ANSWER
    assert best.score > scores.no_answer
    assert scores.relevance is None


@pytest.mark.slow
def test_a_passage_that_does_not_answer_is_below_no_answer(reader: QuestionAnsweringModel) -> None:
    scores = reader.score(QUESTION, [SILENT])[0]
    assert scores.spans[0].score < scores.no_answer


@pytest.mark.slow
@pytest.mark.parametrize("words_before", [0, 440, 600, 2000])
def test_an_answer_behind_the_first_window_is_found(reader: QuestionAnsweringModel, words_before: int) -> None:
    passage = "rain " * words_before + PASSAGE + " rain" * 600
    scores = reader.score(QUESTION, [passage])[0]
    assert passage[scores.spans[0].start : scores.spans[0].end] == ANSWER
    assert scores.spans[0].score > scores.no_answer
    assert len({(span.start, span.end) for span in scores.spans}) == len(scores.spans) == SPANS


@pytest.mark.slow
def test_passages_read_together_score_as_when_read_alone(reader: QuestionAnsweringModel) -> None:
    passages = [SILENT, "rain " * 700 + PASSAGE, "", "Rain.", PASSAGE]
    together = reader.score(QUESTION, passages, titles=["Soldiers"] * 5)
    for passage, scores in zip(passages, together, strict=True):
        alone = reader.score(QUESTION, [passage])[0]
        assert [(s.start, s.end) for s in scores.spans] == [(s.start, s.end) for s in alone.spans]
        assert scores.no_answer == pytest.approx(alone.no_answer, abs=1e-4)
    assert together[2].spans == ()
    assert reader.score(QUESTION, []) == []


@pytest.mark.slow
def test_a_long_question_leaves_room_for_the_passage(reader: QuestionAnsweringModel) -> None:
    best = reader.score("How many soldiers " * 110, [PASSAGE])[0].spans[0]
    assert PASSAGE[best.start : best.end] == ANSWER


@pytest.mark.slow
def test_a_vocabulary_in_the_older_form_will_do(tmp_path: Path) -> None:
    folder = make_reader(tmp_path / "model", family="bert")
    vocabulary = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    for file in folder.glob("tokenizer*"):
        file.unlink()
    (folder / "vocab.txt").write_text("\n".join(sorted(vocabulary, key=vocabulary.__getitem__)))
    best = QuestionAnsweringModel(str(folder)).score(QUESTION, [PASSAGE])[0].spans[0]
    assert PASSAGE[best.start : best.end] == ANSWER


@pytest.mark.slow
def test_a_head_that_is_not_in_the_weights_is_not_made_up(tmp_path: Path) -> None:
    folder = make_classifier(tmp_path / "model", labels=LABELS)
    edit_config(folder, architectures=["BertForQuestionAnswering"])
    with pytest.raises(ModelError, match="is not a question-answering model: its weights lack 'qa_outputs.bias'"):
        QuestionAnsweringModel(str(folder)).score(QUESTION, [PASSAGE])
    reader = make_reader(tmp_path / "reader", family="bert")
    edit_config(reader, architectures=None, id2label={"0": "LABEL_0"})
    with pytest.raises(ModelError, match="is not a cross-encoder: its weights lack"):
        CrossEncoderReranker(str(reader)).rerank(QUESTION, hits_of(PASSAGE))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"vocab_size": 7}, "has weights of other sizes than its config.json says, such as 'bert.emb"),
        ({"max_position_embeddings": 64}, "has weights of other sizes"),
        ({"model_type": "new", "auto_map": {"AutoConfig": "code.New"}}, "cannot be loaded: .* custom code"),
    ],
    ids=["vocabulary", "length", "code of its own"],
)
def test_a_folder_that_contradicts_itself_or_needs_code_is_refused(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    folder = make_classifier(tmp_path / "model", labels=LABELS)
    edit_config(folder, **change)
    with pytest.raises(ModelError, match=message):
        EntailmentModel(str(folder)).verify([Pair(statement="a", passage="b")])


@pytest.mark.slow
def test_torn_weights_are_an_error_that_names_the_model(tmp_path: Path) -> None:
    folder = make_classifier(tmp_path / "model", labels=LABELS)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match=r"Verifier '.*model' cannot be loaded: "):
        EntailmentModel(str(folder)).verify([Pair(statement="a", passage="b")])


@pytest.mark.slow
@pytest.mark.parametrize("labels", [("relevance",), ("no", "yes")], ids=["one logit", "two logits"])
def test_a_cross_encoder_orders_hits_as_its_logits_do(tmp_path: Path, labels: tuple[str, ...]) -> None:
    folder = make_classifier(tmp_path / "model", labels=labels)
    texts = [SILENT, PASSAGE, "The roads are closed.", "Rain and soldiers.", "soldiers " * 700]
    logits = [logits_of(folder, QUESTION, text) for text in texts]
    better = [float(row[-1] - (row[0] if len(row) > 1 else 0)) for row in logits]

    reranked = CrossEncoderReranker(str(folder)).rerank(QUESTION, hits_of(*texts))

    assert [hit.passage.text for hit in reranked] == [texts[i] for i in np.argsort(better)[::-1]]
    assert [(e.stage, e.rank) for hit in reranked for e in hit.evidence] == [("rerank", n) for n in range(1, 6)]
    assert CrossEncoderReranker(str(folder)).rerank(QUESTION, []) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "labels", [LABELS, ("CONTRADICTION", "Entailment", "neutral")], ids=["one order", "another order and case"]
)
def test_stances_are_the_models_own_probabilities(tmp_path: Path, labels: tuple[str, ...]) -> None:
    folder = make_classifier(tmp_path / "model", labels=labels)
    pairs = [Pair(statement=QUESTION, passage=text) for text in (SILENT, PASSAGE, "Rain.", "soldiers " * 700)]
    for pair, stances in zip(pairs, EntailmentModel(str(folder)).verify(pairs), strict=True):
        powers = np.exp(logits_of(folder, pair.passage, pair.statement))
        expected = dict(zip([label.lower() for label in labels], powers / powers.sum(), strict=True))
        assert stances.supports == pytest.approx(expected["entailment"], abs=1e-4)
        assert stances.refutes == pytest.approx(expected["contradiction"], abs=1e-4)
        assert stances.supports + stances.refutes + stances.neither == pytest.approx(1.0)


@pytest.mark.slow
def test_a_model_of_two_labels_never_refutes(tmp_path: Path) -> None:
    folder = make_classifier(tmp_path / "model", labels=("not_entailment", "entailment"))
    model = EntailmentModel(str(folder))
    stances = model.verify([Pair(statement="soldiers " * 300, passage=PASSAGE)])[0]
    assert stances.refutes == 0.0
    assert stances.supports + stances.neither == pytest.approx(1.0)
    assert model.verify([]) == []


@pytest.mark.parametrize(
    ("role", "config", "message"),
    [
        (
            "reader",
            {"architectures": ["BertForMaskedLM"]},
            "is not a question-answering model: its architecture is BertForMaskedLM",
        ),
        ("verifier", {"architectures": ["BertForQuestionAnswering"]}, "is not an entailment model: its"),
        ("reranker", {"architectures": ["BertModel"]}, "is not a cross-encoder: its"),
        ("reranker", {"id2label": dict(enumerate(LABELS))}, "one score is needed"),
        ("reranker", {"id2label": {"0": "entailment", "1": "not-entailment"}}, "one score is needed"),
        ("verifier", {"id2label": {"0": "toxic", "1": "fine"}}, "has the labels 'toxic', 'fine'"),
        ("verifier", {}, "has the labels 'LABEL_0', 'LABEL_1'"),
        ("reader", {"model.safetensors": False}, r"No \.safetensors weights"),
        ("reader", {"tokenizer.json": False}, r"has no tokenizer\.json"),
        ("reader", {"config.json": False}, r"has no config\.json"),
    ],
)
def test_a_folder_of_another_kind_is_refused_when_it_is_named(
    tmp_path: Path, role: str, config: dict[str, Any], message: str
) -> None:
    for name in ("model.safetensors", "tokenizer.json", "config.json"):
        if config.get(name, True):
            (tmp_path / name).write_text(json.dumps(config))
    with pytest.raises(ModelError, match=message) as refused:
        open_role(role, str(tmp_path))
    assert refused.value.hint


@pytest.mark.parametrize("role", ["reader", "reranker", "verifier"])
def test_a_name_that_is_no_model_is_refused_with_one_that_is(role: str) -> None:
    with pytest.raises(ModelError, match=f"No {role} 'no/such/model' in this folder") as refused:
        open_role(role, "no/such/model")
    assert f"Set {role} to a" in str(refused.value.hint)


def test_a_model_fetched_once_needs_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reached(*_: object, **__: object) -> None:
        raise AssertionError("the hub was asked")

    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("socket.getaddrinfo", reached)
    kept = tmp_path / "models--some--reader"
    (kept / "refs").mkdir(parents=True)
    (kept / "refs" / "main").write_text("abc")
    (kept / "snapshots" / "abc").mkdir(parents=True)
    for name in ("model.safetensors", "tokenizer.json", "config.json"):
        (kept / "snapshots" / "abc" / name).write_text("{}")
    assert open_role("reader", "some/reader")


def test_without_models_there_are_none() -> None:
    settings = Settings(models=False, reader="no/such/model", reranker="no/such/model", verifier="no/such/model")
    assert open_models(settings) == Models()
    assert open_reranker(Settings()) is None


def test_opening_models_loads_no_library_before_one_is_named() -> None:
    script = (
        "import sys, rag.models; print([m for m in ('numpy', 'torch', 'openvino', 'pydantic') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert run.stdout.strip() == "[]"


def test_a_span_lies_within_the_passage_and_is_short() -> None:
    text = " word" * 60  # each token with the space before it
    places = [None, None, *(Span(5 * i, 5 * i + 5) for i in range(60)), None]
    window = Window(ids=range(63), types=[0] * 63, places=places)
    logits = np.zeros((63, 2), np.float32)
    logits[[1, 62], :] = 9.0  # of question and end mark: no place in the passage
    logits[2, 0] = logits[61, 1] = 5.0  # the first and the last word, too far apart
    scores = passage_scores(text, [window, window], [logits, logits - 1])
    assert scores.no_answer == -2.0
    assert [span.score for span in scores.spans] == [5.0] * SPANS
    assert len({(span.start, span.end) for span in scores.spans}) == SPANS
    for span in scores.spans:
        found = text[span.start : span.end]
        assert found == found.strip()
        assert len(found.split()) <= LONGEST


def open_role(role: str, name: str) -> object:
    settings = Settings.model_validate({role: name})
    openers: dict[str, Callable[[Settings], object]] = {
        "reader": open_span_model, "reranker": open_reranker, "verifier": open_verifier
    }  # fmt: skip
    return openers[role](settings)


def hits_of(*texts: str) -> list[Hit]:
    """In the order of a ranking."""
    return [
        Hit(passage=Passage(document_id=str(i), start=0, text=text), document=document(text), score=1 / (1 + i))
        for i, text in enumerate(texts)
    ]


@pytest.mark.slow
def test_the_models_that_settings_name_answer_and_check(
    tmp_path: Path, settings: Settings, reader: QuestionAnsweringModel
) -> None:
    verifier = make_classifier(tmp_path / "verifier", labels=LABELS)
    named = settings.model_copy(update={"models": True, "reader": reader.name, "verifier": str(verifier)})
    add(settings, [article(PASSAGE), article(SILENT, key="b")])
    with FactChecker.open(settings=named) as checker:
        answer, verdict = checker.ask(QUESTION), checker.check(PASSAGE)
    assert (answer.answer, answer.citations[0].quote) == (ANSWER, PASSAGE)
    assert verdict.citations[0].quote == PASSAGE
