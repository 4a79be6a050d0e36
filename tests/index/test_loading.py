"""Files, folders and streams become articles; a bad one costs itself."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from pathlib import Path

import pytest

from index.errors import FetchRefused
from index.fetching import Page
from index.loading import Loader
from index.records import Article, Refused

STORY = "The mayor opened the new bridge on Monday. It cost four million euros."


def load(*paths: Path | str, **options: object) -> list[Article | Refused]:
    return list(Loader([str(path) for path in paths], **options))  # type: ignore[arg-type]


def only(found: list[Article | Refused]) -> Article:
    (article,) = found
    assert isinstance(article, Article), article
    return article


def reason(found: list[Article | Refused]) -> str:
    (refused,) = found
    assert isinstance(refused, Refused), refused
    return refused.reason


def test_a_text_file_is_one_article_known_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(STORY)
    article = only(load(file))
    assert (article.content, article.key, article.media_type) == (STORY, str(file), "text/plain")


@pytest.mark.parametrize(
    ("name", "kind"), [("a.md", "text/markdown"), ("a.html", "text/html"), ("a.HTM", "text/html"), ("a", "text/plain")]
)
def test_the_name_of_a_file_tells_its_kind(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / name).write_text(STORY)
    assert only(load(tmp_path / name)).media_type == kind


def test_a_page_without_a_telling_name_is_known_by_its_first_characters(tmp_path: Path) -> None:
    (tmp_path / "saved").write_text(f"<!DOCTYPE html><p>{STORY}</p>")
    assert only(load(tmp_path / "saved")).media_type == "text/html"


def test_json_lines_are_articles_with_their_usual_keys(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    rows = [
        {"headline": "One", "body": STORY, "pubDate": "2021-03-04", "publisher": {"name": "Times"}},
        {"title": "Two", "text": STORY, "link": "https://Example.org/two#top"},
    ]
    file.write_text("\n".join(map(json.dumps, rows)))
    first, second = load(file)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.metadata == {"title": "One", "published": "2021-03-04", "source": "Times"}
    assert second.key == "https://example.org/two"


def test_a_bad_line_costs_that_line_and_names_it(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text(f'{json.dumps({"text": STORY})}\n{{"text": \n[1, 2]\n{json.dumps({"text": STORY + " More."})}\n')
    good, broken, list_, good_too = load(file)
    assert isinstance(good, Article)
    assert isinstance(good_too, Article)
    assert isinstance(broken, Refused)
    assert broken.origin.endswith("line 2")
    assert isinstance(list_, Refused)
    assert list_.reason.startswith("not an object")


def test_a_list_in_json_is_a_collection(tmp_path: Path) -> None:
    file = tmp_path / "news.json"
    file.write_text(json.dumps({"articles": [{"text": STORY}, {"text": STORY + " More."}]}))
    assert len(load(file)) == 2


def test_columns_of_csv_can_be_named(tmp_path: Path) -> None:
    file = tmp_path / "news.csv"
    file.write_text(f'Kop,Tekst\nBrug,"{STORY}"\nToo,many,columns\n')
    good, bad = load(file, fields={"title": "Kop", "text": "Tekst"})
    assert isinstance(good, Article)
    assert good.metadata == {"title": "Brug"}
    assert isinstance(bad, Refused)
    assert bad.reason == "3 columns, the header has 2"


@pytest.mark.parametrize("name", ["news.jsonl.gz", "story.txt.gz"])
def test_gzip_of_any_of_these_is_read(tmp_path: Path, name: str) -> None:
    content = json.dumps({"text": STORY}) if "jsonl" in name else STORY
    (tmp_path / name).write_bytes(gzip.compress(content.encode()))
    assert only(load(tmp_path / name)).content == STORY


def test_a_gzip_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "story.txt.gz"
    file.write_bytes(gzip.compress(os.urandom(5000))[:-2000])
    assert "cut off" in reason(load(file))


def test_a_gzip_that_grows_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bomb.txt.gz"
    file.write_bytes(gzip.compress(b"a" * 1_000_000))
    assert "limit" in reason(load(file, max_bytes=10_000))


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.json", "[]"), ("a.jsonl", "\n\n"), ("a.csv", "title,text\n"), ("a.json", '{"articles": []}')],
)
def test_a_list_without_entries_is_no_silence(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    assert reason(load(tmp_path / name)) == "no articles in it"
    given = Loader([]).given([(name, content.encode())])
    assert reason(list(given)) == "no articles in it"


def test_what_stands_behind_a_line_that_is_too_long_is_told_to_be_left(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text(f"{json.dumps({'text': STORY})}\n{'x' * 2_000}\n{json.dumps({'text': STORY})}\n")
    first, second = load(file, max_bytes=1_000)
    assert isinstance(first, Article)
    assert reason([second]) == "larger than 1,000 bytes (set max_bytes for more); what stands behind it is not read"


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(STORY.encode())))
    assert only(load("-")).content == STORY


def test_a_folder_is_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt", "sub/c.txt", ".git/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(STORY)
    names = [Path(a.origin).name for a in load(tmp_path) if isinstance(a, Article)]
    assert names == ["a.txt", "b.txt", "c.txt"]


def test_json_in_a_folder_that_holds_no_articles_is_passed_over_and_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "package.json").write_text('{"name": "x", "version": 1}')
    loader = Loader([str(tmp_path)])
    assert len(list(loader)) == 1
    assert list(loader.passed_over) == [str(tmp_path / "package.json")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "PDF damaged"),
        (b"\x89PNG\r\n\x1a\n", "not text"),
        (bytes(range(256)) * 20, "not text"),
    ],
)
def test_what_is_not_text_is_refused_with_the_reason(tmp_path: Path, content: bytes, expected: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert expected in reason(load(tmp_path / "a.txt"))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Größe".encode("utf-8-sig"), "Größe"),
        ("Größe".encode("utf-16"), "Größe"),
        ("Größe “zitiert”".encode("cp1252"), "Größe “zitiert”"),
    ],
)
def test_character_sets_are_told_apart(tmp_path: Path, content: bytes, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert only(load(tmp_path / "a.txt")).content == text


def test_what_is_not_there_or_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert reason(load(tmp_path / "missing.txt")) == "no such file"
    assert {Path(r.origin).name: r.reason for r in load(tmp_path) if isinstance(r, Refused)} == {
        "link": "symbolic link (name its target to add it)",
        "pipe": "not a regular file",
    }


def test_a_url_is_fetched_and_known_by_where_it_was_found() -> None:
    def fetch(url: str) -> Page:
        return Page(url=f"{url}/", content=f"<p>{STORY}</p>".encode(), charset=None)

    article = only(load("https://example.org/story", fetch=fetch))
    assert (article.key, article.media_type) == ("https://example.org/story/", "text/html")


def test_a_url_that_was_not_fetched_is_one_refusal() -> None:
    def fetch(url: str) -> Page:
        raise FetchRefused("address not public")

    assert reason(load("http://localhost/", fetch=fetch)) == "address not public"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a", "data:text/plain,hello", "gopher://x"])
def test_only_http_and_https_are_fetched(url: str) -> None:
    assert "http and https" in reason(load(url))
