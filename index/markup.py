"""Readers of Markdown and HTML. The one door to markdown-it, trafilatura and lxml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from index.characters import one_line
from index.errors import InvalidArticle
from index.linkeddata import linked_data
from index.pages import Page, front_matter

if TYPE_CHECKING:
    from lxml.html import HtmlElement

DEEPEST = 250
"""Nested elements; lxml loses what lies below 256 of them, and the rest of the page after it."""

MOST_ELEMENTS = 20_000
"""Of a page; articles have hundreds. Telling an article from menus takes the square of it: for ten times as many,
minutes."""

_NEVER_SHOWN = {
    "script",
    "style",
    "template",
    "noscript",
    "svg",
    "math",
    "head",
    "iframe",
    "object",
    "select",
    "textarea",
}
_EMPTY = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}
_CLOSES_ITSELF = {"p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody"}
_INLINE = {"a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub",
           "sup", "time", "u"}  # fmt: skip

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:\D|$)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)"
    r"|(?<![\w-])color\s*:\s*(?:#fff(?:fff)?|white)\b(?!.*background(?:-color)?\s*:)",
    re.IGNORECASE,
)
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*\?>")
"""lxml refuses text that still states the character set of its bytes."""
_SITE_IN_TITLE = re.compile(r"\s+[|–—-]\s+")


def read_markdown(text: str) -> Page:
    """Front matter, then the text without its marks; the first heading is the title where none is stated."""
    from markdown_it import MarkdownIt

    stated, text, warnings = front_matter(text)
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    blocks: list[str] = []
    for number, token in enumerate(tokens):
        if token.type == "inline":
            block = one_line(_inline_text(token.children or []))
            heading = number > 0 and tokens[number - 1].type == "heading_open"
            if heading and not blocks and "title" not in stated:
                stated["title"] = block
            elif block and not (not blocks and block == stated.get("title")):
                blocks.append(block)
        elif token.type in {"fence", "code_block"}:
            blocks.append(one_line(token.content))
        elif token.type == "html_block":
            blocks += _Visible(token.content).blocks
    return Page(blocks=blocks, metadata=stated, warnings=warnings)


def read_html(markup: str, *, url: str | None) -> Page:
    """The article of a web page, by trafilatura, without what a reader of the page would not see.

    Raises:
        InvalidArticle: there is no article text in it.
    """
    seen = _Visible(markup)
    beyond = f"nested {seen.depth:,} levels deep" if seen.depth > DEEPEST else ""
    beyond = beyond or (f"of {seen.elements:,} elements" if seen.elements > MOST_ELEMENTS else "")
    page = _whole(seen, beyond) if beyond else _article(markup, url)
    if not page.blocks:
        raise InvalidArticle("no article text found")
    return page


def _whole(seen: _Visible, beyond: str) -> Page:
    """All that is shown of a page that is too much for lxml or trafilatura."""
    warnings = [f"{beyond}: read without telling the article from menus", *_told_hidden(seen.hidden)]
    return Page(blocks=seen.blocks, metadata={"title": seen.title} if seen.title else {}, warnings=tuple(warnings))


def _told_hidden(characters: int) -> tuple[str, ...]:
    return (f"hidden text: {characters:,} characters left out",) if characters else ()


def _article(markup: str, url: str | None) -> Page:
    from lxml import etree, html

    try:
        tree = html.fromstring(_DECLARATION.sub("", markup))
    except (etree.ParserError, ValueError):
        raise InvalidArticle("no article text found") from None
    scripts = [script.text or "" for script in tree.iterfind(".//script[@type='application/ld+json']")]
    hidden = _remove_hidden(tree)
    found = _extract(tree, url)
    if found is None or not found.text:
        raise InvalidArticle("no article text found")
    metadata = _stated(found, tree.get("lang"), linked_data(scripts, title=found.title or ""))
    metadata["title"] = _without_site(metadata.get("title", ""), metadata.get("source", ""))
    blocks = [one_line(line) for line in found.text.split("\n")]
    blocks = [block for block in blocks if block]
    if blocks and blocks[0] == metadata["title"]:
        blocks = blocks[1:]
    return Page(blocks=blocks, metadata=metadata, warnings=_told_hidden(hidden))


def _stated(found: Any, language: str | None, linked: Mapping[str, str]) -> dict[str, str]:  # noqa: ANN401
    """What trafilatura found gives way to JSON-LD, but for the title, there often cut short, and the canonical URL."""
    seen = {"title": found.title, "published": found.date, "source": found.sitename, "author": found.author,
            "url": found.url, "language": language}  # fmt: skip
    metadata = {name: one_line(value) for name, value in seen.items() if value}
    return {**metadata, **linked, **{name: metadata[name] for name in ("title", "url") if name in metadata}}


def _extract(tree: HtmlElement, url: str | None) -> Any:  # noqa: ANN401 -- trafilatura's own record
    from trafilatura import bare_extraction

    dates = {"original_date": True, "extensive_search": False}
    return bare_extraction(
        tree, url=url, with_metadata=True, include_comments=False, date_extraction_params=dates, fast=False
    )


def _remove_hidden(tree: HtmlElement) -> int:
    """Take out what the page itself hides; returns the characters of text that went."""
    hidden = [element for element in tree.iter() if isinstance(element.tag, str) and _is_hidden(element.attrib)]
    count = 0
    for element in hidden:
        parent = element.getparent()
        if parent is None or element.tag in {"html", "body"}:
            continue
        count += len(" ".join(element.text_content().split()))
        element.drop_tree()
    return count


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    style = attributes.get("style")
    return (
        "hidden" in attributes or attributes.get("aria-hidden") == "true" or bool(style and _HIDDEN_STYLE.search(style))
    )


def _without_site(title: str, source: str) -> str:
    """A page's title without the site's name behind it."""
    parts = _SITE_IN_TITLE.split(title)
    return title[: title.rfind(parts[-1])].rstrip(" |–—-") if len(parts) > 1 and parts[-1] == source else title


def _inline_text(tokens: list[Any]) -> str:
    return "".join(_inline_parts(tokens))


def _inline_parts(tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "code_inline", "text_special"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "


class _Visible(HTMLParser):
    """All text of a page that its own tags do not hide, by the standard library: no depth is too great for it."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.elements = self.depth = self._level = self._unseen = 0
        self.hidden = 0
        """Characters that were left out as hidden."""
        self._hider, self._hiders = "", 0
        self._in_title = False
        self._parts: list[str] = []
        self.feed(markup)
        self.close()

    @property
    def blocks(self) -> list[str]:
        """Paragraphs in order."""
        found = [one_line(block) for block in "".join(self._parts).split("\n")]
        return [block for block in found if block]

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ANN401
        self._in_title = tag == "title" or (self._in_title and tag in _INLINE)
        self.elements += 1
        self._hide(tag, dict(attrs))
        if tag in _EMPTY:
            self._parts.append("\n" if tag in {"br", "hr"} else "")
            return
        self._unseen += tag in _NEVER_SHOWN
        self._level += tag not in _CLOSES_ITSELF
        self.depth = max(self.depth, self._level)
        self._parts.append("" if tag in _INLINE else "\n")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if tag in _EMPTY:
            return
        self._show(tag)
        self._unseen = max(0, self._unseen - (tag in _NEVER_SHOWN))
        self._level = max(0, self._level - (tag not in _CLOSES_ITSELF))
        self._parts.append("" if tag in _INLINE else "\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title = one_line(self.title + data)
        elif self._hider:
            self.hidden += len(" ".join(data.split()))
        elif not self._unseen:
            self._parts.append(data.replace("\n", " "))

    def _hide(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        """Until the element ends that says so; one that needs no end tag ends where the next of its kind begins."""
        if tag == self._hider:
            self._hiders += 1
            if tag in _CLOSES_ITSELF:
                self._hider = ""
        if not self._hider and tag not in {"html", "body", *_EMPTY} and _is_hidden(attributes):
            self._hider, self._hiders = tag, 1

    def _show(self, tag: str) -> None:
        if tag == self._hider:
            self._hiders -= 1
            self._hider = tag if self._hiders else ""
