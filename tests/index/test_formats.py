"""A text without a telling name is read as what it is, or refused as what it is."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.cleaning import clean
from index.errors import SettingsError
from index.loading import Loader
from index.records import Article, Refused

STORY = "The mayor opened the new bridge on Monday. It cost four million euros."
LINE = json.dumps({"title": "One", "text": STORY})
TABLE = f'Title,Body,Date,Publisher\nBridge,"{STORY}",2021-03-04,Times\nStorm,"{STORY} Later.",2021-03-05,Times\n'

Piped = Callable[..., list[Article | Refused]]


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Piped:
    def load(text: str, **options: object) -> list[Article | Refused]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return list(Loader(["-"], **options))  # type: ignore[arg-type]

    return load


def media_type(found: list[Article | Refused]) -> str:
    (article,) = found
    assert isinstance(article, Article), article
    return article.media_type


def reason(found: list[Article | Refused]) -> str:
    (refused,) = found
    assert isinstance(refused, Refused), refused
    return refused.reason


def test_a_table_on_standard_input_is_known_by_its_columns(piped: Piped) -> None:
    first, second = piped(TABLE)
    assert isinstance(first, Article)
    assert first.metadata == {"title": "Bridge", "published": "2021-03-04", "source": "Times"}
    assert isinstance(second, Article)


def test_a_table_is_known_by_the_columns_that_the_caller_maps(piped: Piped) -> None:
    found = piped(f"Kop;Tekst\nBrug;{STORY}\n", fields={"title": "Kop", "text": "Tekst"})
    assert [item.metadata for item in found if isinstance(item, Article)] == [{"title": "Brug"}]


@pytest.mark.parametrize(
    "text",
    [
        f"# Bridge opens\n\n{STORY}",
        f"Bridge opens\n============\n\n{STORY}",
        f"---\ntitle: Bridge opens\n---\n{STORY}",
        f"{STORY} **Really.**\n\nSee [the plans](https://example.org).",
    ],
    ids=["heading", "underlined heading", "front matter", "marks"],
)
def test_markdown_on_standard_input_is_known_by_its_marks(piped: Piped, text: str) -> None:
    assert media_type(piped(text)) == "text/markdown"


@pytest.mark.parametrize(
    "start",
    [
        "[BRUSSELS] ",
        "[1] ",
        "{Updated} ",
        "Title, text and date are missing.\n",
        "#bridge was shared ** 200 ** times. ",
    ],
)
def test_prose_is_prose_whatever_it_begins_with(piped: Piped, start: str) -> None:
    assert media_type(piped(start + STORY)) == "text/plain"


@pytest.mark.parametrize(
    "text",
    [f"{LINE}\n{{broken\n{LINE}\n", f"{{broken}}\n{LINE}\n{LINE}", f"\n{LINE}\n\n[1, 2]\n{LINE}"],
    ids=["second is cut off", "first is broken", "second is a list"],
)
def test_a_bad_line_on_standard_input_costs_that_line(piped: Piped, text: str) -> None:
    found = piped(text)
    assert sum(isinstance(item, Article) for item in found) == 2
    (bad,) = (item.origin for item in found if isinstance(item, Refused))
    assert text.split("\n")[int(bad.removeprefix("- line ")) - 1] in {"{broken", "{broken}", "[1, 2]"}


def test_an_object_that_takes_several_lines_is_one_object(piped: Piped) -> None:
    found = piped(json.dumps({"articles": [{"text": STORY}, {"text": f"{STORY} More."}]}, indent=1))
    assert [type(item) for item in found] == [Article, Article]


@pytest.mark.parametrize(
    ("kind", "expected"), [("text", "text/plain"), ("markdown", "text/markdown"), ("html", "text/html")]
)
def test_what_the_caller_says_of_the_format_wins(piped: Piped, kind: str, expected: str) -> None:
    assert media_type(piped(f"# {LINE}", format=kind)) == expected


def test_the_format_given_goes_for_files_too(tmp_path: Path) -> None:
    (tmp_path / "export.txt").write_text(f"{LINE}\n{LINE[:-1]}\n")
    found = list(Loader([str(tmp_path / "export.txt")], format="jsonl"))
    assert [type(item) for item in found] == [Article, Refused]


def test_a_format_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(SettingsError, match="No format is called 'pdf'") as told:
        Loader([], format="pdf")
    assert told.value.hint == "Known are: text, markdown, html, json, jsonl, csv"


RSS = f'<rss version="2.0"><channel><item><description>{STORY}</description></item></channel></rss>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{\\rtf1\\ansi " + STORY, "format not supported (RTF)"),
        (f'<?xml version="1.0"?>\n<!-- made daily -->{RSS}', "the feed holds only a summary"),
        (RSS, "the feed holds only a summary"),
        (f"<?xml version='1.0'?><atom:feed><entry>{STORY}</entry></atom:feed>", "the feed holds only a summary"),
        ("<?xml version='1.0'?><urlset><url/></urlset>", "a sitemap is no article"),
        (f"<?xml version='1.0'?><nitf><body>{STORY}</body></nitf>", "format not supported (XML)"),
        (f"<!DOCTYPE lolz [<!ENTITY lol 'lol'>]><lolz>{STORY}</lolz>", "entity declarations are not read"),
    ],
)
def test_what_is_no_article_is_refused_with_the_true_reason(piped: Piped, text: str, expected: str) -> None:
    assert reason(piped(text)).startswith(expected)


@pytest.mark.parametrize("name", ["feed.xml", "feed.txt", "feed.html", "feed"])
def test_a_feed_is_refused_whatever_its_file_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(RSS)
    assert "feed" in reason(list(Loader([str(tmp_path / name)])))


def test_a_page_in_xhtml_is_a_page(piped: Piped) -> None:
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "x" "y">\n'
    (page,) = piped(f"{head}<html><body><p>{STORY}</p></body></html>")
    assert isinstance(page, Article)
    assert clean(page).text == STORY


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("name", ["news.csv", "news.tsv"])
def test_the_header_tells_what_separates_the_columns(tmp_path: Path, mark: str, name: str) -> None:
    (tmp_path / name).write_text(f'\nTitle{mark}Body\n"Bridge, opened"{mark}"{STORY}"\n')
    (article,) = Loader([str(tmp_path / name)])
    assert isinstance(article, Article)
    assert (article.metadata, article.content) == ({"title": "Bridge, opened"}, STORY)


def test_where_no_key_holds_the_text_those_that_are_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text(json.dumps({"kop": "Brug", "tekst": STORY}))
    (tmp_path / "news.csv").write_text(f"kop,tekst\nBrug,{STORY}\nBrug,{STORY}\n")
    expected = "no field for the text (there are: kop, tekst); name it: --map text=KEY"
    for name in ("news.jsonl", "news.csv"):
        assert reason(list(Loader([str(tmp_path / name)]))) == expected
    folder = Loader([str(tmp_path)])
    assert list(folder) == []
    assert folder.passed_over == {str(tmp_path / name): expected for name in ("news.jsonl", "news.csv")}


def test_an_empty_text_is_told_from_one_whose_name_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_text("title,body\nBridge,\n")
    assert reason(list(Loader([str(tmp_path / "news.csv")]))) == "the field for the text is empty"
