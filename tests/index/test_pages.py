"""What stands at the top of an article tells its facts, and is not taken for its text."""

from __future__ import annotations

from datetime import date

import pytest

from index.cleaning import clean
from index.records import Article, Document
from tests.helpers import article

STORY = "The mayor opened the new bridge on Monday. It cost four million euros and took three years to build."


def markdown(text: str) -> Document:
    return clean(Article(origin="a", key="a", media_type="text/markdown", content=text))


@pytest.mark.parametrize(
    ("stated", "author"),
    [
        ("author: {name: Jane Doe}", "Jane Doe"),
        ("author:\n  name: Jane Doe\n  email: jane@example.org", "Jane Doe"),
        ("authors:\n  - name: Jane Doe\n  - Bob", "Jane Doe, Bob"),
        ("author: ''\nbyline: Jane Doe", "Jane Doe"),
    ],
    ids=["object", "nested", "list", "first is empty"],
)
def test_an_author_in_front_matter_may_be_an_object_or_a_list(stated: str, author: str) -> None:
    document = markdown(f"---\ntitle: Bridge opens\npublisher: {{name: Example Times}}\n{stated}\n---\n{STORY}")
    assert (document.title, document.author, document.source) == ("Bridge opens", author, "Example Times")


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_front_matter_in_toml_is_read(end: str) -> None:
    lines = ["+++", 'title = "Bridge opens"', "date = 2021-03-04T05:06:07Z", 'authors = ["Jane Doe"]', "+++", STORY]
    document = markdown(end.join(lines))
    assert (document.title, document.published, document.author) == ("Bridge opens", date(2021, 3, 4), "Jane Doe")
    assert document.text == STORY


@pytest.mark.parametrize(
    "block", ["---\nauthor: [\n---\n", "+++\ntitle = Bridge\n+++\n", "---\nauthor: " + "[" * 9_000 + "\n---\n"]
)
def test_front_matter_that_cannot_be_read_is_said(block: str) -> None:
    assert "front matter could not be read" in markdown(f"{block}{STORY}").warnings


def test_aliases_that_multiply_add_nothing() -> None:
    rows = "\n".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]" for i in range(1, 30))
    document = markdown(f"---\nl0: &l0 [x]\n{rows}\nauthor: *l29\n---\n{STORY}")
    assert (document.author, document.text) == (None, STORY)


@pytest.mark.parametrize(
    "head",
    [
        "Bridge opens\nPublished\n15 February 2020",
        "Bridge opens\nBy Jane Doe\nPublished\n15 February 2020\nShare",
        "Example Times\n\nBridge opens\n\nPublished:\n\n15 February 2020\n\nUpdated:\n\n16 February 2020",
        "Bridge opens\nShare\nBy\nJane Doe\n15 February 2020",
        "By Jane Doe\nBridge opens\nLast updated\n15 February 2020",
        "Bridge opens\nVeröffentlicht\n15. Februar 2020, 11:58 Uhr\nTeilen",
        "Bridge opens\n15 February 2020\nBy Jane Doe",
    ],
)
def test_a_label_or_a_byline_of_a_saved_page_is_no_headline(head: str) -> None:
    document = clean(article(f"{head}\n\n{STORY}"))
    assert (document.title, document.published, document.text) == ("Bridge opens", date(2020, 2, 15), STORY)
    assert document.author == ("Jane Doe" if "Jane" in head else None)
    for line in document.left_out:
        assert line in head


def test_a_label_without_a_date_is_no_headline_either() -> None:
    assert clean(article(f"Share\nBy Jane Doe\nBridge opens\n\n{STORY}")).title == "Bridge opens"
    assert clean(article(f"Published\n\n{STORY}")).title == ""


def test_a_headline_may_begin_with_the_word_of_a_byline() -> None:
    document = clean(article(f"By the river\n\n{STORY}"))
    assert (document.title, document.author) == ("By the river", None)
