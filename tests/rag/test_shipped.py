"""The two models that travel with newscheck are whole, small, described, and calibrated for what is computed."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.fitting import ORDERING, SPANS
from index.onnx import OnnxModel
from rag import FactChecker
from rag.calibration import Calibration, VerdictCalibration
from rag.models import own_folder
from rag.models.own import Manifest, OwnReader
from rag.records import Answer, Verdict
from rag.settings import Settings
from rag.weighing import FEATURES

LARGEST = 25_000_000
ROLES = ("reader", "verifier")


def shipped(role: str) -> Path:
    folder = own_folder(role)
    assert folder is not None, f"rag/models/{role} holds no model"
    return folder


@pytest.mark.parametrize("role", ROLES)
def test_a_shipped_model_is_the_one_that_its_manifest_names(role: str) -> None:
    manifest = Manifest.read(shipped(role), role)
    assert manifest.trained_on
    assert (shipped(role) / "model.onnx").stat().st_size <= LARGEST


@pytest.mark.parametrize("role", ROLES)
def test_a_shipped_model_has_a_card_with_data_recipe_figures_and_limits(role: str) -> None:
    card = (shipped(role) / "MODEL_CARD.md").read_text()
    for heading in ("## Data", "## Recipe", "## Figures", "## Limits"):
        assert heading in card
    assert all(name in card for name in Manifest.read(shipped(role), role).trained_on)


@pytest.mark.parametrize("role", ROLES)
def test_a_shipped_model_multiplies_whole_numbers(role: str) -> None:
    model = OnnxModel(shipped(role), max_tokens=256)
    told = [node.get_rt_info() for node in model._compiled.get_runtime_model().get_ops()]
    products = [one["runtimePrecision"].astype(str) for one in told if one["layerType"].astype(str) == "FullyConnected"]
    assert sum(kind in {"u8", "i8"} for kind in products) == 36  # six in each of six layers


def test_what_was_compiled_is_kept_says_the_same_and_is_made_again_when_it_is_torn(tmp_path: Path) -> None:
    def said() -> object:
        return OwnReader(shipped("reader"), cache=tmp_path).score("How many soldiers?", ["The RSM has 16,000."])

    compiled = said()
    (kept,) = (file for file in tmp_path.rglob("*") if file.is_file())
    first = kept.stat()
    assert said() == compiled
    assert kept.stat().st_mtime_ns == first.st_mtime_ns
    whole = kept.read_bytes()
    for torn in (whole[:-100], whole[:20] + b"torn" + whole[24:], b""):
        kept.write_bytes(torn)
        assert said() == compiled
        assert kept.read_bytes() != torn


def test_the_reader_is_calibrated_for_the_features_that_are_computed() -> None:
    calibration = Calibration.load(shipped("reader") / "calibration.json")
    assert set(calibration.trust) == {*SPANS, "bias"}
    assert set(calibration.ranking) == set(SPANS)
    assert set(calibration.ordering) == set(ORDERING)
    assert 0 < calibration.threshold < 1


def test_the_verifier_is_calibrated_for_the_features_that_are_computed() -> None:
    calibration = VerdictCalibration.load(shipped("verifier") / "calibration.json")
    assert all(set(weights) == {*FEATURES, "bias"} for weights in calibration.weights.values())


def test_passages_are_put_in_the_readers_order_for_a_question_and_left_as_found_for_a_claim(
    seed_settings: Settings,
) -> None:
    def stages(said: Answer | Verdict) -> set[str]:
        return {evidence.stage for hit in said.hits for evidence in hit.evidence}

    with FactChecker.open(settings=seed_settings) as checker:
        assert "rerank" in stages(checker.ask("How many troops serve in RSM?"))
        assert "rerank" not in stages(checker.check("The RSM has 16,000 soldiers."))
