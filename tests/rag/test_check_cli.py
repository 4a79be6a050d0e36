"""`newscheck check` as a person meets it, with a verifier that one can predict."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from index.errors import UserError
from rag.checker import FactChecker
from rag.comparing import difference
from rag.doors.commands import app
from rag.doors.remembering import last_answer
from rag.settings import Settings
from rag.values import numbers
from rag.verifying import Verifier
from tests.helpers import RSM, CountingVerifier, add, article, newscheck

Command = Callable[..., Result]
CLAIM = "The Resolute Support Mission has 12,000 soldiers."


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, cache: Path) -> Command:
    """The command line within this process, where models are ours to choose."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NEWSCHECK_CACHE", str(cache))

    def run(settings: Settings, *arguments: str, verifier: Verifier | None = CountingVerifier()) -> Result:  # noqa: B008
        opened = FactChecker.open(settings=settings, verifier=verifier)
        with monkeypatch.context() as patched:
            patched.setattr(FactChecker, "open", lambda **_: opened)
            return CliRunner().invoke(app, ["--archive", str(settings.archive), *arguments])

    return run


def test_a_refuted_claim_is_told_with_the_figure_of_the_article(command: Command, seed_settings: Settings) -> None:
    run = command(seed_settings, "check", CLAIM)
    assert run.exit_code == 0
    first, *rest = run.stdout.splitlines()
    assert first.startswith("Refuted, ")
    assert "% sure: the article says 16,000." in first
    assert first.endswith("as of 15 Feb 2020")
    assert f"“{RSM}” [1]" in " ".join(rest)
    assert f"open: newscheck --archive {seed_settings.archive} show" in run.stdout


def test_a_verdict_fits_a_terminal_and_has_no_colours_in_a_pipe(command: Command, seed_settings: Settings) -> None:
    for claim in (CLAIM, RSM, "Bananas are yellow."):
        told = command(seed_settings, "check", claim).stdout
        assert "\x1b" not in told
        assert max(len(line) for line in told.splitlines() if "open: " not in line) <= 80


def test_a_supported_claim_is_told_without_another_figure(command: Command, seed_settings: Settings) -> None:
    told = command(seed_settings, "check", "The RSM has 16,000 soldiers.").stdout
    assert told.startswith("Supported, ")
    assert "the article says" not in told


def test_an_open_claim_is_told_with_the_nearest_sentence_and_strict_ends_with_three(
    command: Command, seed_settings: Settings
) -> None:
    run = command(seed_settings, "check", "The RSM commander is Austin Miller.", "--strict")
    assert run.exit_code == 3
    assert run.stdout.startswith("Not enough evidence, ")
    assert "Nearest: ‘A European diplomat stated that: “The transfer" in run.stdout
    assert command(seed_settings, "check", CLAIM, "--strict").exit_code == 0


def test_articles_that_differ_are_told_side_by_side(command: Command, settings: Settings) -> None:
    add(settings, [
        article("The RSM has 16,000 soldiers.", key="a", title="Old", published="2020-02-15", source="Old Wire"),
        article("The RSM has 12,000 soldiers.", key="b", title="New", published="2020-07-09", source="New Wire"),
    ])  # fmt: skip
    told = command(settings, "check", "The RSM has 12,000 soldiers.").stdout
    assert told.startswith("The articles differ, ")
    for part in ("supports", "9 Jul 2020", "New Wire", "refutes", "15 Feb 2020", "Old Wire"):
        assert part in told


def test_json_has_the_shape_of_python(command: Command, seed_settings: Settings) -> None:
    told = json.loads(command(seed_settings, "check", CLAIM, "--json", "--why").stdout)
    assert (told["claim"], told["label"], told["as_of"]) == (CLAIM, "refuted", "2020-02-15")
    assert told["sub_claims"][0]["evidence"][0]["citation"] == told["citations"][0]["number"] == 1
    assert told["hits"]


def test_filters_and_why_are_those_of_ask(command: Command, seed_settings: Settings) -> None:
    told = command(seed_settings, "check", CLAIM, "--as-of", "2020-02-14", "-k", "3").stdout
    assert told.startswith("Not enough evidence: no stored article passes these filters (of 1 stored).")
    why = command(seed_settings, "check", CLAIM, "--why", "--source", "nobody", "--language", "en").stdout
    assert "milliseconds" in why
    assert "verify" in command(seed_settings, "check", CLAIM, "--why").stdout


def test_show_marks_the_quote_of_the_last_verdict(command: Command, seed_settings: Settings) -> None:
    cited = json.loads(command(seed_settings, "check", CLAIM, "--json").stdout)["citations"][0]
    shown = newscheck("show", cited["article_id"][:8], "--citation", "1", archive=seed_settings.archive)
    assert f">>{RSM}<<" in " ".join(shown.stdout.split())


def test_a_verdict_is_no_answer_of_which_a_case_could_be_made(command: Command, seed_settings: Settings) -> None:
    assert command(seed_settings, "check", CLAIM).exit_code == 0
    assert last_answer(seed_settings) == {}


@pytest.mark.parametrize(
    ("models", "hint"),
    [(False, "Leave out --no-models, or set models = true"), (True, "Name an entailment model")],
    ids=["models are off", "none is installed"],
)
def test_without_a_verifier_the_command_says_why_and_what_to_do(
    models: bool, hint: str, command: Command, seed_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.models.own_folder", lambda role: None)
    run = command(seed_settings.model_copy(update={"models": models}), "check", CLAIM, verifier=None)
    assert isinstance(run.exception, UserError)
    assert "no verifier" in str(run.exception)
    assert str(run.exception.hint).startswith(hint)


def test_the_command_has_help_with_an_example(tmp_path: Path) -> None:
    run = newscheck("check", "--help", archive=tmp_path)
    assert "Example: newscheck check" in " ".join(run.stdout.split())


@pytest.mark.parametrize(
    ("claim", "sentence", "told"),
    [
        ("The RSM has 60,000 soldiers.", RSM, "16,000"),
        ("The mission has been there since 2014.", "It was deployed there in 2018.", None),
        ("The mission has been there since 2014.", "It has been there since 2018.", "2018"),
        ("Pensions rise by 2.5 percent.", "Pensions will rise by 5.2 percent in March.", "5.2 percent"),
        ("The timber is taxed at 5 percent.", "The tariff falls from 12 percent to 3 percent.", None),
        ("The flight costs 27 million crowns.", "The flight costs 27 million dollars.", None),
        ("At least 60 people died.", "The flood killed 57 people.", "57"),
        ("The flood killed 60 people.", "At least 57 people died.", None),
        ("Four of the fourteen sirens failed.", "Nine of the fourteen sirens failed.", "Nine"),
        ("It opened on 3 May 2021.", "It opened on 4 June 2021.", "4 June 2021"),
    ],
    ids=[
        "a count", "years after other words", "years after the same word", "a share", "two of the same unit",
        "another currency", "a bound in the claim", "a bound in the sentence", "several numbers", "dates",
    ],
)  # fmt: skip
def test_the_other_figure_is_told_only_where_it_is_certain(claim: str, sentence: str, told: str | None) -> None:
    found = difference(claim, sentence, None)
    assert (found.told if found else None) == told


def test_dates_and_times_are_numbers() -> None:
    text = "At 6:32 am on 3 May 2021 nine sirens failed, and Lark-1 cost $27 million."
    assert {3.0, 2021.0, 9.0, 27e6} <= numbers(text)
