"""What a page states in JSON-LD is found, wherever the publisher's software put it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from index.cleaning import clean
from index.records import Article, Document

STORY = "The mayor opened the new bridge on Monday. It cost four million euros and took three years to build."
NEWS = {
    "@type": "NewsArticle",
    "headline": "Bridge opens",
    "datePublished": "2021-03-04T05:06:07Z",
    "inLanguage": "fr-BE",
    "url": "https://example.org/bridge",
    "author": {"@type": "Person", "name": "Jane Doe", "url": "https://example.org/jane"},
    "publisher": {"@type": "Organization", "name": "Example Times &amp; Post"},
}


def read(*scripts: object) -> Document:
    """A page that states nothing but its heading, and these."""
    written = [script if isinstance(script, str) else json.dumps(script) for script in scripts]
    head = "".join(f'<script type="application/ld+json">{script}</script>' for script in written)
    page = f"<html><head><title>Bridge opens</title>{head}</head><body><article><p>{STORY}</p></article></body></html>"
    return clean(Article(origin="a", key="a", media_type="text/html", content=page))


@pytest.mark.parametrize(
    "script",
    [
        NEWS,
        [{"@type": "BreadcrumbList"}, NEWS],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Example"}, NEWS]},
        {"@graph": [{**NEWS, "@type": ["Article", "ReportageNewsArticle"]}]},
        {"@type": "WebPage", "mainEntity": NEWS},
        f"<!-- {json.dumps(NEWS)} -->",
    ],
    ids=["alone", "list", "graph", "two types", "main entity", "within a comment"],
)
def test_the_facts_of_an_article_are_found(script: object) -> None:
    document = read(script)
    assert (document.title, document.published) == ("Bridge opens", date(2021, 3, 4))
    assert (document.source, document.author) == ("Example Times & Post", "Jane Doe")
    assert (document.language, document.url) == ("fr", "https://example.org/bridge")


def test_authors_and_publishers_may_be_lists_and_be_written_out_elsewhere() -> None:
    people = [{"@id": "#jane", "@type": "Person", "name": "Jane Doe"}, {"@id": "#times", "name": "Example Times"}]
    article = {**NEWS, "author": [{"@id": "#jane"}, {"name": "Bob"}, "Eve"], "publisher": [{"@id": "#times"}]}
    document = read({"@graph": [article, *people]})
    assert (document.author, document.source) == ("Jane Doe, Bob, Eve", "Example Times")


def test_the_article_of_the_page_is_told_from_its_teasers() -> None:
    teaser = {**NEWS, "headline": "Storm", "url": "https://example.org/storm", "author": "Bob"}
    document = read([teaser, NEWS])
    assert (document.url, document.author) == ("https://example.org/bridge", "Jane Doe")
    assert read([teaser, {**teaser, "headline": "Flood"}]).url is None


@pytest.mark.parametrize(
    "script",
    ["{broken", "[" * 100_000, {"@type": "NewsArticle", "author": 5, "publisher": {"name": []}, "url": {}},
     {"@type": 3, "@graph": "x"}, {"@type": "Product", "name": "Bridge opens", "url": "https://shop.example"}],
    ids=["cut off", "without an end", "wrong kinds", "no graph", "no article"],
)  # fmt: skip
def test_what_cannot_be_used_is_passed_over(script: object) -> None:
    document = read(script)
    assert (document.text, document.url, document.author) == (STORY, None, None)
