"""Feeds lead to articles: those named by their URL to the pages that they link to, files to their own texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import FetchRefused, InvalidArticle
from index.feeds import read_feed
from index.fetching import Page, fetch
from index.loading import Loader, all_entries
from index.records import Article, Refused
from tests.index.making import STORY, page, rss

FEED = "https://city.example/feed"
ITEM = "<title>Bridge opens</title><link>/a</link><pubDate>Thu, 04 Mar 2021 05:06:07 GMT</pubDate>"


class Web:
    """Pages by URL; what is not there is refused."""

    def __init__(self, **pages: str) -> None:
        self.pages = {f"https://city.example/{name}": content for name, content in pages.items()}
        self.asked: list[str] = []

    def fetch(self, url: str) -> Page:
        self.asked.append(url)
        if url not in self.pages:
            raise FetchRefused("the server answered 404")
        return Page(url=url, content=self.pages[url].encode(), charset="utf-8")


def test_a_feed_adds_the_pages_that_it_links_to_with_its_dates() -> None:
    web = Web(feed=rss(ITEM, "<link>https://city.example/gone</link>", ITEM), a=page(STORY))
    article, refused = Loader([FEED], fetch=web.fetch, wanted=all_entries)
    assert isinstance(article, Article)
    assert (article.key, article.metadata["published"]) == ("https://city.example/a", "Thu, 04 Mar 2021 05:06:07 GMT")
    assert refused == Refused(origin="https://city.example/gone", reason="the server answered 404")
    assert web.asked == [FEED, "https://city.example/a", "https://city.example/gone"]


def test_what_a_feed_links_to_is_fetched_by_the_rules_for_every_url() -> None:
    web = Web(feed=rss(*(f"<link>{link}</link>" for link in ("http://127.0.0.1/admin", "ftp://city.example/b"))))
    found = Loader([FEED], fetch=lambda url: web.fetch(url) if url == FEED else fetch(url), wanted=all_entries)
    reasons = [(item.origin, item.reason) for item in found if isinstance(item, Refused)]
    assert reasons == [
        ("http://127.0.0.1/admin", "address not public"), ("ftp://city.example/b", "only http and https"),
    ]  # fmt: skip


def test_a_feed_that_leads_to_a_feed_ends_there() -> None:
    web = Web(feed=rss("<link>https://city.example/feed</link>"))
    (refused,) = Loader([FEED], fetch=web.fetch, wanted=all_entries)
    assert isinstance(refused, Refused)
    assert "an RSS feed is no article" in refused.reason


def test_without_leave_a_feed_is_fetched_and_nothing_that_it_links_to() -> None:
    web = Web(feed=rss(ITEM), a=page(STORY))
    (refused,) = Loader([FEED], fetch=web.fetch)
    assert isinstance(refused, Refused)
    assert web.asked == [FEED]


def test_a_feed_in_a_file_gives_its_own_texts_and_fetches_nothing(tmp_path: Path) -> None:
    web = Web()
    full = f"{ITEM}<content:encoded><![CDATA[<p>{STORY}</p>]]></content:encoded>"
    (tmp_path / "feed.xml").write_text(rss(full, f"{ITEM}<description>Short.</description>"))
    article, refused = Loader([str(tmp_path / "feed.xml")], fetch=web.fetch, wanted=all_entries)
    assert isinstance(article, Article)
    assert (article.metadata["title"], article.metadata["source"]) == ("Bridge opens", "City News")
    assert isinstance(refused, Refused)
    assert "only a summary" in refused.reason
    assert web.asked == []


def test_atom_is_read_and_links_are_relative_to_the_feed() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>City</title><entry><title>T</title><id>urn:1</id>'
        '<link href="../a"/><updated>2021-03-04T05:06:07Z</updated></entry></feed>'
    )
    (entry,) = read_feed(atom, url="https://city.example/feeds/all").entries
    assert (entry.url, entry.published) == ("https://city.example/a", "2021-03-04T05:06:07Z")


def test_an_entry_has_another_stamp_when_it_changes_and_only_then() -> None:
    (first,), (same,), (other,) = (
        read_feed(rss(item), url=FEED).entries for item in (ITEM, ITEM, ITEM.replace("opens", "closes"))
    )
    assert first.stamp == same.stamp != other.stamp


@pytest.mark.parametrize(
    "text",
    [
        f'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>{rss(ITEM)}',
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>{rss("<title>&x;</title>")}',
        f'<!DOCTYPE rss SYSTEM "http://evil.example/x.dtd">{rss(ITEM)}',
        rss('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'),
    ],
    ids=["billion laughs", "external entity", "external DTD", "XInclude"],
)
def test_a_feed_that_declares_or_includes_is_refused(text: str) -> None:
    with pytest.raises(InvalidArticle, match="entity declarations are not read"):
        read_feed(text, url=FEED)


def test_damage_of_a_feed_on_the_web_is_told_beside_what_it_links_to() -> None:
    web = Web(feed=rss(ITEM).replace("</channel></rss>", "<item><title>A & B"), a=page(STORY))
    told, article, *_ = Loader([FEED], fetch=web.fetch, wanted=all_entries)
    assert told == Refused(origin=FEED, reason="damaged feed, read as far as possible")
    assert isinstance(article, Article)


def test_a_damaged_feed_is_read_as_far_as_possible() -> None:
    feed = read_feed(rss(ITEM).replace("</channel></rss>", "<item><title>A & B"), url=FEED)
    assert feed.entries[0].title == "Bridge opens"
    assert feed.warnings == ("damaged feed, read as far as possible",)
