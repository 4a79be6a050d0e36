"""100 counterfactual articles: an answer does not flip in silence, and the conflict is shown."""

from __future__ import annotations

from eval.cases import load_cases
from eval.counterfactual import run, shares
from rag.checker import FactChecker
from rag.settings import Settings
from tests.helpers import CountingVerifier
from tests.promises.conftest import Figure


def test_a_copy_with_another_value_is_shown_as_a_conflict_and_flips_nothing_in_silence(
    settings: Settings, figure: Figure
) -> None:
    """By rules alone: with the embedder that counts letters, without models, by a verifier that one can predict."""
    found = list(run(
        load_cases("wire", None), settings,
        open_=lambda told: FactChecker.open(settings=told, verifier=CountingVerifier()),
    ))  # fmt: skip
    for name, outcomes in (("answers", [a for _, a, _ in found]), ("verdicts", [v for *_, v in found if v])):
        told = shares(outcomes)
        figure(f"counterfactual {name}, {len(outcomes)}: " + ", ".join(f"{key} {value}" for key, value in told.items()))
        assert (told["flipped"].value or 0.0) < 0.05
        assert (told["conflict"].value or 0.0) > 0.7
