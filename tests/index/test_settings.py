"""A setting is read from file, environment and flags, in this order; a wrong one is an error that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import SettingsError
from rag.settings import Settings


def test_flags_win_over_the_environment_and_that_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "newscheck.toml"
    file.write_text('embedder = "from file"\npassage_tokens = 100\npassages = 5\n')
    monkeypatch.setenv("NEWSCHECK_EMBEDDER", "from environment")
    monkeypatch.setenv("NEWSCHECK_PASSAGE_TOKENS", "120")
    found = Settings.load(file=file, flags={"embedder": "from flag", "archive": None})
    assert (found.embedder, found.passage_tokens, found.passages) == ("from flag", 120, 5)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("colour = 1", "There is no setting 'colour'"),
        ("passage_tokens = 9999", "'passage_tokens' is 9999"),
        ("passage_tokens = [", "is not a settings file"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "newscheck.toml"
    file.write_text(content)
    with pytest.raises(SettingsError, match=message.replace("'", ".")):
        Settings.load(file=file)


def test_an_unknown_variable_with_our_prefix_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCHECK_EMBEDER", "letters")
    with pytest.raises(SettingsError, match="embeder"):
        Settings.load()


def test_a_settings_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No settings file"):
        Settings.load(file=tmp_path / "missing.toml")
