"""What the caller states is checked before anything is read, and nothing is lost by it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from index.errors import SettingsError
from index.loading import Loader
from index.records import Article

STORY = "The mayor opened the new bridge on Monday. It cost four million euros."
URL = "https://example.org/bridge"


def stories(folder: Path, number: int) -> list[str]:
    for i in range(number):
        (folder / f"{i}.txt").write_text(f"{i}. {STORY}")
    return [str(file) for file in sorted(folder.iterdir())]


def test_a_url_is_refused_for_several_files_and_for_a_folder(tmp_path: Path) -> None:
    files = stories(tmp_path, 2)
    for paths in (files, [str(tmp_path)]):
        with pytest.raises(SettingsError, match="one article") as told:
            Loader(paths, overrides={"url": URL})
        assert told.value.hint
        assert "one by one" in told.value.hint


def test_no_article_of_a_collection_is_taken_when_a_url_would_be_that_of_two(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text("\n".join(json.dumps({"text": f"{i}. {STORY}"}) for i in range(3)))
    with pytest.raises(SettingsError, match="one article"):
        next(iter(Loader([str(file)], overrides={"url": URL})))


def test_one_article_takes_the_url_given_from_a_file_a_collection_or_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(STORY.encode())))
    (tmp_path / "news.jsonl").write_text(json.dumps({"text": STORY}) + "\nnot JSON\n")
    for path in (*stories(tmp_path, 1)[:1], str(tmp_path / "news.jsonl"), "-"):
        (article,) = (item for item in Loader([path], overrides={"url": URL}) if isinstance(item, Article))
        assert (article.key, article.metadata["url"]) == (URL, URL)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("language", "english", "no code"),
        ("published", "soon", "could not be read"),
        ("published", "03/04/2020", "two days"),
        ("url", "example.org/a", "only http and https"),
        ("url", "https://example.org/" + "a" * 3000, "at most 2,048"),
        ("titel", "Bridge", "No fact is called 'titel'"),
    ],
)
def test_a_fact_that_cannot_be_meant_is_refused_before_anything_is_read(name: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        Loader([], overrides={name: value})


@pytest.mark.parametrize(("name", "value"), [("language", "pt-BR"), ("published", "15 Feb 2020"), ("published", "")])
def test_a_fact_may_be_written_as_cleaning_reads_it_or_be_none(name: str, value: str) -> None:
    assert list(Loader([], overrides={name: value})) == []


def test_a_field_that_is_not_ours_is_refused_with_those_that_are() -> None:
    with pytest.raises(SettingsError, match="No field is called 'foo'") as told:
        Loader([], fields={"foo": "bar"})
    assert told.value.hint
    assert "text, title, published, source, author, language, url, id" in told.value.hint
